/**
 * Codes and error names that people paste, besides those of Entra ID in aadsts.ts. A result code is one number written in
 * two ways, `0x801c0042` and `-2145648574`: only the hexadecimal one stands here. Sources: learn.microsoft.com, Log in to a
 * Windows virtual machine in Azure, Troubleshoot devices by using dsregcmd, and the headers of the Windows SDK.
 */
import { AADSTS } from './aadsts.ts';
import { plain } from './plain.ts';
import type { SymptomId } from './symptoms.ts';

export type Code = {
  /** As it is shown: `AADSTS50126`, `0x801c0042`, `exit code 51`, `error_hostname_duplicate`. */
  readonly code: string;
  readonly means: string;
  /** Likeliest first. */
  readonly symptoms: readonly SymptomId[];
  /** Whether the code alone tells what is wrong. 1007 does not: every failure of the extension has it. */
  readonly suffices: boolean;
};

type Meaning = readonly [means: string, ...symptoms: SymptomId[]];

/** Result codes, in hexadecimal lower case without `0x`. */
const RESULTS: Readonly<Record<string, Meaning>> = {
  '801c0042': ['The VM’s tenant could not be read: its managed identity is missing.', 'extension-tenant-unavailable'],
  '801c0021': ['The service that devices register with could not be found.', 'extension-discovery-failed'],
  '801c001d': ['Where to register could not be found out.', 'extension-discovery-failed'],
  '801c0083': ['Another device has the same host name.', 'not-joined-or-duplicate-device'],
  '801c03f3': ['The device is no longer in the directory.', 'not-joined-or-duplicate-device'],
  '801c03f2': ['The directory does not know the device.', 'not-joined-or-duplicate-device'],
  '80041326': ['The task that joins the device is disabled.', 'not-joined-or-duplicate-device'],
  '8018000a': ['The device is enrolled already.', 'not-joined-or-duplicate-device'],
  '80072ee2': ['The service did not answer in time.', 'extension-discovery-failed'],
  '80072ee7': ['The name of the service could not be resolved.', 'extension-discovery-failed'],
  '80072efd': ['The service could not be reached.', 'extension-discovery-failed'],
  '80072efe': ['The connection to the service was cut.', 'extension-discovery-failed'],
  '80072f8f': [
    'The certificate of the service was not accepted: a wrong clock, or inspection on the way.',
    'extension-discovery-failed',
  ],
  c0000064: ['There is no such user name.', 'credentials-did-not-work'],
  c000006a: ['The password is wrong.', 'credentials-did-not-work'],
  c000006d: ['User name or password is wrong.', 'credentials-did-not-work'],
  c000006e: ['A restriction on the account refused the sign-in.', 'credentials-did-not-work', 'role-missing'],
  c0000234: ['The account is locked.', 'credentials-did-not-work'],
  c0000072: ['The account is disabled.', 'credentials-did-not-work'],
  c0000071: ['The password has expired.', 'temporary-password'],
  c0000224: ['The password has to be changed before the first sign-in.', 'temporary-password'],
  c000015b: ['The account lacks the right to sign in this way.', 'role-missing', 'credentials-did-not-work'],
};

/** Numbers of Remote Desktop, which are no result codes. */
const REMOTE_DESKTOP: Readonly<Record<string, Meaning>> = {
  '0x104': ['The computer could not be found on the network.', 'cannot-reach-vm'],
  '0x204': ['The computer could not be reached.', 'cannot-reach-vm'],
  '0x4': ['The computer could not be reached.', 'cannot-reach-vm'],
  '0x904': ['The connection was cut on the way.', 'cannot-reach-vm'],
};

/** Names, in lower case. */
const NAMES: Readonly<Record<string, Meaning>> = {
  dsreg_e_msi_tenantid_unavailable: [
    'The VM’s tenant could not be read: its managed identity is missing.',
    'extension-tenant-unavailable',
  ],
  dsreg_autojoin_disc_failed: [
    'The service that devices register with could not be found.',
    'extension-discovery-failed',
  ],
  dsreg_autojoin_adconfig_read_failed: ['Where to register could not be found out.', 'extension-discovery-failed'],
  error_hostname_duplicate: ['Another device has the same host name.', 'not-joined-or-duplicate-device'],
  vmextensionprovisioningerror: ['The extension failed; its message tells why.', 'extension-failed-other'],
  vmextensionprovisioningtimeout: ['The extension did not finish in time.', 'extension-failed-other'],
  vmextensionhandlernontransienterror: ['The extension failed; its message tells why.', 'extension-failed-other'],
  vmextensionmanagementinternalerror: ['Azure failed while handling the extension.', 'extension-failed-other'],
  vmagentstatuscommunicationerror: [
    'The VM’s agent is silent, so no extension can be handled.',
    'extension-failed-other',
  ],
  status_logon_failure: ['User name or password is wrong.', 'credentials-did-not-work'],
  status_password_expired: ['The password has expired.', 'temporary-password'],
  status_password_must_change: ['The password has to be changed before the first sign-in.', 'temporary-password'],
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

/** All codes, by the form in which {@link codesIn} finds them. */
export const CODES: ReadonlyMap<string, Code> = new Map([
  ...Object.entries(AADSTS).map(
    ([number, { means, symptoms }]) =>
      [`aadsts${number}`, entry(`AADSTS${number}`, [means, ...symptoms], GENERIC.has(`aadsts${number}`))] as const,
  ),
  ...Object.entries(RESULTS).map(([hex, meaning]) => [hex, entry(`0x${hex}`, meaning, GENERIC.has(hex))] as const),
  ...Object.entries(REMOTE_DESKTOP).map(([hex, meaning]) => [hex, entry(hex, meaning)] as const),
  ...Object.entries(NAMES).map(([name, meaning]) => [name, entry(name, meaning, GENERIC.has(name))] as const),
  ...Object.entries(EXITS).map(
    ([exit, meaning]) => [`exit ${exit}`, entry(`exit code ${exit}`, meaning, GENERIC.has(exit))] as const,
  ),
]);

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
  /^(?:exit|exitcode|code|codes|kod|koden|codigo|codice|kodu|beendigungscode|exitcodes|sortie|uscita|salida|terminal)$/;

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
