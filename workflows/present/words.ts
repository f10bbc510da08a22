/** Small pieces of wording that several cards share. */
import { AZURE_ROLES } from '../language.ts';
import type { Instant, Role, StandingAccess } from '../language.ts';
import type { Span } from '../card.ts';
import type { Living } from '../request.ts';
import { formatDuration } from '../parse.ts';

export function roleWord(role: Role): string {
  return role === 'admin' ? 'administrator' : 'user';
}

/** The role as Azure names it. */
export function azureRole(role: Role): string {
  return AZURE_ROLES[role].name;
}

export function clock(time: Instant): Span {
  return { time, as: 'clock' };
}

export function moment(time: Instant): Span {
  return { time, as: 'moment' };
}

export function standingLine(standing: StandingAccess): string {
  const through = standing.through === 'group' ? 'through a group' : 'in their own name';
  return `${azureRole(standing.role)} ${through}, assigned on the ${standing.level === 'vm' ? 'VM itself' : standing.level}`;
}

/** "Mia Chen" or "Mia Chen and Tom Okafor". */
export function approverNames(state: Living): string {
  return listOf(state.approvals.map((each) => each.by.name));
}

export function listOf(items: readonly string[], last = 'and'): string {
  return items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1) ?? ''}`;
}

/** "2h, administrator". */
export function wishLine(state: Living): string {
  return `${formatDuration(state.ask.minutes)} as ${roleWord(state.ask.role)}`;
}

/** What an operator's fault code means to somebody who only wants in. */
export function faultSentence(fault: string): string {
  return FAULT_SENTENCES[fault] ?? 'Something outside Latchkey failed.';
}

const FAULT_SENTENCES: Readonly<Record<string, string>> = {
  mend_not_allowed: 'The operators no longer allow Latchkey to do this for this VM.',
  azure_unreachable: 'Azure is not answering.',
  azure_throttled: 'Azure asked us to slow down.',
  azure_forbidden: 'Azure does not let Latchkey do this there.',
  credentials_refused: 'Latchkey’s own sign-in to Azure is refused.',
  azure_rejected: 'Azure refused the assignment.',
  vm_gone: 'The VM no longer exists.',
  vm_locked: 'A lock on the VM would keep the role from being taken away again.',
  revoke_locked: 'A lock on the VM keeps the role from being taken away.',
  principal_missing: 'Azure does not know this account yet.',
  assignment_limit: 'The subscription has no room for another role assignment.',
  assignment_foreign: 'Someone has changed the assignment, so Latchkey will not touch it.',
  defect: 'Latchkey itself failed.',
  grant_blocked: 'An earlier grant of the same role is still being closed.',
  revoke_unverified: 'Azure said the role was gone, but it is still there.',
  directory_unreachable: 'The directory (Entra ID) is not answering.',
  directory_throttled: 'The directory (Entra ID) asked us to slow down.',
  directory_forbidden: 'Latchkey may not read the directory (Entra ID).',
  directory_rejected: 'The directory (Entra ID) refused the question.',
  record_unreachable: 'Latchkey cannot reach its own record.',
  chat_unreachable: 'The chat is not answering.',
  chat_throttled: 'The chat asked us to slow down.',
};
