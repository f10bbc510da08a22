import { conversationJson, messageJson } from '../shapes.ts';
import type { Conversation, Store } from '../store.ts';
import type { Message } from '../model.ts';
import { ApiError } from './method.ts';
import type { Api, Args, Methods } from './method.ts';

export const conversations: Methods = {
  'conversations.open': {
    scopes: ['im:write'],
    run(args, { store }) {
      const ids = (args.text('users') ?? '').split(',').filter((id) => id !== '');
      const [id] = ids;
      if (args.text('channel')) return { channel: conversationJson(store, found(store, args)) };
      if (id === undefined) throw new ApiError('users_list_not_supplied');
      if (ids.length > 1) throw new ApiError('method_not_supported_for_channel_type');
      const member = store.member(id);
      if (member?.slack.id !== id) throw new ApiError('user_not_found');
      if (member.slack.deleted) throw new ApiError('user_disabled');
      const before = store.directs.length;
      const direct = store.direct(id);
      const known = store.directs.length === before ? { no_op: true, already_open: true } : {};
      return { ...known, channel: args.flag('return_im') ? described(store, direct.id) : { id: direct.id } };
    },
  },
  'conversations.info': {
    scopes: ['channels:read', 'groups:read', 'im:read'],
    run(args, { store }) {
      const conversation = found(store, args);
      mustHave(store, conversation, 'read');
      return { channel: conversationJson(store, conversation) };
    },
  },
  'conversations.list': {
    scopes: ['channels:read', 'groups:read', 'im:read'],
    run(args, { store }) {
      const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
      for (const type of types) mustHoldScope(store, SCOPE_OF_TYPE.get(type) ?? unknownType());
      const wanted = store.workspace.channels.filter((channel) => {
        if (channel.is_archived && args.flag('exclude_archived')) return false;
        return types.includes(channel.is_private ? 'private_channel' : 'public_channel');
      });
      const all = wanted
        .map(({ id }) => store.conversation(id))
        .filter((each) => each !== undefined)
        .filter((each) => !isHidden(store, each));
      const limit = Math.min(Math.max(Number(args.text('limit') ?? 100) || 100, 1), 1000);
      const start = offsetOf(args.text('cursor'));
      const next = start + limit < all.length ? Buffer.from(`next:${start + limit}`).toString('base64') : '';
      const channels = all.slice(start, start + limit).map((each) => conversationJson(store, each));
      return { channels, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.history': {
    scopes: ['channels:history', 'groups:history', 'im:history'],
    run(args, api) {
      const conversation = readable(api.store, args);
      const all = lasting(api.store, conversation).filter((message) => !message.thread_ts);
      return page(api, args, all.toReversed());
    },
  },
  'conversations.replies': {
    scopes: ['channels:history', 'groups:history', 'im:history'],
    run(args, api) {
      const conversation = readable(api.store, args);
      const ts = args.need('ts');
      const all = lasting(api.store, conversation).filter((message) => message.ts === ts || message.thread_ts === ts);
      if (all.length === 0) throw new ApiError('thread_not_found');
      return page(api, args, all);
    },
  },
};

/** Each type that is asked for needs its own scope (docs.slack.dev, conversations.list). */
const SCOPE_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ['public_channel', 'channels:read'],
  ['private_channel', 'groups:read'],
  ['im', 'im:read'],
  ['mpim', 'mpim:read'],
]);

function unknownType(): never {
  throw new ApiError('invalid_types');
}

function described(store: Store, id: string) {
  const conversation = store.conversation(id);
  return conversation && conversationJson(store, conversation);
}

function found(store: Store, args: Args): Conversation {
  const conversation = store.conversation(args.need('channel', 'channel_not_found'));
  if (!conversation || isHidden(store, conversation)) throw new ApiError('channel_not_found');
  return conversation;
}

/** A private channel that the bot is not in does not exist for it. */
export function isHidden(store: Store, conversation: Conversation): boolean {
  return conversation.is === 'channel' && conversation.channel.is_private && !isMember(store, conversation);
}

export function isMember(store: Store, conversation: Conversation): boolean {
  return conversation.is === 'im' || conversation.channel.members.includes(store.workspace.bot.user_id);
}

function readable(store: Store, args: Args): Conversation {
  const conversation = found(store, args);
  if (!isMember(store, conversation)) throw new ApiError('not_in_channel');
  mustHave(store, conversation, 'history');
  return conversation;
}

/** Each kind of conversation has scopes of its own. */
function mustHave(store: Store, conversation: Conversation, what: 'read' | 'history'): void {
  const kind = conversation.is === 'im' ? 'im' : conversation.channel.is_private ? 'groups' : 'channels';
  mustHoldScope(store, `${kind}:${what}`);
}

function mustHoldScope(store: Store, needed: string): void {
  const { scopes } = store.app;
  if (!scopes.includes(needed)) throw new ApiError('missing_scope', { more: { needed, provided: scopes.join(',') } });
}

function lasting(store: Store, conversation: Conversation): Message[] {
  return store.messages.filter((message) => message.channel === conversation.id && !message.ephemeralTo);
}

function page({ store }: Api, args: Args, all: readonly Message[]) {
  const inclusive = args.flag('inclusive');
  const oldest = Number(args.text('oldest') ?? 0);
  const latest = Number(args.text('latest') ?? Infinity);
  const between = all.filter(({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
  const limit = Math.min(Math.max(Number(args.text('limit') ?? 100) || 100, 1), 999);
  const start = offsetOf(args.text('cursor'));
  const shown = between.slice(start, start + limit);
  const more = start + limit < between.length;
  const metadata = args.flag('include_all_metadata');
  return {
    messages: shown.map((message) => messageJson(store, message, { metadata })),
    has_more: more,
    pin_count: 0,
    ...(more ? { response_metadata: { next_cursor: Buffer.from(`next:${start + limit}`).toString('base64') } } : {}),
  };
}

function offsetOf(cursor: string | undefined): number {
  if (!cursor) return 0;
  const found = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (!found) throw new ApiError('invalid_cursor');
  return Number(found[1]);
}
