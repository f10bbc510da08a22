/**
 * The neutral card: what Latchkey shows, before any chat's own format. `present.ts` makes cards, each chat's
 * `paint.ts` translates and escapes them. Everything in a card is data: text that people typed stands in plain strings
 * and is escaped by the painter, so it can never become formatting, a link or a mention (design invariant 10).
 */
import type { Instant } from './language.ts';

/** A run of text. A bare string is literal text. */
export type Span =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  /** A moment, shown in the reader's own time zone by the chat. `fallback` is UTC text for where that is impossible. */
  | { readonly time: Instant; readonly as: 'clock' | 'moment' }
  | { readonly link: string; readonly url: string };

/** Text of the product's own words and data, in reading order. */
export type Text = readonly Span[];

export type Tone = 'waiting' | 'working' | 'good' | 'bad' | 'over';

/**
 * What a button does when pressed. `diagnose` begins a conversation about why a request's access does not work, `describe` opens
 * the form for one, `talk` goes on with one, `mend` decides about a repair. What subjects fit is in `subject.ts`.
 */
export type ActionName =
  'approve' | 'deny' | 'withdraw' | 'release' | 'revoke' | 'ask' | 'mine' | 'diagnose' | 'describe' | 'talk' | 'mend';

export type Button = {
  readonly action: ActionName;
  readonly label: string;
  readonly style: 'primary' | 'danger' | 'plain';
  /** The request's id, say: opaque, at most 75 characters, carried back by the press. Empty for actions without one. */
  readonly subject: string;
  /** What a screen reader says, when the label alone is not enough. */
  readonly spoken?: string;
  /** Asked before the press counts. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string; readonly no: string };
};

export type Block =
  | { readonly is: 'heading'; readonly text: string }
  | { readonly is: 'text'; readonly text: Text }
  | { readonly is: 'facts'; readonly facts: readonly { readonly label: string; readonly value: Text }[] }
  /** What a person typed, set apart. */
  | { readonly is: 'quote'; readonly label: string; readonly text: string }
  | { readonly is: 'note'; readonly text: Text }
  | { readonly is: 'buttons'; readonly buttons: readonly Button[] }
  | { readonly is: 'divider' };

export type Card = {
  readonly tone: Tone;
  /** One line of plain text: notifications and screen readers read only this. */
  readonly summary: string;
  readonly blocks: readonly Block[];
};

/** A form to fill in: a modal in one chat, a dialog in the other. */
export type Form = {
  readonly name: FormName;
  /** The request it is about, or empty. */
  readonly subject: string;
  readonly title: string;
  readonly submit: string;
  readonly intro?: Text;
  readonly fields: readonly Field[];
};

export type FormName = 'ask' | 'deny' | 'revoke' | 'diagnose';

export type FieldName = 'vm' | 'role' | 'duration' | 'reason' | 'ticket' | 'text';

export type Field = {
  readonly name: FieldName;
  readonly label: string;
  readonly hint?: string;
  readonly optional: boolean;
} & (
  | { readonly is: 'search'; readonly placeholder: string; readonly initial?: Choice }
  | { readonly is: 'choice'; readonly choices: readonly Choice[]; readonly initial?: string }
  | { readonly is: 'text'; readonly lines: 'one' | 'many'; readonly longest: number; readonly initial?: string }
);

/** One thing to choose. `value` is at most 75 characters, so that every chat can carry it. */
export type Choice = { readonly value: string; readonly label: string; readonly detail?: string };

/** What was filled in, by field name. Choices carry their `value`. */
export type Answers = Partial<Record<FieldName, string>>;

/** What is wrong with a form, by field: a sentence each, with an example of what would do. */
export type FieldProblems = Partial<Record<FieldName, string>>;
