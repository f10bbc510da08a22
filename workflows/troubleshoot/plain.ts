/**
 * Text as it is compared: lower case, without accents, apostrophes and typographic niceties, cut into words. Everything
 * that is compared goes the same way, the lexicon too.
 */

/** Letters that no decomposition takes apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  þ: 'th',
  ð: 'd',
};

const MARKS = /\p{Mn}/gu;
const APOSTROPHES = /[\u2018\u2019\u02bc\u00b4`]/g;

/** Lower case, no accents; `don't` and `dont` are one word, `l'accès` is two. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(/[ßłđøæœıþð]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(APOSTROPHES, "'")
    .replace(/([a-z])'(t|s|m|re|ve|ll|d)(?![\p{L}\d])/gu, '$1$2')
    .replace(/'/g, ' ');
}

/** Words of plain text, in order: letters and digits, with what holds codes, file names and addresses together. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Script written without spaces between words: Chinese, Japanese, Thai. */
export const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Words read. A page of log is about as many; what a person means stands in far fewer. */
const HEAD = 3000;
const TAIL = 1000;

/** Beginning and end of a long text, in characters: people say what is wrong first or last, and paste between. */
export function gist(text: string): string {
  const whole = text.toWellFormed();
  if (whole.length <= HEAD + TAIL) return whole;
  return `${whole.slice(0, HEAD)} ${whole.slice(-TAIL)}`.toWellFormed();
}
