/** How well symptoms are recognised in free text that the recogniser has not seen. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExamples } from '../../src/troubleshoot/examples.ts';
import { MODEL_PATH, recognise, SURE } from '../../src/troubleshoot/recognise.ts';
import type { WrittenModel } from '../recogniser/cross.ts';
import type { Judged } from '../recogniser/judge.ts';
import { judge } from '../recogniser/judge.ts';

export type Recognition = Judged & { readonly is: 'recognition'; readonly name: string; readonly how: string };

const DATA = join(import.meta.dirname, '..', '..', 'test', 'data');

const JUDGED =
  'no line is trained on or compared with; but what they are about, and what was mistaken, is known to who chose the concepts, ' +
  `the codes and what examples were wanted. Confident is from ${SURE} on`;
const HELD_BACK = 'by two hands, no line of whom is trained on; they wrote to the same description as other hands';
const CROSSED =
  'each by a recogniser that knows nothing by the same hand, when the model was trained: as many as settle the figures';

/** Labelled texts; those held back; and examples, each hand's by a recogniser that knows those of other hands alone. */
export function benchSymptoms(): readonly Recognition[] {
  const { crossed } = JSON.parse(readFileSync(MODEL_PATH, 'utf8')) as WrittenModel;
  const judged = (file: string) =>
    judge(readExamples(join(DATA, file), 'judged'), ({ text }) => recognise(text).ranked, SURE);
  return [
    { is: 'recognition', name: 'symptoms, judged texts', how: JUDGED, ...judged('symptoms.jsonl') },
    { is: 'recognition', name: 'symptoms, texts held back', how: HELD_BACK, ...judged('symptoms-held-back.jsonl') },
    { is: 'recognition', name: 'symptoms, examples by unknown hands', how: CROSSED, ...crossed },
  ];
}

export function recognitionLines(result: Recognition): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const { name, how, count, first, three, offTopic, turnedAway, confident, confidentAndWrong, confusions } = result;
  return [
    `${name} (${count}): ${percent(first)} right first, ${percent(three)} among the first three`,
    `  off-topic recognised ${percent(offTopic)}, others turned away ${percent(turnedAway)}`,
    `  confident ${percent(confident)}, confident and wrong ${percent(confidentAndWrong)} of all`,
    `  how: ${how}`,
    '  meant, and taken for:',
    ...confusions
      .slice(0, 20)
      .map(({ meant, taken, times }) => `  ${String(times).padStart(4)}  ${meant.padEnd(31)} ${taken}`),
  ].join('\n');
}
