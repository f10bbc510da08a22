/** What of a text is evidence: words, parts of words, concepts and how they stand together, codes. Pure and deterministic. */
import { codesIn } from './codes-in-text.ts';
import { CONCEPTS, POLARITY } from './concepts.ts';
import type { Concept } from './concepts.ts';
import { FOREIGN_CONCEPTS } from './foreign.ts';
import { clausesOf, compile, mentions } from './lexicon.ts';
import { gist, UNSPACED } from './plain.ts';
import { shapesIn } from './shapes.ts';
import type { Shape } from './shapes.ts';

/** Evidence by name, each with its weight. */
export type Features = ReadonlyMap<string, number>;

const concepts = compile(CONCEPTS);
const abroad = compile(FOREIGN_CONCEPTS);
const polarity = compile(POLARITY);

/** Longer words are no words; in characters. */
const WORD_LONGEST = 24;
/** How far a negation reaches, in words. */
const REACH = 3;
/** What is about signing in to VMs, and what is about other systems. */
const OURS: readonly string[] = [
  'vm',
  'rdp',
  'azure',
  'login-extension',
  'sign-in-app',
  'bastion',
  'vm-login-role',
  'not-joined',
  'rdp-file',
  'account-configured',
  'a machine',
  'a vm-machine',
  'a azuread-name',
] satisfies readonly (Concept | `a ${Shape}`)[];
const FOREIGN: readonly string[] = [
  'linux',
  'database',
  'vpn',
  'office',
  'other-azure',
  'on-premises',
  'own-windows',
  'email',
  'other-extension',
  'a share',
  'a domain-name',
] satisfies readonly (Concept | `a ${Shape}`)[];
/** Words of these kinds stand beside anything: none names a system that a code could be of. */
const NO_SYSTEM: ReadonlySet<string> = new Set([
  'greeting',
  'thanks',
  'abuse',
  'prompt-like',
  'idle-questions',
  'marketing-and-chance',
  'news-and-leisure',
  'leisure-and-private-life',
  'building-and-hr',
  'own-computer',
  'phones-and-tablets',
  'in-session',
  'in-session-display',
  'portal-glitch',
  'vm-local-accounts',
] satisfies readonly (keyof typeof FOREIGN_CONCEPTS)[]);
/** Begins the name of the evidence that a code points to a symptom. */
export const POINTS_TO = 'points to ';
const WEIGHT = { word: 1, pair: 0.5, part: 0.3, concept: 1, turned: 1, together: 0.5, code: 2, shape: 0.5 };

export function featuresOf(text: string): Features {
  const features = new Map<string, number>();
  const note = (name: string, weight: number) => features.set(name, Math.max(weight, features.get(name) ?? 0));
  for (const { code, symptoms } of codesIn(text)) {
    note(`code ${code}`, WEIGHT.code);
    symptoms.forEach((symptom, index) => note(`${POINTS_TO}${symptom}`, WEIGHT.code / (index + 1)));
  }
  const read = gist(text);
  const clauses = clausesOf(read);
  const said = new Set<string>();
  let isAbroad = false;
  for (const shape of shapesIn(read.toLowerCase())) {
    note(`shape ${shape}`, WEIGHT.concept);
    said.add(`a ${shape}`);
  }
  for (const words of clauses) {
    noteWords(words, note);
    const found = mentions(concepts, words);
    const turns = mentions(polarity, words);
    const fine = turns.some(({ name }) => name === 'fine');
    const denied = (from: number, to: number) =>
      turns.some(
        ({ name, from: at }) => name === 'no' && at >= from - REACH && at <= to + 1 && (at < from || at >= to),
      );
    if (fine) note('is fine', WEIGHT.concept);
    if (turns.some(({ name }) => name === 'no')) note('is not', WEIGHT.concept);
    for (const { name } of mentions(abroad, words)) {
      note(`foreign ${name}`, WEIGHT.concept);
      isAbroad ||= !NO_SYSTEM.has(name);
    }
    for (const { name, from, to } of found) {
      note(`about ${name}`, WEIGHT.concept);
      said.add(name);
      if (denied(from, to)) note(`no ${name}`, WEIGHT.turned);
      else if (fine) note(`fine ${name}`, WEIGHT.turned);
    }
  }
  const [ours, foreign] = [OURS, FOREIGN].map((group) => group.some((name) => said.has(name)));
  // Codes of Entra ID say the same wherever somebody signs in with it.
  if ((foreign || isAbroad) && !ours) moveCodes(features);
  note(`side ${ours ? 'ours' : ''}${foreign ? 'foreign' : ''}`, WEIGHT.concept);
  const all = [...said].toSorted().slice(0, 24);
  all.forEach((one, index) => all.slice(index + 1).forEach((other) => note(`${one} and ${other}`, WEIGHT.together)));
  const count = clauses.reduce((sum, words) => sum + words.length, 0);
  note(`length ${Math.min(6, Math.round(Math.log2(count + 1)))}`, WEIGHT.shape);
  if (/[?？]/.test(text)) note('asks', WEIGHT.shape);
  return features;
}

/** What a code points to, it points to elsewhere. What is put in on the way is no code by its name. */
function moveCodes(features: Map<string, number>): void {
  for (const [name, weight] of features)
    if (name.startsWith('code ') || name.startsWith(POINTS_TO)) {
      features.delete(name);
      features.set(`elsewhere ${name}`, weight);
    }
}

function noteWords(words: readonly string[], note: (name: string, weight: number) => void): void {
  words.forEach((word, index) => {
    if (word.length > WORD_LONGEST && !UNSPACED.test(word)) return;
    if (UNSPACED.test(word)) {
      const signs = [...word].slice(0, 200);
      for (let at = 0; at < signs.length; at += 1)
        for (const size of [1, 2, 3]) note(`part ${signs.slice(at, at + size).join('')}`, WEIGHT.part);
      return;
    }
    note(`word ${word}`, WEIGHT.word);
    const next = words[index + 1];
    if (next !== undefined) note(`words ${word} ${next}`, WEIGHT.pair);
    const padded = `_${word}_`;
    for (const size of [3, 4])
      for (let at = 0; at + size <= padded.length; at += 1) note(`part ${padded.slice(at, at + size)}`, WEIGHT.part);
  });
}
