/** A repair that was approved is done only where it is still allowed, as the VM is then. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Vm } from '../../workflows/language.ts';
import type { Policy } from '../../workflows/policy.ts';
import type { MendState } from '../../workflows/troubleshoot/mending.ts';
import { migrate, openDatabase } from '../../src/record/database.ts';
import type { Database } from '../../src/record/database.ts';
import type { Work } from '../../src/record/task.ts';
import { createMending } from '../../src/troubleshoot/mending.ts';
import { readMend, writeMend } from '../../src/troubleshoot/record.ts';
import { createKnowledge } from '../../src/troubleshoot/setting.ts';
import { freshDatabase } from '../support/postgres.ts';
import { ana, mia, NOW, policy, vm } from '../workflows/given.ts';

let db: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  db = openDatabase(fresh.url, () => {});
  await migrate(db);
});
afterAll(async () => {
  await db.destroy();
  await drop();
});

const tagged: Vm = { ...vm, tags: { ...vm.tags, mend: 'yes' } };
const where = { subscriptions: [], resourceGroups: [], vms: [], tags: { mend: 'yes' }, roles: [] };
const allowing: Policy = { ...policy, troubleshooting: [{ match: where, inside: false, mend: ['start'] }] };

async function performed(by: Policy, now: Vm) {
  const id = randomUUID();
  const order = {
    id,
    talk: randomUUID(),
    doing: { is: 'start_vm' },
    vm: tagged,
    asker: ana,
    about: ana,
    askedAt: NOW,
    lapsesAt: NOW + 1000,
    needed: 1,
    channels: [],
  } as const;
  const state: MendState = { is: 'doing', order, approvals: [{ by: mia, at: NOW }], since: NOW };
  await writeMend(db, 0, { state, now: NOW });
  const done: string[] = [];
  const note = (what: string) => async (which: string) => void done.push(`${what} ${which}`);
  const mending = createMending({
    db,
    mender: { start: note('start'), reinstall: note('reinstall'), createApp: note('create') },
    people: { groups: async () => ({}) },
    estate: { vm: async () => now },
    policy: () => by,
    knowledge: createKnowledge({ tenant: '00000000-0000-4000-8000-000000000000', cloud: 'public' }),
    clock: { now: () => NOW },
    wake: () => {},
  });
  const [work] = await db.selectFrom('work').select('id').where('lane', '=', `mend/${id}`).execute();
  await mending.perform({ id: work?.id, attempts: 1 } as Work, id);
  return { done, state: (await readMend(db, id))?.state };
}

it('is done while it is allowed', async () => {
  const { done, state } = await performed(allowing, tagged);
  expect(done).toEqual([`start ${tagged.id}`]);
  expect(state?.is).toBe('done');
});

it.each([
  ['the policy has changed', policy, tagged],
  ['the tags of the VM have changed', allowing, { ...tagged, tags: {} }],
])('is not done when meanwhile %s', async (_why, by, now) => {
  const { done, state } = await performed(by, now);
  expect(done).toEqual([]);
  expect(state).toMatchObject({ is: 'failed', fault: 'mend_not_allowed' });
});
