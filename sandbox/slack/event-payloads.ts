/** What Slack sends when something happens (docs.slack.dev, reference/events). */
import { VERIFICATION_TOKEN } from './credentials.ts';
import type { Json, Message } from './model.ts';
import { messageJson } from './shapes.ts';
import type { Member, MessageChange, Store } from './store.ts';
import { userJson } from './users.ts';
import { viewJson } from './views.ts';

/** An event in its envelope, with an id that stays the same however often it is delivered. */
export function eventCallback(store: Store, event: Json): Json {
  const { team: own, bot } = store.workspace;
  const channel = typeof event['channel'] === 'string' ? store.conversation(event['channel']) : undefined;
  return {
    token: VERIFICATION_TOKEN,
    team_id: own.id,
    context_team_id: own.id,
    context_enterprise_id: null,
    api_app_id: bot.app_id,
    event,
    type: 'event_callback',
    event_id: store.id('Ev'),
    event_time: Math.floor(store.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: own.id, user_id: bot.user_id, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: channel?.is === 'channel' && store.isShared(channel.channel),
    event_context: store.id('4-'),
  };
}

export function homeOpened(store: Store, member: Member): Json {
  const home = store.homes.get(member.slack.id);
  return {
    type: 'app_home_opened',
    user: member.slack.id,
    channel: store.direct(member.slack.id).id,
    tab: 'home',
    event_ts: store.ts(),
    ...(home ? { view: viewJson(store, home) } : {}),
  };
}

export function messageEvent(store: Store, message: Message): Json {
  const { team: _team, ...said } = messageJson(store, message);
  const member = store.member(message.user);
  return {
    ...said,
    team: member?.slack.team_id ?? store.workspace.team.id,
    channel: message.channel,
    event_ts: message.ts,
    channel_type: 'im',
  };
}

/** Whatever happens to a message afterwards is told as a message of its own, with a subtype. */
export function changeEvent(store: Store, { is, message, before }: MessageChange): Json {
  const common = { type: 'message', hidden: true, channel: message.channel, channel_type: 'im' };
  const ts = store.ts();
  if (is === 'deleted') {
    const previous_message = messageJson(store, message);
    return { ...common, subtype: 'message_deleted', previous_message, deleted_ts: message.ts, ts, event_ts: ts };
  }
  const { edited: _edited, ...old } = message;
  const previous_message = messageJson(store, { ...old, content: before ?? message.content });
  return {
    ...common,
    subtype: 'message_changed',
    message: messageJson(store, message),
    previous_message,
    ts,
    event_ts: ts,
  };
}

export function mentionEvent(store: Store, message: Message): Json {
  const { channel_type: _type, ...said } = messageEvent(store, message);
  return { ...said, type: 'app_mention' };
}

export function userChange(store: Store, member: Member): Json {
  return {
    type: 'user_change',
    user: userJson(store, member, { mail: store.app.scopes.includes('users:read.email') }),
    cache_ts: Math.floor(store.now() / 1000),
    event_ts: store.ts(),
  };
}
