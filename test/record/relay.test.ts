/** A rush of conversations in one process: they wait their turn, and nothing that matters more waits with them. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/record/database.ts';
import type { NewWork, Work } from '../../src/record/task.ts';
import { addWork, dueLanes } from '../../src/record/work.ts';
import { CONVERSING_AT_MOST, createRelay } from '../../src/relay.ts';
import { createTelemetry } from '../../src/telemetry.ts';
import { machineClock as clock } from '../support/clock.ts';
import { keptLog } from '../support/log.ts';
import { ownDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let db: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await ownDatabase());
});
afterAll(() => close());
beforeEach(async () => {
  await sql`truncate work`.execute(db);
});

const RUSH = 200;

/** Conversations and repairs, all at once, each of which takes until `release`. */
async function rush() {
  const items = Array.from({ length: RUSH }, (_, index): NewWork => {
    const id = randomUUID();
    return index % 4 === 0
      ? { lane: `mend/${id}`, task: { is: 'mend', mend: id } }
      : { lane: `talk/${id}`, task: { is: 'talk_look', talk: id, version: 1 } };
  });
  await addWork(db, items);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const counted = { now: 0, most: 0, begun: 0, done: 0, others: [] as string[] };
  async function perform({ task }: Work): Promise<void> {
    if (task.is !== 'mend' && task.is !== 'talk_look') return void counted.others.push(task.is);
    counted.begun += 1;
    counted.now += 1;
    counted.most = Math.max(counted.most, counted.now);
    await released;
    counted.now -= 1;
    counted.done += 1;
  }
  const relay = createRelay({
    db,
    queue: { nudge: async () => {} },
    clock,
    replica: randomUUID(),
    perform,
    log: keptLog().log,
    telemetry: createTelemetry(clock),
  });
  const lanes = items.map(({ lane }) => lane);
  relay.wake(lanes);
  await until(() => counted.now === CONVERSING_AT_MOST, { timeout: 30_000, every: 5, what: 'the first conversations' });
  return { relay, lanes, counted, release };
}

it('no more at once than there may be, and all of them in the end; closing and answering do not wait', async () => {
  const { relay, lanes, counted, release } = await rush();
  await addWork(db, [
    { lane: 'in/1', task: { is: 'answered' } },
    { lane: 'r/cloud', task: { is: 'revoke' } },
    { lane: 'r/slack:C1', task: { is: 'answered' } },
  ]);
  // Behind them all, and found first all the same, should nobody have been told.
  expect(await dueLanes(db, 3)).toEqual(['r/cloud', 'in/1', 'r/slack:C1']);
  await db.deleteFrom('work').where('lane', '=', 'r/slack:C1').execute();
  relay.wake(['in/1', 'r/cloud']);
  await until(() => counted.others.length === 2, { timeout: 30_000, every: 5, what: 'what matters more' });
  expect(counted.others.toSorted()).toEqual(['answered', 'revoke']);
  // Woken again, as the sweep does: they still wait.
  const swept = Promise.all(lanes.slice(0, 50).map((lane) => relay.run(lane)));
  expect(counted).toMatchObject({ now: CONVERSING_AT_MOST, begun: CONVERSING_AT_MOST, done: 0 });
  release();
  await until(() => counted.done === RUSH, { timeout: 30_000, every: 5, what: 'all conversations' });
  await swept;
  expect(counted).toMatchObject({ most: CONVERSING_AT_MOST, begun: RUSH });
  await relay.stop(1000);
});

it('stopped, it begins none of those that wait, and leaves them to others', async () => {
  const { relay, lanes, counted, release } = await rush();
  await relay.stop(20);
  expect(counted.begun).toBe(CONVERSING_AT_MOST);
  expect(await dueLanes(db, RUSH)).toHaveLength(lanes.length);
  release();
  await until(() => counted.now === 0, { timeout: 30_000, every: 5, what: 'the rest' });
  expect(counted.begun).toBe(CONVERSING_AT_MOST);
});
