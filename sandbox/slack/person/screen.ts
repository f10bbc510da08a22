import { marksIn, mrkdwnIn } from '../blocks/mrkdwn.ts';
import type { Json, Message } from '../model.ts';
import type { Conversation, Member, Store } from '../store.ts';
import { viewJson } from '../views.ts';

/** What this person sees now: their conversations with the bot in them, the modal on top, App Home. */
export function screen(store: Store, member: Member): Json {
  const user = member.slack.id;
  const channels = store.workspace.channels.flatMap((channel) => store.conversation(channel.id) ?? []);
  const directs = store.directs.flatMap((direct) => store.conversation(direct.id) ?? []);
  const stack = store.stack(user);
  const modal = stack.at(-1);
  const home = store.homes.get(user);
  return {
    conversations: [...directs, ...channels]
      .filter((conversation) => store.sees(user, conversation))
      .map((conversation) => shown(store, conversation, user)),
    modal: modal ? viewJson(store, modal) : null,
    modals: stack.length,
    home: home ? viewJson(store, home) : null,
  };
}

function shown(store: Store, conversation: Conversation, user: string): Json {
  const messages = store.messages.filter(
    (message) =>
      message.channel === conversation.id && (message.ephemeralTo === undefined || message.ephemeralTo === user),
  );
  return {
    id: conversation.id,
    name: conversation.is === 'im' ? store.workspace.bot.name : conversation.name,
    is: conversation.is,
    messages: messages.map(seen),
  };
}

/** A message as a person sees it, with the mentions, links and dates that Slack would make of its text. */
function seen(message: Message): Json {
  const { text, blocks, attachments } = message.content;
  const formatted = [text, ...mrkdwnIn(blocks), ...mrkdwnIn(attachments)];
  return {
    ts: message.ts,
    user: message.user,
    bot: message.byBot,
    text,
    blocks,
    attachments,
    ephemeral: message.ephemeralTo !== undefined,
    thread_ts: message.thread_ts ?? null,
    edited: message.edited !== undefined,
    marks: formatted.flatMap(marksIn),
  };
}
