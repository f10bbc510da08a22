/** What the control API answers (sandbox/README.md), as far as the page uses it. */
import type { Channel, Group, Lock, Person, RoleAssignment, Subscription, Trouble, Vm } from '../../model.ts';
import type { Block, PlainText } from '../blocks/shapes.ts';

export type { Group, Lock, Person, RoleAssignment, Subscription, Trouble, Vm };

export type SlackUser = { readonly id: string; readonly name?: string; readonly real_name?: string };

export type State = {
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly subscriptions: readonly Subscription[];
  readonly vms: readonly Vm[];
  readonly locks: readonly Lock[];
  readonly roleAssignments: readonly RoleAssignment[];
  readonly troubles: readonly Trouble[];
  readonly slack: {
    readonly team?: { readonly name: string };
    readonly bot?: { readonly user_id: string };
    readonly users?: readonly SlackUser[];
    readonly channels?: readonly Pick<Channel, 'id' | 'name'>[];
  };
  readonly teams: { readonly team?: { readonly name: string }; readonly bot?: { readonly name: string } };
  readonly faults: readonly ActiveFault[];
};

/** The app's connection to Slack: open sockets, or where payloads go by HTTP. */
export type AppState = { readonly sockets: number; readonly requestUrl: string | null };

/** Where Teams delivers what people do; null: nowhere. */
export type TeamsAppState = { readonly endpoint: string | readonly string[] | null };

/** The two chats that one person can be seen in. */
export type Chat = 'slack' | 'teams';

export type Service = 'arm' | 'graph' | 'entra' | 'slack' | 'teams' | 'botframework' | 'identity';

export type FaultKind =
  | { readonly is: 'status'; readonly status: number; readonly retryAfter?: number }
  | { readonly is: 'slow' | 'stale'; readonly ms: number }
  | { readonly is: 'cut-before' | 'cut-after' | 'hold-before' | 'hold-after' };

export type ActiveFault = {
  readonly id: string;
  readonly service: Service;
  readonly match?: { readonly method?: string; readonly path?: string };
  readonly times?: number;
  readonly fault: FaultKind;
};

/** A call that the bot made. `at` is when, in milliseconds or ISO form; `ms` is how long it took. */
export type Call = {
  readonly id: number;
  readonly at: number | string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly ms: number | null;
  readonly fault?: unknown;
  readonly request?: unknown;
  readonly response?: unknown;
};

export type Message = {
  readonly ts: string;
  readonly text?: string;
  readonly user?: string;
  readonly bot?: boolean;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly {
    readonly color?: string;
    readonly blocks?: readonly Block[];
    readonly text?: string;
  }[];
  readonly ephemeral?: boolean;
  readonly thread_ts?: string | null;
  readonly edited?: boolean;
};

export type Conversation = {
  readonly id: string;
  readonly name: string;
  readonly is: 'im' | 'channel';
  readonly messages: readonly Message[];
};

export type View = {
  readonly id: string;
  readonly type?: string;
  readonly callback_id?: string;
  readonly hash: string;
  readonly title?: PlainText;
  readonly submit?: PlainText | null;
  readonly close?: PlainText | null;
  readonly blocks: readonly Block[];
};

export type Screen = {
  readonly conversations: readonly Conversation[];
  readonly modal: View | null;
  readonly home: View | null;
};

/** A card, or anything else in JSON that the page only passes on. */
export type Json = Readonly<Record<string, unknown>>;

export type Post = {
  /** Milliseconds since 1970, as text. */
  readonly id: string;
  readonly from: string;
  readonly bot: boolean;
  readonly text: string;
  readonly textFormat: string;
  readonly card: Json | null;
  /** The post that its thread begins with. */
  readonly replyTo: string | null;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly mentions: readonly { readonly text?: string; readonly mentioned?: { readonly name?: string } }[];
  readonly words: readonly string[];
};

export type TeamsConversation = {
  readonly id: string;
  readonly name: string;
  readonly is: 'personal' | 'channel';
  readonly messages: readonly Post[];
};

export type TeamsDialog = { readonly title: string; readonly card: Json | null; readonly url: string | null };

export type TeamsScreen = {
  readonly conversations: readonly TeamsConversation[];
  readonly dialog: TeamsDialog | null;
  readonly from: { readonly id: string };
};
