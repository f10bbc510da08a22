/** What the chat suite is run on: a chat with people at it, and the engine's side of it recorded. */
import type { Answers, Card, Choice, FieldProblems, Form, FormName } from '../../workflows/card.ts';
import type { ChatUser } from '../../workflows/language.ts';
import type { Chat, Handle, Inbound, Reception, View } from '../../src/ports.ts';

/** `member` asks, `approver` reads the channel, the others are not served. */
export type Who = 'member' | 'approver' | 'guest' | 'outsider' | 'gone';

/** One message, home or form as a person has it before them. */
export type Seen = {
  /** Every word in it, in reading order. */
  readonly text: string;
  readonly buttons: readonly string[];
  /** What the chat made of the words beyond text: links, mentions, mark-up; times are none of these. */
  readonly alive: readonly string[];
  /** Shown to nobody else. */
  readonly isPrivate: boolean;
};

export type Screen = {
  readonly channel: readonly Seen[];
  readonly direct: readonly Seen[];
  readonly home: Seen | undefined;
  readonly form: Seen | undefined;
};

/** What the chat's own client tells the person who just did something. */
export type Told = {
  /** False when the chat shows that it did not work. */
  readonly ok: boolean;
  /** Of a form: whether it closed, and what stands at its fields. */
  readonly closed?: boolean;
  readonly problems?: FieldProblems;
};

export type Where = 'channel' | 'direct' | 'home';

export type ChatWorld = {
  /** Started with `reception`. */
  readonly chat: Chat;
  readonly reception: RecordedReception;
  readonly channel: string;
  /** An address where no channel is. */
  readonly nowhere: string;
  /** How long, in milliseconds, the chat goes on storing what came in before it is given up. */
  readonly patience: number;
  /**
   * Whether the chat lets an app look for what it has posted. Where it does not, a lost reply may leave a copy behind, which
   * goes at its first touch.
   */
  readonly looksBack: boolean;
  user(who: Who): ChatUser;
  sees(who: Who): Promise<Screen>;
  /** Types a command, as people do in this chat; `line` is what follows its name. `times`: delivered so often at once. */
  command(who: Who, line: string, times?: number): Promise<Told>;
  /** Writes to the bot. */
  write(who: Who, line: string): Promise<Told>;
  openHome(who: Who): Promise<Told>;
  /** Presses the newest button with this label, or the oldest; `forged` is sent instead of what the button carries. */
  press(
    who: Who,
    where: Where,
    label: string,
    how?: { times?: number; forged?: string; oldest?: boolean },
  ): Promise<Told>;
  /** Types into the form's search; answers the labels offered. */
  search(who: Who, text: string): Promise<readonly string[]>;
  /** Fills the open form in and sends it. */
  submit(who: Who, answers: Answers): Promise<Told>;
  /** The next call that shows something fails so; `lost` means that it is done but its answer does not arrive. */
  fail(how: 'throttled' | 'unreachable' | 'lost'): Promise<void>;
  /** Somebody deletes this message. */
  remove(handle: Handle): Promise<void>;
  /** Everything as at the start, with nothing received. */
  reset(): Promise<void>;
  stop(): Promise<void>;
};

/** The engine as a plain object that keeps what it is told and answers as it is set. */
export type RecordedReception = Reception & {
  /** How many `receive` has been called with, those that it has not yet taken among them. */
  begun: number;
  received: Inbound[];
  /** What `receive` throws. */
  failure: Error | undefined;
  /** How long `receive` and `form` take, in milliseconds. */
  slow: { receive: number; form: number };
  form: Reception['form'];
  refusal: Card | undefined;
  problems: FieldProblems;
  /** What one person alone is to see of a message of ours, and who looked at which. */
  own: View;
  viewed: { at: Handle; user: ChatUser }[];
  searched: { text: string; user: ChatUser }[];
  /** For whom forms were made. */
  shown: ChatUser[];
};

export const APOLOGY = 'Something went wrong before it was stored. Please try again.';

export const VMS: readonly Choice[] = [
  { value: 'vm-1', label: 'web-01', detail: 'rg-web' },
  { value: 'vm-2', label: 'web-02 *bold* <!channel>', detail: 'rg-web' },
  { value: 'vm-3', label: 'db-01' },
];

export function recordedReception(): RecordedReception {
  const recorded: RecordedReception = {
    begun: 0,
    received: [],
    failure: undefined,
    slow: { receive: 0, form: 0 },
    refusal: undefined,
    problems: {},
    own: { is: 'unknown' },
    viewed: [],
    searched: [],
    shown: [],
    receive: async (inbound) => {
      recorded.begun += 1;
      await pause(recorded.slow.receive);
      if (recorded.failure !== undefined) throw recorded.failure;
      recorded.received.push(inbound);
    },
    search: async (text, limit, user) => {
      recorded.searched.push({ text, user });
      return VMS.filter(({ label }) => label.includes(text)).slice(0, limit);
    },
    form: async (name, subject, given, user) => {
      recorded.shown.push(user);
      await pause(recorded.slow.form);
      if (recorded.refusal !== undefined) return { is: 'card', card: recorded.refusal };
      return { is: 'form', form: formOf(name, subject, given) };
    },
    view: async (at, user) => {
      recorded.viewed.push({ at, user });
      return recorded.own;
    },
    check: () => recorded.problems,
    apology: () => ({ tone: 'bad', summary: APOLOGY, blocks: [{ is: 'text', text: [APOLOGY] }] }),
  };
  return recorded;
}

export function forget(recorded: RecordedReception): void {
  Object.assign(recorded, {
    begun: 0,
    received: [],
    failure: undefined,
    slow: { receive: 0, form: 0 },
    refusal: undefined,
    problems: {},
    own: { is: 'unknown' },
    viewed: [],
    searched: [],
    shown: [],
  });
}

function formOf(name: FormName, subject: string, given: Answers): Form {
  if (name === 'diagnose') return diagnoseForm(subject);
  return name === 'ask' ? askForm(given) : reasonForm(name, subject);
}

function diagnoseForm(subject: string): Form {
  return {
    name: 'diagnose',
    subject,
    title: 'Sign-in failed?',
    submit: 'Find out why',
    fields: [
      { is: 'search', name: 'vm', label: 'VM', placeholder: 'Type part of its name', optional: false },
      { is: 'text', name: 'text', label: 'What happens', lines: 'many', longest: 3000, optional: true },
    ],
  };
}

function askForm(given: Answers): Form {
  const chosen = VMS.find(({ label }) => label === given.vm);
  return {
    name: 'ask',
    subject: '',
    title: 'Ask for a VM',
    submit: 'Ask',
    fields: [
      {
        is: 'search',
        name: 'vm',
        label: 'VM',
        placeholder: 'Type part of its name',
        optional: false,
        ...(chosen === undefined ? {} : { initial: chosen }),
      },
      {
        is: 'choice',
        name: 'role',
        label: 'Role',
        optional: false,
        initial: 'user',
        choices: [
          { value: 'user', label: 'User' },
          { value: 'admin', label: 'Administrator' },
        ],
      },
      { is: 'text', name: 'duration', label: 'For how long', lines: 'one', longest: 20, optional: true },
      { is: 'text', name: 'reason', label: 'Reason', lines: 'many', longest: 500, optional: true },
    ],
  };
}

function reasonForm(name: 'deny' | 'revoke', subject: string): Form {
  return {
    name,
    subject,
    title: name === 'deny' ? 'Deny the request' : 'Revoke access',
    submit: 'Go on',
    fields: [{ is: 'text', name: 'reason', label: 'Why', lines: 'many', longest: 500, optional: false }],
  };
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
