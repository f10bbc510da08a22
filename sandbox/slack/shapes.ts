/** Messages and conversations as the Web API shows them. */
import { storedText } from './blocks/mrkdwn.ts';
import { storedBlocks } from './blocks/stored.ts';
import type { Content, Json, Message } from './model.ts';
import type { Conversation, Store } from './store.ts';

export function messageJson(store: Store, message: Message, options: { metadata?: boolean } = {}): Json {
  const { bot, team } = store.workspace;
  const { text, blocks, attachments, metadata } = message.content;
  const author = message.byBot
    ? {
        bot_id: bot.bot_id,
        app_id: bot.app_id,
        bot_profile: { id: bot.bot_id, app_id: bot.app_id, name: bot.name, deleted: false, team_id: team.id },
      }
    : { client_msg_id: `client-${message.ts}` };
  const replies = store.messages.filter(
    (entry) => entry.channel === message.channel && entry.thread_ts === message.ts && !entry.ephemeralTo,
  );
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text,
    team: team.id,
    ...author,
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
    ...(replies.length > 0
      ? { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts }
      : {}),
    ...(options.metadata && metadata ? { metadata } : {}),
  };
}

/** What Slack keeps of what an app sends; a message needs no blocks. */
export function kept(given: { text: string; blocks?: unknown; attachments?: unknown; metadata?: unknown }): Content {
  const attachments = Array.isArray(given.attachments) ? (given.attachments as Json[]) : [];
  return {
    text: storedText(given.text),
    blocks: storedBlocks(Array.isArray(given.blocks) ? given.blocks : []),
    attachments: attachments.map((entry, index) => ({
      ...entry,
      id: index + 1,
      ...(Array.isArray(entry['blocks']) ? { blocks: storedBlocks(entry['blocks']) } : {}),
    })),
    ...(given.metadata === undefined ? {} : { metadata: given.metadata as Json }),
  };
}

export function conversationJson(store: Store, conversation: Conversation): Json {
  const { bot, team } = store.workspace;
  if (conversation.is === 'im') {
    return {
      id: conversation.id,
      created: 1_709_539_200,
      is_im: true,
      is_org_shared: false,
      is_archived: false,
      context_team_id: team.id,
      user: conversation.user,
    };
  }
  const { channel } = conversation;
  const shared = store.isShared(channel);
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    created: 1_709_539_200,
    creator: 'U0OLGA',
    is_channel: !channel.is_private,
    is_group: channel.is_private,
    is_im: false,
    is_mpim: false,
    is_private: channel.is_private,
    is_archived: channel.is_archived,
    is_general: channel.name === 'general',
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    is_member: channel.members.includes(bot.user_id),
    context_team_id: team.id,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
