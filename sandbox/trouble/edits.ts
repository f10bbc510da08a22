/** Small changes that the causes are made of. Each answers what of the world is new; a VM or person who is not there: nothing. */
import { same, uuidOf, vmId } from '../ids.ts';
import type { ConditionalAccessPolicy, Device, SignInFacts } from '../model-directory.ts';
import type { GuestChange } from '../model-inside.ts';
import type { Extension, Person, RoleAssignment, Vm, WorldData } from '../model.ts';
import { isLogin } from '../join.ts';
import { ADMIN_LOGIN, USER_LOGIN } from '../roles.ts';
import { policy } from '../seed-directory.ts';
import type { Victim } from './cause.ts';

const DAY = 86_400_000;

type Edit = (data: WorldData, victim: Victim) => Partial<WorldData>;

/** One after the other, each seeing what those before have made. */
export function all(...edits: readonly Edit[]): Edit {
  return (data, victim) => {
    let made: Partial<WorldData> = {};
    for (const edit of edits) made = { ...made, ...edit({ ...data, ...made }, victim) };
    return made;
  };
}

export function theVm(data: WorldData, victim: Victim): Vm | undefined {
  return data.vms.find((known) => same(vmId(known), victim.vm));
}

export function thePerson(data: WorldData, victim: Victim): Person | undefined {
  return data.people.find((known) => known.key === victim.person);
}

export function vm(change: Partial<Vm>): Edit {
  return (data, victim) => ({
    vms: data.vms.map((known) => (same(vmId(known), victim.vm) ? { ...known, ...change } : known)),
  });
}

export function guest(change: GuestChange): Edit {
  return (data, victim) => vm({ guest: { ...theVm(data, victim)?.guest, ...change } })(data, victim);
}

/** Changes the sign-in extension; undefined takes it off. */
export function login(change: ((extension: Extension) => Partial<Extension>) | undefined): Edit {
  return (data, victim) => {
    const extensions = theVm(data, victim)?.extensions ?? [];
    return vm({
      extensions: change
        ? extensions.map((each) => (isLogin(each) ? { ...each, ...change(each) } : each))
        : extensions.filter((each) => !isLogin(each)),
    })(data, victim);
  };
}

/** Changes the VM's device object; undefined takes it away for good. */
export function device(change: Partial<Device> | undefined): Edit {
  return (data, victim) => ({
    devices: data.devices.flatMap((known) => {
      if (known.resourceId === null || !same(known.resourceId, victim.vm)) return [known];
      return change ? [{ ...known, ...change }] : [];
    }),
  });
}

export function person(change: Partial<Person>): Edit {
  return (data, victim) => ({
    people: data.people.map((known) => (known.key === victim.person ? { ...known, ...change } : known)),
  });
}

export function signInFacts(change: Partial<SignInFacts>): Edit {
  return (data, victim) => {
    const before = thePerson(data, victim);
    return before ? person({ signIn: { ...before.signIn, ...change } })(data, victim) : {};
  };
}

/** A Conditional Access policy for this person. */
export function policyFor(displayName: string, change: Partial<ConditionalAccessPolicy>): Edit {
  return (data, victim) => {
    const who = thePerson(data, victim);
    if (!who) return {};
    const made = {
      ...policy(displayName, { includeUsers: [who.id], ...change }),
      id: markOf('policy', displayName, victim),
    };
    return { conditionalAccess: [...data.conditionalAccess.filter((known) => known.id !== made.id), made] };
  };
}

/** Lets this person hold a role at a scope since yesterday, by an administrator's hand. */
export function assign(role: string, at: (victim: Victim) => string, change: Partial<RoleAssignment> = {}): Edit {
  return (data, victim) => {
    const who = thePerson(data, victim);
    if (!who) return {};
    const scope = at(victim);
    const held = data.roleAssignments.some(
      (known) => same(known.scope, scope) && known.role === role && known.principalId === who.id,
    );
    if (held && Object.keys(change).length === 0) return {};
    const made: RoleAssignment = {
      name: markOf('assignment', role, victim),
      scope,
      role,
      principalId: who.id,
      principalType: 'User',
      description: null,
      condition: null,
      conditionVersion: null,
      createdOn: victim.now - DAY,
      updatedOn: victim.now - DAY,
      createdBy: uuidOf('person:olga'),
      ...change,
    };
    return { roleAssignments: [...data.roleAssignments.filter((known) => known.name !== made.name), made] };
  };
}

/** Takes this person's own sign-in roles on the VM away, whoever gave them. */
export const unassign: Edit = (data, victim) => ({
  roleAssignments: data.roleAssignments.filter(
    (known) =>
      !(
        same(known.scope, victim.vm) &&
        known.principalId === thePerson(data, victim)?.id &&
        [USER_LOGIN, ADMIN_LOGIN].includes(known.role)
      ),
  ),
});

/** Id of something made for a victim: what heals finds it again by it. */
export function markOf(kind: string, what: string, { vm: machine, person: who }: Victim): string {
  return uuidOf(`trouble:${kind}:${what}:${machine.toLowerCase()}:${who ?? ''}`);
}

/** The group that the VM is in. */
export function groupOf({ vm: machine }: Victim): string {
  return machine.replace(/\/providers\/.*$/i, '');
}
