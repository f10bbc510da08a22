/**
 * The life of a repair: somebody whose sign-in fails has asked for it, whoever decides about administrators of that VM agrees,
 * Latchkey does it. Pure, like a request's: who may decide is judged when it is pressed, by the policy of that moment.
 */
import { isAmong } from '../check.ts';
import type { Channel, Instant, Person, Vm } from '../language.ts';
import { allowedFor, ruleForMend } from '../policy.ts';
import type { MendPart, Policy } from '../policy.ts';
import type { Mend } from './causes.ts';
import type { LoginExtension } from './login-extension.ts';

/** What Latchkey does itself; asking for a role is a request like any other. */
export type Doing = Exclude<Mend, { is: 'ask' }>;

export type MendOrder = {
  readonly id: string;
  /** The conversation that it came from. */
  readonly talk: string;
  readonly doing: Doing;
  readonly vm: Vm;
  readonly asker: Person;
  /** Whose sign-in it is about. */
  readonly about: Person;
  readonly askedAt: Instant;
  readonly lapsesAt: Instant;
  readonly needed: number;
  readonly channels: readonly Channel[];
};

type Yes = { readonly by: Person; readonly at: Instant };

/**
 * The extension that is put on anew. `begun`: from now on it may be off, whatever became of the call. `off`: it is, so that whoever
 * goes on puts it on and takes nothing off again.
 */
export type Renewal = {
  readonly machine: string;
  readonly extension: LoginExtension;
  readonly begun?: true;
  readonly off: boolean;
};

export type MendState = { readonly order: MendOrder; readonly approvals: readonly Yes[] } & (
  | { readonly is: 'asked' }
  | { readonly is: 'doing'; readonly since: Instant; readonly fault?: string; readonly renewal?: Renewal }
  /** `machine`: whose extension was put on anew. `instead`: nothing was done, as another repair had just done it. */
  | { readonly is: 'done'; readonly at: Instant; readonly machine?: string; readonly instead?: string }
  | { readonly is: 'failed'; readonly at: Instant; readonly fault: string; readonly renewal?: Renewal }
  | { readonly is: 'denied'; readonly at: Instant; readonly by: Person }
  | { readonly is: 'lapsed'; readonly at: Instant }
);

export type MendCommand = { readonly at: Instant } & (
  | { readonly is: 'approve'; readonly by: Person }
  | { readonly is: 'deny'; readonly by: Person }
  | { readonly is: 'lapse' }
  | { readonly is: 'done'; readonly instead?: string }
  | { readonly is: 'delayed'; readonly fault: string }
  | { readonly is: 'failed'; readonly fault: string }
  | RenewalStep
);

export type RenewalStep =
  /** The extension is written down as it is, before anything is done to it. */
  | { readonly is: 'remembered'; readonly machine: string; readonly extension: LoginExtension }
  | { readonly is: 'taking off' }
  | { readonly is: 'taken off' };

export type MendRefusal = 'not allowed' | 'no rule' | 'own' | 'not an approver' | 'approved before' | 'too late';

/**
 * Groups that the person who decides is in, those of whoever said yes before by their ids, and the VM as it is now: its tags may
 * choose another rule. An earlier yes whose groups are not there counts only by the person's name.
 */
export type MendFacts = {
  readonly groups: readonly string[];
  readonly earlier?: Readonly<Record<string, readonly string[]>>;
  readonly vm?: Vm;
};

/** A repair as it begins, or why it cannot be asked for. */
export function askMend(
  order: Omit<MendOrder, 'lapsesAt' | 'needed' | 'channels'>,
  policy: Policy,
): { readonly state: MendState } | { readonly refusal: MendRefusal } {
  const { doing, vm, askedAt } = order;
  if (!allowedFor(policy, vm).mend.includes(partOf(doing.is))) return { refusal: 'not allowed' };
  const rule = ruleForMend(policy, vm);
  if (rule === undefined) return { refusal: 'no rule' };
  // The directory is nobody's VM: only the operators can answer for it.
  const { needed, channels } =
    doing.is === 'create_app' ? { needed: 1, channels: policy.operators.channels } : rule.approve;
  const lapsesAt = askedAt + rule.lapse * 60_000;
  return { state: { is: 'asked', order: { ...order, needed, channels, lapsesAt }, approvals: [] } };
}

export function decideMend(
  state: MendState,
  command: MendCommand,
  policy: Policy,
  facts: MendFacts,
): { readonly state: MendState } | { readonly refusal: MendRefusal } {
  const { order, approvals } = state;
  const { at } = command;
  const base = { order, approvals };
  switch (command.is) {
    case 'approve':
    case 'deny': {
      if (state.is !== 'asked' || at >= order.lapsesAt) return { refusal: 'too late' };
      const refusal = whyNot(order, command.by, policy, facts);
      if (refusal !== undefined) return { refusal };
      if (command.is === 'deny') return { state: { is: 'denied', ...base, at, by: command.by } };
      if (approvals.some(({ by }) => by.id === command.by.id)) return { refusal: 'approved before' };
      // Who is no longer one of those who decide has not decided.
      const counted = approvals.filter(
        ({ by }) => whyNot(order, by, policy, { ...facts, groups: facts.earlier?.[by.id] ?? [] }) === undefined,
      );
      const given = [...counted, { by: command.by, at }];
      const needed = neededNow(order, policy, facts);
      return {
        state:
          given.length >= needed
            ? { is: 'doing', order, approvals: given, since: at }
            : { is: 'asked', order: { ...order, needed }, approvals: given },
      };
    }
    case 'lapse':
      if (state.is !== 'asked' || at < order.lapsesAt) return { refusal: 'too late' };
      return { state: { is: 'lapsed', ...base, at } };
    case 'done':
      if (state.is !== 'doing') return { refusal: 'too late' };
      return { state: { is: 'done', ...base, at, ...doneBy(state.renewal, command.instead) } };
    case 'failed':
      if (state.is !== 'doing') return { refusal: 'too late' };
      // With what may have been taken off and is not on again: whoever tries next needs it.
      return {
        state: {
          is: 'failed',
          ...base,
          at,
          fault: command.fault,
          ...(mayBeOff(state.renewal, command.fault) ? { renewal: state.renewal } : {}),
        },
      };
    case 'delayed':
      if (state.is !== 'doing') return { refusal: 'too late' };
      return { state: { ...state, fault: command.fault } };
    case 'remembered': {
      // Once: by the second time it may be gone, or somebody else may have put on a bare one.
      if (state.is !== 'doing' || state.renewal !== undefined) return { refusal: 'too late' };
      const { machine, extension } = command;
      return { state: { ...state, renewal: { machine, extension, off: false } } };
    }
    case 'taking off':
      if (state.is !== 'doing' || state.renewal === undefined || state.renewal.begun) return { refusal: 'too late' };
      return { state: { ...state, renewal: { ...state.renewal, begun: true } } };
    case 'taken off':
      if (state.is !== 'doing' || state.renewal === undefined) return { refusal: 'too late' };
      return { state: { ...state, renewal: { ...state.renewal, begun: true, off: true } } };
    default:
      return command satisfies never;
  }
}

function doneBy(renewal: Renewal | undefined, instead: string | undefined) {
  if (instead !== undefined) return { instead };
  return renewal === undefined ? {} : { machine: renewal.machine };
}

/** Azure refused, or the policy did while it was still there: then it is on. */
const LEFT_ON: ReadonlySet<string> = new Set(['azure_forbidden', 'mend_not_allowed']);

function mayBeOff(renewal: Renewal | undefined, fault: string): renewal is Renewal {
  return renewal !== undefined && (renewal.off || (renewal.begun === true && !LEFT_ON.has(fault)));
}

function whyNot(order: MendOrder, by: Person, policy: Policy, facts: MendFacts): MendRefusal | undefined {
  const vm = facts.vm ?? order.vm;
  if (!allowedFor(policy, vm).mend.includes(partOf(order.doing.is))) return 'not allowed';
  if (by.id === order.asker.id || by.id === order.about.id) return 'own';
  const rule = ruleForMend(policy, vm);
  if (rule === undefined) return 'no rule';
  const who = order.doing.is === 'create_app' ? policy.operators : rule.approve;
  return isAmong(who, by, facts.groups) ? undefined : 'not an approver';
}

/** As many as the rule needs today, should it have changed. */
function neededNow(order: MendOrder, policy: Policy, facts: MendFacts): number {
  if (order.doing.is === 'create_app') return 1;
  return ruleForMend(policy, facts.vm ?? order.vm)?.approve.needed ?? order.needed;
}

/** What of the policy's words allows it. */
export function partOf(doing: Doing['is']): MendPart {
  switch (doing) {
    case 'start_vm':
      return 'start';
    case 'reinstall_extension':
      return 'extension';
    case 'create_app':
      return 'application';
    default:
      return doing satisfies never;
  }
}
