import { expect, test } from 'vitest';
import { accesses, accessesOn, farmsAmong, locksOn, scopeOf } from '../../page/azure/access.ts';
import { shortPath } from '../../page/azure/paths.ts';
import type { State } from '../../page/app/shapes.ts';
import { USER_LOGIN } from '../../roles.ts';
import { seed } from '../../seed.ts';

const REQUEST = '6f1e2a34-8a70-4b1c-9d57-2f6f3e0c1b11';

function state(description: string | null): State {
  const data = seed();
  const vm = data.vms.find(({ name }) => name === 'sql-prod-01');
  const ana = data.people.find(({ key }) => key === 'ana');
  const pattern = data.roleAssignments[0];
  if (vm === undefined || ana === undefined || pattern === undefined) throw new Error('The seed has changed.');
  const made = { ...pattern, name: REQUEST, role: USER_LOGIN, scope: scopeOf(vm), principalId: ana.id, description };
  return { ...data, roleAssignments: [...data.roleAssignments, made], faults: [] };
}

function on(name: string, now: State) {
  const vm = now.vms.find((candidate) => candidate.name === name);
  if (vm === undefined) throw new Error(`There is no ${name}.`);
  return { access: accessesOn(vm, accesses(now)), locks: locksOn(vm, now.locks) };
}

test('what Latchkey gave is told from its description, up to the second it ends', () => {
  const text = `Latchkey request=${REQUEST} ends=2026-11-22T16:03:59Z. Please leave this text as it is.`;
  const { access } = on('sql-prod-01', state(text));
  expect(access).toMatchObject([
    { who: 'Ana Torres', role: 'user', level: 'machine', ends: Date.UTC(2026, 10, 22, 16, 3, 59) },
  ]);
});

test.each([null, 'for Ana', `latchkey request=${REQUEST}`, `Latchkey request=x ends=2026-11-22T16:03:59Z`])(
  'any other description (%s) is standing access',
  (description) => {
    expect(on('sql-prod-01', state(description)).access).toMatchObject([{ ends: undefined }]);
  },
);

test('access and locks on a resource group hold on its machines, and on no other', () => {
  const now = state(null);
  expect(on('legacy-01', now).access).toMatchObject([{ who: 'Engineers group', level: 'resource group' }]);
  expect(on('vault-prod-01', now).locks).toMatchObject([{ name: 'keep-the-vault' }]);
  expect(on('web-prod-01', now)).toEqual({ access: [], locks: [] });
});

test('only machines that there are many of are gathered', () => {
  const { farms, single } = farmsAmong(seed().vms);
  expect(farms.map(({ name, vms }) => [name, vms.length])).toEqual([['farm-001 … farm-300', 300]]);
  expect(single.map(({ name }) => name)).toContain('sql-prod-02');
});

test('paths are said short', () => {
  const vm =
    '/subscriptions/66ae7828-f8c0-50a1-a462-5fb6b8c21797/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/web-01';
  const assignment = `${vm}/providers/Microsoft.Authorization/roleAssignments/${REQUEST}?api-version=2022-04-01`;
  expect(shortPath(assignment)).toBe('web-01/roleAssignments/6f1e…');
  expect(shortPath('/slack/api/chat.postMessage')).toBe('chat.postMessage');
  expect(shortPath('/slack/response/T0/abc')).toBe('response URL');
  expect(shortPath('/providers/Microsoft.ResourceGraph/resources?api-version=1')).toBe('ResourceGraph/resources');
  expect(shortPath('/v1.0/users?%24filter=mail%20eq%20%27a%40b%27')).toBe("users · mail eq 'a@b'");
  expect(shortPath('/broken/%zz')).toBe('broken/%zz');
});
