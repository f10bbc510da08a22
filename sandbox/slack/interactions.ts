/** What Slack sends when somebody does something, each with the fields that it really has (docs.slack.dev, reference/interaction-payloads). */
import { elementsOf } from './blocks/across.ts';
import { VERIFICATION_TOKEN } from './credentials.ts';
import type { Json, Message, Values, View } from './model.ts';
import { messageJson } from './shapes.ts';
import type { Conversation, Member, Store } from './store.ts';
import { viewJson } from './views.ts';

/** A user name: the part of the address before the at sign. */
function nameOf(member: Member): string {
  return member.slack.email.split('@')[0] ?? member.key;
}

function team(store: Store): Json {
  const { id, domain } = store.workspace.team;
  return { id, domain };
}

/** What every interaction carries. People of another workspace keep their own team's id. */
function frame(store: Store, member: Member): Json {
  const name = nameOf(member);
  return {
    user: { id: member.slack.id, username: name, name, team_id: member.slack.team_id },
    api_app_id: store.workspace.bot.app_id,
    token: VERIFICATION_TOKEN,
    team: team(store),
    enterprise: null,
    is_enterprise_install: false,
  };
}

function channelName(conversation: Conversation): string {
  if (conversation.is === 'im') return 'directmessage';
  return conversation.channel.is_private ? 'privategroup' : conversation.name;
}

export function slashCommand(
  store: Store,
  given: { member: Member; conversation: Conversation; command: string; text: string },
): Json {
  const { member, conversation } = given;
  const own = store.workspace.team;
  const foreign = member.slack.team_id !== own.id;
  return {
    token: VERIFICATION_TOKEN,
    team_id: member.slack.team_id,
    team_domain: foreign ? member.slack.team_id.toLowerCase() : own.domain,
    channel_id: conversation.id,
    channel_name: channelName(conversation),
    user_id: member.slack.id,
    user_name: nameOf(member),
    command: given.command,
    text: given.text,
    api_app_id: store.workspace.bot.app_id,
    is_enterprise_install: 'false',
    response_url: store.responseUrl({ channel: conversation.id, user: member.slack.id }),
    trigger_id: store.trigger(member.slack.id),
  };
}

export function shortcut(store: Store, member: Member, callbackId: string): Json {
  return {
    type: 'shortcut',
    ...frame(store, member),
    action_ts: store.ts(),
    callback_id: callbackId,
    trigger_id: store.trigger(member.slack.id),
  };
}

export function pressInMessage(
  store: Store,
  given: { member: Member; conversation: Conversation; message: Message; action: Json; values: Values },
): Json {
  const { member, conversation, message, action, values } = given;
  const ephemeral = message.ephemeralTo !== undefined;
  const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
  const where = { channel: conversation.id, user: member.slack.id, original: message.ts, ...thread };
  return {
    type: 'block_actions',
    ...frame(store, member),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: conversation.id,
      is_ephemeral: ephemeral,
      ...thread,
    },
    trigger_id: store.trigger(member.slack.id),
    channel: { id: conversation.id, name: channelName(conversation) },
    // An ephemeral message is not kept, so its text does not come back.
    ...(ephemeral ? {} : { message: messageJson(store, message, { metadata: true }) }),
    state: { values },
    response_url: store.responseUrl(where),
    actions: [action],
  };
}

export function pressInView(store: Store, given: { member: Member; view: View; action: Json }): Json {
  return {
    type: 'block_actions',
    ...frame(store, given.member),
    container: { type: 'view', view_id: given.view.id },
    trigger_id: store.trigger(given.member.slack.id),
    view: viewJson(store, given.view),
    actions: [given.action],
  };
}

/** The state is what the app last sent: Slack does not refresh it while somebody types (slackapi/bolt-js#1146). */
export function suggestion(
  store: Store,
  given: { member: Member; view: View; block_id: string; action_id: string; value: string },
): Json {
  const { member, view, block_id, action_id, value } = given;
  return {
    type: 'block_suggestion',
    ...frame(store, member),
    container: { type: 'view', view_id: view.id },
    view: viewJson(store, view, view.given),
    block_id,
    action_id,
    value,
  };
}

export function submission(store: Store, member: Member, view: View): Json {
  return {
    type: 'view_submission',
    ...frame(store, member),
    trigger_id: store.trigger(member.slack.id),
    view: viewJson(store, view),
    response_urls: responseUrls(store, member, view),
  };
}

export function closing(store: Store, member: Member, view: View, cleared: boolean): Json {
  return { type: 'view_closed', ...frame(store, member), view: viewJson(store, view), is_cleared: cleared };
}

/** For each conversation or channel chosen in a select with `response_url_enabled`. */
function responseUrls(store: Store, member: Member, view: View): Json[] {
  return view.blocks.flatMap((block) =>
    elementsOf(block)
      .filter((element) => element['response_url_enabled'] === true)
      .flatMap((element) => {
        const block_id = String(block['block_id']);
        const action_id = String(element['action_id']);
        const chosen = view.values[block_id]?.[action_id];
        const channel = chosen?.['selected_conversation'] ?? chosen?.['selected_channel'];
        if (typeof channel !== 'string') return [];
        const response_url = store.responseUrl({ channel, user: member.slack.id });
        return [{ block_id, action_id, channel_id: channel, response_url }];
      }),
  );
}
