/** Codes and error names that people paste, and what each means: put together from the tables of their vendors. */
import { AADSTS } from './aadsts.ts';
import { NAMES } from './error-names.ts';
import { REMOTE_DESKTOP, REMOTE_DESKTOP_EXTENDED } from './remote-desktop-codes.ts';
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
  for (const [name, meaning] of Object.entries(REMOTE_DESKTOP_EXTENDED)) yield [name, entry(name, meaning)];
  for (const [name, meaning] of Object.entries(NAMES)) yield [name, entry(name, meaning, GENERIC.has(name))];
  for (const [exit, meaning] of Object.entries(EXITS))
    yield [`exit ${exit}`, entry(`exit code ${exit}`, meaning, GENERIC.has(exit))];
}

/** All codes, by the forms in which `codesIn` finds them; a number that is written in two ways stands here twice. */
export const CODES: ReadonlyMap<string, Code> = new Map(forms());
