/** One of the subscriptions cannot be read: what the sweep does, and does not do. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSweep } from '../../src/sweep.ts';
import type { Cloud } from '../../src/ports.ts';
import type { Database } from '../../src/record/database.ts';
import { createTelemetry } from '../../src/telemetry.ts';
import { machineClock as clock } from '../support/clock.ts';
import { keptLog } from '../support/log.ts';
import { ownDatabase } from '../support/postgres.ts';

const [READ, UNREAD] = ['5b0a7a52-6a0e-4a53-9c6b-0d5c1f1f0b01', '5b0a7a52-6a0e-4a53-9c6b-0d5c1f1f0b02'];
let db: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await ownDatabase(4));
});
afterAll(() => close());

const vmIn = (subscription: string) =>
  `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm`;

async function active(subscription: string): Promise<string> {
  const id = randomUUID();
  const [old, later] = [Date.now() - 3_600_000, Date.now() + 3_600_000];
  const ask = { id, vm: { id: vmIn(subscription), subscription }, requester: { id: 'ana' }, role: 'user' };
  await db
    .insertInto('requests')
    .values({
      id,
      version: 1,
      status: 'active',
      requester: 'ana',
      vm: vmIn(subscription),
      role: 'user',
      state: JSON.stringify({ is: 'active', ask, grantedAt: old, endsAt: later }),
      asked_at: new Date(old),
      lapses_at: new Date(later),
      ends_at: new Date(later),
      changed_at: new Date(old),
      alarm: null,
    })
    .execute();
  return id;
}

it('closes strays in the others, calls nothing removed there, and says it once', async () => {
  const [seen, unseen, stray] = [await active(READ), await active(UNREAD), randomUUID()];
  const { log, lines } = keptLog();
  const [removed, ran]: [string[], string[]] = [[], []];
  let unreadable: Awaited<ReturnType<Cloud['list']>>['unreadable'] = [
    { subscription: UNREAD, fault: 'azure_forbidden' },
  ];
  const cloud: Cloud = {
    grant: () => Promise.reject(new Error('nothing is opened here')),
    revoke: () => Promise.reject(new Error('nothing is closed here')),
    exists: async () => false,
    list: async () => ({
      assignments: [{ request: stray, endsAt: Date.now() - 60_000, id: 'a', vm: vmIn(READ), principal: 'raj' }],
      unreadable,
    }),
  };
  const telemetry = createTelemetry(clock);
  const sweep = createSweep({
    db,
    cloud,
    clock,
    log,
    telemetry,
    engine: {
      handle: async (order: { request: string; command: { is: string } }) => {
        removed.push(`${order.command.is} ${order.request}`);
      },
    } as never,
    tidy: async () => {},
    relay: { run: async (lane: string) => void ran.push(lane) } as never,
  });
  const warned = () => lines.filter((line) => line['subscription'] === UNREAD).length;
  await sweep.run();
  expect(ran).toContain(`stray/${stray}`);
  expect(removed).toEqual([`removed ${seen}`]);
  await sweep.run();
  expect(warned()).toBe(1);
  expect((await telemetry.print()).text).toMatch(/fault[^\n]*azure_forbidden[^\n]* 1\n/);
  unreadable = [];
  await sweep.run();
  expect(removed).toContain(`removed ${unseen}`);
  unreadable = [{ subscription: UNREAD, fault: 'azure_forbidden' }];
  await sweep.run();
  expect(warned()).toBe(2);
});
