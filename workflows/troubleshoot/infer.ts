/**
 * Which causes are behind it, and what to ask next. Checks prove, exclude or suggest; answers weigh. The weights multiply as
 * independent evidence does (naive Bayes); the next question is the one expected to leave least doubt.
 */
import type { Case, Cause, Verdict } from './causes.ts';
import { RARE } from './causes.ts';
import { seenToBe, toldBy } from './known.ts';
import type { Given, QuestionName } from './questions.ts';
import { QUESTIONS, UNSURE } from './questions.ts';
import type { CheckName, SeenSoFar } from './sights.ts';
import type { SymptomId } from './symptoms.ts';
import { USUAL } from './usual.ts';

/** How likely each symptom is what the person means; what is missing is nought. */
export type Symptoms = Partial<Record<SymptomId, number>>;

export type Ranked = {
  readonly cause: Cause;
  /** Its evidence holds what the checks saw and, after that, what the person answered. */
  readonly verdict: Verdict;
  /** Share of what is likely, from 0 to 1. Proved causes have 1 each: several may hold at once. */
  readonly share: number;
};

export type Ranking = {
  /** In the order in which they stand in the way. */
  readonly proved: readonly Ranked[];
  /** Neither proved nor excluded, likeliest first. */
  readonly open: readonly Ranked[];
  /** Answers that need not be asked for. */
  readonly known: Given;
};

/** A conclusion names one cause when its share is at least this. */
export const CONVINCED = 0.7;
/** Questions asked at most. */
export const QUESTIONS_AT_MOST = 5;

/** How much a suggestion by a check raises a cause. */
const SUGGESTED = 12;
/** A question that is expected to take away less doubt than this, in bits, is not worth a person's time. */
const WORTH_ASKING = 0.05;
/** No answer excludes a cause altogether: people misread and misremember. */
const SLIP = 0.02;
/** How much it lowers a cause that its remedy was followed already. */
const TRIED = 0.05;
/** What was mended first may have been behind the symptom: then any cause may be behind what is left. */
const AFTERWARDS = 0.25;
/** An answer this much likelier for a cause than for most is told as evidence for it. */
const TELLING = 3;

/** @param tried ids of causes whose remedy was followed already */
export function rank(
  causes: readonly Cause[],
  it: Case,
  symptoms: Symptoms,
  seen: SeenSoFar,
  given: Given,
  tried: readonly string[] = [],
): Ranking {
  const deduced = seenToBe(seen, it.now);
  const answers = { ...deduced, ...given };
  const judged = causes.map((cause) => ({ cause, verdict: cause.judge(seen, it) }));
  const proved = judged
    .filter(({ verdict }) => verdict.is === 'proved')
    .map((each) => ({ ...each, share: 1, fit: fitting(each.cause, symptoms) }))
    .toSorted((a, b) => Number(b.fit > RARE) - Number(a.fit > RARE) || a.cause.order - b.cause.order || b.fit - a.fit)
    .map(({ fit: _, ...each }) => each);
  const weighed = judged
    .filter(({ verdict }) => verdict.is === 'open' || verdict.is === 'suggested')
    .map(({ cause, verdict }) => ({
      cause,
      verdict: { ...verdict, evidence: [...verdict.evidence, ...answersFor(cause, given)] },
      weight:
        Math.max(fitting(cause, symptoms), tried.length > 0 ? AFTERWARDS : 0) *
        (verdict.is === 'suggested' ? SUGGESTED : 1) *
        answering(cause, answers) *
        (tried.includes(cause.id) ? TRIED : 1),
    }));
  const whole = weighed.reduce((sum, each) => sum + each.weight, 0);
  const open = weighed
    .map(({ weight, ...each }) => ({ ...each, share: whole === 0 ? 0 : weight / whole }))
    .toSorted((a, b) => b.share - a.share);
  return { proved, open, known: { ...toldBy(symptoms), ...deduced } };
}

export type Conclusion =
  /** `first` is proved or likely enough to be named; `also` are other proved ones. */
  | { readonly is: 'named'; readonly first: Ranked; readonly also: readonly Ranked[] }
  /** No cause stands out: the likeliest, and what could not be looked at. A person should take over. */
  | { readonly is: 'unsure'; readonly likely: readonly Ranked[]; readonly unlooked: readonly CheckName[] };

/** What to say once nothing is left to ask. */
export function conclude({ proved, open }: Ranking, seen: SeenSoFar): Conclusion {
  const [likeliest] = open;
  const first = proved[0] ?? (likeliest !== undefined && likeliest.share >= NAMEABLE ? likeliest : undefined);
  if (first !== undefined) return { is: 'named', first, also: proved.filter((each) => each !== first) };
  return { is: 'unsure', likely: open.slice(0, 3), unlooked: unlookedIn(seen) };
}

/** Enough to say “probably”, once there is nothing left to ask. */
const NAMEABLE = 0.5;

/** Checks that could not be looked at. */
export function unlookedIn(seen: SeenSoFar): readonly CheckName[] {
  return (Object.keys(seen) as CheckName[]).filter((check) => seen[check]?.is === 'unseen');
}

/** The question that separates the causes still open best; undefined when none is worth asking. */
export function nextQuestion(ranking: Ranking, given: Given): QuestionName | undefined {
  const { open, known } = ranking;
  if ((open[0]?.share ?? 1) >= CONVINCED) return undefined;
  const best = NAMES.filter((name) => given[name] === undefined && known[name] === undefined)
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
  for (const [name, option] of Object.entries(given) as [QuestionName, string][])
    if (labelOf(name, option) !== undefined) product *= likelihood(cause, name, option);
  return product;
}

/** Answers that speak for this cause rather than for others, in the person's own words. */
function answersFor(cause: Cause, given: Given): readonly string[] {
  return (Object.keys(given) as QuestionName[]).flatMap((name) => {
    const option = given[name] ?? UNSURE;
    const label = labelOf(name, option);
    if (label === undefined || likelihood(cause, name, option) < TELLING * usual(name, option)) return [];
    return [`You answered “${label}”.`];
  });
}

function labelOf(name: QuestionName, option: string): string | undefined {
  // `unsure`, and whatever an older version offered, is no answer.
  const options: Readonly<Record<string, string>> = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name].options : {};
  return Object.hasOwn(options, option) ? options[option] : undefined;
}

function usual(name: QuestionName, option: string): number {
  const shares: Readonly<Record<string, number>> = USUAL[name];
  return shares[option] ?? 0;
}

/** How likely this answer is if this is the cause. What the cause does not name is as usual, within what is left. */
function likelihood(cause: Cause, name: QuestionName, option: string): number {
  const told = cause.answers[name];
  const plain = told === undefined ? usual(name, option) : (told[option] ?? rest(told, name, option));
  return SLIP / Object.keys(QUESTIONS[name].options).length + (1 - SLIP) * plain;
}

function rest(told: Readonly<Record<string, number>>, name: QuestionName, option: string): number {
  const named = Object.values(told).reduce((sum, each) => sum + each, 0);
  const others = Object.keys(QUESTIONS[name].options).filter((each) => told[each] === undefined);
  const whole = others.reduce((sum, each) => sum + usual(name, each), 0);
  return whole === 0 ? 0 : (Math.max(0, 1 - named) * usual(name, option)) / whole;
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
