/** The life of a request: its states, what may be said to it, what happens in it, and every way to be told no. */
import type { Mismatch } from './policy.ts';
import type {
  Channel,
  ChatUser,
  Instant,
  Lock,
  Minutes,
  Person,
  RequestId,
  Role,
  StandingAccess,
  Vm,
} from './language.ts';

/** What was asked, as it stood when it was asked. */
export type Ask = {
  readonly id: RequestId;
  readonly requester: Person;
  /** Where the requester is reached. */
  readonly origin: ChatUser;
  readonly vm: Vm;
  readonly role: Role;
  readonly minutes: Minutes;
  readonly reason: string;
  readonly ticket: string;
  /** Name of the rule that let it pass. */
  readonly rule: string;
  /** How many approvals it needs. */
  readonly needed: number;
  readonly channels: readonly Channel[];
  readonly askedAt: Instant;
  readonly lapsesAt: Instant;
  /** Login roles the requester holds on this VM anyway: shown to the approver. */
  readonly standing: readonly StandingAccess[];
};

export type Approval = { readonly by: Person; readonly at: Instant };

/** Something outside keeps failing: since when, and the fault's code. */
export type Delay = { readonly fault: string; readonly since: Instant; readonly attempts: number };

/** Why a grant ends. `at` is when it should have been closed: lateness is measured from there. */
export type Ending =
  | { readonly why: 'expired'; readonly at: Instant }
  | { readonly why: 'released'; readonly at: Instant }
  | { readonly why: 'revoked'; readonly at: Instant; readonly by: Person; readonly reason: string }
  /** Somebody removed the assignment in Azure. */
  | { readonly why: 'removed'; readonly at: Instant }
  /** The grant had been given up, and turned out to have been made after all. */
  | { readonly why: 'stray'; readonly at: Instant };

/** Why no access was opened. */
export type GrantFailure =
  | { readonly why: 'held'; readonly assignment: string }
  | { readonly why: 'fault'; readonly fault: string; readonly detail: string };

type Asked = { readonly ask: Ask; readonly approvals: readonly Approval[] };
type Granting = Asked & { readonly approvedAt: Instant; readonly endsAt: Instant };

export type State =
  | { readonly is: 'none' }
  | ({ readonly is: 'pending' } & Asked)
  | ({ readonly is: 'approved'; readonly delay?: Delay } & Granting)
  | ({ readonly is: 'active'; readonly grantedAt: Instant; readonly assignment: string } & Granting)
  | ({
      readonly is: 'revoking';
      readonly ending: Ending;
      readonly delay?: Delay;
      readonly grantedAt?: Instant;
    } & Granting)
  | ({
      readonly is: 'ended';
      readonly ending: Ending;
      readonly endedAt: Instant;
      readonly grantedAt?: Instant;
    } & Granting)
  | ({ readonly is: 'denied'; readonly by: Person; readonly reason: string; readonly at: Instant } & Asked)
  | ({ readonly is: 'withdrawn'; readonly at: Instant } & Asked)
  | ({ readonly is: 'lapsed'; readonly at: Instant } & Asked)
  | ({ readonly is: 'grant_failed'; readonly failure: GrantFailure; readonly at: Instant } & Granting);

export type StateName = State['is'];
/** A state of a request that exists. */
export type Living = Exclude<State, { is: 'none' }>;

/** Requests in these states hold, or may come to hold, the role. */
export const OPEN_STATES = ['pending', 'approved', 'active', 'revoking'] as const satisfies readonly StateName[];

export type Command =
  | {
      readonly is: 'ask';
      readonly at: Instant;
      readonly id: RequestId;
      readonly by: Person;
      readonly origin: ChatUser;
      readonly vm: Vm;
      readonly role: Role;
      /** As typed; empty for the rule's usual duration. */
      readonly duration: string;
      readonly reason: string;
      readonly ticket: string;
    }
  | { readonly is: 'approve'; readonly at: Instant; readonly by: Person }
  | { readonly is: 'deny'; readonly at: Instant; readonly by: Person; readonly reason: string }
  | { readonly is: 'withdraw'; readonly at: Instant; readonly by: Person }
  | { readonly is: 'release'; readonly at: Instant; readonly by: Person }
  | { readonly is: 'revoke'; readonly at: Instant; readonly by: Person; readonly reason: string }
  | { readonly is: 'lapse'; readonly at: Instant }
  | { readonly is: 'expire'; readonly at: Instant }
  /** What became of the effects, and what the sweep saw. */
  | { readonly is: 'granted'; readonly at: Instant; readonly assignment: string }
  | { readonly is: 'grant_delayed'; readonly at: Instant; readonly fault: string; readonly attempts: number }
  | { readonly is: 'grant_failed'; readonly at: Instant; readonly failure: GrantFailure }
  | { readonly is: 'revoked'; readonly at: Instant; readonly absent: boolean }
  | { readonly is: 'revoke_delayed'; readonly at: Instant; readonly fault: string; readonly attempts: number }
  | { readonly is: 'removed'; readonly at: Instant };

export type CommandName = Command['is'];

export type Event =
  | { readonly is: 'asked'; readonly ask: Ask }
  | { readonly is: 'approval_given'; readonly by: Person; readonly at: Instant }
  | { readonly is: 'approved'; readonly at: Instant; readonly endsAt: Instant }
  | { readonly is: 'denied'; readonly by: Person; readonly reason: string; readonly at: Instant }
  | { readonly is: 'withdrawn'; readonly at: Instant }
  | { readonly is: 'lapsed'; readonly at: Instant }
  | { readonly is: 'granted'; readonly assignment: string; readonly at: Instant }
  | { readonly is: 'grant_delayed'; readonly delay: Delay }
  | { readonly is: 'grant_failed'; readonly failure: GrantFailure; readonly at: Instant }
  | { readonly is: 'expired'; readonly at: Instant }
  | { readonly is: 'released'; readonly at: Instant }
  | { readonly is: 'revoke_ordered'; readonly by: Person; readonly reason: string; readonly at: Instant }
  | { readonly is: 'removed'; readonly at: Instant }
  /** A grant was reported after the request had ended: closed again at once. */
  | { readonly is: 'strayed'; readonly at: Instant }
  | { readonly is: 'revoke_delayed'; readonly delay: Delay }
  | { readonly is: 'ended'; readonly at: Instant; readonly absent: boolean };

/** What shall be done outside, after the commit. `place` is drawn from the state as it then is. */
export type Effect =
  | { readonly is: 'grant' }
  | { readonly is: 'revoke' }
  | { readonly is: 'set_alarm'; readonly at: Instant }
  | { readonly is: 'clear_alarm' }
  | { readonly is: 'draw'; readonly place: 'approvers' | 'requester' | 'homes' }
  | { readonly is: 'tell'; readonly to: 'requester' | 'operators'; readonly notice: Notice };

/** Things that are said once, in a message of their own, since a redrawn card makes no sound. */
export type Notice =
  | 'ready'
  | 'not_posted'
  | 'grant_delayed'
  | 'denied'
  | 'lapsed'
  | 'grant_failed'
  | 'ended'
  | 'revoke_delayed'
  | 'revoke_recovered'
  | 'strayed';

/** Facts gathered before the transaction: nothing outside is asked inside it. */
export type Facts = {
  /** For each person that matters (by object id): which of the policy's groups they are in. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** For an ask: what Azure says of person and VM. */
  readonly standing: readonly StandingAccess[];
  readonly locks: readonly Lock[];
  /** For an approval: the VM as it is now. Missing when it no longer exists: opening access then fails by itself. */
  readonly vm?: Vm;
  /** For an approval: why the requester can no longer be served, if so (their account was disabled, say). */
  readonly unfit?: string;
  /** For an ask: this person's other open requests, read in the same transaction. */
  readonly open: readonly Living[];
};

export type Refusal =
  | { readonly code: 'vm_unknown'; readonly typed: string; readonly near: readonly string[] }
  | { readonly code: 'vm_ambiguous'; readonly typed: string; readonly found: readonly string[] }
  | { readonly code: 'vm_locked'; readonly vm: string; readonly locks: readonly Lock[] }
  | {
      readonly code: 'no_rule';
      readonly vm: string;
      readonly role: Role;
      readonly tried: readonly { readonly rule: string; readonly because: readonly Mismatch[] }[];
    }
  /** With a name when it is an approver who reads it. */
  | { readonly code: 'may_not_ask'; readonly rule: string; readonly vm: string; readonly name?: string }
  | { readonly code: 'duration_unreadable'; readonly typed: string; readonly longest: Minutes }
  | { readonly code: 'duration_too_long'; readonly minutes: Minutes; readonly longest: Minutes; readonly vm: string }
  | { readonly code: 'reason_missing'; readonly vm: string }
  | { readonly code: 'reason_too_long'; readonly longest: number; readonly length: number }
  | { readonly code: 'ticket_missing'; readonly example: string }
  | { readonly code: 'ticket_unfit'; readonly typed: string; readonly example: string }
  | { readonly code: 'already_held'; readonly vm: string; readonly role: Role; readonly standing: StandingAccess }
  | { readonly code: 'already_open'; readonly open: Living }
  | { readonly code: 'too_many_open'; readonly most: number }
  | { readonly code: 'not_found' }
  | { readonly code: 'own_request' }
  | { readonly code: 'not_an_approver'; readonly rule: string }
  | { readonly code: 'rule_gone'; readonly rule: string }
  | { readonly code: 'requester_unfit'; readonly name: string; readonly problem: string }
  | { readonly code: 'approved_before'; readonly at: Instant; readonly given: number; readonly needed: number }
  | { readonly code: 'not_yours' }
  | { readonly code: 'may_not_revoke' }
  /** The request is no longer in a state where this could be done: what became of it is in `state`. */
  | { readonly code: 'too_late'; readonly wanted: CommandName; readonly state: Living }
  | { readonly code: 'too_early'; readonly wanted: CommandName };

export type Decision = { readonly events: readonly Event[] } | { readonly refusal: Refusal };

/** One person's requests that may wait at the same time: approvers' channels are not to be filled by one. */
export const PENDING_AT_MOST = 10;

/** The longest reason, in Unicode code points. */
export const REASON_LONGEST = 1000;
