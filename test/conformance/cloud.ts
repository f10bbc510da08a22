import { beforeEach, describe, expect, test } from 'vitest';
import type { Cloud, GrantOrder } from '../../src/ports.ts';
import type { FaultCode } from '../../src/faults.ts';
import type { Role } from '../../workflows/language.ts';

/** An Azure to act in, as an administrator sees it. Everything in it is as new for each case. */
export type CloudWorld = {
  readonly cloud: Cloud;
  /** ARM ids of two VMs in different subscriptions, both without locks. */
  readonly vms: readonly [string, string];
  /** ARM id of a VM that does not exist, in a subscription that does. */
  readonly missingVm: string;
  /** Object ids of two people who hold nothing on these VMs, and of nobody at all. */
  readonly people: readonly [string, string];
  readonly nobody: string;
  /** Somebody else's hand: makes an assignment and answers its ARM id. */
  assign(order: { vm: string; principal: string; role: Role; name?: string; description?: string }): Promise<string>;
  /** Every assignment at this VM's own scope. */
  at(vm: string): Promise<readonly { id: string; principal: string; role: Role; description: string }[]>;
  removeAll(vm: string): Promise<void>;
  rewrite(id: string, description: string): Promise<void>;
  /** Answers how to unlock it again. */
  lock(vm: string, level: 'CanNotDelete' | 'ReadOnly'): Promise<() => Promise<void>>;
  deleteVm(vm: string): Promise<void>;
  /** Makes the next change of this kind fail; `lost` does the work and loses the answer. */
  failNext(what: 'grant' | 'revoke', how: 'unreachable' | 'throttled' | 'forbidden' | 'lost'): Promise<void>;
  /** Makes every call to one of the subscriptions fail. */
  failSubscription(vm: string): Promise<void>;
};

const ENDS = Date.UTC(2027, 2, 4, 17, 30, 0);
const request = '5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111';
const another = 'c0a1d2e3-1111-4222-8333-444455556666';

/** What every {@link Cloud} does. `open` gives a fresh world each time. */
export function cloudConformance(open: () => Promise<CloudWorld>): void {
  let world: CloudWorld;
  let order: GrantOrder;

  beforeEach(async () => {
    world = await open();
    order = { request, vm: world.vms[0], principal: world.people[0], role: 'user', endsAt: ENDS };
  });

  const faultOf = async (work: Promise<unknown>): Promise<FaultCode> =>
    work.then(
      () => expect.fail('It should have failed.'),
      (error: unknown) => (error as { code: FaultCode }).code,
    );

  describe('grant', () => {
    test('gives the role on the VM itself and nowhere else', async () => {
      const answer = await world.cloud.grant(order);
      const [made, ...more] = await world.at(order.vm);
      expect(answer).toEqual({ is: 'granted', assignment: made?.id });
      expect(made).toMatchObject({ principal: order.principal, role: 'user' });
      expect(more).toEqual([]);
      expect(await world.at(world.vms[1])).toEqual([]);
    });

    test('gives the administrator’s role when asked', async () => {
      await world.cloud.grant({ ...order, role: 'admin' });
      expect(await world.at(order.vm)).toMatchObject([{ role: 'admin' }]);
    });

    test('twice is once, also at the same time and in another case', async () => {
      const first = await world.cloud.grant(order);
      const upper = { ...order, vm: order.vm.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions') };
      const [second, third] = await Promise.all([world.cloud.grant(order), world.cloud.grant(upper)]);
      expect(second).toEqual(first);
      expect(third.is).toBe('granted');
      expect(await world.at(order.vm)).toHaveLength(1);
    });

    test('again with a later end rewrites the end', async () => {
      await world.cloud.grant(order);
      await world.cloud.grant({ ...order, endsAt: ENDS + 3_600_000 });
      expect((await world.cloud.list()).assignments).toMatchObject([{ request, endsAt: ENDS + 3_600_000 }]);
    });

    test('leaves somebody else’s assignment alone and calls it held', async () => {
      const id = await world.assign({ vm: order.vm, principal: order.principal, role: 'user', description: 'by hand' });
      expect(await world.cloud.grant(order)).toEqual({ is: 'held', assignment: id });
      expect(await world.at(order.vm)).toMatchObject([{ id, description: 'by hand' }]);
    });

    test('does not take the other role, or another person, for the same', async () => {
      await world.assign({ vm: order.vm, principal: order.principal, role: 'admin' });
      await world.assign({ vm: order.vm, principal: world.people[1], role: 'user' });
      expect((await world.cloud.grant(order)).is).toBe('granted');
      expect(await world.at(order.vm)).toHaveLength(3);
    });

    test('waits for an earlier request’s grant, and does not call it standing access', async () => {
      await world.cloud.grant({ ...order, request: another });
      expect(await faultOf(world.cloud.grant(order))).toBe('grant_blocked');
      await world.cloud.revoke({ request: another, vm: order.vm });
      expect((await world.cloud.grant(order)).is).toBe('granted');
    });

    test.each(['CanNotDelete', 'ReadOnly'] as const)(
      'refuses a VM under a lock %s, and changes nothing',
      async (level) => {
        await world.lock(order.vm, level);
        expect(await faultOf(world.cloud.grant(order))).toBe('vm_locked');
        expect(await world.at(order.vm)).toEqual([]);
      },
    );

    test('knows its own grant behind a lock that came after', async () => {
      const first = await world.cloud.grant(order);
      await world.lock(order.vm, 'ReadOnly');
      expect(await world.cloud.grant(order)).toEqual(first);
    });

    test('says when the VM or the person is not there', async () => {
      expect(await faultOf(world.cloud.grant({ ...order, vm: world.missingVm }))).toBe('vm_gone');
      expect(await faultOf(world.cloud.grant({ ...order, principal: world.nobody }))).toBe('principal_missing');
    });

    test('says why it failed, and works when tried again', async () => {
      for (const how of ['unreachable', 'throttled', 'forbidden'] as const) {
        await world.failNext('grant', how);
        expect(await faultOf(world.cloud.grant(order))).toBe(`azure_${how}`);
      }
      expect(await world.at(order.vm)).toEqual([]);
      expect((await world.cloud.grant(order)).is).toBe('granted');
    });

    test('after a lost answer, finds that it had granted', async () => {
      await world.failNext('grant', 'lost');
      expect(await faultOf(world.cloud.grant(order))).toBe('azure_unreachable');
      expect((await world.cloud.grant(order)).is).toBe('granted');
      expect(await world.at(order.vm)).toHaveLength(1);
    });
  });

  describe('revoke', () => {
    test('takes away what was granted, and only that', async () => {
      const id = await world.assign({ vm: order.vm, principal: world.people[1], role: 'user' });
      await world.cloud.grant(order);
      expect(await world.cloud.revoke(order)).toEqual({ is: 'revoked' });
      expect(await world.at(order.vm)).toMatchObject([{ id }]);
    });

    test('finds nothing the second time', async () => {
      await world.cloud.grant(order);
      await world.cloud.revoke(order);
      expect(await world.cloud.revoke(order)).toEqual({ is: 'absent' });
    });

    test('finds nothing where somebody removed it, or where there never was anything', async () => {
      await world.cloud.grant(order);
      await world.removeAll(order.vm);
      expect(await world.cloud.revoke(order)).toEqual({ is: 'absent' });
      expect(await world.cloud.revoke({ request: another, vm: world.missingVm })).toEqual({ is: 'absent' });
    });

    test('never removes what somebody else gave', async () => {
      const id = await world.assign({ vm: order.vm, principal: order.principal, role: 'user' });
      await world.cloud.grant(order);
      expect(await world.cloud.revoke(order)).toEqual({ is: 'absent' });
      expect(await world.at(order.vm)).toMatchObject([{ id }]);
    });

    test.each(['', 'Something else', `Latchkey request=${another} ends=2027-03-04T17:30:00Z`])(
      'does not touch an assignment of its name that says "%s"',
      async (description) => {
        await world.cloud.grant(order);
        const [made] = await world.at(order.vm);
        await world.rewrite(made?.id ?? '', description);
        expect(await faultOf(world.cloud.revoke(order))).toBe('assignment_foreign');
        expect(await world.at(order.vm)).toHaveLength(1);
      },
    );

    test('says when a lock is in the way, and works when it is gone', async () => {
      await world.cloud.grant(order);
      const unlock = await world.lock(order.vm, 'CanNotDelete');
      expect(await faultOf(world.cloud.revoke(order))).toBe('revoke_locked');
      await unlock();
      expect(await world.cloud.revoke(order)).toEqual({ is: 'revoked' });
    });

    test('does not call absent what a lock keeps it from deleting', async () => {
      const unlock = await world.lock(order.vm, 'CanNotDelete');
      expect(await faultOf(world.cloud.revoke(order))).toBe('revoke_locked');
      await unlock();
      expect(await world.cloud.revoke(order)).toEqual({ is: 'absent' });
    });

    test('closes what is left behind at a VM that was deleted', async () => {
      await world.cloud.grant(order);
      await world.deleteVm(order.vm);
      await world.cloud.revoke(order);
      expect(await world.at(order.vm)).toEqual([]);
    });

    test('says why it failed, and works when tried again', async () => {
      await world.cloud.grant(order);
      for (const how of ['unreachable', 'throttled', 'forbidden'] as const) {
        await world.failNext('revoke', how);
        expect(await faultOf(world.cloud.revoke(order))).toBe(`azure_${how}`);
      }
      expect(await world.cloud.revoke(order)).toEqual({ is: 'revoked' });
    });

    test('knows that it was the one, even when the answer was lost', async () => {
      await world.cloud.grant(order);
      await world.failNext('revoke', 'lost');
      expect(await world.cloud.revoke(order)).toEqual({ is: 'revoked' });
      expect(await world.at(order.vm)).toEqual([]);
    });
  });

  describe('list and exists', () => {
    test('lists what Latchkey made in every subscription, with request and end', async () => {
      await world.cloud.grant(order);
      await world.cloud.grant({ ...order, request: another, vm: world.vms[1], role: 'admin', endsAt: ENDS + 60_000 });
      const { assignments: listed, unreadable } = await world.cloud.list();
      expect(unreadable).toEqual([]);
      expect([...listed].sort((a, b) => a.endsAt - b.endsAt)).toEqual([
        { request, endsAt: ENDS, id: expect.any(String), vm: order.vm, principal: order.principal },
        {
          request: another,
          endsAt: ENDS + 60_000,
          id: expect.any(String),
          vm: world.vms[1],
          principal: order.principal,
        },
      ]);
    });

    test('leaves out what others made, whatever they wrote into it', async () => {
      const { vm } = order;
      const [first, second] = world.people;
      await world.assign({ vm, principal: first, role: 'user', description: 'Latchkey request= ends=' });
      await world.assign({
        vm,
        principal: second,
        role: 'user',
        description: `Latchkey request=${request} ends=2027-03-04T17:30:00Z. Copied.`,
      });
      await world.assign({ vm, principal: second, role: 'admin', description: '\u0000'.replace('\u0000', '🔑') });
      expect((await world.cloud.list()).assignments).toEqual([]);
    });

    test('names a subscription that cannot be read, and lists the others', async () => {
      await world.cloud.grant(order);
      await world.failSubscription(world.vms[1]);
      const { assignments, unreadable } = await world.cloud.list();
      expect(assignments).toMatchObject([{ request, vm: order.vm }]);
      expect(unreadable).toEqual([
        { subscription: expect.any(String) as string, fault: expect.stringMatching(/^azure_/) as string },
      ]);
      expect(world.vms[1]).toContain(unreadable[0]?.subscription);
    });

    test('tells whether this request’s assignment is there now', async () => {
      expect(await world.cloud.exists(order)).toBe(false);
      await world.cloud.grant(order);
      expect(await world.cloud.exists(order)).toBe(true);
      expect(await world.cloud.exists({ request: another, vm: order.vm })).toBe(false);
      await world.cloud.revoke(order);
      expect(await world.cloud.exists(order)).toBe(false);
    });
  });
}
