/** What a person may report when signing in to a VM fails. The ids are stable: others script against them. */

/** Each symptom with the title that people choose it by: their own words, at most 60 characters. */
export const SYMPTOMS = {
  'credentials-did-not-work': 'It refuses my name or password, or keeps asking',
  'role-missing': '“Your account is configured to prevent you…”, or no role',
  'sign-in-method-not-allowed': '“Sign-in method isn’t allowed”, or MFA is in the way',
  'extension-tenant-unavailable': 'The sign-in extension fails: no tenant or identity',
  'extension-discovery-failed': 'The VM cannot reach what it needs to join Entra ID',
  'extension-os-unsupported': 'The extension does not support this Windows',
  'extension-failed-other': 'The sign-in extension fails or hangs otherwise',
  'not-joined-or-duplicate-device': 'The VM is not joined, or its device is there twice',
  'target-device-not-found': 'The device was not found (AADSTS293004), or I use an IP',
  'sign-in-app-missing': 'The VM sign-in app is missing from our tenant',
  'cannot-reach-vm': 'No connection to the VM at all',
  'temporary-password': 'The password is temporary, or has expired',
  'guest-account': 'A guest, or an account from another organisation',
  'client-device-not-joined': 'The computer I connect from is private, a Mac, not joined',
  'access-not-yet-effective': 'Just approved, and it does not work yet',
  'access-expired-or-revoked': 'It worked before: has my access ended?',
  'need-admin-rights': 'I am in, but need administrator rights',
  'lock-screen-disconnects': 'Locking the screen disconnects me',
  'how-to-connect': 'How do I connect?',
  'request-access': 'I need access to a VM',
  'off-topic': 'Something else',
} as const satisfies Readonly<Record<string, string>>;

export type SymptomId = keyof typeof SYMPTOMS;

/** What a code means, in one sentence, and what it points to, likeliest first. */
export type Meaning = readonly [means: string, ...symptoms: SymptomId[]];

export const SYMPTOM_IDS = Object.keys(SYMPTOMS) as readonly SymptomId[];
