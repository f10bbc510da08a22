import { same, uuidOf, vmId } from '../ids.ts';
import { isLogin } from '../join.ts';
import type { Trouble, Vm, WorldData } from '../model.ts';
import { ADMIN_LOGIN, CONTRIBUTOR, USER_LOGIN } from '../roles.ts';
import { deviceOf, directory, VM_APP } from '../seed-directory.ts';
import { people } from '../seed-people.ts';
import { vms, windows } from '../seed-vms.ts';
import { signIn } from '../sign-in-log.ts';
import { RIGHT, type Cause, type Truth, type Victim } from './cause.ts';
import { CLIENT } from './client.ts';
import { assign, markOf, thePerson, theVm } from './edits.ts';
import { MACHINE } from './machine.ts';
import { NETWORK } from './network.ts';
import { PERSON } from './person.ts';
import { ROLE } from './role.ts';

export const CAUSES: readonly Cause[] = [...ROLE, ...MACHINE, ...PERSON, ...NETWORK, ...CLIENT];

/** The world after these causes, one after the other, have befallen a VM and a person who were well. */
export function troubled(data: WorldData, victim: Victim, causes: readonly Cause[]): Partial<WorldData> {
  let made: Partial<WorldData> = {};
  // A VM that is gone cannot have anything else.
  for (const cause of causes.toSorted((a, b) => Number(a.id === 'vm-gone') - Number(b.id === 'vm-gone'))) {
    made = { ...made, ...cause.make({ ...data, ...made }, victim) };
  }
  const now = { ...data, ...made };
  const who = thePerson(now, victim);
  const name = victim.vm.split('/').at(-1) ?? '';
  const logged = causes.flatMap(({ signIn: code }) =>
    code === null || who === undefined
      ? []
      : [signIn({ at: victim.now, userId: who.id, appId: VM_APP, errorCode: code, device: name })],
  );
  const ids = causes.map(({ id }) => id).filter((id) => id !== 'healthy');
  const trouble: Trouble = { vm: name, person: victim.person, causes: ids };
  return {
    ...made,
    signIns: [...now.signIns, ...logged],
    troubles: [...now.troubles.filter((known) => known.vm !== name), ...(ids.length > 0 ? [trouble] : [])],
  };
}

/** Gives the person this sign-in role on the VM, by an administrator's hand. */
export function withRole(data: WorldData, victim: Victim, role: 'user' | 'admin'): Partial<WorldData> {
  return assign(role === 'user' ? USER_LOGIN : ADMIN_LOGIN, ({ vm }) => vm)(data, victim);
}

/**
 * The world with this VM and person, and the tenant's policies and applications, as they were at the start. Roles that were
 * taken away stay away: whose they were is the product's business.
 *
 * @param known the VM as it was before its trouble; without it the seed's
 */
export function healed(data: WorldData, victim: Victim, known: Vm | undefined): Partial<WorldData> {
  const seeded = vms().find((one) => same(vmId(one), victim.vm));
  const broken = theVm(data, victim);
  const well =
    known ?? seeded ?? (broken && windows(broken.name, broken.subscription, broken.resourceGroup, broken.tags));
  if (!well) return {};
  const [was, names] = [people().find((person) => person.key === victim.person), namesOf(well, broken)];
  const seed = directory([]);
  const made = new Set(
    [{ ...victim, person: null }, victim].flatMap((each) => [
      ...['MFA for all cloud apps', 'Block sign-in to servers', 'Compliant devices for servers'].map((name) =>
        markOf('policy', name, each),
      ),
      ...[USER_LOGIN, ADMIN_LOGIN, CONTRIBUTOR].map((role) => markOf('assignment', role, each)),
      markOf('deny', 'No sign-in', each),
    ]),
  );
  return {
    vms: broken ? data.vms.map((one) => (one === broken ? well : one)) : [...data.vms, well],
    devices: [
      ...data.devices.filter(
        (device) =>
          !(device.resourceId !== null && same(device.resourceId, victim.vm)) &&
          !(device.resourceId === null && device.hostnames.some((name) => names.includes(name.toLowerCase()))),
      ),
      ...(well.extensions.some(isLogin) ? [deviceOf(well)] : []),
    ],
    people: data.people.map((person) =>
      was && person.key === was.key
        ? {
            ...person,
            accountEnabled: was.accountEnabled,
            userType: was.userType,
            userPrincipalName: was.userPrincipalName,
            signIn: was.signIn,
          }
        : person,
    ),
    conditionalAccess: [
      ...seed.conditionalAccess,
      ...data.conditionalAccess.filter(
        (policy) => !made.has(policy.id) && !seed.conditionalAccess.some((one) => one.id === policy.id),
      ),
    ],
    securityDefaults: seed.securityDefaults,
    servicePrincipals: seed.servicePrincipals,
    roleAssignments: data.roleAssignments.filter((assignment) => !made.has(assignment.name)),
    denyAssignments: data.denyAssignments.filter((deny) => !made.has(deny.name)),
    signIns: data.signIns.filter((entry) => entry.userId !== (was?.id ?? uuidOf('nobody'))),
    troubles: data.troubles.filter((trouble) => !same(trouble.vm, well.name)),
  };
}

/** What somebody would say who suffers from all of these: of two that speak of the same, the first. */
export function truthOf(causes: readonly Cause[]): Truth {
  const told = causes.map(({ truth }) =>
    Object.fromEntries(Object.entries(truth).filter(([name, is]) => is !== RIGHT[name])),
  );
  return Object.assign({}, RIGHT, ...told.toReversed()) as Truth;
}

function namesOf(...machines: readonly (Vm | undefined)[]): readonly string[] {
  return machines.flatMap((machine) => (machine ? [machine.computerName.toLowerCase()] : []));
}
