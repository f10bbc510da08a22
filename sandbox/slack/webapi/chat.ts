import { mustBeSound, mustSaySomething } from '../content.ts';
import type { Draft } from '../content.ts';
import type { Json, Message } from '../model.ts';
import { kept, messageJson } from '../shapes.ts';
import type { Conversation, Store } from '../store.ts';
import { isHidden, isMember } from './conversations.ts';
import { ApiError } from './method.ts';
import type { Args, Methods } from './method.ts';
import { paced } from './pace.ts';

export const chat: Methods = {
  'chat.postMessage': {
    scopes: ['chat:write'],
    run(args, { store }) {
      const conversation = postable(store, args.need('channel', 'channel_not_found'));
      const draft = draftOf(args);
      mustBeSound(draft, 'message');
      mustSaySomething(draft);
      const thread = threadOf(store, conversation, args);
      if (store.app.rateLimits) paced(store, conversation.id);
      const message = store.post({
        channel: conversation.id,
        user: store.workspace.bot.user_id,
        byBot: true,
        content: kept({ ...draft, text: draft.text ?? '' }),
        ...thread,
      });
      return { channel: conversation.id, ts: message.ts, message: messageJson(store, message, { metadata: true }) };
    },
  },
  'chat.postEphemeral': {
    scopes: ['chat:write'],
    run(args, { store }) {
      const conversation = postable(store, args.need('channel', 'channel_not_found'));
      const user = args.need('user', 'user_not_in_channel');
      if (!store.sees(user, conversation) || store.member(user)?.slack.deleted)
        throw new ApiError('user_not_in_channel');
      const draft = draftOf(args);
      mustBeSound(draft, 'message');
      mustSaySomething(draft);
      const message = store.post({
        channel: conversation.id,
        user: store.workspace.bot.user_id,
        byBot: true,
        ephemeralTo: user,
        content: kept({ ...draft, text: draft.text ?? '' }),
        ...threadOf(store, conversation, args),
      });
      return { message_ts: message.ts };
    },
  },
  'chat.update': {
    scopes: ['chat:write'],
    run(args, { store }) {
      const message = ownMessage(store, args, 'cant_update_message');
      const given = draftOf(args);
      mustBeSound(given, 'message');
      const before = message.content;
      const draft = {
        text: given.text ?? (given.blocks ? '' : before.text),
        blocks: given.blocks ?? before.blocks,
        attachments: given.attachments ?? before.attachments,
        ...metadataAfter(given.metadata, before.metadata),
      };
      mustSaySomething(draft);
      store.edit(message, kept(draft));
      const { channel, ts } = message;
      return { channel, ts, text: message.content.text, message: messageJson(store, message, { metadata: true }) };
    },
  },
  'chat.delete': {
    scopes: ['chat:write'],
    run(args, { store }) {
      const message = ownMessage(store, args, 'cant_delete_message');
      store.remove(message);
      return { channel: message.channel, ts: message.ts };
    },
  },
};

function draftOf(args: Args): Draft {
  return {
    text: args.text('text'),
    blocks: args.json('blocks', 'invalid_blocks_format'),
    attachments: args.json('attachments', 'invalid_attachments'),
    metadata: args.json('metadata', 'invalid_metadata_format'),
  };
}

/** Left out, the old metadata stays; an empty object takes it away. */
function metadataAfter(given: unknown, before: Json | undefined): { metadata?: unknown } {
  const metadata = given ?? before;
  return metadata && Object.keys(metadata).length > 0 ? { metadata } : {};
}

/** A channel by id or `#name`; for a person's id the conversation with them, opened if need be. */
function postable(store: Store, address: string): Conversation {
  const named = store.workspace.channels.find((channel) => `#${channel.name}` === address || channel.name === address);
  const conversation = store.conversation(named?.id ?? address) ?? directWith(store, address);
  if (!conversation || isHidden(store, conversation)) throw new ApiError('channel_not_found');
  if (conversation.is === 'im') return conversation;
  if (conversation.channel.is_archived) throw new ApiError('is_archived');
  const mayPostAnywhere = store.app.scopes.includes('chat:write.public');
  if (!isMember(store, conversation) && !mayPostAnywhere) throw new ApiError('not_in_channel');
  return conversation;
}

function directWith(store: Store, user: string): Conversation | undefined {
  const member = store.member(user);
  if (member?.slack.id !== user || member.slack.deleted) return undefined;
  return store.conversation(store.direct(user).id);
}

function threadOf(store: Store, conversation: Conversation, args: Args): { thread_ts?: string } {
  const ts = args.text('thread_ts');
  if (!ts) return {};
  const parent = store.message(conversation.id, ts);
  if (!parent || parent.ephemeralTo) throw new ApiError('thread_not_found');
  return { thread_ts: parent.thread_ts ?? parent.ts };
}

/** An ephemeral message cannot be named: its timestamp is good for nothing. */
function ownMessage(store: Store, args: Args, foreign: string): Message {
  const conversation = store.conversation(args.need('channel', 'channel_not_found'));
  if (!conversation || isHidden(store, conversation)) throw new ApiError('channel_not_found');
  const message = store.message(conversation.id, args.need('ts', 'message_not_found'));
  if (!message || message.ephemeralTo) throw new ApiError('message_not_found');
  if (!message.byBot) throw new ApiError(foreign);
  if (conversation.is === 'channel' && conversation.channel.is_archived) throw new ApiError('is_archived');
  return message;
}
