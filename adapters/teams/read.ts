/** Teams' activities in our words. Only the fields used are looked at; whatever else Teams sends is left alone. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ActionName, Answers, FormName } from '../../workflows/card.ts';
import type { Intent } from '../../workflows/intent.ts';
import type { ChatUser, Instant } from '../../workflows/language.ts';
import { parseCommand } from '../../workflows/parse.ts';
import { readButton } from '../../workflows/subject.ts';
import type { Inbound } from '../../src/ports.ts';
import { rootOf } from './hear.ts';
import { asTyped } from './typed.ts';
import { DATASET, readAnswers } from './views.ts';
import type { Filled } from './views.ts';

/** How what we say to it at once is shown: in place of the card, as a dialog, or not at all (a message). */
export type Way = 'card' | 'dialog' | 'message';

export type Read =
  | { readonly is: 'inbound'; readonly inbound: Inbound; readonly way: Way }
  /** A form that somebody wants to see; by `message` it becomes a message of its own. */
  | {
      readonly is: 'open';
      readonly form: FormName;
      readonly subject: string;
      readonly given: Answers;
      readonly user: ChatUser;
      readonly way: 'dialog' | 'message';
      readonly delivery: string;
    }
  | { readonly is: 'submitted'; readonly filled: Filled; readonly inbound: Inbound; readonly way: Way }
  | {
      readonly is: 'search';
      readonly text: string;
      readonly skip: number;
      readonly top: number;
      readonly user: ChatUser;
    }
  /** Somebody's client asks for their own view of the message it shows. */
  | { readonly is: 'view'; readonly user: ChatUser }
  /** One of our buttons, but with a value that we never put there. */
  | { readonly is: 'stale'; readonly user: ChatUser; readonly way: Way }
  /** Installed for one person. */
  | { readonly is: 'installed'; readonly inbound: Inbound }
  | { readonly is: 'removed'; readonly where: string; readonly code: string }
  /** A team or a channel that was out of reach is there again. */
  | { readonly is: 'back'; readonly where: string }
  /** These people are not where they were; what was believed of them is asked anew. */
  | { readonly is: 'left'; readonly inbounds: readonly Inbound[] }
  | { readonly is: 'nothing'; readonly why: string }
  /** An invoke that nobody here knows. */
  | { readonly is: 'unknown'; readonly name: string };

/** `tenant` is our own: activities of others never get this far (guard.ts). */
export type Context = { readonly tenant: string; readonly now: Instant };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const REQUEST = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const Common = z.object({
  type: z.string(),
  id: z.string().default(''),
  name: z.string().default(''),
  from: z.object({ id: z.string(), aadObjectId: z.string().nullish(), role: z.string().nullish() }).nullish(),
  recipient: z.object({ id: z.string() }).nullish(),
  conversation: z.object({ id: z.string().min(1), conversationType: z.string().nullish() }),
  value: z.unknown().optional(),
});

type Base = z.infer<typeof Common>;

const nothing = (why: string): Read => ({ is: 'nothing', why });

export function readActivity(activity: unknown, context: Context): Read {
  const parsed = Common.safeParse(activity);
  if (!parsed.success) return nothing('an activity without the usual fields');
  const base = parsed.data;
  const user = userOf(base, context);
  switch (base.type) {
    case 'message':
      return user === undefined
        ? nothing('a message of nobody in the directory')
        : readMessage(activity, base, user, context);
    case 'invoke':
      return user === undefined ? nothing('an invoke of nobody in the directory') : readInvoke(base, user, context);
    case 'installationUpdate':
      return readInstallation(activity, base, user, context);
    case 'conversationUpdate':
      return readChange(activity, base, context);
    default:
      return nothing(`an activity of type ${base.type}`);
  }
}

/** `from.id` names a person to one bot alone; the object id is the same person everywhere. Bots, `28:…`, are nobody. */
function userOf({ from }: Base, { tenant }: Context): ChatUser | undefined {
  if (from?.id.startsWith('28:') || /^(?:bot|skill)$/i.test(from?.role ?? '')) return undefined;
  const id = from?.aadObjectId?.toLowerCase() ?? '';
  return UUID.test(id) ? { chat: 'teams', team: tenant, id } : undefined;
}

/** Teams keeps the id and changes the timestamp when it delivers again; ids of messages are unique in their conversation only. */
function deliveryOf({ conversation, id }: Base): string {
  return `${conversation.id}/${id}`;
}

/**
 * Only messages must have an id (Bot Framework’s Activity schema). Of what else comes without one, each counts by itself:
 * to draw a home or to doubt somebody twice is harmless, and one name for all of them would let the first alone be heard.
 */
function inboundOf(base: Base, user: ChatUser, intent: Intent, { now }: Context, reply = ''): Inbound {
  const delivery = base.id === '' ? `${deliveryOf(base)}${randomUUID()}` : deliveryOf(base);
  return { delivery, user, at: now, reply, intent };
}

const Said = z.object({
  text: z.string().nullish(),
  entities: z
    .array(
      z.object({ type: z.string(), text: z.string().nullish(), mentioned: z.object({ id: z.string() }).nullish() }),
    )
    .nullish(),
});

function readMessage(activity: unknown, base: Base, user: ChatUser, context: Context): Read {
  // A button of a client that does not know `Action.Execute` comes as a message that says nothing.
  if (typeof base.value === 'object' && base.value !== null)
    return readPressed(base.value, base, user, context, 'message');
  const said = Said.safeParse(activity);
  if (!said.success || base.id === '') return nothing('a message without the usual fields');
  const mentions = (said.data.entities ?? []).flatMap((entity) =>
    entity.type === 'mention' && entity.text && entity.mentioned
      ? [{ text: entity.text, id: entity.mentioned.id }]
      : [],
  );
  const intent = parseCommand(asTyped(said.data.text ?? '', mentions, base.recipient?.id ?? ''));
  if (intent.is !== 'open') return { is: 'inbound', inbound: inboundOf(base, user, intent, context), way: 'message' };
  return {
    is: 'open',
    form: 'ask',
    subject: '',
    given: intent.given,
    user,
    way: 'message',
    delivery: deliveryOf(base),
  };
}

const Executed = z.object({ action: z.object({ data: z.unknown().optional() }) });
const Fetched = z.object({ data: z.unknown().optional() });
const Searched = z.object({
  queryText: z.string().default(''),
  queryOptions: z
    .object({ skip: z.number().int().min(0).default(0), top: z.number().int().min(1).default(15) })
    .prefault({}),
  dataset: z.literal(DATASET),
});

function readInvoke(base: Base, user: ChatUser, context: Context): Read {
  switch (base.name) {
    case 'adaptiveCard/action':
      return readPressed(Executed.safeParse(base.value).data?.action.data, base, user, context, 'card');
    case 'task/fetch':
    case 'task/submit':
      return readPressed(Fetched.safeParse(base.value).data?.data, base, user, context, 'dialog');
    case 'composeExtension/fetchTask':
      return { is: 'open', form: 'ask', subject: '', given: {}, user, way: 'dialog', delivery: deliveryOf(base) };
    case 'composeExtension/submitAction':
      return readPressed(Fetched.safeParse(base.value).data?.data, base, user, context, 'dialog');
    case 'application/search': {
      const searched = Searched.safeParse(base.value);
      if (!searched.success) return nothing('a search that is not ours');
      const { queryText, queryOptions } = searched.data;
      return { is: 'search', text: queryText, skip: queryOptions.skip, top: Math.min(queryOptions.top, 15), user };
    }
    default:
      return { is: 'unknown', name: base.name };
  }
}

const ACTIONS = [
  'approve',
  'deny',
  'withdraw',
  'release',
  'revoke',
  'ask',
  'mine',
  'diagnose',
  'describe',
  'talk',
  'mend',
] as const satisfies readonly ActionName[];
const Pressed = z.object({ latchkey: z.enum([...ACTIONS, 'form', 'view']), subject: z.string().default('') });

/** What a button carries comes back from the person's own machine: only what has the right shape goes any further. */
function readPressed(data: unknown, base: Base, user: ChatUser, context: Context, way: Way): Read {
  const pressed = Pressed.safeParse(data);
  const stale: Read = { is: 'stale', user, way };
  if (!pressed.success || base.id === '') return stale;
  const { latchkey: action, subject } = pressed.data;
  if (action === 'form') return readForm(data, base, user, context, way) ?? stale;
  if (action === 'view') return way === 'card' ? { is: 'view', user } : stale;
  const read = readButton(action, subject);
  switch (read.is) {
    case 'stale':
      return stale;
    case 'form': {
      const shown = way === 'dialog' ? 'dialog' : 'message';
      return { is: 'open', form: read.form, subject, given: {}, user, way: shown, delivery: deliveryOf(base) };
    }
    case 'intent': {
      const reply = way === 'card' ? `press ${deliveryOf(base)}` : '';
      return { is: 'inbound', way, inbound: inboundOf(base, user, read.intent, context, reply) };
    }
    default:
      return read satisfies never;
  }
}

function readForm(data: unknown, base: Base, user: ChatUser, context: Context, way: Way): Read | undefined {
  const filled = readAnswers(data);
  if (filled === undefined || ((filled.form === 'deny' || filled.form === 'revoke') && !REQUEST.test(filled.subject)))
    return undefined;
  return { is: 'submitted', filled, inbound: inboundOf(base, user, wish(filled), context), way };
}

function wish({ form, subject, answers }: Filled): Intent {
  const reason = answers.reason ?? '';
  if (form === 'diagnose') return { is: 'diagnose', text: answers.text ?? '', vm: answers.vm ?? '', request: '' };
  if (form !== 'ask') return { is: 'press', press: form, request: subject, reason };
  const { vm = '', duration = '', ticket = '' } = answers;
  return { is: 'ask', vm, role: answers.role === 'admin' ? 'admin' : 'user', duration, reason, ticket };
}

function readInstallation(activity: unknown, base: Base, user: ChatUser | undefined, context: Context): Read {
  const action = z.object({ action: z.string() }).safeParse(activity).data?.action ?? '';
  const personal = base.conversation.conversationType === 'personal';
  if (action.startsWith('remove'))
    return {
      is: 'removed',
      where: personal && user !== undefined ? user.id : rootOf(base.conversation.id),
      code: 'Uninstalled',
    };
  // An upgrade says nothing new to anybody.
  if (action !== 'add') return nothing(`an installation, ${action}`);
  if (!personal || user === undefined) return { is: 'back', where: rootOf(base.conversation.id) };
  return { is: 'installed', inbound: inboundOf(base, user, { is: 'home' }, context) };
}

const Changed = z.object({
  channelData: z.object({ eventType: z.string().nullish(), channel: z.object({ id: z.string() }).nullish() }).nullish(),
  membersRemoved: z.array(z.object({ id: z.string(), aadObjectId: z.string().nullish() })).nullish(),
});

function readChange(activity: unknown, base: Base, context: Context): Read {
  const changed = Changed.safeParse(activity);
  if (!changed.success) return nothing('a change without the usual fields');
  const { channelData, membersRemoved } = changed.data;
  if (channelData?.eventType === 'channelDeleted' && channelData.channel)
    return { is: 'removed', where: channelData.channel.id, code: 'ChannelDeleted' };
  if (channelData?.eventType === 'channelRestored' && channelData.channel)
    return { is: 'back', where: channelData.channel.id };
  const left = (membersRemoved ?? []).map(({ aadObjectId }) => aadObjectId?.toLowerCase() ?? '');
  const people = left.filter((id) => UUID.test(id));
  // Who has left a team may have left for good.
  if (people.length > 0)
    return {
      is: 'left',
      inbounds: people.map((id) => {
        const inbound = inboundOf(base, { chat: 'teams', team: context.tenant, id }, { is: 'changed' }, context);
        // Several may leave in one activity.
        return { ...inbound, delivery: `${inbound.delivery}/${id}` };
      }),
    };
  return nothing(`a change of the conversation, ${channelData?.eventType ?? 'unnamed'}`);
}
