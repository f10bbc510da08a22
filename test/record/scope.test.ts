/** Who may ask about somebody else goes by the VM as it is now, and not as a conversation remembers it. */
import { expect, it } from 'vitest';
import type { Inventory } from '../../src/inventory.ts';
import type { Database } from '../../src/record/database.ts';
import { createScope } from '../../src/troubleshoot/scope.ts';
import { ana, APPROVERS, mia, policy, rule, vm } from '../workflows/given.ts';

const tagged = { ...vm, tags: { ...vm.tags, team: 'ours' } };
const ours = { ...policy, rules: [{ ...rule, match: { ...rule.match, tags: { team: 'ours' } } }] };

it.each([
  ['as it was', tagged, undefined],
  ['with other tags', { ...tagged, tags: {} }, { is: 'about another' }],
])('the VM is %s', async (_how, now, refusal) => {
  const scope = createScope({
    db: {} as Database,
    people: { groups: async () => ({ [mia.id]: [APPROVERS] }) },
    directory: { find: async () => ({ is: 'problem', problem: 'unknown' }) as never },
    inventory: { resolve: () => ({ is: 'vm', vm: now }) } as unknown as Inventory,
    policy: () => ours,
  });
  expect(await scope.whyNot(mia, ana, tagged)).toEqual(refusal);
});
