/**
 * Trains the linear model, the sum of two. Softmax regression, with squared weights held down (L2) and taken to its one lowest
 * point, tells apart what the examples hold; naive Bayes, which only counts, is less led astray by texts unlike them. Both
 * are linear in the features, so that one row of weights holds both. The same examples give the same model.
 */
import type { Example } from '../../src/troubleshoot/examples.ts';
import { CLASSES, rowOf, scores, softmax } from '../../src/troubleshoot/linear.ts';
import type { Linear, Row, StoredLinear } from '../../src/troubleshoot/linear.ts';
import { featuresOf } from '../../workflows/troubleshoot/features.ts';
import type { Features } from '../../workflows/troubleshoot/features.ts';
import { SYMPTOM_IDS } from '../../workflows/troubleshoot/symptoms.ts';
import { descend } from './descend.ts';

const STEPS = 60;
/** How freely weights may grow: the smaller, the less a single word decides. */
const FREEDOM = 30;
/** How much of naive Bayes is added, and what it takes every feature to have been seen beforehand. */
const BAYES = 0.6;
const SEEN_BEFORE = 0.3;
/** Added in favour of off-topic, which naive Bayes, knowing only what is common to the kinds of it, says too seldom. */
const OFF_TOPIC = 2;
/** A feature of one example only says nothing about others; parts of words and pairs are many, and take more to believe. */
const SEEN_AT_LEAST = { single: 2, manifold: 3 };
const MANIFOLD = /^(?:part|words) | and /;
/** What goes to an example's other defensible symptoms, together. */
const ALSO = 0.2;

export const HOW_TRAINED = JSON.stringify({ STEPS, FREEDOM, BAYES, SEEN_BEFORE, OFF_TOPIC, SEEN_AT_LEAST, ALSO });

export type Seen = { readonly example: Example; readonly features: Features };
export type Trained = Linear & { readonly weights: Float64Array };

export function see(examples: readonly Example[]): readonly Seen[] {
  return examples.map((example) => ({ example, features: featuresOf(example.text) }));
}

export function train(seen: readonly Seen[]): Trained {
  const rows = vocabulary(seen);
  const tasks = seen.map(({ example, features }) => ({ row: rowOf(rows, features), wanted: wantedOf(example) }));
  const size = rows.size * CLASSES;
  const point = descend(
    (at) => {
      const weights = at.subarray(0, size);
      const bias = Array.from(at.subarray(size));
      const gradient = at.map((each, index) => (index < size ? each / FREEDOM : 0));
      let height = weights.reduce((whole, each) => whole + each * each, 0) / (2 * FREEDOM);
      for (const { row, wanted } of tasks) {
        const shares = softmax(scores({ weights, bias }, row));
        const wrong = shares.map((share, each) => share - (wanted[each] ?? 0));
        wanted.forEach((share, each) => {
          if (share > 0) height -= share * Math.log(Math.max(shares[each] ?? 0, 1e-12));
        });
        blame(gradient, row, wrong);
        for (let each = 0; each < CLASSES; each += 1)
          gradient[size + each] = (gradient[size + each] ?? 0) + (wrong[each] ?? 0);
      }
      return { height, gradient };
    },
    new Float64Array(size + CLASSES),
    STEPS,
  );
  const counted = bayes(tasks, rows.size);
  const bias = Array.from(point.subarray(size));
  bias[OFF] = (bias[OFF] ?? 0) + OFF_TOPIC;
  return { rows, weights: counted.map((each, place) => BAYES * each + (point[place] ?? 0)), bias };
}

const OFF = SYMPTOM_IDS.indexOf('off-topic');

/** For each feature and symptom: how much likelier it is with this symptom than with the others, as a logarithm. */
function bayes(tasks: readonly { readonly row: Row; readonly wanted: Float64Array }[], size: number): Float64Array {
  const counts = new Float64Array(size * CLASSES);
  const ofFeature = new Float64Array(size);
  const ofSymptom = new Float64Array(CLASSES);
  for (const { row, wanted } of tasks)
    for (const at of row.at)
      wanted.forEach((share, each) => {
        counts[at * CLASSES + each] = (counts[at * CLASSES + each] ?? 0) + share;
        ofFeature[at] = (ofFeature[at] ?? 0) + share;
        ofSymptom[each] = (ofSymptom[each] ?? 0) + share;
      });
  const whole = ofSymptom.reduce((sum, each) => sum + each, 0);
  return counts.map((count, place) => {
    const inSymptom = ofSymptom[place % CLASSES] ?? 0;
    const elsewhere = (ofFeature[Math.floor(place / CLASSES)] ?? 0) - count;
    const before = SEEN_BEFORE * size;
    return (
      Math.log((count + SEEN_BEFORE) / (inSymptom + before)) -
      Math.log((elsewhere + SEEN_BEFORE) / (whole - inSymptom + before))
    );
  });
}

function blame(gradient: Float64Array, { at, values }: Row, wrong: Float64Array): void {
  for (let index = 0; index < at.length; index += 1) {
    const start = (at[index] ?? 0) * CLASSES;
    const value = values[index] ?? 0;
    for (let each = 0; each < CLASSES; each += 1)
      gradient[start + each] = (gradient[start + each] ?? 0) + value * (wrong[each] ?? 0);
  }
}

/** Each feature with its worth: what few examples have tells more (the root of the inverse document frequency). */
function vocabulary(seen: readonly Seen[]): Linear['rows'] {
  const counts = new Map<string, number>();
  for (const { features } of seen) for (const name of features.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const known = [...counts].filter(
    ([name, count]) => count >= (MANIFOLD.test(name) ? SEEN_AT_LEAST.manifold : SEEN_AT_LEAST.single),
  );
  return new Map(known.map(([name, count], row) => [name, { row, worth: Math.sqrt(Math.log(seen.length / count)) }]));
}

function wantedOf({ label, also }: Example): Float64Array {
  const wanted = new Float64Array(CLASSES);
  wanted[SYMPTOM_IDS.indexOf(label)] = also.length === 0 ? 1 : 1 - ALSO;
  for (const other of also) wanted[SYMPTOM_IDS.indexOf(other)] = ALSO / also.length;
  return wanted;
}

/** Below this a feature is left out of the stored model: it hardly weighs. */
const LEAST = 0.4;

/** As signed bytes, each feature with the unit of its own weights. */
export function store({ rows, weights, bias }: Trained): StoredLinear {
  const kept = [...rows].filter(([, { row }]) => heaviest(weights, row) >= LEAST);
  const bytes = new Int8Array(kept.length * CLASSES);
  const units = kept.map(([, { row }]) => heaviest(weights, row) / 127);
  kept.forEach(([, { row }], index) =>
    bytes.set(
      Int8Array.from(weights.slice(row * CLASSES, (row + 1) * CLASSES), (each) =>
        Math.round(each / (units[index] ?? 1)),
      ),
      index * CLASSES,
    ),
  );
  return {
    bias: bias.map((each) => Number(each.toFixed(4))),
    features: kept.map(
      ([name, { worth }], index) => `${name}\t${worth.toFixed(2)}\t${(units[index] ?? 0).toPrecision(3)}`,
    ),
    weights: Buffer.from(bytes.buffer).toString('base64'),
  };
}

function heaviest(weights: Float64Array, row: number): number {
  let most = 0;
  for (let each = 0; each < CLASSES; each += 1) most = Math.max(most, Math.abs(weights[row * CLASSES + each] ?? 0));
  return most;
}
