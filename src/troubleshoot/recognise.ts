/**
 * What a message is about: a linear model over words, parts of words, concepts and codes, and the examples that read most
 * alike, weighed together. Confidences are measured shares: of messages given 0.8, about four in five are right.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeAlone } from '../../workflows/troubleshoot/codes-in-text.ts';
import type { Code } from '../../workflows/troubleshoot/codes.ts';
import { featuresOf, POINTS_TO } from '../../workflows/troubleshoot/features.ts';
import type { SymptomId } from '../../workflows/troubleshoot/symptoms.ts';
import { SYMPTOM_IDS } from '../../workflows/troubleshoot/symptoms.ts';
import type { Alike } from './alike.ts';
import { createAlike } from './alike.ts';
import { allExamples } from './examples.ts';
import type { Linear, StoredLinear } from './linear.ts';
import { restore, rowOf, scores, softmax } from './linear.ts';

export type Guess = {
  readonly symptom: SymptomId;
  /** From 0 to 1; all together are 1. */
  readonly confidence: number;
};

export type Recognised = {
  /** Every symptom, likeliest first. */
  readonly ranked: readonly Guess[];
  /** `sure`: go on with the first. `unsure`: offer the first few. `off-topic`: it is not about signing in to a VM. */
  readonly certainty: 'sure' | 'unsure' | 'off-topic';
};

export type Recogniser = (text: string) => Recognised;

/** What is stored beside the weights. */
export type StoredModel = StoredLinear & {
  /** Of everything that it was trained on: a model with another digest is stale. */
  readonly digest: string;
  /** Above 1 takes confidence back, below 1 adds to it. */
  readonly temperature: number;
};

/** From here on the first is taken for granted: then at most one message in fifty is misunderstood without being asked. */
export const SURE = 0.8;
/** From here on it is said not to be ours; below, a person is asked. Turning somebody away wrongly is worse than asking. */
export const NOT_OURS = 0.6;
/** How much the examples alike weigh against the model. */
const ALIKE_WEIGHS = 0.7;

export const MODEL_PATH = join(import.meta.dirname, 'model.json');

let shipped: Recogniser | undefined;

/** Bounded: of a long text only beginning and end are read. Never throws for any text. */
export function recognise(text: string): Recognised {
  shipped ??= createRecogniser(readModel(), createAlike(allExamples()));
  return shipped(text);
}

function readModel(): { readonly linear: Linear; readonly temperature: number } {
  const stored = JSON.parse(readFileSync(MODEL_PATH, 'utf8')) as StoredModel;
  return { linear: restore(stored), temperature: stored.temperature };
}

export function createRecogniser(
  { linear, temperature }: { readonly linear: Linear; readonly temperature: number },
  alike: Alike,
): Recogniser {
  return (text) => {
    const shares = told(codeAlone(text), softmax(evidence(linear, alike, text), temperature));
    const ranked = rankedBy(shares);
    const certainty = certaintyOf(ranked[0]);
    // Whoever shows a code that signing in to a VM meets is asked, and not turned away.
    return { ranked, certainty: certainty === 'off-topic' && pointsToUs(text) ? 'unsure' : certainty };
  };
}

/** @param shares in the order of SYMPTOM_IDS */
export function rankedBy(shares: Float64Array): readonly Guess[] {
  return SYMPTOM_IDS.map((symptom, index) => ({ symptom, confidence: shares[index] ?? 0 })).toSorted(
    (a, b) => b.confidence - a.confidence,
  );
}

/** A code that says it all leaves the wording this share of the belief. */
const BESIDE_CODE = 0.15;

function told(code: Code | undefined, shares: Float64Array): Float64Array {
  const [meant] = code?.symptoms ?? [];
  if (meant === undefined) return shares;
  const place = SYMPTOM_IDS.indexOf(meant);
  return shares.map((share, index) => share * BESIDE_CODE + (index === place ? 1 - BESIDE_CODE : 0));
}

/** Logarithms of odds, up to a constant, in the order of SYMPTOM_IDS. */
export function evidence(linear: Linear, alike: Alike, text: string): Float64Array {
  const logs = scores(linear, rowOf(linear.rows, featuresOf(text)));
  const votes = alike(text);
  return logs.map((log, index) => log + ALIKE_WEIGHS * Math.log(votes[index] ?? 1));
}

function pointsToUs(text: string): boolean {
  return [...featuresOf(text).keys()].some((name) => name.startsWith(POINTS_TO) && name !== `${POINTS_TO}off-topic`);
}

function certaintyOf(first: Guess | undefined): Recognised['certainty'] {
  if (first === undefined) return 'unsure';
  if (first.symptom === 'off-topic') return first.confidence >= NOT_OURS ? 'off-topic' : 'unsure';
  return first.confidence >= SURE ? 'sure' : 'unsure';
}
