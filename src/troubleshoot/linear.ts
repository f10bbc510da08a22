/**
 * Softmax regression over sparse features: the trained weights, read and applied. Trained by scripts/recogniser.ts; no
 * library of the registry is small, alive and made for sparse text, and applying a linear model is one loop.
 */
import type { Features } from '../../workflows/troubleshoot/features.ts';
import { SYMPTOM_IDS } from '../../workflows/troubleshoot/symptoms.ts';

export const CLASSES = SYMPTOM_IDS.length;

export type Linear = {
  /** Row of each feature in `weights`. */
  readonly rows: ReadonlyMap<string, number>;
  /** One row for each feature, in the order of SYMPTOM_IDS. */
  readonly weights: Float32Array | Int8Array;
  /** What one unit of a weight is worth. */
  readonly unit: number;
  readonly bias: readonly number[];
};

/** A model as it is kept in a file: names of features one a line, weights as base64 of signed bytes. */
export type StoredLinear = {
  readonly bias: readonly number[];
  readonly unit: number;
  readonly features: string;
  readonly weights: string;
};

export type Row = { readonly at: readonly number[]; readonly values: readonly number[] };

/** What the model knows of these features, with the length of one: long texts weigh no more than short ones. */
export function rowOf(rows: ReadonlyMap<string, number>, features: Features): Row {
  const at: number[] = [];
  const values: number[] = [];
  for (const [name, value] of features) {
    const row = rows.get(name);
    if (row === undefined) continue;
    at.push(row);
    values.push(value);
  }
  const length = Math.hypot(...values) || 1;
  return { at, values: values.map((value) => value / length) };
}

/** Logarithms of odds, up to a constant, in the order of SYMPTOM_IDS. */
export function scores({ weights, unit, bias }: Omit<Linear, 'rows'>, { at, values }: Row): Float64Array {
  const sums = new Float64Array(CLASSES);
  for (let index = 0; index < at.length; index += 1) {
    const start = (at[index] ?? 0) * CLASSES;
    const value = values[index] ?? 0;
    for (let each = 0; each < CLASSES; each += 1) sums[each] = (sums[each] ?? 0) + value * (weights[start + each] ?? 0);
  }
  return sums.map((sum, each) => sum * unit + (bias[each] ?? 0));
}

/** Shares that sum up to 1. */
export function softmax(logs: Float64Array, temperature = 1): Float64Array {
  const highest = Math.max(...logs);
  const raised = logs.map((log) => Math.exp((log - highest) / temperature));
  const whole = raised.reduce((sum, each) => sum + each, 0);
  return raised.map((each) => each / whole);
}

export function restore(stored: StoredLinear): Linear {
  return {
    rows: new Map(stored.features.split('\n').map((name, row) => [name, row])),
    weights: new Int8Array(Buffer.from(stored.weights, 'base64')),
    unit: stored.unit,
    bias: stored.bias,
  };
}
