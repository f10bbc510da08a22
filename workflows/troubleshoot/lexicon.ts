/** Finds concepts in words. The lexicon is compiled once; finding takes time in proportion to the text. */
import { plain, UNSPACED, wordsOf } from './plain.ts';

/** A word of the text that a concept covers: `from` inclusive, `to` exclusive, as indexes of words. */
export type Mention<Name extends string> = { readonly name: Name; readonly from: number; readonly to: number };

type Step = { readonly text: string; readonly is: 'whole' | 'beginning' | 'end'; readonly skip: number };
type Pattern<Name> = { readonly name: Name; readonly steps: readonly Step[] };

export type Lexicon<Name extends string> = {
  readonly whole: ReadonlyMap<string, readonly Pattern<Name>[]>;
  readonly beginning: ReadonlyMap<string, readonly Pattern<Name>[]>;
  readonly end: ReadonlyMap<string, readonly Pattern<Name>[]>;
  /** Of scripts without spaces: anywhere in the text. */
  readonly unspaced: readonly { readonly name: Name; readonly text: string }[];
};

/** Words that `~` lets stand between. */
const BETWEEN = 2;
const BEGINNING_SHORTEST = 2;
const BEGINNING_LONGEST = 16;

/** @param source alternatives by name, in the notation of concepts.ts */
export function compile<Name extends string>(source: Readonly<Record<Name, string>>): Lexicon<Name> {
  const maps = {
    whole: new Map<string, Pattern<Name>[]>(),
    beginning: new Map<string, Pattern<Name>[]>(),
    end: new Map<string, Pattern<Name>[]>(),
  };
  const unspaced: { name: Name; text: string }[] = [];
  for (const name of Object.keys(source) as Name[])
    for (const alternative of source[name].split('|').map((each) => each.trim())) {
      if (alternative === '') continue;
      if (UNSPACED.test(alternative)) {
        unspaced.push({ name, text: plain(alternative.replaceAll('*', '')) });
        continue;
      }
      for (const spelling of spellings(alternative)) {
        const pattern = { name, steps: stepsOf(spelling) };
        const first = pattern.steps[0];
        if (first === undefined) continue;
        const map = maps[first.is];
        map.set(first.text, [...(map.get(first.text) ?? []), pattern]);
      }
    }
  return { ...maps, unspaced };
}

/** With umlauts left out, and written out. */
function spellings(alternative: string): ReadonlySet<string> {
  const writtenOut = alternative.replace(/[äöü]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter] ?? letter);
  return new Set([plain(alternative), writtenOut === alternative ? plain(alternative) : plain(writtenOut)]);
}

function stepsOf(spelling: string): readonly Step[] {
  return spelling
    .replaceAll('~', ' ~')
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => {
      const skip = part.startsWith('~') ? BETWEEN : 0;
      const text = part.replace('~', '');
      if (text.endsWith('*')) return { text: text.slice(0, -1), is: 'beginning', skip };
      if (text.startsWith('*')) return { text: text.slice(1), is: 'end', skip };
      return { text, is: 'whole', skip };
    });
}

/** All mentions, in the order of the words. One concept may be mentioned often. */
export function mentions<Name extends string>(
  lexicon: Lexicon<Name>,
  words: readonly string[],
): readonly Mention<Name>[] {
  const found: Mention<Name>[] = [];
  words.forEach((word, from) => {
    for (const { name, steps } of startingWith(lexicon, word)) {
      const to = endOf(steps, words, from);
      if (to !== undefined && !found.some((each) => each.name === name && each.from === from))
        found.push({ name, from, to });
    }
    if (UNSPACED.test(word))
      for (const { name, text } of lexicon.unspaced) if (word.includes(text)) found.push({ name, from, to: from + 1 });
  });
  return found;
}

function startingWith<Name extends string>(lexicon: Lexicon<Name>, word: string): readonly Pattern<Name>[] {
  const found = [...(lexicon.whole.get(word) ?? [])];
  const longest = Math.min(word.length, BEGINNING_LONGEST);
  for (let length = BEGINNING_SHORTEST; length <= longest; length += 1) {
    found.push(...(lexicon.beginning.get(word.slice(0, length)) ?? []));
    if (length < word.length) found.push(...(lexicon.end.get(word.slice(-length)) ?? []));
  }
  return found;
}

function endOf(steps: readonly Step[], words: readonly string[], from: number): number | undefined {
  let at = from;
  for (const [index, step] of steps.entries()) {
    if (index === 0) continue;
    const next = [...Array(step.skip + 1).keys()].find((skipped) => fits(step, words[at + 1 + skipped]));
    if (next === undefined) return undefined;
    at += 1 + next;
  }
  return at + 1;
}

function fits({ text, is }: Step, word: string | undefined): boolean {
  if (word === undefined) return false;
  if (is === 'whole') return word === text;
  return is === 'beginning' ? word.startsWith(text) : word.endsWith(text);
}

/** The words of a clause, ready for {@link mentions}. */
export function clausesOf(text: string): readonly (readonly string[])[] {
  return plain(text)
    .split(/[.,;:!?()[\]{}"“”„«»\n\r\t|]+|\s[-–—]+\s|-+>|=+>|[、。！？]/u)
    .map(wordsOf)
    .filter((words) => words.length > 0);
}
