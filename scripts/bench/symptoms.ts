/** How well symptoms are recognised in free text that the recogniser has not seen. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Example } from '../../src/troubleshoot/examples.ts';
import { readExamples } from '../../src/troubleshoot/examples.ts';
import { recognise, SURE } from '../../src/troubleshoot/recognise.ts';
import type { Judged } from '../recogniser/judge.ts';
import { judge } from '../recogniser/judge.ts';

export type Recognition = Judged & { readonly is: 'recognition'; readonly name: string; readonly how: string };

const FILE = join(import.meta.dirname, '..', '..', 'test', 'data', 'symptoms.jsonl');

const HOW =
  'no line is trained on or compared with: each is judged by a recogniser that knows only workflows/troubleshoot/examples, ' +
  'the work of other hands. One of them had read the other half of the lines, so that the unread half is the ' +
  `truer figure; the method was chosen with the figures of both in sight. Confident is from ${SURE} on`;

/** All labelled texts, and of them the half that nobody who wrote an example has read. */
export function benchSymptoms(): readonly Recognition[] {
  const all = readExamples(FILE, 'judged');
  const of = (name: string, texts: readonly Example[]): Recognition => ({
    is: 'recognition',
    name,
    how: HOW,
    ...judge(texts, recognise, SURE),
  });
  return [of('symptoms, all texts', all), of('symptoms, the unread half', all.filter(isUnread))];
}

/** The halves were drawn by this before anything was written. */
function isUnread({ text }: Example): boolean {
  return (createHash('sha256').update(text).digest()[0] ?? 0) % 2 === 1;
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
    ...confusions.map(({ meant, taken, times }) => `  ${String(times).padStart(4)}  ${meant.padEnd(31)} ${taken}`),
  ].join('\n');
}
