/** The shape of a cause: what it is, what would show it, and what to do. The causes themselves are data, in `causes/`. */
import type { Instant, Person, Vm } from '../language.ts';
import type { Given, QuestionName } from './questions.ts';
import type { SeenSoFar } from './sights.ts';
import type { SymptomId } from './symptoms.ts';

/** Whom, what and when it is about. */
export type Case = {
  readonly person: Person;
  readonly vm: Pick<Vm, 'id' | 'name' | 'resourceGroup' | 'subscription' | 'computerName'>;
  /** The directory that Latchkey serves. */
  readonly tenant: string;
  readonly cloud: 'public' | 'usgov' | 'china';
  readonly now: Instant;
};

export type Verdict = {
  /**
   * `proved`: what was seen leaves no doubt. `suggested`: it points there. `open`: it says nothing. `doubtful`: it would
   * probably have been seen. `excluded`: it cannot be.
   */
  readonly is: 'proved' | 'suggested' | 'open' | 'doubtful' | 'excluded';
  /** What was seen that speaks for it, a sentence each, for people. */
  readonly evidence: readonly string[];
  /** It passes by itself, at this moment at the latest: until then trying again tells more than any answer. */
  readonly passes?: Instant;
};

/** Something Latchkey can do about it, once whoever must agree has agreed. */
export type Mend =
  | { readonly is: 'ask'; readonly role: 'user' | 'admin' }
  | { readonly is: 'start_vm' }
  | { readonly is: 'create_app'; readonly appId: string }
  | { readonly is: 'reinstall_extension' };

export type Remedy = {
  /**
   * In order, for this person, VM and cloud, values filled in. `command` is to be copied as it is; `at` follows the text, as a
   * time of the reader's own clock.
   */
  readonly steps: readonly { readonly text: string; readonly command?: string; readonly at?: Instant }[];
  /** Who can do it. */
  readonly who: 'you' | 'vm administrator' | 'entra administrator' | 'nobody';
  readonly mend?: Mend;
  /** Latchkey's .rdp file for this VM helps. */
  readonly rdp?: boolean;
};

export type Cause = {
  readonly id: string;
  /** A short sentence, for people: “The VM is switched off.” */
  readonly title: string;
  /** How often it is behind a symptom before anything is known, as a weight; what is not named has {@link RARE}. */
  readonly behind: Partial<Record<SymptomId, number>>;
  /** What stands in the way first comes first among proved causes: 10 reaching the VM, 20 its join, 30 the person, 40 the role, 50 the client. */
  readonly order: number;
  judge(seen: SeenSoFar, it: Case): Verdict;
  /** How likely each answer is when this is the cause; what is not named is as likely as for any cause. */
  readonly answers: Partial<Record<QuestionName, Readonly<Record<string, number>>>>;
  remedy(it: Case, seen: SeenSoFar, given: Given): Remedy;
};

/** The weight of a cause for a symptom it does not name. */
export const RARE = 0.02;
