/** The work table on a real PostgreSQL: order, claims, and what closing access may not have to wait for. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/record/database.ts';
import { withoutWork } from '../../src/record/questions.ts';
import { addWork, claim, dueLanes, handBack, putOff, renew, settle } from '../../src/record/work.ts';
import { ownDatabase } from '../support/postgres.ts';
import { after, ask } from '../workflows/given.ts';

let db: Database;
let close: () => Promise<void>;
const [one, two] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  ({ db, close } = await ownDatabase());
});
afterAll(() => close());
beforeEach(async () => {
  await sql`truncate work, requests`.execute(db);
});

const grant = { lane: 'r/cloud', task: { is: 'grant' } } as const;
const revoke = { lane: 'r/cloud', task: { is: 'revoke' } } as const;
const runOut = () =>
  sql`update work set claimed_until = now() - interval '1 second' where claimed_until is not null`.execute(db);

describe('a lane', () => {
  it('is worked off in order, by one at a time', async () => {
    await addWork(db, [grant, revoke]);
    const first = await claim(db, 'r/cloud', one);
    expect(first).toMatchObject({ task: { is: 'grant' }, attempts: 1, lost: 0 });
    expect(await claim(db, 'r/cloud', two)).toBeUndefined();
    await settle(db, first?.id ?? '');
    expect(await claim(db, 'r/cloud', two)).toMatchObject({ task: { is: 'revoke' } });
  });

  it('is claimed once, however many ask at the same moment', async () => {
    await addWork(db, [grant]);
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(db, 'r/cloud', randomUUID())));
    expect(claims.filter((each) => each !== undefined)).toHaveLength(1);
  });

  it('goes to another when a claim runs out, which counts as lost; a claim handed back does not', async () => {
    await addWork(db, [grant]);
    const first = await claim(db, 'r/cloud', one);
    expect(await renew(db, first?.id ?? '', one)).toBe(true);
    await runOut();
    expect(await claim(db, 'r/cloud', two)).toMatchObject({ attempts: 2, lost: 1 });
    expect(await renew(db, first?.id ?? '', one)).toBe(false);
    await handBack(db, two);
    expect(await claim(db, 'r/cloud', one)).toMatchObject({ attempts: 3, lost: 1 });
  });

  it('does not let closing wait behind what failed before it', async () => {
    await addWork(db, [grant]);
    const first = await claim(db, 'r/cloud', one);
    await addWork(db, [revoke]);
    expect(await putOff(db, first?.id ?? '', 900_000, 'azure_throttled')).toBeLessThan(1000);
    expect(await claim(db, 'r/cloud', one)).toMatchObject({ task: { is: 'grant' }, attempts: 2 });
  });

  it('waits as long as it was put off, unless new work comes in', async () => {
    await addWork(db, [grant]);
    const first = await claim(db, 'r/cloud', one);
    expect(await putOff(db, first?.id ?? '', 60_000, 'azure_throttled')).toBeGreaterThan(50_000);
    expect(await claim(db, 'r/cloud', one)).toBeUndefined();
    expect(await dueLanes(db, 10)).toEqual([]);
    await addWork(db, [revoke]);
    expect(await dueLanes(db, 10)).toEqual(['r/cloud']);
  });
});

it('takes the same delivery once, and keeps nothing of it but its id', async () => {
  const inbound = {
    delivery: 'd',
    user: { chat: 'c', team: 't', id: 'u' },
    at: 0,
    reply: 'https://secret',
    intent: { is: 'help' },
  } as const;
  const item = { delivery: 'c/d', task: { is: 'answer', inbound } } as const;
  await addWork(db, [{ lane: 'in/1', ...item }]);
  await addWork(db, [{ lane: 'in/2', ...item }]);
  const taken = await claim(db, 'in/1', one);
  expect(await claim(db, 'in/2', one)).toBeUndefined();
  await settle(db, taken?.id ?? '');
  await addWork(db, [{ lane: 'in/3', ...item }]);
  expect((await db.selectFrom('work').select('task').execute()).map((row) => row.task)).toEqual([{ is: 'answered' }]);
});

it('draws the homes once for many changes, and once more for a change during the drawing', async () => {
  const homes = { lane: 'homes', task: { is: 'draw_homes' } } as const;
  await addWork(db, [homes]);
  await addWork(db, [homes]);
  const first = await claim(db, 'homes', one);
  await addWork(db, [homes]);
  await addWork(db, [homes]);
  await settle(db, first?.id ?? '');
  const second = await claim(db, 'homes', one);
  await settle(db, second?.id ?? '');
  expect(await claim(db, 'homes', one)).toBeUndefined();
});

it('puts what closes access before everything else', async () => {
  await addWork(db, [{ lane: 'x/requester', task: { is: 'draw_requester' } }]);
  await addWork(db, [{ lane: 'x/cloud', task: { is: 'revoke' } }]);
  expect(await dueLanes(db, 1)).toEqual(['x/cloud']);
});

it('finds a request that is to be closed and has no work that says so', async () => {
  const state = { ...after(ask), is: 'revoking' };
  const row = { id: ask.id, version: 1, requester: 'p', vm: 'v', role: 'user', state: JSON.stringify(state) };
  const times = { asked_at: new Date(), lapses_at: new Date(), changed_at: new Date() };
  await db
    .insertInto('requests')
    .values({ ...row, ...times, status: 'revoking' })
    .execute();
  expect(await withoutWork(db, 10)).toEqual([{ id: ask.id, task: 'revoke' }]);
  await addWork(db, [{ lane: `${ask.id}/cloud`, request: ask.id, task: { is: 'revoke' } }]);
  expect(await withoutWork(db, 10)).toEqual([]);
});
