/** Slack's payloads in our words. Only the fields used are looked at; whatever else Slack sends is left alone. */
import { z } from 'zod';
import type { ActionName, Answers, FormName } from '../../workflows/card.ts';
import type { Intent } from '../../workflows/intent.ts';
import type { ChatUser, Instant } from '../../workflows/language.ts';
import { parseCommand } from '../../workflows/parse.ts';
import { readButton } from '../../workflows/subject.ts';
import type { Inbound } from '../../src/ports.ts';
import { ACTION_ID } from './paint.ts';
import { replyToken } from './reply.ts';
import { asTyped } from './typed.ts';
import { FIELDS, readAnswers } from './views.ts';
import type { Filled } from './views.ts';

/** A form that somebody wants to see. `trigger` opens one modal within three seconds. */
export type Opening = {
  readonly is: 'open';
  readonly form: FormName;
  readonly subject: string;
  readonly given: Answers;
  readonly trigger: string;
  readonly user: ChatUser;
  readonly reply: string;
};

export type Read =
  | { readonly is: 'inbound'; readonly inbound: Inbound }
  | Opening
  | { readonly is: 'submitted'; readonly filled: Filled; readonly inbound: Inbound }
  | { readonly is: 'search'; readonly text: string; readonly user: ChatUser }
  /** One of our buttons, but with a value that we never put there. */
  | { readonly is: 'stale'; readonly user: ChatUser; readonly reply: string }
  | { readonly is: 'nothing'; readonly why: string };

/** `team` is our own: payloads of others never get this far (guard.ts). */
export type Context = { readonly team: string; readonly now: Instant };

const nothing = (why: string): Read => ({ is: 'nothing', why });

/** Names the delivery for ever: Slack repeats the same id when it delivers again. */
function inboundOf(
  delivery: string,
  user: string,
  reply: string,
  intent: Intent,
  context: Context,
): Read & { is: 'inbound' } {
  return {
    is: 'inbound',
    inbound: { delivery: `slack:${delivery}`, user: userOf(user, context), at: context.now, reply, intent },
  };
}

function userOf(id: string, { team }: Context): ChatUser {
  return { chat: 'slack', team, id };
}

const Command = z.object({
  user_id: z.string().min(1),
  trigger_id: z.string().min(1),
  text: z.string().default(''),
  response_url: z.string().default(''),
});

export function readCommand(body: unknown, context: Context): Read {
  const parsed = Command.safeParse(body);
  if (!parsed.success) return nothing('a command without the usual fields');
  const { user_id, trigger_id, text, response_url } = parsed.data;
  const reply = replyToken(response_url, context.now);
  const intent = parseCommand(asTyped(text));
  if (intent.is !== 'open') return inboundOf(`trigger:${trigger_id}`, user_id, reply, intent, context);
  const user = userOf(user_id, context);
  return { is: 'open', form: 'ask', subject: '', given: intent.given, trigger: trigger_id, user, reply };
}

const Shortcut = z.object({
  callback_id: z.literal('request_access'),
  trigger_id: z.string().min(1),
  user: z.object({ id: z.string().min(1) }),
});

export function readShortcut(body: unknown, context: Context): Read {
  const parsed = Shortcut.safeParse(body);
  if (!parsed.success) return nothing('a shortcut that is not ours');
  const { trigger_id: trigger, user } = parsed.data;
  return { is: 'open', form: 'ask', subject: '', given: {}, trigger, user: userOf(user.id, context), reply: '' };
}

const Pressed = z.object({
  trigger_id: z.string().min(1),
  response_url: z.string().default(''),
  user: z.object({ id: z.string().min(1) }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().default('') })).min(1),
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function readPress(body: unknown, context: Context): Read {
  const parsed = Pressed.safeParse(body);
  if (!parsed.success) return nothing('a press without the usual fields');
  const { trigger_id: trigger, response_url, user: presser, actions } = parsed.data;
  const action = ACTION_ID.exec(actions[0]?.action_id ?? '')?.[1] as ActionName | undefined;
  const subject = actions[0]?.value ?? '';
  const user = userOf(presser.id, context);
  const reply = replyToken(response_url, context.now);
  if (action === undefined) return nothing('a button that is not ours');
  // What a button carries comes back from the person's own machine: only what has the right shape goes any further.
  const pressed = readButton(action, subject);
  switch (pressed.is) {
    case 'stale':
      return { is: 'stale', user, reply };
    case 'form':
      return { is: 'open', form: pressed.form, subject, given: {}, trigger, user, reply };
    case 'intent':
      return inboundOf(`trigger:${trigger}`, user.id, reply, pressed.intent, context);
    default:
      return pressed satisfies never;
  }
}

const Submission = z.object({
  trigger_id: z.string().min(1),
  user: z.object({ id: z.string().min(1) }),
  view: z.object({ id: z.string() }),
});

export function readSubmission(body: unknown, context: Context): Read {
  const parsed = Submission.safeParse(body);
  const filled = readAnswers(z.object({ view: z.unknown() }).safeParse(body).data?.view);
  if (!parsed.success || filled === undefined) return nothing('a form that is not ours');
  const { subject, reply } = filled.carried;
  const user = userOf(parsed.data.user.id, context);
  if ((filled.form === 'deny' || filled.form === 'revoke') && !UUID.test(subject)) return { is: 'stale', user, reply };
  const { inbound } = inboundOf(`trigger:${parsed.data.trigger_id}`, user.id, reply, wish(filled), context);
  return { is: 'submitted', filled, inbound };
}

function wish({ form, carried, answers }: Filled): Intent {
  const reason = answers.reason ?? '';
  if (form === 'diagnose') return { is: 'diagnose', text: answers.text ?? '', vm: answers.vm ?? '', request: '' };
  if (form !== 'ask') return { is: 'press', press: form, request: carried.subject, reason };
  const { vm = '', duration = '', ticket = '' } = answers;
  return { is: 'ask', vm, role: answers.role === 'admin' ? 'admin' : 'user', duration, reason, ticket };
}

const Typing = z.object({
  action_id: z.enum(FIELDS),
  value: z.string().default(''),
  user: z.object({ id: z.string().min(1) }),
});

/** What is typed into the search for a VM, on opening and at each keystroke. */
export function readSearch(body: unknown, context: Context): Read {
  const parsed = Typing.safeParse(body);
  if (!parsed.success) return nothing('a search that is not ours');
  return { is: 'search', text: parsed.data.value, user: userOf(parsed.data.user.id, context) };
}

const Envelope = z.object({ event_id: z.string().min(1), event: z.object({ type: z.string() }) });
const HomeOpened = z.object({ user: z.string().min(1), tab: z.literal('home') });
const Said = z.object({
  user: z.string().min(1),
  channel_type: z.literal('im'),
  text: z.string(),
  // Joins, edits, deletions and the like carry a subtype; apps, ours among them, a bot_id.
  subtype: z.undefined().optional(),
  bot_id: z.undefined().optional(),
});
const Changed = z.object({ user: z.object({ id: z.string().min(1), team_id: z.string() }) });

export function readEvent(body: unknown, context: Context): Read {
  const envelope = Envelope.safeParse(body);
  const event = z.object({ event: z.unknown() }).safeParse(body).data?.event;
  if (!envelope.success) return nothing('an event without the usual fields');
  const delivery = `event:${envelope.data.event_id}`;
  switch (envelope.data.event.type) {
    case 'app_home_opened': {
      const opened = HomeOpened.safeParse(event);
      if (!opened.success) return nothing('another tab of the app');
      return inboundOf(delivery, opened.data.user, '', { is: 'home' }, context);
    }
    case 'message': {
      const said = Said.safeParse(event);
      if (!said.success) return nothing('a message that is not somebody speaking to us');
      return inboundOf(delivery, said.data.user, '', spoken(said.data.text), context);
    }
    case 'user_change': {
      const changed = Changed.safeParse(event);
      if (!changed.success || changed.data.user.team_id !== context.team) return nothing('somebody else changed');
      return inboundOf(delivery, changed.data.user.id, '', { is: 'changed' }, context);
    }
    default:
      return nothing(`an event of type ${envelope.data.event.type}`);
  }
}

/**
 * A message gives no trigger, so no form can be opened by it: a name alone is asked for as it stands, and where not even
 * a name was said, help brings the button that opens the form.
 */
function spoken(text: string): Intent {
  const intent = parseCommand(asTyped(text).replace(/^\s*\/vm\b/, ''));
  if (intent.is !== 'open') return intent;
  const { vm = '', role } = intent.given;
  if (vm === '') return { is: 'help' };
  return { is: 'ask', vm, role: role === 'admin' ? 'admin' : 'user', duration: '', reason: '', ticket: '' };
}
