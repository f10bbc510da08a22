/**
 * Softmax regression over sparse features: the trained weights, read and applied. Trained by scripts/recogniser.ts; no
 * library of the registry is small, alive and made for sparse text, and applying a linear model is one loop.
 */
import type { Features } from '../../workflows/troubleshoot/features.ts';
import { SYMPTOM_IDS } from '../../workflows/troubleshoot/symptoms.ts';

export const CLASSES = SYMPTOM_IDS.length;

export type Linear = {
  /** Row of each feature in `weights`, and what one of it counts for. */
  readonly rows: ReadonlyMap<string, { readonly row: number; readonly worth: number }>;
  /** One row for each feature, in the order of SYMPTOM_IDS. */
  readonly weights: Float64Array;
  readonly bias: readonly number[];
};

/** A model as it is kept in a file. */
export type StoredLinear = {
  readonly bias: readonly number[];
  /** Name, worth and unit of weight of each, divided by tabs. */
  readonly features: readonly string[];
  /** Base64 of signed bytes, each so many units of its feature. */
  readonly weights: string;
};

export type Row = { readonly at: readonly number[]; readonly values: readonly number[] };

/** What the model knows of these features, as a vector of length one: long texts weigh no more than short ones. */
export function rowOf(rows: Linear['rows'], features: Features): Row {
  const at: number[] = [];
  const values: number[] = [];
  let squares = 0;
  for (const [name, value] of features) {
    const known = rows.get(name);
    if (known === undefined) continue;
    at.push(known.row);
    values.push(value * known.worth);
    squares += (value * known.worth) ** 2;
  }
  const length = Math.sqrt(squares) || 1;
  return { at, values: values.map((value) => value / length) };
}

/** Logarithms of odds, up to a constant, in the order of SYMPTOM_IDS. */
export function scores({ weights, bias }: Omit<Linear, 'rows'>, { at, values }: Row): Float64Array {
  const sums = Float64Array.from(bias);
  for (let index = 0; index < at.length; index += 1) {
    const start = (at[index] ?? 0) * CLASSES;
    const value = values[index] ?? 0;
    for (let each = 0; each < CLASSES; each += 1) sums[each] = (sums[each] ?? 0) + value * (weights[start + each] ?? 0);
  }
  return sums;
}

/** Shares that sum up to 1. */
export function softmax(logs: Float64Array, temperature = 1): Float64Array {
  const highest = Math.max(...logs);
  const raised = logs.map((log) => Math.exp((log - highest) / temperature));
  const whole = raised.reduce((sum, each) => sum + each, 0);
  return raised.map((each) => each / whole);
}

export function restore({ bias, features, weights }: StoredLinear): Linear {
  const bytes = new Int8Array(Buffer.from(weights, 'base64'));
  const cells = features.map((line) => line.split('\t'));
  const units = cells.map(([, , unit]) => Number(unit));
  return {
    bias,
    rows: new Map(cells.map(([name = '', worth], row) => [name, { row, worth: Number(worth) }])),
    weights: Float64Array.from(bytes, (byte, index) => byte * (units[Math.floor(index / CLASSES)] ?? 0)),
  };
}
