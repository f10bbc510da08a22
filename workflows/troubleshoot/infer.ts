/**
 * Which causes are behind it, and what to ask next. Checks prove, exclude or suggest; answers weigh. The weights multiply as
 * independent evidence does (naive Bayes); the next question is the one expected to leave least doubt.
 */
import type { Case, Cause, Verdict } from './causes.ts';
import { RARE } from './causes.ts';
import type { Given, QuestionName } from './questions.ts';
import { QUESTIONS, UNSURE } from './questions.ts';
import type { SeenSoFar } from './sights.ts';
import type { SymptomId } from './symptoms.ts';

/** How likely each symptom is what the person means; what is missing is nought. */
export type Symptoms = Partial<Record<SymptomId, number>>;

export type Ranked = {
  readonly cause: Cause;
  readonly verdict: Verdict;
  /** Share of what is likely, from 0 to 1. Proved causes have 1 each: several may hold at once. */
  readonly share: number;
};

export type Ranking = {
  /** In the order in which they stand in the way. */
  readonly proved: readonly Ranked[];
  /** Neither proved nor excluded, likeliest first. */
  readonly open: readonly Ranked[];
};

/** A conclusion names one cause when its share is at least this. */
export const CONVINCED = 0.7;
/** Questions asked at most. */
export const QUESTIONS_AT_MOST = 5;

/** How much a suggestion by a check raises a cause. */
const SUGGESTED = 8;
/** A question that is expected to take away less doubt than this, in bits, is not worth a person's time. */
const WORTH_ASKING = 0.05;
/** How much it lowers a cause that its remedy was followed already. */
const TRIED = 0.05;
/** No answer excludes a cause altogether: people misread and misremember. */
const SLIP = 0.02;

/** @param tried ids of causes whose remedy was followed already */
export function rank(
  causes: readonly Cause[],
  it: Case,
  symptoms: Symptoms,
  seen: SeenSoFar,
  given: Given,
  tried: readonly string[] = [],
): Ranking {
  const judged = causes.map((cause) => ({ cause, verdict: cause.judge(seen, it) }));
  const proved = judged
    .filter(({ verdict }) => verdict.is === 'proved')
    .map((each) => ({ ...each, share: 1, fit: fitting(each.cause, symptoms) }))
    .toSorted((a, b) => Number(b.fit > RARE) - Number(a.fit > RARE) || a.cause.order - b.cause.order || b.fit - a.fit)
    .map(({ fit: _, ...each }) => each);
  const weighed = judged
    .filter(({ verdict }) => verdict.is === 'open' || verdict.is === 'suggested')
    .map((each) => ({
      ...each,
      weight:
        fitting(each.cause, symptoms) *
        (each.verdict.is === 'suggested' ? SUGGESTED : 1) *
        answering(each.cause, given) *
        (tried.includes(each.cause.id) ? TRIED : 1),
    }));
  const whole = weighed.reduce((sum, each) => sum + each.weight, 0);
  const open = weighed
    .map(({ weight, ...each }) => ({ ...each, share: whole === 0 ? 0 : weight / whole }))
    .toSorted((a, b) => b.share - a.share);
  return { proved, open };
}

/** The question that separates the causes still open best; undefined when none is worth asking. */
export function nextQuestion(ranking: Ranking, given: Given): QuestionName | undefined {
  const { open } = ranking;
  if ((open[0]?.share ?? 1) >= CONVINCED) return undefined;
  const best = NAMES.filter((name) => given[name] === undefined)
    .map((name) => ({ name, gain: expectedGain(name, open) }))
    .reduce((most, each) => (each.gain > most.gain ? each : most), { name: 'message' as QuestionName, gain: 0 });
  return best.gain >= WORTH_ASKING ? best.name : undefined;
}

const NAMES = Object.keys(QUESTIONS) as QuestionName[];

function fitting(cause: Cause, symptoms: Symptoms): number {
  let sum = 0;
  for (const [symptom, share] of Object.entries(symptoms)) sum += share * (cause.behind[symptom as SymptomId] ?? RARE);
  return sum;
}

function answering(cause: Cause, given: Given): number {
  let product = 1;
  for (const [name, option] of Object.entries(given))
    if (option !== UNSURE) product *= likelihood(cause, name as QuestionName, option);
  return product;
}

/** How likely this answer is if this is the cause. Options that the cause does not name share what is left. */
function likelihood(cause: Cause, name: QuestionName, option: string): number {
  const options = Object.keys(QUESTIONS[name].options);
  const told = cause.answers[name];
  if (told === undefined) return 1 / options.length;
  const named = Object.values(told).reduce((sum, each) => sum + each, 0);
  const others = options.filter((each) => told[each] === undefined).length;
  const plain = told[option] ?? Math.max(0, 1 - named) / Math.max(1, others);
  return SLIP / options.length + (1 - SLIP) * plain;
}

/** Bits of doubt that asking is expected to take away. */
function expectedGain(name: QuestionName, open: readonly Ranked[]): number {
  const before = doubt(open.map((each) => each.share));
  let after = 0;
  for (const option of Object.keys(QUESTIONS[name].options)) {
    const joint = open.map((each) => each.share * likelihood(each.cause, name, option));
    const chance = joint.reduce((sum, each) => sum + each, 0);
    if (chance > 0) after += chance * doubt(joint.map((each) => each / chance));
  }
  return before - after;
}

function doubt(shares: readonly number[]): number {
  return shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log2(share) : sum), 0);
}
