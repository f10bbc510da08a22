/**
 * Which causes are behind it, and what to ask next. Checks prove, exclude or suggest; answers weigh. The weights multiply as
 * independent evidence does (naive Bayes); the next question is the one expected to leave least doubt.
 */
import { bestQuestion } from './ask.ts';
import type { Case, Cause, Verdict } from './causes.ts';
import { RARE } from './causes.ts';
import { seenToBe, toldBy } from './known.ts';
import type { Given, QuestionName } from './questions.ts';
import { QUESTIONS, UNSURE } from './questions.ts';
import type { CheckName, SeenSoFar } from './sights.ts';
import type { SymptomId } from './symptoms.ts';
import { TYPED, USUAL } from './usual.ts';

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
  /** One of those open: it fits, passes by itself, and nothing is proved. It is named before anything is asked. */
  readonly passing?: Ranked;
  /** Answers that need not be asked for. */
  readonly known?: Given;
  /** The share with which the likeliest is named without asking on; {@link CONVINCED} unless told otherwise. */
  readonly enough?: number;
};

/** A conclusion names one cause when its share is at least this. */
export const CONVINCED = 0.85;
/** The cause that says that nothing is wrong, and the share it takes to say so without asking on. */
const WELL = 'healthy';
const CERTAIN = 0.9;
/** Questions asked at most. */
export const QUESTIONS_AT_MOST = 5;

/** How much what the checks say raises or lowers a cause. */
const CHECKED: Record<Verdict['is'], number> = { proved: 1, suggested: 20, open: 1, doubtful: 0.15, excluded: 0 };
/** No answer excludes a cause altogether: people misread and misremember. */
const SLIP = 0.02;
/** How much it lowers a cause that its remedy was followed already. */
const TRIED = 0.02;
/** What people come with once something has been mended: it may have been behind what they came with at first. */
const AFTERWARDS: Symptoms = {
  'credentials-did-not-work': 0.4,
  'role-missing': 0.1,
  'sign-in-method-not-allowed': 0.1,
  'cannot-reach-vm': 0.1,
  'target-device-not-found': 0.1,
  'sign-in-app-missing': 0.05,
  'temporary-password': 0.05,
  'lock-screen-disconnects': 0.05,
  'need-admin-rights': 0.05,
};
/** An answer this much likelier for a cause than for most is told as evidence for it. */
const TELLING = 3;
/** And one this much likelier may have changed when the cause was mended. */
const LEANING = 2;
/** A symptom is likely to be meant when its share is more than this. */
const LIKELY = 0.1;

/**
 * @param tried ids of causes whose remedy was followed already
 * @param over questions whose answers may no longer be so
 * @param told answers that need not be asked for, because they stood in what the person wrote
 */
export function rank(
  causes: readonly Cause[],
  it: Case,
  symptoms: Symptoms,
  seen: SeenSoFar,
  given: Given,
  tried: readonly string[] = [],
  over: readonly QuestionName[] = [],
  told: Given = {},
): Ranking {
  const deduced = seenToBe(seen, it.now);
  const current = without(given, over);
  // What Entra has logged counts more than how somebody happened to put it.
  const written = without(told, [...over, ...(Object.keys(deduced) as QuestionName[])]);
  const answers: Given = { ...written, ...deduced, ...current };
  const meant = tried.length > 0 ? blend(symptoms, AFTERWARDS) : symptoms;
  const judged = causes.map((cause) => ({ cause, verdict: cause.judge(seen, it) }));
  const proved = judged
    .filter(({ verdict }) => verdict.is === 'proved')
    .map((each) => ({ ranked: { ...each, share: 1 }, fit: fitting(each.cause, symptoms) }))
    .toSorted(
      (a, b) =>
        Number(b.fit > RARE) - Number(a.fit > RARE) || a.ranked.cause.order - b.ranked.cause.order || b.fit - a.fit,
    )
    .map(({ ranked }) => ranked);
  const weighed = judged
    .filter(({ verdict }) => verdict.is !== 'proved' && verdict.is !== 'excluded')
    .map(({ cause, verdict }) => ({
      cause,
      verdict: {
        ...verdict,
        evidence: [
          ...verdict.evidence,
          ...answersFor(cause, current, 'You answered'),
          ...answersFor(cause, written, 'You wrote of'),
        ],
      },
      weight:
        fitting(cause, meant) *
        CHECKED[verdict.is] *
        answering(cause, answers) *
        (tried.includes(cause.id) ? TRIED : 1),
    }));
  const whole = weighed.reduce((sum, each) => sum + each.weight, 0);
  const open = weighed
    .map(({ weight, ...each }) => ({ ...each, share: whole === 0 ? 1 / weighed.length : weight / whole }))
    .toSorted((a, b) => b.share - a.share);
  // After the first remedy it may say something else.
  const meaning = tried.length > 0 ? {} : toldBy(symptoms);
  // The last question is kept for what is left once this is mended, if there is something to name without it.
  const last = tried.length === 0 && Object.keys(given).length >= QUESTIONS_AT_MOST - 1;
  const passing = open.find(({ cause, verdict }) => verdict.passes !== undefined && isMeant(cause, meant));
  return {
    proved,
    open,
    ...(passing === undefined || proved.length > 0 ? {} : { passing }),
    known: { ...meaning, ...told, ...deduced },
    enough: last ? NEARLY : CONVINCED,
  };
}

export type Conclusion = {
  /** Checks that could not be looked at. */
  readonly unlooked: readonly CheckName[];
} & (
  | {
      /** `first` is proved or stands out; `also` are other proved ones. */
      readonly is: 'named';
      readonly first: Ranked;
      readonly also: readonly Ranked[];
    }
  /** No cause stands out: the likeliest, at most three. A person should take over. */
  | { readonly is: 'unsure'; readonly likely: readonly Ranked[] }
);

/** What to say once nothing is left to ask. */
export function conclude({ proved, open, passing }: Ranking, seen: SeenSoFar): Conclusion {
  const unlooked = unlookedIn(seen);
  const first = proved[0] ?? passing ?? standout(open, seen);
  return first === undefined
    ? { is: 'unsure', likely: open.slice(0, 3), unlooked }
    : { is: 'named', first, also: proved.filter((each) => each !== first), unlooked };
}

/** The likeliest, if it is likely enough to be named, or much likelier than any other. */
function standout(open: readonly Ranked[], seen: SeenSoFar): Ranked | undefined {
  const [first, second] = open;
  if (first === undefined) return undefined;
  if (first.cause.id === WELL && ESSENTIAL.some((check) => isHidden(seen, check))) return undefined;
  const ahead = first.share >= AHEAD_FROM && first.share >= AHEAD_BY * (second?.share ?? 0);
  return first.share >= NAMEABLE || ahead ? first : undefined;
}

/** Checks without which nobody can say that all is well. */
const ESSENTIAL: readonly CheckName[] = [
  'machine',
  'extensions',
  'devices',
  'roles',
  'denials',
  'account',
  'conditionalAccess',
  'apps',
  'network',
  'inside',
];

/** Could not be looked at, although somebody wished it and there may be something to see. */
function isHidden(seen: SeenSoFar, check: CheckName): boolean {
  const sight = seen[check];
  return sight?.is === 'unseen' && sight.why !== 'not allowed' && sight.why !== 'unlicensed';
}

/** Enough to say “probably”, once there is nothing left to ask. */
const NAMEABLE = 0.5;
/** As much, when nothing else comes near. */
const AHEAD_FROM = 0.3;
const AHEAD_BY = 2.5;
/** Enough to keep the last question for what is left once this is mended. */
const NEARLY = 0.75;

function unlookedIn(seen: SeenSoFar): readonly CheckName[] {
  return (Object.keys(seen) as CheckName[]).filter((check) => seen[check]?.is === 'unseen');
}

/** The question that separates the causes still open best; undefined when none is worth asking. */
export function nextQuestion(
  { open, passing, known = {}, enough = CONVINCED }: Ranking,
  given: Given,
): QuestionName | undefined {
  const [likeliest] = open;
  if (likeliest === undefined || passing !== undefined) return undefined;
  // That nothing is wrong is said only when nothing else is likely.
  if (likeliest.share >= (likeliest.cause.id === WELL ? CERTAIN : enough)) return undefined;
  const askable = NAMES.filter((name) => given[name] === undefined && known[name] === undefined);
  const hypotheses = open.map(({ cause, share }) => ({
    share,
    likelihood: (name: QuestionName, option: string) => likelihood(cause, name, option, given),
  }));
  const left = QUESTIONS_AT_MOST - Object.keys(given).length;
  const options = new Map(askable.map((name) => [name, Object.keys(QUESTIONS[name].options)]));
  const best = bestQuestion(hypotheses, options, left);
  return best?.isWorth === true ? best.name : undefined;
}

const NAMES = Object.keys(QUESTIONS) as QuestionName[];

function fitting(cause: Cause, symptoms: Symptoms): number {
  let sum = 0;
  for (const [symptom, share] of Object.entries(symptoms)) sum += share * (cause.behind[symptom as SymptomId] ?? RARE);
  return sum;
}

/** Whether this cause explains something that is likely to be meant. */
export function isMeant(cause: Cause, symptoms: Symptoms): boolean {
  return (Object.entries(symptoms) as [SymptomId, number][]).some(
    ([symptom, share]) => share > LIKELY && (cause.behind[symptom] ?? 0) > RARE,
  );
}

/** Questions whose answers lean towards this cause: once it is mended they may be answered in another way. */
export function leaningTo(cause: Cause, given: Given): readonly QuestionName[] {
  return (Object.keys(given) as QuestionName[]).filter((name) =>
    isTelling(cause, name, given[name] ?? UNSURE, LEANING),
  );
}

function without(answers: Given, names: readonly QuestionName[]): Given {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !names.some((each) => each === name)));
}

function blend(some: Symptoms, others: Symptoms): Symptoms {
  const ids = Object.keys({ ...some, ...others }) as SymptomId[];
  return Object.fromEntries(ids.map((id) => [id, ((some[id] ?? 0) + (others[id] ?? 0)) / 2]));
}

function answering(cause: Cause, given: Given): number {
  let product = 1;
  for (const [name, option] of Object.entries(given) as [QuestionName, string][])
    if (labelOf(name, option) !== undefined) product *= likelihood(cause, name, option, given);
  return product;
}

/** Answers that speak for this cause rather than for others, as the buttons have them. */
function answersFor(cause: Cause, given: Given, how: string): readonly string[] {
  return (Object.keys(given) as QuestionName[]).flatMap((name) => {
    const option = given[name] ?? UNSURE;
    const label = labelOf(name, option);
    return label !== undefined && isTelling(cause, name, option) ? [`${how} “${label}”.`] : [];
  });
}

function isTelling(cause: Cause, name: QuestionName, option: string, times = TELLING): boolean {
  return labelOf(name, option) !== undefined && likelihood(cause, name, option) >= times * usual(name, option, {});
}

function labelOf(name: QuestionName, option: string): string | undefined {
  // `unsure`, and whatever an older version offered, is no answer.
  const options: Readonly<Record<string, string>> = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name].options : {};
  return Object.hasOwn(options, option) ? options[option] : undefined;
}

function usual(name: QuestionName, option: string, given: Given): number {
  const box = given.webAccount === 'windows' || given.webAccount === 'missing';
  const shares: Readonly<Record<string, number>> = name === 'userName' && box ? TYPED : USUAL[name];
  return shares[option] ?? 0;
}

/** How likely this answer is if this is the cause. What the cause does not name is as usual, within what is left. */
function likelihood(cause: Cause, name: QuestionName, option: string, given: Given = {}): number {
  const told = cause.answers[name];
  const plain = told === undefined ? usual(name, option, given) : (told[option] ?? rest(told, name, option, given));
  return SLIP / Object.keys(QUESTIONS[name].options).length + (1 - SLIP) * plain;
}

function rest(told: Readonly<Record<string, number>>, name: QuestionName, option: string, given: Given): number {
  const named = Object.values(told).reduce((sum, each) => sum + each, 0);
  const others = Object.keys(QUESTIONS[name].options).filter((each) => told[each] === undefined);
  const whole = others.reduce((sum, each) => sum + usual(name, each, given), 0);
  return whole === 0 ? 0 : (Math.max(0, 1 - named) * usual(name, option, given)) / whole;
}
