/** What people type, understood the same way in every chat. */
import type { Answers } from './card.ts';
import type { Intent } from './intent.ts';
import type { Minutes, Role } from './language.ts';

const UNITS: ReadonlyMap<string, Minutes> = new Map([
  ...['m', 'min', 'mins', 'minute', 'minutes'].map((unit) => [unit, 1] as const),
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((unit) => [unit, 60] as const),
  ...['d', 'day', 'days'].map((unit) => [unit, 1440] as const),
]);

/**
 * Anybody can send a line of any length, and whoever reads it for long serves nobody else meanwhile. In code points; a
 * reason that is too long still arrives as one that is too long.
 */
const LINE_LONGEST = 2000;
/** What went wrong may be told or pasted at length; in code points. */
const TROUBLE_LONGEST = 6000;
/** A single word longer than this is no duration, nor are words that are longer together; in characters. */
const WORD_LONGEST = 20;
/** The longest way to write a duration, with its units written out and set apart. */
const DURATION_LONGEST = 60;

/** Minutes in a duration such as `30m`, `2h`, `1h30m`, `90 min` or `1d`; undefined when it is not one. At least 1. */
export function parseDuration(text: string): Minutes | undefined {
  const compact = text.trim().toLowerCase();
  if (compact.length > DURATION_LONGEST) return undefined;
  if (!/^(\d{1,6}\s*[a-z]+\s*)+$/.test(compact)) return undefined;
  let total = 0;
  for (const [, amount, unit] of compact.matchAll(/(\d+)\s*([a-z]+)/g)) {
    const minutes = UNITS.get(unit ?? '');
    if (minutes === undefined) return undefined;
    total += Number(amount) * minutes;
  }
  return total >= 1 ? total : undefined;
}

/** The shortest way to write a duration: `45m`, `2h`, `1h 30m`, `1d`. */
export function formatDuration(minutes: Minutes): string {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = Math.round(minutes % 60);
  const parts = [days > 0 ? `${days}d` : '', hours > 0 ? `${hours}h` : '', rest > 0 ? `${rest}m` : ''].filter(
    (part) => part !== '',
  );
  return parts.length === 0 ? '0m' : parts.join(' ');
}

/** A map and not an object, in which `constructor` would be a role. */
const ROLE_WORDS: ReadonlyMap<string, Role> = new Map([
  ['admin', 'admin'],
  ['administrator', 'admin'],
  ['user', 'user'],
]);

/**
 * A typed line: `request NAME [admin] [2h] [reason…]`, `request`, `mine`, `status`, `done`, `help`, `help me …`. A name without
 * anything that could serve as a request yet gives `open`: show the form with what is known.
 */
export function parseCommand(text: string): Intent | { readonly is: 'open'; readonly given: Answers } {
  const trouble = troubleIn(text);
  if (trouble !== undefined) return { is: 'diagnose', text: trouble, vm: '', request: '' };
  const typed = cut(text.trim(), LINE_LONGEST);
  const words = typed.split(/\s+/).filter((word) => word !== '');
  const [first = '', ...rest] = words;
  switch (first.toLowerCase()) {
    case '':
      return { is: 'open', given: {} };
    case 'help':
    case '?':
      return { is: 'help' };
    case 'mine':
    case 'status':
    // The card of what is open has the button that ends it: which of several is meant, only the person knows.
    case 'done':
      return { is: 'mine' };
    case 'request':
    case 'ask':
      return parseRequest(rest);
    default:
      return { is: 'unclear', text: cut(text.trim(), TROUBLE_LONGEST) };
  }
}

/** What follows `help me`, `diagnose` or `troubleshoot`, lines and all; undefined when the line begins otherwise. */
function troubleIn(text: string): string | undefined {
  const begun = text.trimStart();
  const [said] = /^(?:help\s{1,9}me|diagnose|troubleshoot)(?![\w-])[:,]?/i.exec(begun.slice(0, 40)) ?? [];
  return said === undefined ? undefined : cut(begun.slice(said.length).trim(), TROUBLE_LONGEST);
}

function parseRequest(words: readonly string[]): Intent | { readonly is: 'open'; readonly given: Answers } {
  const [vm, ...rest] = words;
  if (vm === undefined) return { is: 'open', given: {} };
  let role: Role | undefined;
  let duration = '';
  let index = 0;
  for (; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    const apart = isSpelledApart(word, rest[index + 1] ?? '');
    const part = apart ? word + (rest[index + 1] ?? '') : word;
    const asRole = ROLE_WORDS.get(word.toLowerCase());
    if (asRole !== undefined && role === undefined) role = asRole;
    else if (duration === '' && looksLikeDuration(part)) duration = part;
    else if (duration !== '' && goesOn(duration, part)) duration += part;
    else break;
    if (apart) index += 1;
  }
  const reason = rest.slice(index).join(' ');
  if (duration === '' && reason === '') return { is: 'open', given: { vm, ...(role === undefined ? {} : { role }) } };
  return { is: 'ask', vm, role: role ?? 'user', duration, reason, ticket: '' };
}

/** Whether these two words are one part of a duration, as in `2 hours`. */
function isSpelledApart(number: string, unit: string): boolean {
  if (number.length + unit.length > WORD_LONGEST || !/^\d+([.,]\d+)?$/.test(number) || !/^[a-z]+$/i.test(unit))
    return false;
  return parseDuration(number + unit) !== undefined;
}

/** Whether a duration goes on in this word, as `1h 30m` does. */
function goesOn(duration: string, word: string): boolean {
  const both = duration + word;
  return both.length <= WORD_LONGEST && looksLikeDuration(word) && parseDuration(both) !== undefined;
}

/** Anything that begins like a number of something, so that `-1h` and `9999x` are answered and not taken for a reason. */
function looksLikeDuration(word: string): boolean {
  return word.length <= WORD_LONGEST && /^[-+]?\d+([.,]\d+)?([a-z]+(\d+[a-z]+)*)?$/i.test(word);
}

/** What was typed into one line: without control characters, which a record, a log or a terminal might obey. */
export function cleanLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\t\n\v\f\r]+/g, ' ')
    .replace(/\p{Cc}/gu, '');
}

/** The same for text of several lines: line breaks stay. */
export function cleanText(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map(cleanLine)
    .join('\n');
}

function cut(text: string, longest: number): string {
  // Twice as many units hold at least as many code points; a pair that this halves lies beyond what is kept.
  const beginning = text.slice(0, 2 * longest);
  return [...beginning].slice(0, longest).join('');
}
