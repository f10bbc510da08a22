/** What need not be asked, because the symptom or the sights tell it. */
import type { Instant } from '../language.ts';
import type { Given } from './questions.ts';
import type { SeenSoFar } from './sights.ts';
import { SIGN_IN_APPS } from './sights.ts';
import type { SymptomId } from './symptoms.ts';

/** A symptom with at least this share is what the person said, and need not be asked for again. */
const SURE = 0.6;

/** What each symptom says of the message and the moment. */
const TOLD: Partial<Record<SymptomId, Given>> = {
  'credentials-did-not-work': { message: 'credentials' },
  'role-missing': { message: 'prevented' },
  'sign-in-method-not-allowed': { message: 'method' },
  'target-device-not-found': { message: 'device' },
  'cannot-reach-vm': { message: 'unreachable', moment: 'connecting' },
  'temporary-password': { message: 'password' },
  'sign-in-app-missing': { message: 'application' },
  'need-admin-rights': { message: 'other', moment: 'inside' },
  'lock-screen-disconnects': { message: 'other', moment: 'locked' },
};

/** These are not asked at all; they have weighed already, as the symptom. */
export function toldBy(symptoms: Partial<Record<SymptomId, number>>): Given {
  for (const [symptom, share] of Object.entries(symptoms)) if (share >= SURE) return TOLD[symptom as SymptomId] ?? {};
  return {};
}

/** How long ago a sign-in may be and still be the one the person speaks of. */
const RECENT = 60 * 60_000;
/**
 * Applications that only the sign-in page uses, by id and by Microsoft's name (learn.microsoft.com, Log in to a Windows virtual
 * machine: Conditional Access).
 */
const OF_THE_PAGE: ReadonlySet<string> = new Set([
  SIGN_IN_APPS.remoteDesktop,
  SIGN_IN_APPS.cloudLogin,
  'microsoft remote desktop',
  'windows cloud login',
]);

/**
 * What the newest entry of the sign-in log tells, if it is recent: that the page was used, and from a device that Entra knows.
 * Of other applications the log names the VM itself as the device.
 */
export function seenToBe(seen: SeenSoFar, now: Instant): Given {
  const signIns = seen.signIns?.is === 'seen' ? seen.signIns.value.signIns : [];
  const newest = signIns.toSorted((a, b) => b.at - a.at)[0];
  if (newest === undefined || now - newest.at > RECENT || !OF_THE_PAGE.has(newest.app.toLowerCase())) return {};
  const registered = newest.device !== undefined && newest.device !== '';
  return { webAccount: 'page', ...(registered ? { joined: 'joined' } : {}) };
}
