/** Who may sign in to a machine, read from role assignments alone, as anybody looking at Azure could. */
import type { Lock, RoleAssignment, State, Vm } from '../app/shapes.ts';
import { ADMIN_LOGIN, USER_LOGIN } from '../../roles.ts';

export type Access = {
  /** Name of the role assignment. */
  readonly id: string;
  readonly role: 'user' | 'admin';
  readonly who: string;
  /** Where it was assigned. */
  readonly level: 'machine' | 'resource group' | 'subscription';
  readonly scope: string;
  /** Milliseconds. */
  readonly since: number;
  /** Milliseconds; undefined for standing access. */
  readonly ends: number | undefined;
};

/** What Latchkey writes into every assignment it makes: it can be closed from Azure alone. */
const DESCRIPTION = /^Latchkey request=[0-9a-f-]{36} ends=(\d{4}-\d\d-\d\dT[\d:.]+Z)/;

/** Every assignment of a login role. */
export function accesses(state: State): readonly Access[] {
  return state.roleAssignments.flatMap((assignment) => {
    const role = roleOf(assignment);
    if (role === undefined) return [];
    const ends = Date.parse(DESCRIPTION.exec(assignment.description ?? '')?.[1] ?? '');
    return {
      id: assignment.name,
      role,
      who: holder(state, assignment.principalId),
      level: levelOf(assignment.scope),
      scope: assignment.scope.toLowerCase(),
      since: assignment.createdOn,
      ends: Number.isNaN(ends) ? undefined : ends,
    };
  });
}

function roleOf(assignment: RoleAssignment): Access['role'] | undefined {
  if (assignment.role === ADMIN_LOGIN) return 'admin';
  return assignment.role === USER_LOGIN ? 'user' : undefined;
}

function holder(state: State, principal: string): string {
  const person = state.people.find((candidate) => candidate.id === principal);
  if (person !== undefined) return person.displayName;
  const group = state.groups.find((candidate) => candidate.id === principal);
  return group === undefined ? `unknown (${principal.slice(0, 8)})` : `${group.displayName} group`;
}

function levelOf(scope: string): Access['level'] {
  if (/\/virtualMachines\//i.test(scope)) return 'machine';
  return /\/resourceGroups\//i.test(scope) ? 'resource group' : 'subscription';
}

/** ARM id of a machine, in lower case, as scopes are compared. */
export function scopeOf(vm: Pick<Vm, 'subscription' | 'resourceGroup' | 'name'>): string {
  return `${groupScope(vm)}/providers/Microsoft.Compute/virtualMachines/${vm.name}`.toLowerCase();
}

function groupScope(vm: Pick<Vm, 'subscription' | 'resourceGroup'>): string {
  return `/subscriptions/${vm.subscription}/resourceGroups/${vm.resourceGroup}`;
}

/** What holds on this machine, its own first; what a whole subscription gives is told once, elsewhere. */
export function accessesOn(vm: Vm, all: readonly Access[]): readonly Access[] {
  const own = scopeOf(vm);
  const group = groupScope(vm).toLowerCase();
  return [...all.filter((access) => access.scope === own), ...all.filter((access) => access.scope === group)];
}

export function locksOn(vm: Vm, locks: readonly Lock[]): readonly Lock[] {
  const own = scopeOf(vm);
  return locks.filter((lock) => own === lock.scope.toLowerCase() || own.startsWith(`${lock.scope.toLowerCase()}/`));
}

/** Machines that differ only by a number at the end, when there are many of them. */
export type Farm = { readonly name: string; readonly vms: readonly Vm[] };

const MANY = 10;

export function farmsAmong(vms: readonly Vm[]): { readonly farms: readonly Farm[]; readonly single: readonly Vm[] } {
  const stems = Map.groupBy(vms, (vm) => `${vm.resourceGroup}/${vm.name.replace(/\d+$/, '')}`);
  const farms = [...stems.values()]
    .filter((members) => members.length >= MANY)
    .map((members) => ({ name: `${members[0]?.name} … ${members.at(-1)?.name}`, vms: members }));
  const inFarm = new Set(farms.flatMap((farm) => farm.vms));
  return { farms, single: vms.filter((vm) => !inFarm.has(vm)) };
}
