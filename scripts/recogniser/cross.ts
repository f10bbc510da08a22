/** Cross-validation by source: each example is judged by a model that saw nothing by the same hand. */
import { createHash } from 'node:crypto';
import { createAlike } from '../../src/troubleshoot/alike.ts';
import type { Example } from '../../src/troubleshoot/examples.ts';
import { softmax } from '../../src/troubleshoot/linear.ts';
import { evidence, rankedBy, SURE } from '../../src/troubleshoot/recognise.ts';
import type { StoredModel } from '../../src/troubleshoot/recognise.ts';
import { SYMPTOM_IDS } from '../../workflows/troubleshoot/symptoms.ts';
import { judge } from './judge.ts';
import type { Judged } from './judge.ts';
import { HOW_TRAINED, see, store, train } from './train.ts';

export type Crossed = { readonly example: Example; readonly logs: Float64Array };

/** Changes with the examples, with what is seen in them, and with how the model is trained. */
export function digestOf(examples: readonly Example[]): string {
  const hash = createHash('sha256').update(HOW_TRAINED).update(String(STRANGERS));
  for (const { example, features } of see(examples))
    hash.update(JSON.stringify([example.label, example.also, example.source, [...features]]));
  return hash.digest('hex');
}

/** What stands in the model's file: beside the model how well the likes of it did on examples by hands that they did not know. */
export type WrittenModel = StoredModel & { readonly crossed: Judged };

export function modelText(examples: readonly Example[]): string {
  const crossed = withoutTheirSource(examples);
  const temperature = Number((STRANGERS * calibrated(crossed)).toFixed(3));
  const stored: WrittenModel = {
    digest: digestOf(examples),
    temperature,
    crossed: judgeCrossed(crossed, temperature),
    ...store(train(see(examples))),
  };
  return `${JSON.stringify(stored, null, 2)}\n`;
}

function judgeCrossed(crossed: readonly Crossed[], temperature: number): Judged {
  const logs = new Map(crossed.map((each) => [each.example, each.logs]));
  return judge(
    crossed.map(({ example }) => example),
    (example) => rankedBy(softmax(logs.get(example) ?? new Float64Array(SYMPTOM_IDS.length), temperature)),
    SURE,
  );
}

/** Into so many parts the sources are dealt, each source whole. */
const PARTS = 4;
/** Of each part no more are judged: as many as settle one number. */
const JUDGED_AT_MOST = 800;

/** Evidence for examples that people wrote, from models that know nothing by the same hand. Codes are known to every model. */
export function withoutTheirSource(examples: readonly Example[]): readonly Crossed[] {
  const seen = see(examples);
  const sources = [...new Set(examples.map(({ source }) => source))].filter((source) => source !== 'codes').toSorted();
  return Array.from({ length: PARTS }, (_, part) => sources.filter((_source, index) => index % PARTS === part)).flatMap(
    (left) => {
      const others = seen.filter(({ example }) => !left.includes(example.source));
      const linear = train(others);
      const alike = createAlike(others.map(({ example }) => example));
      const own = examples.filter(({ source }) => left.includes(source));
      const every = Math.ceil(own.length / JUDGED_AT_MOST);
      return own
        .filter((_example, index) => index % every === 0)
        .map((example) => ({ example, logs: evidence(linear, alike, example.text) }));
    },
  );
}

const TEMPERATURES = Array.from({ length: 60 }, (_, index) => Number((0.2 + index * 0.05).toFixed(2)));

/**
 * People whom nobody has heard yet differ more from those who wrote the examples than these do from each other, and what
 * they paste is stranger. So confidence is taken back beyond what cross-validation asks for.
 */
const STRANGERS = 1.3;

/** The temperature at which what was said is likeliest. */
export function calibrated(crossed: readonly Crossed[]): number {
  const losses = TEMPERATURES.map((temperature) => ({
    temperature,
    loss: crossed.reduce((sum, { example, logs }) => {
      const shares = softmax(logs, temperature);
      const right = [example.label, ...example.also].reduce((s, id) => s + (shares[SYMPTOM_IDS.indexOf(id)] ?? 0), 0);
      return sum - Math.log(Math.max(right, 1e-9));
    }, 0),
  }));
  return losses.toSorted((a, b) => a.loss - b.loss)[0]?.temperature ?? 1;
}
