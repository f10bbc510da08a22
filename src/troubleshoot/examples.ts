/** The labelled examples that the recogniser is trained on and compares with: data, beside the symptoms they belong to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CODES } from '../../workflows/troubleshoot/codes.ts';
import type { SymptomId } from '../../workflows/troubleshoot/symptoms.ts';
import { SYMPTOM_IDS } from '../../workflows/troubleshoot/symptoms.ts';

export type Example = {
  readonly text: string;
  readonly label: SymptomId;
  /** Other symptoms that one could defend. */
  readonly also: readonly SymptomId[];
  /** Who wrote it: files of one source are left out together when the recogniser is judged. */
  readonly source: string;
};

const symptom = z.enum(SYMPTOM_IDS);
const line = z.object({ text: z.string().min(1), label: symptom, also: z.array(symptom).default([]) });

export const EXAMPLES_FOLDER = join(import.meta.dirname, '..', '..', 'workflows', 'troubleshoot', 'examples');

/** @throws Error naming file and line of what is no example */
export function readExamples(path: string, source: string): readonly Example[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      if (text.trim() === '') return [];
      try {
        return [{ ...line.parse(JSON.parse(text)), source }];
      } catch (cause) {
        throw new Error(`${path}, line ${index + 1} is no example.`, { cause });
      }
    });
}

/** All examples, and every code that suffices alone as one more. */
export function allExamples(): readonly Example[] {
  const files = readdirSync(EXAMPLES_FOLDER).filter((name) => name.endsWith('.jsonl'));
  return [
    ...files.toSorted().flatMap((name) => readExamples(join(EXAMPLES_FOLDER, name), name.replace('.jsonl', ''))),
    ...codeExamples(),
  ];
}

function codeExamples(): readonly Example[] {
  return [...new Set(CODES.values())].flatMap(({ code, symptoms: [label, ...also], suffices }) =>
    suffices && label !== undefined ? [{ text: code, label, also, source: 'codes' }] : [],
  );
}
