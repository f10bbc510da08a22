import type { DenyAssignment } from '@azure/arm-authorization';
import { Fault } from '../../../src/faults.ts';
import type { LookedAt } from '../../../src/ports.ts';
import { sameId } from '../../../workflows/language.ts';
import type { DenialsSight } from '../../../workflows/troubleshoot/sights.ts';
import { CannotSee, clip } from '../../entra/glance.ts';
import { askAll, mustBeList } from '../arm.ts';
import type { Arm } from '../arm.ts';
import { signsIn } from '../login.ts';
import { bare, levelOf } from '../scope.ts';
import { personId, vmScope } from './about.ts';

/** Which groups somebody is in, through groups too: object ids. Throws Faults `directory_…`. */
export type GroupsOf = (person: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Everybody, as a deny assignment names them (learn.microsoft.com, Understand Azure deny assignments). */
const EVERYBODY = '00000000-0000-0000-0000-000000000000';

type Groups = readonly string[] | Fault;

/**
 * Deny assignments at the VM and above that take sign-in from this person. The list names groups and no members, so the
 * directory is asked for the person's groups beside it.
 */
export async function lookAtDenials(
  arm: Arm,
  groupsOf: GroupsOf,
  about: LookedAt,
  abortSignal: AbortSignal,
): Promise<DenialsSight> {
  const { subscription } = vmScope(about);
  const person = personId(about);
  const [listed, groups] = await Promise.all([
    askAll('reading', 'Listing deny assignments', () =>
      arm
        .authorization(subscription)
        .denyAssignments.listForScope(bare(about.vm.id), { filter: 'atScope()', abortSignal, onResponse: mustBeList }),
    ),
    groupsOf(person, abortSignal).catch((error: unknown): Groups => {
      // Most tenants have no deny assignment at all, and then it does not matter.
      if (error instanceof Fault) return error;
      throw error;
    }),
  ]);
  const denials = listed
    .filter((each) => reaches(each, about.vm.id) && signsIn(each.permissions ?? []))
    .filter((each) => names(each.principals, person, groups) && !names(each.excludePrincipals, person, groups))
    .slice(0, 20)
    .map(({ denyAssignmentName, scope }) => ({ name: clip(denyAssignmentName, 80), scope: scope ?? '' }));
  return { denials };
}

function reaches({ scope, doNotApplyToChildScopes }: DenyAssignment, vm: string): boolean {
  const level = levelOf(scope ?? '', vm);
  return level === 'vm' || (level !== undefined && doNotApplyToChildScopes !== true);
}

/** Whether the person is among these principals, themselves or in a group. */
function names(principals: DenyAssignment['principals'], person: string, groups: Groups): boolean {
  const ids = (principals ?? []).map(({ id }) => id ?? '');
  if (ids.some((id) => id === EVERYBODY || sameId(id, person))) return true;
  const others = (principals ?? []).filter(({ type }) => type?.toLowerCase() === 'group');
  if (others.length === 0) return false;
  if (groups instanceof Fault) throw groupsUnknown(groups);
  return others.some(({ id }) => groups.some((group) => sameId(group, id ?? '')));
}

function groupsUnknown(fault: Fault): Error {
  if (fault.code !== 'directory_forbidden') return fault;
  return new CannotSee(
    'forbidden',
    'A deny assignment is for groups, and Latchkey may not see who is in them.',
    'GroupMember.Read.All (Microsoft Graph)',
  );
}
