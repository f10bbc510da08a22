/**
 * Which question to ask next: the one after which, with the best that could follow it, least doubt is expected to be left. Looking
 * one question further matters: how somebody signs in says little by itself, and everything about what to ask then.
 */
import type { QuestionName } from './questions.ts';

/** A hypothesis with its share of what is likely, and how likely each answer is if it is so. */
export type Hypothesis = {
  readonly share: number;
  readonly likelihood: (name: QuestionName, option: string) => number;
};

/** Options by question, of those that may be asked. */
export type Askable = ReadonlyMap<QuestionName, readonly string[]>;

/** Hypotheses less likely than this do not decide what is asked. */
const NEGLIGIBLE = 0.004;

/**
 * The best question, and whether it is worth a person's time. While more are to follow, doubt is measured in bits; with the last
 * two, by how likely it is to name the wrong one, since nothing will come after.
 *
 * @param left how many may still be asked
 */
export function bestQuestion(
  hypotheses: readonly Hypothesis[],
  askable: Askable,
  left: number,
): { readonly name: QuestionName; readonly isWorth: boolean } | undefined {
  const relevant = hypotheses.filter(({ share }) => share >= NEGLIGIBLE);
  const whole = relevant.reduce((sum, { share }) => sum + share, 0);
  const shares = relevant.map(({ share }) => share / whole);
  const tables = [...askable].map(([name, options]) => ({
    name,
    rows: options.map((option) => relevant.map(({ likelihood }) => likelihood(name, option))),
  }));
  const measure = left <= 2 ? risk : doubt;
  let best: { name: QuestionName; reach: number } | undefined;
  for (const { name, rows } of tables) {
    const others = left === 1 ? [] : tables.filter((table) => table.name !== name).map((table) => table.rows);
    let reach = 0;
    for (const { chance, shares: then } of outcomes(shares, rows))
      reach += chance * Math.min(measure(then), ...others.map((following) => expected(measure, then, following)));
    if (best === undefined || reach < best.reach) best = { name, reach };
  }
  return best && { name: best.name, isWorth: measure(shares) - best.reach >= WORTH };
}

/** In bits, or in chances to be wrong: small either way. */
const WORTH = 0.01;

type Rows = readonly (readonly number[])[];
type Measure = (shares: readonly number[]) => number;

/** What may be answered, how likely that is, and what is likely then. */
function outcomes(shares: readonly number[], rows: Rows): { chance: number; shares: readonly number[] }[] {
  return rows.flatMap((row) => {
    const joint = shares.map((share, at) => share * (row[at] ?? 0));
    const chance = joint.reduce((sum, each) => sum + each, 0);
    return chance > 0 ? [{ chance, shares: joint.map((each) => each / chance) }] : [];
  });
}

function expected(measure: Measure, shares: readonly number[], rows: Rows): number {
  return outcomes(shares, rows).reduce((sum, each) => sum + each.chance * measure(each.shares), 0);
}

/** Bits. */
function doubt(shares: readonly number[]): number {
  let sum = 0;
  for (const share of shares) if (share > 0) sum -= share * Math.log2(share);
  return sum;
}

/** How likely it is that the likeliest is not the one. */
function risk(shares: readonly number[]): number {
  return 1 - Math.max(...shares);
}
