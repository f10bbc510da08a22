/** Codes and error names that people paste: found in a text however they are written. What each means stands in tables. */
import { AADSTS } from './aadsts.ts';
import { NAMES } from './error-names.ts';
import { plain } from './plain.ts';
import { REMOTE_DESKTOP } from './remote-desktop-codes.ts';
import { RESULTS } from './result-codes.ts';
import type { Meaning, SymptomId } from './symptoms.ts';

export type Code = {
  /** As it is shown: `AADSTS50126`, `0x801c0042`, `exit code 51`, `error_hostname_duplicate`. */
  readonly code: string;
  readonly means: string;
  /** Likeliest first. */
  readonly symptoms: readonly SymptomId[];
  /** Whether the code alone tells what is wrong. 1007 does not: every failure of the extension has it. */
  readonly suffices: boolean;
};

/** Exit codes of the extension, which mean something only where such a code is expected. */
const EXITS: Readonly<Record<string, Meaning>> = {
  '50': ['The extension does not support this Windows.', 'extension-os-unsupported', 'extension-failed-other'],
  '51': ['The extension does not support this Windows.', 'extension-os-unsupported'],
  '1007': [
    'The extension could not join the VM; the code beside it tells why.',
    'extension-failed-other',
    'extension-tenant-unavailable',
    'extension-discovery-failed',
  ],
};

/** Codes that say that something failed, and not what; 50105 may be about any application. */
const GENERIC = new Set([
  '1007',
  'aadsts50105',
  '80041326',
  'vmextensionprovisioningerror',
  'vmextensionhandlernontransienterror',
]);

function entry(code: string, [means, ...symptoms]: Meaning, generic = false): Code {
  return { code, means, symptoms, suffices: !generic && symptoms.length > 0 };
}

/** A result code of this kind carries an error number of Windows, which tools also print alone: `0x8007052e` is 1326. */
const WIN32 = /^8007(?=0)/;

function* forms(): Generator<readonly [form: string, code: Code]> {
  for (const [number, { means, symptoms }] of Object.entries(AADSTS))
    yield [`aadsts${number}`, entry(`AADSTS${number}`, [means, ...symptoms], GENERIC.has(`aadsts${number}`))];
  for (const [hex, meaning] of Object.entries(RESULTS)) {
    const code = entry(`0x${hex}`, meaning, GENERIC.has(hex));
    yield [hex, code];
    if (WIN32.test(hex)) yield [`exit ${Number.parseInt(hex.replace(WIN32, ''), 16)}`, code];
  }
  for (const [hex, meaning] of Object.entries(REMOTE_DESKTOP)) {
    const code = entry(hex, meaning, GENERIC.has(hex));
    yield [hex, code];
    if (Number(hex) > 99) yield [`exit ${Number(hex)}`, code];
  }
  for (const [name, meaning] of Object.entries(NAMES)) yield [name, entry(name, meaning, GENERIC.has(name))];
  for (const [exit, meaning] of Object.entries(EXITS))
    yield [`exit ${exit}`, entry(`exit code ${exit}`, meaning, GENERIC.has(exit))];
}

/** All codes, by the forms in which {@link codesIn} finds them; a number that is written in two ways stands here twice. */
export const CODES: ReadonlyMap<string, Code> = new Map(forms());

/** Longest text in which a bare number is taken for a code: in characters. */
const BARE_LONGEST = 24;

/**
 * The known codes in a text, each once, in the order in which they stand there. Time grows with the text's length alone:
 * every pattern begins with what it cannot repeat.
 */
export function codesIn(text: string): readonly Code[] {
  const found = new Map<string, Code>();
  for (const form of formsIn(text)) {
    const code = CODES.get(form);
    if (code !== undefined) found.set(code.code, code);
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

/** Words that make the number after them an exit code, within a few words. */
const EXIT_WORD =
  /^(?:exit|exitcode|code|codes|kod|koden|codigo|codice|kodu|beendigungscode|exitcodes|sortie|uscita|salida|terminal|error|err|fehler|fehlercode|erreur|errore|erro|reason)$/;

function* formsIn(text: string): Generator<string> {
  const lower = text.toLowerCase().replace(/[\u2010-\u2015\u2212]/g, '-');
  const bare = lower.trim().length <= BARE_LONGEST && /\d/.test(lower) && !/[a-z]{9}/.test(lower);
  let sinceExit = Number.POSITIVE_INFINITY;
  for (const [word] of lower.matchAll(/-?[\p{L}\p{N}_]+/gu)) {
    const dashless = word.startsWith('-') ? word.slice(1) : word;
    sinceExit += 1;
    if (EXIT_WORD.test(dashless)) sinceExit = 0;
    if (/^aadsts\d{4,9}$/.test(dashless)) yield dashless;
    else if (/^0x[0-9a-f]{1,8}$/.test(dashless)) yield* [dashless, dashless.slice(2)];
    else if (/^-\d{8,10}$/.test(word)) yield (Number(word) >>> 0).toString(16);
    else if (/^[0-9a-f]{8}$/.test(dashless)) yield dashless;
    else if (/^\d{10}$/.test(word)) yield* [Number(word).toString(16), (-Number(word) >>> 0).toString(16)];
    else if (/^\d{2,4}$/.test(dashless) && (sinceExit <= 3 || bare || dashless === '1007')) yield `exit ${dashless}`;
    else if (/^\d{5,7}$/.test(dashless)) yield `aadsts${dashless}`;
    else yield dashless;
  }
}
