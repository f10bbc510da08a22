/** The sandbox's control API as sandbox/README.md promises it. Written down again here: nothing imports across that wall. */

/** What others answer is looked into freely here: a test that expects what is not there fails by itself. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export type SandboxService = 'arm' | 'graph' | 'entra' | 'slack' | 'identity';

export type FaultOrder = {
  service: SandboxService;
  /** `path` is a regular expression on path and query. */
  match?: { method?: string; path?: string };
  /** How often; without it, until switched off. */
  times?: number;
  fault:
    | { is: 'status'; status: number; code?: string; message?: string; retryAfter?: number }
    | { is: 'slow'; ms: number }
    | { is: 'cut-before' }
    | { is: 'cut-after' }
    | { is: 'hold-before' }
    | { is: 'hold-after' }
    | { is: 'stale'; ms: number };
};

export type SandboxCall = {
  id: number;
  at: number;
  service: string;
  method: string;
  path: string;
  status: number | null;
  ms: number | null;
  fault?: string;
  request?: Json;
  response?: Json;
};

/** The parts of the state that tests look at; the rest is there too, untyped. */
export type SandboxState = {
  clock: number;
  people: {
    key: string;
    id: string;
    displayName: string;
    userPrincipalName: string;
    mail: string | null;
    [more: string]: Json;
  }[];
  groups: { id: string; displayName: string; [more: string]: Json }[];
  subscriptions: { id: string; displayName: string }[];
  vms: { name: string; subscription: string; resourceGroup: string; os: string; [more: string]: Json }[];
  locks: { name: string; scope: string; level: string; [more: string]: Json }[];
  roleAssignments: {
    name: string;
    scope: string;
    role: string;
    principalId: string;
    description: string | null;
    [more: string]: Json;
  }[];
  denyAssignments: Json[];
  slack: {
    team: { id: string; name: string };
    users: { id: string; key: string; [more: string]: Json }[];
    channels: { id: string; name: string; members: string[]; [more: string]: Json }[];
    messages: Json[];
    views: Json[];
    homes: Json[];
    [more: string]: Json;
  };
  faults: Json[];
};

/** How the same payload is delivered: how often, to one connection or to each, and how badly signed. */
export type Delivery = { times?: number; to?: 'any' | 'all'; skewSeconds?: number; badSignature?: boolean };

export type Delivered = {
  acked: boolean;
  status: number;
  ms: number;
  response: Json;
  /** What Slack would show the person. */
  error?: string;
  closed?: boolean;
  errors?: Record<string, string>;
  view?: Json;
  options?: Json[];
  [more: string]: Json;
};

export type ScreenMessage = {
  ts: string;
  text: string;
  blocks: Json[];
  ephemeral: boolean;
  thread_ts?: string;
  edited?: Json;
};

export type Screen = {
  conversations: { id: string; name: string; is: string; messages: ScreenMessage[] }[];
  modal: Json;
  home: Json;
};

type With<T> = T & { deliver?: Delivery };

/** One person at their Slack. */
export type SandboxPerson = {
  command(order: With<{ command: string; text: string; channel?: string }>): Promise<Delivered>;
  shortcut(order: With<{ callback_id: string }>): Promise<Delivered>;
  press(
    order: With<
      | { channel: string; ts: string; action_id: string; block_id?: string; value?: string; stale?: boolean }
      | { view: string; action_id: string; block_id?: string; value?: string }
    >,
  ): Promise<Delivered>;
  type(order: With<{ view: string; block_id: string; action_id: string; value: string }>): Promise<Delivered>;
  submit(order: With<{ view: string; values: Record<string, Record<string, unknown>> }>): Promise<Delivered>;
  close(order: With<{ view: string }>): Promise<Delivered>;
  home(order?: With<object>): Promise<Delivered>;
  say(order: With<{ channel?: string; text: string }>): Promise<Delivered>;
  screen(): Promise<Screen>;
};
