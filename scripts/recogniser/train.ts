/**
 * Trains the linear model: softmax regression by stochastic gradient descent with AdaGrad's step sizes. The same examples
 * give the same model: the order is shuffled by a generator of its own.
 */
import { featuresOf } from '../../workflows/troubleshoot/features.ts';
import type { Features } from '../../workflows/troubleshoot/features.ts';
import { SYMPTOM_IDS } from '../../workflows/troubleshoot/symptoms.ts';
import type { Example } from '../../src/troubleshoot/examples.ts';
import { CLASSES, rowOf, scores, softmax } from '../../src/troubleshoot/linear.ts';
import type { Linear, Row, StoredLinear } from '../../src/troubleshoot/linear.ts';

const EPOCHS = 20;
const STEP = 0.2;
/** Keeps weights small (L2), so that no single word decides. */
const DECAY = 1e-3;
/** A feature of one example only says nothing about others. */
const SEEN_AT_LEAST = 2;
/** What goes to an example's other defensible symptoms, together. */
const ALSO = 0.2;

export type Seen = { readonly example: Example; readonly features: Features };

export function see(examples: readonly Example[]): readonly Seen[] {
  return examples.map((example) => ({ example, features: featuresOf(example.text) }));
}

export function train(seen: readonly Seen[]): Linear & { readonly weights: Float32Array } {
  const rows = vocabulary(seen);
  const weights = new Float32Array(rows.size * CLASSES);
  const squares = new Float32Array(weights.length).fill(0.01);
  const bias = Array.from({ length: CLASSES }, () => 0);
  const tasks = seen.map(({ example, features }) => ({ row: rowOf(rows, features), wanted: wantedOf(example) }));
  const random = generator();
  for (let epoch = 0; epoch < EPOCHS; epoch += 1)
    for (const { row, wanted } of shuffled(tasks, random)) {
      const wrong = softmax(scores({ weights, unit: 1, bias }, row)).map((share, each) => share - (wanted[each] ?? 0));
      step(weights, squares, row, wrong);
      for (let each = 0; each < CLASSES; each += 1) bias[each] = (bias[each] ?? 0) - 0.02 * (wrong[each] ?? 0);
    }
  return { rows, weights, unit: 1, bias };
}

function step(weights: Float32Array, squares: Float32Array, { at, values }: Row, wrong: Float64Array): void {
  for (let index = 0; index < at.length; index += 1) {
    const start = (at[index] ?? 0) * CLASSES;
    const value = values[index] ?? 0;
    for (let each = 0; each < CLASSES; each += 1) {
      const place = start + each;
      const weight = weights[place] ?? 0;
      const slope = (wrong[each] ?? 0) * value + DECAY * weight;
      const square = (squares[place] ?? 0) + slope * slope;
      squares[place] = square;
      weights[place] = weight - (STEP * slope) / Math.sqrt(square);
    }
  }
}

function vocabulary(seen: readonly Seen[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { features } of seen) for (const name of features.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const known = [...counts].filter(([, count]) => count >= SEEN_AT_LEAST).map(([name]) => name);
  return new Map(known.map((name, row) => [name, row]));
}

function wantedOf({ label, also }: Example): Float64Array {
  const wanted = new Float64Array(CLASSES);
  wanted[SYMPTOM_IDS.indexOf(label)] = also.length === 0 ? 1 : 1 - ALSO;
  for (const other of also) wanted[SYMPTOM_IDS.indexOf(other)] = ALSO / also.length;
  return wanted;
}

/** Numbers from 0 to 1 (a linear congruence: chance enough to shuffle by). */
function generator(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(items: T[], random: () => number): readonly T[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [items[last], items[other]];
    if (a !== undefined && b !== undefined) [items[last], items[other]] = [b, a];
  }
  return items;
}

/** As signed bytes, without features that hardly weigh. */
export function store({ rows, weights, bias }: ReturnType<typeof train>): StoredLinear {
  const heaviest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const unit = heaviest / 127;
  const kept = [...rows].filter(([, row]) => reach(weights, row) >= LEAST);
  const bytes = new Int8Array(kept.length * CLASSES);
  kept.forEach(([, row], index) =>
    bytes.set(
      weights.slice(row * CLASSES, (row + 1) * CLASSES).map((weight) => Math.round(weight / unit)),
      index * CLASSES,
    ),
  );
  return {
    bias: bias.map((each) => Number(each.toFixed(4))),
    unit,
    features: kept.map(([name]) => name).join('\n'),
    weights: Buffer.from(bytes.buffer).toString('base64'),
  };
}

/** Below this a feature is left out of the stored model. */
const LEAST = 0.15;

function reach(weights: Float32Array, row: number): number {
  let most = 0;
  for (let each = 0; each < CLASSES; each += 1) most = Math.max(most, Math.abs(weights[row * CLASSES + each] ?? 0));
  return most;
}
