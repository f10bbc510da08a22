/** Two causes at once: first one of them is named, and when it is mended the other, in five questions for both. */
import { expect, it } from 'vitest';
import { lead, leadAgain } from './person.ts';
import { answersOf, RIGHT, TRUTH } from './truth.ts';
import type { CauseId, Truth } from './truth.ts';
import { look, WELL } from './world.ts';
import type { World } from './world.ts';

const IDS = (Object.keys(TRUTH) as CauseId[]).filter((id) => id !== 'healthy');

/** Whichever comes first, the same world comes of it, and nobody has to answer two things at once. */
function canBoth(a: Truth, b: Truth): boolean {
  if (flat(a.makes(b.makes(WELL))) !== flat(b.makes(a.makes(WELL)))) return false;
  return Object.entries(a.answers).every(([question, option]) => {
    const other = b.answers[question as keyof typeof b.answers];
    // What they see is what stands in the way first.
    return question === 'message' || question === 'moment' || other === undefined || other === option;
  });
}

function flat(world: World): string {
  const signIns = world.signIns.signIns.toSorted((x, y) => x.code - y.code);
  return JSON.stringify({ ...world, signIns: { signIns } });
}

/** Nothing but the person's answers, or a hint that is no proof, tells of it. */
function isHidden(id: CauseId): boolean {
  const { conclusion } = lead({ [TRUTH[id].symptom]: 0.9 }, look(TRUTH[id].makes(WELL)), (name) => answersOf(id)[name]);
  return conclusion.is !== 'named' || conclusion.first.verdict.is !== 'proved';
}

const HIDDEN: ReadonlySet<CauseId> = new Set(IDS.filter(isHidden));

/** Both orders of each pair are there: who comes first has the symptom. */
const PAIRS = IDS.flatMap((a) => IDS.filter((b) => a !== b && canBoth(TRUTH[a], TRUTH[b])).map((b) => [a, b] as const));

/** A steady shuffle (mulberry32), so that a failure can be repeated. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return items
    .map((item) => [random(), item] as const)
    .toSorted((x, y) => x[0] - y[0])
    .map(([, item]) => item);
}

type Fate = { readonly pair: string; readonly first: boolean; readonly second: boolean; readonly questions: number };

function befall([a, b]: readonly [CauseId, CauseId]): Fate {
  const one: Truth = TRUTH[a];
  const other: Truth = TRUTH[b];
  const both = look(one.makes(other.makes(WELL)));
  const answers = { ...RIGHT, ...other.answers, ...one.answers };
  const led = lead({ [one.symptom]: 0.9 }, both, (name) => answers[name]);
  const pair = `${a} and ${b}: ${led.first}`;
  if (led.first !== a && led.first !== b) return { pair, first: false, second: false, questions: led.questions.length };
  const left = led.first === a ? b : a;
  const again = leadAgain(led, look(TRUTH[left].makes(WELL)), (name) => answersOf(left)[name]);
  return {
    pair: `${pair}, then ${again.first}`,
    first: true,
    second: again.first === left,
    questions: again.questions.length,
  };
}

const SAMPLE = Number(process.env['PAIRS'] ?? 700);

it(`leads to one and then to the other (${SAMPLE} of ${PAIRS.length} pairs)`, () => {
  const shown = PAIRS.filter(([a, b]) => !HIDDEN.has(a) || !HIDDEN.has(b));
  const hidden = PAIRS.filter(([a, b]) => HIDDEN.has(a) && HIDDEN.has(b));
  const part = hidden.length / PAIRS.length;
  const seen = shuffled(shown, 7)
    .slice(0, Math.ceil(SAMPLE * (1 - part)))
    .map(befall);
  const told = shuffled(hidden, 7)
    .slice(0, Math.ceil(SAMPLE * part))
    .map(befall);
  const fates = [...seen, ...told];
  expect(fates.length).toBeGreaterThanOrEqual(Math.min(SAMPLE, PAIRS.length));
  expect(fates.filter(({ first }) => !first).map(({ pair }) => pair)).toEqual([]);
  expect(fates.filter(({ questions }) => questions > 5)).toEqual([]);
  expect(seen.filter(({ second }) => !second).map(({ pair }) => pair)).toEqual([]);
  // Five questions cannot always find two things that nobody but the person knows of.
  const lost = told.filter(({ second }) => !second);
  expect(lost.length, lost.map(({ pair }) => pair).join('; ')).toBeLessThanOrEqual(told.length * 0.15);
});
