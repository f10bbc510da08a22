/** Finds codes and error names in a text, however they are written. */
import { CODES } from './codes.ts';
import type { Code } from './codes.ts';
import { plain } from './plain.ts';

/** `written` is how it stands in the text, in lower case: `-2145648574`. */
export type FoundCode = Code & { readonly written: string };

/**
 * The known codes in a text, each once, in the order in which they stand there. Time grows with the text's length alone:
 * every pattern begins with what it cannot repeat.
 */
export function codesIn(text: string): readonly FoundCode[] {
  const found = new Map<string, FoundCode>();
  for (const word of readWords(text))
    for (const form of formsOf(word)) {
      const code = CODES.get(form);
      if (code !== undefined && !found.has(code.code)) found.set(code.code, { ...code, written: word.written });
    }
  return [...found.values()];
}

/** Longest text that may be a code and nothing else, in characters. */
const ALONE_LONGEST = 120;
/** Words around a code that say nothing more. */
const AROUND =
  /^(?:error|errors|code|codes|exit|exitcode|failed|failure|fehler|fehlercode|erreur|errore|erro|fel|fout|blad|chyba|hata|kod|what|whats|is|mean|means|this|the|a|was|ist|bedeutet|das|que|es|significa|help|hilfe|pls|please)$/;

/**
 * The code that a text consists of, when it suffices: what it means is known, and no wording has to be weighed. Undefined when
 * anything else is said, or when two codes contradict each other.
 */
export function codeAlone(text: string): Code | undefined {
  if (text.length > ALONE_LONGEST) return undefined;
  const [code, ...more] = codesIn(text).filter(({ suffices }) => suffices);
  if (code === undefined || more.some(({ symptoms }) => symptoms[0] !== code.symptoms[0])) return undefined;
  const said = text.toLowerCase().match(/-?[\p{L}\p{N}_]+/gu) ?? [];
  const others = said.filter((word) => codesIn(`exit ${word}`).length === 0 && !AROUND.test(plain(word)));
  return others.length === 0 ? code : undefined;
}

/** Longest text in which a bare number is taken for a code: in characters. */
const BARE_LONGEST = 24;
/** Words that make the number after them an exit code. */
const EXIT_WORD =
  /^(?:exit|exitcode|code|codes|kod|koden|codigo|codice|kodu|beendigungscode|exitcodes|sortie|uscita|salida|terminal|error|err|fehler|fehlercode|erreur|errore|erro|reason|kodem|błąd|błędu|код|кодом|ошибка|ошибки|virhe|hibakód)$|(?:コード|エラー|代码|错误|코드|오류)$/;
/** Words that may stand between such a word and its number: one, beside those {@link AROUND}. */
const BETWEEN = /^(?:number|nummer|no|nr|num|of|er|equals|now|then|with|mit|wyjścia|generic|generico|and|und|y|et)$/;
/** What a bare number may follow to be a code: the extension that gives it. */
const GIVER = /^(?:ext|extension|extensions|erweiterung|aadlogin|aadloginforwindows|aad|dsregcmd|rdp|mstsc|s)$/;
/** Words after which a number, and maybe “no”, counts or names something else. */
const OTHER_NUMBER =
  /^(?:tickets?|incident|inc|case|req|chg|tkt|order|bestellung|room|raum|zimmer|port|line|zeile|build|version|zip|plz|kb|page|seite|event|eventid|ereignis|pid|phone|tel|telefon|call|win|windows)$|(?:nummer|nr)$/;
const NUMBER_OF = /^(?:no|nr|num|number|nummer|id|code)$/;
/** Words before “code” that make it one of something else. */
const OTHER_CODE =
  /^(?:door|pin|area|zip|postal|post|country|dress|promo|discount|voucher|coupon|qr|bar|tracking|dialling|dialing|colou?r|product|source|tür|puerta|porte)$/;
/** What a number before these counts. */
const COUNTED =
  /^\s*(?:[%€$£]|(?:times?|x|mal|fois|veces|volte|ms|s|secs?|seconds?|sekunden?|min|mins|minutes?|minuten?|minutos?|minuti|h|hrs?|hours?|stunden?|heures?|horas?|ore|days?|tagen?|jours?|d[ií]as?|uhr|users?|people|persons?|employees|machines?|servers?|hosts?|vms?|rows?|km|kb|mb|gb|euros?|eur|usd|dollars?)(?![\p{L}\p{N}_]))/u;
const COUNTED_LONGEST = 12;

/** Extended codes of Remote Desktop are numbered apart from those of the connection. */
const EXTENDED = /^(?:extended|erweiterte[rn]?)$/;
const EXTENDED_REACH = 3;

type Word = {
  readonly written: string;
  /** Without the sign. */
  readonly word: string;
  /** A part of something longer or what somebody counts is no code. */
  readonly isNumber: boolean;
  readonly isExit: boolean;
  readonly isExtended: boolean;
};

function* readWords(text: string): Generator<Word> {
  const lower = text
    .toLowerCase()
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    // Where no space is written between words, a number stands against them.
    .replace(/(?<=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー])(?=\d)/gu, ' ');
  const bare = lower.trim().length <= BARE_LONGEST && /\d/.test(lower) && !/[a-z]{9}/.test(lower);
  /** What the number to come is: since such a word there came nothing but what may stand between. */
  let awaited: 'code' | 'other' | undefined;
  let sinceExtended = Number.POSITIVE_INFINITY;
  let [before, earlier] = ['', ''];
  // Chats write what is emphasised as _this_.
  for (const { 0: written, index } of lower.matchAll(/-?[\p{L}\p{N}](?:_*[\p{L}\p{N}])*/gu)) {
    const word = written.startsWith('-') ? written.slice(1) : written;
    const end = index + written.length;
    const joined = EXIT_WORD.test(before) || before === 'aadsts';
    const other =
      awaited === 'other' || OTHER_NUMBER.test(before) || (NUMBER_OF.test(before) && OTHER_NUMBER.test(earlier));
    const alone = bare && (before === '' || AROUND.test(before) || GIVER.test(before) || CODES.has(`exit ${before}`));
    sinceExtended += 1;
    if (EXTENDED.test(word)) sinceExtended = 0;
    yield {
      written: /^-\d{8,}$/.test(written) ? written : word,
      word,
      isNumber: !other && !/^0\d/.test(before) && !isPart(lower, joined ? index : end - word.length, end),
      isExit:
        (awaited === 'code' || alone || word === '1007') && !COUNTED.test(lower.slice(end, end + COUNTED_LONGEST)),
      isExtended: sinceExtended <= EXTENDED_REACH,
    };
    const between = BETWEEN.test(word) || AROUND.test(word) || CODES.has(`exit ${word}`);
    if (EXIT_WORD.test(word)) awaited = OTHER_CODE.test(before) ? 'other' : 'code';
    else if (!between) awaited = undefined;
    [before, earlier] = [word, before];
  }
}

/** Whether what stands from `start` to `end` is a part of something longer: of a time, an address, a version, a name. */
function isPart(text: string, start: number, end: number): boolean {
  return (
    /(?:\d[.:,]|[\p{L}\p{N}]-)$/u.test(text.slice(Math.max(0, start - 2), start)) ||
    /^(?:[.:,]\d|-[\p{L}\p{N}])/u.test(text.slice(end, end + 2))
  );
}

/** The keys of {@link CODES} that a word may be. */
function formsOf({ written, word, isNumber, isExit, isExtended }: Word): readonly string[] {
  const hex = /^0x0*([0-9a-f]{1,8})h?$/.exec(word)?.[1] ?? /^([0-9a-f]{8})h?$/.exec(word)?.[1];
  const short = /^\d{2,4}$/.test(word);
  if (isExtended && (short || (hex !== undefined && hex.length < 5)))
    return [`extended 0x${hex ?? Number(word).toString(16)}`];
  if (/^-\d{8,10}$/.test(written)) return [(Number(written) >>> 0).toString(16)];
  if (/^\d{10}$/.test(word)) return [Number(word).toString(16), (-Number(word) >>> 0).toString(16)];
  if (hex !== undefined) return [`0x${hex}`, hex];
  if (short) return isNumber && isExit ? [`exit ${word}`] : [];
  if (/^\d{5,7}$/.test(word)) return isNumber ? [`aadsts${word}`] : [];
  return [word];
}
