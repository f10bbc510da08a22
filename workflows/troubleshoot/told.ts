/**
 * Answers that stand in what somebody wrote already, as far as they are unmistakable: one thing is named, nothing speaks against
 * it, and it is about what they do now. Anything else is asked for.
 */
import { POLARITY } from './concepts.ts';
import { clausesOf, compile, mentions } from './lexicon.ts';
import type { Mention } from './lexicon.ts';
import { gist } from './plain.ts';
import type { Given, QuestionName } from './questions.ts';
import { CONTEXT, FILLING, TELLING } from './told-words.ts';

type Telling = keyof typeof TELLING;
type Found = Mention<Telling>;

const telling = compile(TELLING);
const context = compile({ ...CONTEXT, no: `${POLARITY.no} | ${CONTEXT.no}` });
const filling: ReadonlySet<string> = new Set(FILLING.split(' '));

/** What is written without spaces, or is cut apart as words: each becomes one word that the lexicon knows. */
const TOKENS: readonly (readonly [RegExp, string])[] = [
  [/\.rdp\b/gi, ' rdp'],
  [/(?<=\s)\/v:\s*/gi, ' xqv '],
  [/(?:\.\\)?\bazuread\\+[\w.+-]+(?:@[\w.-]+)?/gi, ' xqprefixed '],
  [/(?<![\\:/\w.])[a-z][\w-]{0,14}\\(?!\\)[\w.$-]+/gi, ' xqdomain '],
  [/(?<![\w.@+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, ' xqmail '],
  [
    /(?<![\\@\w.])(?:first|firstname|vorname|pr[eé]nom|nombre|nome|imi[eę]|voornaam)[._](?:last|lastname|surname|nachname|nom|apellido|cognome|sobrenome|nazwisko|achternaam)(?![\w@])/giu,
    ' xqshort ',
  ],
  [/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w)/g, ' xqip '],
];

const USER_NAMES: ReadonlySet<string> = new Set(['xqprefixed', 'xqdomain', 'xqmail', 'xqshort']);

/** @param text without the names of VMs, which may be called anything */
export function toldIn(text: string): Given {
  const clauses = sentencesOf(gist(text)).flatMap(clausesIn);
  const named = new Map<QuestionName, Set<string>>();
  const unclear = new Set<QuestionName>();
  const names = new Set(clauses.flatMap(({ words }) => words.filter((word) => USER_NAMES.has(word))));
  if (names.size > 1) unclear.add('userName');
  clauses.forEach((clause, index) => {
    for (const found of widest(mentions(telling, clause.words))) {
      const [question, option] = found.name.split(' ') as [QuestionName, string];
      if (question === 'joined' && !isOfTheirPc(clause, clauses[index - 1])) continue;
      if (clause.isAside || isDenied(clause.words, found.from)) unclear.add(question);
      named.set(question, (named.get(question) ?? new Set()).add(option));
    }
  });
  const told = [...named].flatMap(([question, options]) => {
    const [option] = options;
    return options.size === 1 && option !== undefined && !unclear.has(question) ? [[question, option]] : [];
  });
  return Object.fromEntries(told) as Given;
}

type Clause = {
  readonly words: readonly string[];
  readonly about: ReadonlySet<keyof typeof CONTEXT>;
  /** It says what works, what others do, what might be done: not what fails now. */
  readonly isAside: boolean;
};

function sentencesOf(text: string): readonly string[] {
  const whole = TOKENS.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), text);
  return whole.match(/[^.!?\n]+[.!?]*/g) ?? [];
}

function clausesIn(sentence: string): readonly Clause[] {
  const all = clausesOf(sentence).map((words) => ({
    words,
    about: new Set(mentions(context, words).map(({ name }) => name)),
  }));
  const wonders = all.some(({ about }) => about.has('might'));
  return all.map(({ words, about }, index) => {
    const asks = wonders || (sentence.includes('?') && index === all.length - 1);
    const works = about.has('works') && !about.has('no');
    return {
      words,
      about,
      isAside: asks || works || about.has('others') || about.has('gone') || about.has('namesake'),
    };
  });
}

/** Of mentions that lie within another only the longer one counts: a Remote Desktop Connection Manager is none of Microsoft's. */
function widest(found: readonly Found[]): readonly Found[] {
  return found.filter(
    (one) =>
      !found.some((other) => other.from <= one.from && one.to <= other.to && other.to - other.from > one.to - one.from),
  );
}

/** “Not with my Mac”: a negation right before it, but for little words. In “does not work on my Mac” it belongs to the verb. */
function isDenied(words: readonly string[], from: number): boolean {
  let at = from - 1;
  while (filling.has(words[at] ?? '')) at -= 1;
  const before = words[at];
  return before !== undefined && mentions(context, [before]).some(({ name }) => name === 'no');
}

/** Whether a VM or a PC is joined is said in the same words. */
function isOfTheirPc(clause: Clause, before: Clause | undefined): boolean {
  if (clause.about.has('vm')) return false;
  return clause.about.has('pc') || (before?.about.has('pc') === true && !before.about.has('vm'));
}
