/** What Teams sends when somebody does something, each with the fields that it really has (learn.microsoft.com, Bot Framework activities; Teams events). */
import { randomUUID } from 'node:crypto';
import type { Json } from './json.ts';
import type { Conversation, Member, Message } from './model.ts';
import type { Store } from './store.ts';

/** What every activity carries. `timestamp` is added with each delivery of it. */
function frame(store: Store, member: Member, conversation: Conversation, root?: string): Json {
  const { displayName, id, teams } = member;
  const { app } = store.workspace;
  return {
    channelId: 'msteams',
    serviceUrl: store.serviceUrl,
    from: { id: teams.id, name: displayName, aadObjectId: id },
    conversation: conversationJson(store, member, conversation, root),
    recipient: { id: store.botId, name: app.name },
    entities: [
      {
        locale: teams.locale,
        country: teams.locale.split('-')[1] ?? 'GB',
        platform: 'Web',
        timezone: teams.tz,
        type: 'clientInfo',
      },
    ],
    channelData: channelData(store, member, conversation),
    locale: teams.locale,
    localTimezone: teams.tz,
  };
}

function conversationJson(store: Store, member: Member, conversation: Conversation, root?: string): Json {
  const tenantId = tenantOf(store, member, conversation);
  if (conversation.is === 'personal') return { conversationType: 'personal', tenantId, id: conversation.id };
  const thread = root === undefined ? '' : `;messageid=${root}`;
  return { conversationType: 'channel', tenantId, isGroup: true, id: conversation.id + thread };
}

/** A personal chat is of the person's own tenant; a channel of the team's. */
function tenantOf(store: Store, member: Member, conversation: Conversation): string {
  return conversation.is === 'personal' ? member.teams.tenantId : store.tenantId;
}

function channelData(store: Store, member: Member, conversation: Conversation): Json {
  const tenant = { id: tenantOf(store, member, conversation) };
  if (conversation.is === 'personal') return { tenant };
  const { id, name, aadGroupId } = store.workspace.team;
  return {
    teamsChannelId: conversation.id,
    teamsTeamId: id,
    channel: { id: conversation.id },
    team: { id, name, aadGroupId },
    tenant,
  };
}

export function messageActivity(store: Store, member: Member, conversation: Conversation, message: Message): Json {
  const root = conversation.is === 'channel' ? (message.root ?? message.id) : undefined;
  const base = frame(store, member, conversation, root);
  const { text, entities } = message.content;
  return {
    ...base,
    type: 'message',
    id: message.id,
    text,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: `<p>${html(text)}</p>` }],
    entities: [...entities, ...(base['entities'] as Json[])],
    ...(message.root === undefined ? {} : { replyToId: message.root }),
  };
}

/** What an `Action.Submit` says: a message without words. */
export function submitActivity(
  store: Store,
  given: { member: Member; conversation: Conversation; message: Message; value: unknown },
): Json {
  const { member, conversation, message, value } = given;
  const base = frame(store, member, conversation, threadOf(conversation, message));
  return {
    ...base,
    type: 'message',
    id: `f:${randomUUID()}`,
    replyToId: message.id,
    value,
    channelData: { ...(base['channelData'] as Json), source: { name: 'message' }, legacy: { replyToId: message.id } },
  };
}

export function invokeActivity(
  store: Store,
  given: { name: string; member: Member; conversation: Conversation; message?: Message | undefined; value: Json },
): Json {
  const { name, member, conversation, message, value } = given;
  const base = frame(store, member, conversation, message && threadOf(conversation, message));
  return {
    ...base,
    type: 'invoke',
    name,
    id: `f:${randomUUID()}`,
    value,
    ...(message
      ? {
          replyToId: message.id,
          channelData: {
            ...(base['channelData'] as Json),
            source: { name: 'message' },
            legacy: { replyToId: message.id },
          },
        }
      : { channelData: { ...(base['channelData'] as Json), source: { name: 'compose' } } }),
  };
}

export function updateActivity(
  store: Store,
  given: { member: Member; conversation: Conversation; event?: string; more?: Json; data?: Json },
): Json {
  const { member, conversation, event, more, data } = given;
  const base = frame(store, member, conversation);
  const eventType = event === undefined ? {} : { eventType: event };
  return {
    ...base,
    type: 'conversationUpdate',
    id: `f:${randomUUID()}`,
    ...more,
    channelData: { ...(base['channelData'] as Json), ...eventType, ...data },
  };
}

export function installActivity(
  store: Store,
  given: { member: Member; conversation: Conversation; action: 'add' | 'remove' },
): Json {
  const base = frame(store, given.member, given.conversation);
  return {
    ...base,
    type: 'installationUpdate',
    id: `f:${randomUUID()}`,
    action: given.action,
    channelData: {
      ...(base['channelData'] as Json),
      settings: { selectedChannel: { id: given.conversation.id } },
      source: { name: 'message' },
    },
  };
}

function threadOf(conversation: Conversation, message: Message): string | undefined {
  return conversation.is === 'channel' ? (message.root ?? message.id) : undefined;
}

/** What was typed, in the HTML that comes along: only a mention keeps its brackets. */
function html(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/^&lt;at&gt;(.+?)&lt;\/at&gt;/, '<span itemscope itemid="0">$1</span>');
}
