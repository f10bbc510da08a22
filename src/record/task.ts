/** What the `work` table holds: an effect to carry out, or something a person did that waits for an answer. */
import type { Channel, Instant } from '../../workflows/language.ts';
import type { Notice } from '../../workflows/request.ts';
import type { Assignment, Inbound } from '../ports.ts';

export type Task =
  /** An answered delivery: only its id is kept. */
  | { readonly is: 'answered' }
  | { readonly is: 'answer'; readonly inbound: Inbound }
  | { readonly is: 'grant' }
  | { readonly is: 'revoke' }
  | { readonly is: 'set_alarm'; readonly at: Instant }
  | { readonly is: 'clear_alarm' }
  | { readonly is: 'draw_channel'; readonly channel: Channel }
  | { readonly is: 'draw_requester' }
  | { readonly is: 'draw_homes' }
  | { readonly is: 'tell_requester'; readonly notice: Notice }
  | { readonly is: 'tell_channel'; readonly channel: Channel; readonly notice: Notice; readonly fault?: string }
  /** An assignment in Azure that is ours and should not be there. */
  | { readonly is: 'close_stray'; readonly assignment: Assignment }
  /** Run the checks of a conversation; the version is that in which it was to look. */
  | { readonly is: 'talk_look'; readonly talk: string; readonly version: number }
  | { readonly is: 'talk_draw'; readonly talk: string }
  | { readonly is: 'talk_hand_over'; readonly talk: string; readonly channel: Channel }
  /** Do a repair that was approved. */
  | { readonly is: 'mend'; readonly mend: string }
  | { readonly is: 'mend_draw'; readonly mend: string; readonly channel: Channel }
  | { readonly is: 'mend_tell'; readonly mend: string }
  | { readonly is: 'tell_stray'; readonly channel: Channel; readonly assignment: Assignment; readonly fault: string };

/** A row of work, claimed. */
export type Work = {
  readonly id: string;
  readonly lane: string;
  readonly request: string | undefined;
  readonly version: number | undefined;
  readonly task: Task;
  /** Counts this attempt. */
  readonly attempts: number;
  /** How many earlier attempts ended without a word: their process was killed, or stood still. */
  readonly lost: number;
  /** Milliseconds since it was put in. */
  readonly age: number;
};

/** What goes into the table. */
export type NewWork = {
  readonly lane: string;
  readonly request?: string;
  readonly version?: number;
  readonly delivery?: string;
  readonly task: Task;
};
