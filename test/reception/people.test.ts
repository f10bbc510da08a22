/** One person, one chat account: the other way round, somebody could approve what they asked for themselves. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { forgetPerson } from '../../src/record/memory.ts';
import { ana, mia, vm } from '../workflows/given.ts';
import { account, openHall } from './hall.ts';
import type { Hall } from './hall.ts';

let hall: Hall;
beforeAll(async () => {
  hall = await openHall([vm]);
});
afterAll(() => hall.close());
beforeEach(async () => {
  await sql`truncate people`.execute(hall.db);
  for (const id of Object.keys(hall.leads)) delete hall.leads[id];
  hall.clock.advance(3_600_000);
});

const changed = { is: 'problem', problem: 'identity_changed' };

it('a second account that leads to the same person is refused, until an operator forgets the first', async () => {
  Object.assign(hall.leads, { UMIA: mia, UALIAS: mia });
  expect(await hall.people.identify(account('UMIA'), 0)).toEqual({ is: 'person', person: mia });
  expect(await hall.people.identify(account('UALIAS'), 0)).toEqual(changed);
  expect(await hall.people.identify(account('UALIAS'), 600_000)).toEqual(changed);
  expect(await hall.people.identify(account('UMIA'), 0)).toEqual({ is: 'person', person: mia });
  expect(await forgetPerson(hall.db, mia.upn)).toBe(1);
  expect(await hall.people.identify(account('UALIAS'), 0)).toEqual({ is: 'person', person: mia });
  expect(await hall.people.identify(account('UMIA'), 0)).toEqual(changed);
});

it('of many accounts at the same moment one is that person', async () => {
  const accounts = Array.from({ length: 12 }, (_, index) => account(`U${index}`));
  for (const { id } of accounts) hall.leads[id] = mia;
  const found = await Promise.all(accounts.map((each) => hall.people.identify(each, 0)));
  expect(found.filter((each) => each.is === 'person')).toHaveLength(1);
  expect(found.filter((each) => each.is === 'problem')).toEqual(Array.from({ length: 11 }, () => changed));
});

it('the same account is the same person, however often it is asked at the same moment', async () => {
  hall.leads['UMIA'] = mia;
  const found = await Promise.all(Array.from({ length: 12 }, () => hall.people.identify(account('UMIA'), 0)));
  expect(found).toEqual(found.map(() => ({ is: 'person', person: mia })));
});

it('an account that leads to somebody else is refused', async () => {
  hall.leads['UMIA'] = mia;
  await hall.people.identify(account('UMIA'), 0);
  hall.leads['UMIA'] = ana;
  expect(await hall.people.identify(account('UMIA'), 0)).toEqual(changed);
});

it('the same person may have one account in each team', async () => {
  hall.leads['UMIA'] = mia;
  await hall.people.identify(account('UMIA'), 0);
  expect(await hall.people.identify({ ...account('UMIA'), team: 'T2' }, 0)).toEqual({ is: 'person', person: mia });
});
