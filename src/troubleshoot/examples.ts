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

/** All examples, and every code that suffices: once alone, once as people ask about it. */
export function allExamples(): readonly Example[] {
  const files = readdirSync(EXAMPLES_FOLDER).filter((name) => name.endsWith('.jsonl'));
  return [
    ...files.toSorted().flatMap((name) => readExamples(join(EXAMPLES_FOLDER, name), name.replace('.jsonl', ''))),
    ...codeExamples(),
  ];
}

/** That somebody is polite, or out of temper, says nothing about what a code points to. */
const ASKED: readonly ((code: string) => string)[] = [
  (code) => `hi, I get ${code} when I sign in`,
  (code) => `bonjour, erreur ${code} à la connexion, merci`,
  (code) => `it says ${code}, thanks in advance`,
  (code) => `hallo, bei der Anmeldung kommt ${code}, danke`,
  (code) => `wtf ${code} again ffs`,
  (code) => `buenos días, al entrar me sale ${code}, gracias`,
  (code) => `good morning, ${code} ?`,
  (code) => `ciao, mi dà ${code}, grazie`,
  (code) => `this shit says ${code} when I log in`,
  (code) => `olá, aparece ${code}, obrigado`,
  (code) => `hello there, what is ${code}? thx`,
  (code) => `cześć, wyskakuje ${code}, dziękuję`,
  (code) => `salut, j'ai ${code}`,
  (code) => `おはよう、${code} と出ます`,
  (code) => `hoi, ik krijg ${code}, bedankt`,
  (code) => `你好，登录时报 ${code}，谢谢`,
  (code) => `hey ${code}`,
  (code) => `привет, ${code}, спасибо`,
];

function codeExamples(): readonly Example[] {
  return [...new Set(CODES.values())].flatMap(({ code, symptoms: [label, ...also], suffices }, index) => {
    if (!suffices || label === undefined) return [];
    const asked = ASKED[index % ASKED.length];
    const texts = asked === undefined ? [code] : [code, asked(code)];
    return texts.map((text) => ({ text, label, also, source: 'codes' }));
  });
}
