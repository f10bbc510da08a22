/** What Teams holds that is not in the world: conversations with the bot, messages, people's own views, open dialogs. */
import type { Person, TeamsChannel } from '../model.ts';
import type { Json } from './json.ts';

/** Somebody who has Teams. */
export type Member = Person & { readonly teams: NonNullable<Person['teams']> };

/** Where a message can stand; a channel's threads are told apart by the message they begin with. */
export type Conversation =
  | { readonly is: 'channel'; readonly id: string; readonly name: string; readonly channel: TeamsChannel }
  | { readonly is: 'personal'; readonly id: string; readonly name: string; readonly member: string };

/** What one version of a message says. */
export type Content = {
  readonly text: string;
  readonly textFormat: string;
  readonly attachments: readonly Json[];
  readonly entities: readonly Json[];
};

export type Message = {
  /** Milliseconds since 1970, as text. */
  readonly id: string;
  /** Without the thread. */
  readonly conversation: string;
  /** The person's id, or the bot's. */
  readonly from: string;
  readonly byBot: boolean;
  /** The message that its thread begins with. */
  readonly root?: string;
  content: Content;
  edited: boolean;
  deleted: boolean;
  /** What it said before, oldest first: somebody may still have it on the screen. */
  readonly earlier: Content[];
  /** The card that one person sees instead of the message's own, by person. */
  readonly views: Map<string, OwnView>;
};

/** A card that the bot answered one person with: gone as soon as the message itself is changed. */
export type OwnView = { card: Json | null; readonly earlier: Json[]; askedAt: number };

/** A dialog that a person has open. */
export type Dialog = {
  readonly title: string;
  readonly card: Json | null;
  readonly url: string | null;
  readonly origin:
    | { readonly is: 'card'; readonly conversation: string; readonly message: string | null }
    | { readonly is: 'compose'; readonly conversation: string; readonly command: string };
};

export type AppSettings = {
  /** Where activities are delivered; several for replicas. */
  endpoints: readonly string[];
  throttling: boolean;
  disabledByAdmin: boolean;
};
