/** What people type, understood the same way in every chat. */
import type { Answers } from './card.ts';
import type { Intent } from './intent.ts';
import type { Minutes, Role } from './language.ts';

const UNITS: Readonly<Record<string, Minutes>> = {
  m: 1,
  min: 1,
  mins: 1,
  minute: 1,
  minutes: 1,
  h: 60,
  hr: 60,
  hrs: 60,
  hour: 60,
  hours: 60,
  d: 1440,
  day: 1440,
  days: 1440,
};

/** Minutes in a duration such as `30m`, `2h`, `1h30m`, `90 min` or `1d`; undefined when it is not one. At least 1. */
export function parseDuration(text: string): Minutes | undefined {
  const compact = text.trim().toLowerCase();
  if (!/^(\d{1,6}\s*[a-z]+\s*)+$/.test(compact)) return undefined;
  let total = 0;
  for (const [, amount, unit] of compact.matchAll(/(\d+)\s*([a-z]+)/g)) {
    const minutes = UNITS[unit ?? ''];
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

const ROLE_WORDS: Readonly<Record<string, Role>> = { admin: 'admin', administrator: 'admin', user: 'user' };

/**
 * A typed line: `request NAME [admin] [2h] [reason…]`, `request`, `mine`, `status`, `done`, `help`. A name without anything that
 * could serve as a request yet gives `open`: show the form with what is known.
 */
export function parseCommand(text: string): Intent | { readonly is: 'open'; readonly given: Answers } {
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
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
      return { is: 'unclear', text: text.trim() };
  }
}

function parseRequest(words: readonly string[]): Intent | { readonly is: 'open'; readonly given: Answers } {
  const [vm, ...rest] = words;
  if (vm === undefined) return { is: 'open', given: {} };
  let role: Role | undefined;
  let duration = '';
  let index = 0;
  for (; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    const asRole = ROLE_WORDS[word.toLowerCase()];
    if (asRole !== undefined && role === undefined) role = asRole;
    else if (duration === '' && looksLikeDuration(word)) duration = word;
    else if (duration !== '' && parseDuration(duration + word) !== undefined && looksLikeDuration(word))
      duration += word;
    else break;
  }
  const reason = rest.slice(index).join(' ');
  if (duration === '' && reason === '') return { is: 'open', given: { vm, ...(role === undefined ? {} : { role }) } };
  return { is: 'ask', vm, role: role ?? 'user', duration, reason, ticket: '' };
}

/** Anything that begins like a number of something, so that `-1h` and `9999x` are answered and not taken for a reason. */
function looksLikeDuration(word: string): boolean {
  return /^[-+]?\d+([.,]\d+)?\s*[a-z]*(\d+[a-z]+)*$/i.test(word);
}
