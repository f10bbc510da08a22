/** What the workspace holds that is not in the world: conversations with the bot, messages, views, short-lived ids. */
export type Json = Record<string, unknown>;

/** What one version of a message says. */
export type Content = {
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly attachments: readonly Json[];
  readonly metadata?: Json;
};

export type Message = {
  readonly ts: string;
  readonly channel: string;
  /** User id of who wrote it; the bot's own for the bot. */
  readonly user: string;
  readonly byBot: boolean;
  readonly thread_ts?: string;
  /** The one person who sees it. */
  readonly ephemeralTo?: string;
  content: Content;
  edited?: { readonly user: string; readonly ts: string };
  /** What it said before, oldest first: somebody may still have it on the screen. */
  readonly earlier: Content[];
};

/** A one-to-one conversation of a person with the bot. */
export type DirectMessage = { readonly id: string; readonly user: string };

/** What is typed or chosen in a form: block id, then action id. */
export type Values = Record<string, Record<string, Json>>;

export type View = {
  readonly id: string;
  readonly user: string;
  readonly type: 'modal' | 'home';
  readonly root: string;
  readonly previous: string | null;
  hash: string;
  /** As the app sent it, with the ids that Slack adds. */
  body: Json;
  blocks: readonly Json[];
  /** What it showed before, latest last. */
  earlier: readonly (readonly Json[])[];
  /** What stood in the fields when the app last sent the view. */
  given: Values;
  values: Values;
  /** Options that an `external_select` was offered, by block and action. */
  readonly offered: Map<string, Json[]>;
};

export type Trigger = { readonly user: string; readonly until: number; used: boolean };

export type ResponseUrl = {
  readonly channel: string;
  readonly user: string;
  /** On the sandbox's clock, in milliseconds. */
  readonly until: number;
  /** Message whose button was pressed. */
  readonly original?: string;
  readonly thread_ts?: string;
  uses: number;
};

export type AppSettings = { requestUrl: string | null; scopes: readonly string[]; rateLimits: boolean };
