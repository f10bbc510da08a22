/** The search for a VM: it finds, and no text keeps it busy. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policy, rule, vm } from '../workflows/given.ts';
import { openHall } from './hall.ts';
import type { Hall } from './hall.ts';

const everything = { ...policy, rules: [{ ...rule, match: { ...rule.match, resourceGroups: [] } }] };
const vms = Array.from({ length: 2000 }, (_, index) => {
  const name = `${['sql-prod', 'farm', 'web-f', 'build'][index % 4]}-${String(index).padStart(4, '0')}`;
  return { ...vm, name, id: vm.id.replace('sql-prod-01', name), tags: { owner: `team-${index % 40}` } };
});

let hall: Hall;
beforeAll(async () => {
  hall = await openHall([...vms, { ...vm, name: 'zeta', id: vm.id.replace('sql-prod-01', 'zeta') }], everything);
});
afterAll(() => hall.close());

describe('whatever is typed, the answer comes at once', () => {
  it.each([
    ['one letter, many times', 'f-'.repeat(20_000)],
    ['short words, many times', Array.from({ length: 13_000 }, (_, index) => `f${index % 90}`).join('-')],
    ['words that are there', 'sql prod team farm build web '.repeat(1400)],
    ['one word', 'f'.repeat(40_000)],
    ['as long as may be searched for', 'sql-pord '.repeat(9)],
    ['white space', ' '.repeat(40_000)],
    ['other letters', '👩🏽‍🚒-مر-'.repeat(4000)],
  ])('%s', (_what, text) => {
    const began = performance.now();
    hall.inventory.search(text, 100);
    hall.inventory.resolve(text);
    hall.inventory.resolve(text.slice(0, 400));
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

it('a name longer than any is unknown, and nothing is near', () => {
  expect(hall.inventory.resolve(`sql-prod-${'0'.repeat(400)}`)).toEqual({ is: 'unknown', near: [] });
  expect(hall.inventory.resolve('sql-prod-000').is).toBe('unknown');
  expect(hall.inventory.resolve('sql-prod-000')).toMatchObject({
    near: ['sql-prod-0000', 'sql-prod-0004', 'sql-prod-0008'],
  });
});

it('one letter finds what begins with it, alone; among words it counts for nothing', () => {
  expect(hall.inventory.search('z', 5).map(({ label }) => label)).toEqual(['zeta']);
  expect(hall.inventory.search('Z', 5).map(({ label }) => label)).toEqual(['zeta']);
  expect(hall.inventory.search('x zeta y', 5).map(({ label }) => label)).toEqual(['zeta']);
});

it('nine words are as good as eight', () => {
  const words = 'sql prod team rg sq pr te tea';
  expect(hall.inventory.search(`${words} nothing-like-it`, 3)).toEqual(hall.inventory.search(words, 3));
  expect(hall.inventory.search(words, 3)).toHaveLength(3);
});

it('a name without its hyphens finds the name, and is never taken for it', () => {
  expect(hall.inventory.search('sqlprod0004', 1).map(({ label }) => label)).toEqual(['sql-prod-0004']);
  expect(hall.inventory.resolve('sqlprod0004')).toMatchObject({
    is: 'unknown',
    near: ['sql-prod-0004', expect.any(String), expect.any(String)],
  });
});
