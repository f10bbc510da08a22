import { beforeEach, describe, expect, test } from 'vitest';
import type { Estate } from '../../src/ports.ts';
import type { Role, Vm } from '../../workflows/language.ts';

/** An Azure to look at. Everything in it is as new for each case. */
export type EstateWorld = {
  readonly estate: Estate;
  /** How many VMs there are in the configured subscriptions. */
  readonly count: number;
  /** One Windows and one Linux VM in different subscriptions, as they are. */
  readonly vms: readonly [Vm, Vm];
  readonly missingVm: string;
  /** Object ids: a person, and a group they are in through another group. */
  readonly person: string;
  readonly group: string;
  /** Scopes above the first VM. */
  readonly above: { readonly resourceGroup: string; readonly subscription: string; readonly managementGroup: string };
  /** Somebody else's hand; `role` may be an id of another role. Answers the assignment's ARM id. */
  assign(order: { scope: string; principal: string; role: Role | 'owner' }): Promise<string>;
  /** Latchkey's own hand. */
  grant(vm: string, principal: string): Promise<void>;
  lock(scope: string, level: 'CanNotDelete' | 'ReadOnly'): Promise<void>;
  deleteVm(vm: string): Promise<void>;
};

/** What every {@link Estate} does. `open` gives a fresh world each time. */
export function estateConformance(open: () => Promise<EstateWorld>): void {
  let world: EstateWorld;
  let vm: string;

  beforeEach(async () => {
    world = await open();
    vm = world.vms[0].id;
  });

  async function all(): Promise<Vm[]> {
    const found: Vm[] = [];
    for await (const page of world.estate.vms()) found.push(...page);
    return found;
  }

  describe('VMs', () => {
    test('lists every one once, in every subscription', async () => {
      const found = await all();
      expect(new Set(found.map((each) => each.id.toLowerCase())).size).toBe(world.count);
      expect(found).toHaveLength(world.count);
      expect(found).toEqual(expect.arrayContaining([...world.vms]));
    });

    test('reads one, whatever the case of its id', async () => {
      expect(await world.estate.vm(vm)).toEqual(world.vms[0]);
      expect(await world.estate.vm(world.vms[1].id)).toEqual(world.vms[1]);
      const upper = await world.estate.vm(vm.toUpperCase());
      expect(upper?.name.toLowerCase()).toBe(world.vms[0].name);
    });

    test('does not find what is not there', async () => {
      expect(await world.estate.vm(world.missingVm)).toBeUndefined();
      await world.deleteVm(vm);
      expect(await world.estate.vm(vm)).toBeUndefined();
    });

    test.each(['', 'web-prod-01', '/subscriptions/x', '../..', '/'])('does not take %j for a VM', async (id) => {
      expect(await world.estate.vm(id)).toBeUndefined();
    });
  });

  describe('standing access', () => {
    test('is none where nobody gave any', async () => {
      expect(await world.estate.standing(vm, world.person)).toEqual([]);
    });

    test('is found at every level, through person and group', async () => {
      const { resourceGroup, subscription, managementGroup } = world.above;
      const { person, group } = world;
      const ids = [
        await world.assign({ scope: vm, principal: person, role: 'user' }),
        await world.assign({ scope: resourceGroup, principal: group, role: 'admin' }),
        await world.assign({ scope: subscription, principal: person, role: 'admin' }),
        await world.assign({ scope: managementGroup, principal: group, role: 'user' }),
      ];
      const found = await world.estate.standing(vm, person);
      expect(found).toHaveLength(4);
      expect(found).toEqual(
        expect.arrayContaining([
          { role: 'user', assignment: ids[0], level: 'vm', through: 'person' },
          { role: 'admin', assignment: ids[1], level: 'resource group', through: 'group' },
          { role: 'admin', assignment: ids[2], level: 'subscription', through: 'person' },
          { role: 'user', assignment: ids[3], level: 'management group', through: 'group' },
        ]),
      );
    });

    test('is not what Latchkey gave', async () => {
      await world.grant(vm, world.person);
      expect(await world.estate.standing(vm, world.person)).toEqual([]);
    });

    test('is not a role that does not let anybody sign in, however mighty', async () => {
      await world.assign({ scope: world.above.subscription, principal: world.person, role: 'owner' });
      expect(await world.estate.standing(vm, world.person)).toEqual([]);
    });

    test('is not somebody else’s, nor one on another VM', async () => {
      await world.assign({ scope: world.vms[1].id, principal: world.person, role: 'user' });
      await world.assign({ scope: vm, principal: '7d1c33aa-0000-4000-8000-00000000abcd', role: 'user' });
      expect(await world.estate.standing(vm, world.person)).toEqual([]);
    });
  });

  describe('locks', () => {
    test('are none where there are none', async () => {
      expect(await world.estate.locks(vm)).toEqual([]);
    });

    test('are found on the VM and above it, of both kinds', async () => {
      await world.lock(vm, 'ReadOnly');
      await world.lock(world.above.resourceGroup, 'CanNotDelete');
      await world.lock(world.above.subscription, 'CanNotDelete');
      await world.lock(world.vms[1].id, 'CanNotDelete');
      const found = await world.estate.locks(vm);
      const seen = found.map(({ level, scope }) => `${level} ${scope.toLowerCase()}`).sort();
      const { resourceGroup, subscription } = world.above;
      const wanted = [`ReadOnly ${vm}`, `CanNotDelete ${resourceGroup}`, `CanNotDelete ${subscription}`];
      expect(seen).toEqual(wanted.map((each) => each.replace(/ .*/, (scope) => scope.toLowerCase())).sort());
    });
  });
}
