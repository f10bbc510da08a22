/**
 * What the engine needs from the world, in our words. Adapters implement these; `main.ts` hands them in; each has one
 * conformance suite in `test/conformance/`. Anything that fails outside is thrown as a `Fault` (faults.ts); an answer
 * that is simply "no" is a value.
 */
import type { Answers, Card, Choice, FieldProblems, Form, FormName } from '../workflows/card.ts';
import type { ChatUser, Instant, Lock, Person, RequestId, Role, StandingAccess, Vm } from '../workflows/language.ts';
import type { FaultCode } from './faults.ts';
import type { Intent } from '../workflows/intent.ts';
import type { FoundExtension, LoginExtension } from '../workflows/troubleshoot/login-extension.ts';
import type { Sights } from '../workflows/troubleshoot/sights.ts';

export type Clock = { now(): Instant };

/** What to open or close. One request, one role assignment, always at the VM's own scope. */
export type GrantOrder = {
  readonly request: RequestId;
  /** The VM's ARM id. */
  readonly vm: string;
  /** The person's Entra object id. */
  readonly principal: string;
  readonly role: Role;
  /** Written into the assignment itself, so that it can be closed from Azure alone. */
  readonly endsAt: Instant;
};

/** A role assignment in Azure that Latchkey made: its name and its description agree (design invariant 6). */
export type Assignment = {
  readonly request: RequestId;
  readonly endsAt: Instant;
  /** ARM id of the assignment, with leading slash. */
  readonly id: string;
  readonly vm: string;
  readonly principal: string;
};

/** Opens and closes access. All three are idempotent. */
export type Cloud = {
  /**
   * Assigns the role on the VM. `held` means that the person holds this role on this very VM by somebody else's
   * assignment; nothing was changed. Throws Fault `vm_gone`, `vm_locked`, `principal_missing` (retryable),
   * `grant_blocked` (another request of Latchkey still holds the role), `assignment_limit`, `azure_forbidden`, `azure_throttled`, `azure_unreachable`, `azure_rejected`.
   */
  grant(order: GrantOrder): Promise<{ is: 'granted'; assignment: string } | { is: 'held'; assignment: string }>;
  /**
   * Takes the assignment of this request away and verifies that it is gone. `absent` means that someone else had
   * removed it before. Never touches an assignment whose name or description is not this request's.
   */
  revoke(order: { readonly request: RequestId; readonly vm: string }): Promise<{ is: 'revoked' } | { is: 'absent' }>;
  /**
   * Every assignment that Latchkey made in the configured subscriptions, and which of those could not be read: about them
   * the list says nothing. May be minutes behind (Azure caches lists). Throws when Azure as a whole is away.
   */
  list(): Promise<{
    readonly assignments: readonly Assignment[];
    readonly unreadable: readonly { readonly subscription: string; readonly fault: FaultCode }[];
  }>;
  /** Whether this request's assignment exists now, by its name alone, read directly and not from a list. */
  exists(order: { readonly request: RequestId; readonly vm: string }): Promise<boolean>;
};

/** Reads what is in Azure; changes nothing. */
export type Estate = {
  /** Every VM the bot can see, page by page. */
  vms(): AsyncIterable<readonly Vm[]>;
  /** One VM, read now; undefined when it does not exist. */
  vm(id: string): Promise<Vm | undefined>;
  /** The login roles this person holds on this VM by any path, without those Latchkey gave. */
  standing(vm: string, principal: string): Promise<readonly StandingAccess[]>;
  /** Locks on the VM or inherited from above it that would keep Latchkey from removing the role again. */
  locks(vm: string): Promise<readonly Lock[]>;
};

/** What a check is about. */
export type LookedAt = {
  readonly vm: Pick<Vm, 'id' | 'name' | 'computerName'>;
  readonly person: Person;
};

/**
 * Looks at what may keep a person from signing in to a VM; changes nothing. Each check makes its own calls, all at once, and
 * never throws for what outside answers: what could not be looked at says why. The signal ends it early.
 */
export type Lookout = {
  readonly [Check in Exclude<keyof Sights, 'record' | 'inside'>]: (
    about: LookedAt,
    signal: AbortSignal,
  ) => Promise<Sights[Check]>;
};

/**
 * Looks inside a VM by a fixed, reviewed script that changes nothing. Needs a right of its own (`runCommand/action`), takes
 * 20 s at least, one at a time for a VM. Never throws for what Azure answers.
 */
export type Inspector = {
  inside(about: Pick<LookedAt, 'vm'>, signal: AbortSignal): Promise<Sights['inside']>;
};

/**
 * What can be mended from here; only the relay calls it. Everything is idempotent and throws Faults as {@link Cloud} does.
 * The sign-in extension is put on anew in steps, so that what it was can be recorded before it is gone.
 */
export type Mender = {
  start(vm: string): Promise<void>;
  /** The sign-in extension as it is, or as it is to be where there is none. Fault `azure_rejected` when it is too large to keep. */
  extension(vm: string): Promise<FoundExtension>;
  /**
   * Takes the sign-in extension off; nothing where there is none, or where one is being put on just now. Not begun where it
   * is known that it could not be put on again.
   */
  takeOff(vm: string, signal: AbortSignal): Promise<void>;
  /** Puts it on and waits until it is. The same again changes nothing. */
  putOn(vm: string, extension: LoginExtension, signal: AbortSignal): Promise<void>;
  /** Creates the service principal of one of Microsoft's own applications. */
  createApp(appId: string): Promise<void>;
};

/** Why a person in a chat is not somebody Latchkey can serve. */
export type IdentityProblem =
  | 'chat_guest'
  | 'chat_external'
  | 'chat_bot'
  | 'chat_deactivated'
  | 'mail_missing'
  | 'mail_unconfirmed'
  | 'not_in_directory'
  | 'ambiguous'
  | 'directory_guest'
  | 'directory_disabled'
  /** The chat account now leads to another person than before. */
  | 'identity_changed';

export type Directory = {
  /** The one enabled member whose mail, UPN or proxy address this is. */
  find(mail: string): Promise<{ is: 'person'; person: Person } | { is: 'problem'; problem: IdentityProblem }>;
  /** The enabled member with this object id. */
  person(id: string): Promise<{ is: 'person'; person: Person } | { is: 'problem'; problem: IdentityProblem }>;
  /** Which of these groups (object ids) the person is in, directly or through other groups. */
  memberOf(person: string, groups: readonly string[]): Promise<readonly string[]>;
};

/** What a chat knows of one of its users, once it is sure they are a full, present member of our own workspace. */
export type ChatProfile = { readonly mail?: string; readonly directoryId?: string; readonly name: string };

/** Where a card stands or shall stand. `reply` is where the last word from this person came from: private, short-lived. */
export type Place =
  | { readonly is: 'channel'; readonly address: string }
  | { readonly is: 'direct'; readonly user: ChatUser }
  | { readonly is: 'home'; readonly user: ChatUser }
  | { readonly is: 'reply'; readonly user: ChatUser; readonly token: string };

/** Names one message for ever, in the chat's own terms; opaque to everybody else. */
export type Handle = string;

/**
 * Small things that a chat needs beyond a restart and on every replica, by key: how somebody is reached, say. Losing them
 * costs a detour and nothing else.
 */
export type Memory = {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
};

export type Chat = {
  /** The name that `ChatUser.chat` and `access.yaml` use. */
  readonly name: string;
  /** How a typed command begins there, for help texts; empty when commands need no prefix. */
  readonly command: string;
  /** Whether a person's home is a place of its own, or a message: that one scrolls away and is posted anew when asked for. */
  readonly home: 'place' | 'message';
  /**
   * Shows a card. With `at` it redraws that very message; without, it posts a new one, unless a message with the same
   * `key` can be found there (a reply that was lost on the way). Throws Fault `chat_throttled`, `chat_unreachable`,
   * `chat_place_gone`, `chat_forbidden`, `chat_rejected`.
   *
   * @param order.key unique for what is shown and where, at most 200 characters
   * @param order.views who may see this message in a way of their own, those first whom it concerns most; a chat that can
   * show it to each differently asks {@link Reception.view} for them
   * @param order.retried true when an earlier attempt may have reached the chat
   */
  draw(order: {
    readonly place: Place;
    readonly card: Card;
    readonly views: readonly ChatUser[];
    readonly key: string;
    readonly at?: Handle;
    readonly retried: boolean;
  }): Promise<Handle>;
  /** Who this is; a problem when the chat itself says that they are not a full member of our own workspace. */
  who(user: ChatUser): Promise<{ is: 'profile'; profile: ChatProfile } | { is: 'problem'; problem: IdentityProblem }>;
  start(reception: Reception): Promise<void>;
  /** Takes nothing new; what was taken is finished. */
  stop(): Promise<void>;
  /** For `doctor`: each thing that must be so, and whether it is. */
  examine(channels: readonly string[]): Promise<readonly Examined[]>;
};

export type Examined = {
  readonly what: string;
  readonly ok: boolean;
  /** What was seen. */
  readonly seen: string;
  /** What to do when it is not ok; empty when it is. */
  readonly next: string;
};

/** Something a person did in a chat, verified and parsed. */
export type Inbound = {
  /** The platform's own id of this delivery, the same when it is delivered again. */
  readonly delivery: string;
  readonly user: ChatUser;
  readonly at: Instant;
  /** For {@link Place} `reply`; empty when there is none. */
  readonly reply: string;
  readonly intent: Intent;
};

export type View = { readonly is: 'card'; readonly card: Card } | { readonly is: 'same' } | { readonly is: 'unknown' };

/** The engine as an adapter of a chat sees it. */
export type Reception = {
  /** Stores what came in. When this resolves it cannot be lost; when it throws, the person must be told to try again. */
  receive(inbound: Inbound): Promise<void>;
  /**
   * VMs that this text may mean, best first, from the local index: never waits for Azure. None for whoever is not known to
   * be one of us; waits about a second for that at most. Values fit {@link Choice}.
   */
  search(text: string, limit: number, user: ChatUser): Promise<readonly Choice[]>;
  /**
   * The form to show to this person: quick, from our own record; what it shows of a VM or a request waits about a second
   * at most for who they are, or is left out. A card instead says why there is nothing to fill in.
   */
  form(
    name: FormName,
    subject: string,
    given: Answers,
    user: ChatUser,
  ): Promise<{ is: 'form'; form: Form } | { is: 'card'; card: Card }>;
  /**
   * What this person shall see of that message of ours, which the chat is sure they have before them: a card of a request as
   * they shall see it, `same` when it is shown to everybody alike, `unknown` when it is not in the record. Quick, from our
   * own record, and changes nothing.
   */
  view(at: Handle, user: ChatUser): Promise<View>;
  /** What is wrong with the answers, as far as it can be told without asking anybody. Empty when nothing. */
  check(name: FormName, subject: string, answers: Answers): FieldProblems;
  /** What to say when something failed before it could be stored. */
  apology(error: unknown): Card;
};

/** Wakes us up at a time. A wake-up call, not the truth: the sweep finds whatever an alarm missed. */
export type Alarm = {
  set(alarm: {
    readonly id: string;
    readonly at: Instant;
    readonly request: RequestId;
    readonly version: number;
  }): Promise<void>;
  clear(id: string): Promise<void>;
};

/** BullMQ, on Redis or on PostgreSQL. Everything in it can be lost without harm. */
export type Queue = Alarm & {
  /** Asks some replica to work off this lane of the outbox soon. */
  nudge(lane: string): Promise<void>;
  start(work: {
    readonly lane: (lane: string) => Promise<void>;
    readonly ring: (alarm: { id: string; request: RequestId; version: number }) => Promise<void>;
  }): Promise<void>;
  /** Finishes what is in flight and hands back the rest. */
  stop(): Promise<void>;
};
