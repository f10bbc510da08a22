import { marksInCard, marksInText } from '../cards/marks.ts';
import { shownCard, shownDialog } from '../cards/shown.ts';
import { manner } from '../delivery.ts';
import { isRecord, type Json } from '../json.ts';
import type { Conversation, Member, Message } from '../model.ts';
import type { Store } from '../store.ts';
import { cardFor, refreshDue } from '../views.ts';
import type { Stage } from './act.ts';
import { execute } from './execute.ts';

/** What this person sees now. Looking at a card is what makes a client ask for the person's own view of it. */
export async function screen(stage: Stage, how: { refresh: boolean }): Promise<Json> {
  const { store, member } = stage;
  const conversations = conversationsOf(store, member);
  if (how.refresh) await Promise.all(conversations.map((conversation) => refreshed(stage, conversation)));
  const dialog = store.dialogs.get(member.key);
  return {
    conversations: conversations.map((conversation) => shown(store, conversation, member)),
    dialog: dialog ? shownDialog(dialog) : null,
    from: { id: member.teams.id, aadObjectId: member.id },
  };
}

function conversationsOf(store: Store, member: Member): readonly Conversation[] {
  const channels = store.workspace.channels.flatMap((channel) => store.conversation(channel.id) ?? []);
  const personal = store.hasOpened(member) ? [store.personal(member)] : [];
  return [...personal, ...channels.filter((conversation) => store.sees(member, conversation))];
}

async function refreshed(stage: Stage, conversation: Conversation): Promise<void> {
  const { store, member } = stage;
  const size = store.membersOf(conversation).length;
  await Promise.all(
    messagesIn(store, conversation).map(async (message) => {
      const action = refreshDue(message, member, size, store.now());
      if (action) await execute(stage, { conversation, message, action, trigger: 'automatic' }, manner.parse({}));
    }),
  );
}

function messagesIn(store: Store, conversation: Conversation): readonly Message[] {
  return store.messages.filter((message) => message.conversation === conversation.id);
}

function shown(store: Store, conversation: Conversation, member: Member): Json {
  return {
    id: conversation.id,
    name: conversation.is === 'personal' ? store.workspace.app.name : conversation.name,
    is: conversation.is,
    messages: messagesIn(store, conversation).map((message) => seen(message, member)),
  };
}

function seen(message: Message, member: Member): Json {
  const { id, from, byBot, root, edited, deleted } = message;
  const about = { id, from, bot: byBot, replyTo: root ?? null, edited, deleted };
  const { text, textFormat, entities, attachments } = message.content;
  if (deleted)
    return {
      ...about,
      text: '',
      textFormat,
      card: null,
      view: 'base',
      attachments: [],
      mentions: [],
      ...shownCard(null),
      marks: [],
    };
  const { card, view } = cardFor(message, member);
  const { words, ...controls } = shownCard(card);
  return {
    ...about,
    text,
    textFormat,
    card,
    view,
    attachments,
    ...controls,
    words: [...(text === '' ? [] : [text]), ...(words as readonly string[])],
    mentions: entities.filter((entity) => entity['type'] === 'mention' && isRecord(entity['mentioned'])),
    marks: [...marksInText(text, textFormat, entities), ...marksInCard(card)],
  };
}
