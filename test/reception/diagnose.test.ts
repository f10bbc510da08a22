/** What people tell of a sign-in that fails, on its way in: without secrets, and about the right person and VM. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Intent } from '../../workflows/intent.ts';
import type { Person } from '../../workflows/language.ts';
import { createScope } from '../../src/troubleshoot/scope.ts';
import type { Scope } from '../../src/troubleshoot/scope.ts';
import { ana, APPROVERS, mia, olga, OPERATORS, policy, raj, vm } from '../workflows/given.ts';
import { account, openHall } from './hall.ts';
import type { Hall } from './hall.ts';

const elsewhere = { ...vm, id: `${vm.id}-x`, name: 'Web-01', resourceGroup: 'rg-elsewhere', computerName: 'WEBHOST-7' };
const twin = { ...elsewhere, id: `${vm.id}-y`, resourceGroup: 'rg-other' };
const plain = { ...elsewhere, id: `${vm.id}-z`, name: 'test', computerName: 'test' };

let hall: Hall;
let scope: Scope;
beforeAll(async () => {
  hall = await openHall([vm, elsewhere, twin, plain]);
  Object.assign(hall.leads, { UANA: ana });
  const groups: Readonly<Record<string, readonly string[]>> = { [mia.id]: [APPROVERS], [olga.id]: [OPERATORS] };
  scope = createScope({
    db: hall.db,
    inventory: hall.inventory,
    policy: () => policy,
    people: { groups: async (all) => Object.fromEntries(all.map(({ id }) => [id, groups[id] ?? []])) },
    directory: {
      find: async (mail) => {
        const person = [ana, raj].find(({ upn }) => upn === mail);
        if (person !== undefined) return { is: 'person', person };
        if (mail === 'dora@contoso.com') return { is: 'problem', problem: 'directory_disabled' };
        return { is: 'problem', problem: 'not_in_directory' };
      },
    },
  });
});
afterAll(() => hall.close());

describe('what is stored', () => {
  async function stored(intent: Intent): Promise<string> {
    await hall.reception.receive({
      delivery: `${Math.random()}`,
      user: account('UANA'),
      at: 0,
      reply: '',
      intent,
    });
    const rows = await hall.db.selectFrom('work').select('task').orderBy('id', 'desc').limit(1).execute();
    return JSON.stringify(rows);
  }

  it.each([
    ['diagnose', { is: 'diagnose', text: 'my password is Tr0ub4dor&3-Horse!\nweb-01 fails', vm: '', request: '' }],
    ['unclear', { is: 'unclear', text: 'web-01 fails, my password is Tr0ub4dor&3-Horse!' }],
  ] as const)('of %s holds no secret, and says that there was one', async (_is, intent) => {
    const task = await stored(intent);
    expect(task).not.toContain('Tr0ub4dor');
    expect(task).toContain('"secret":true');
    expect(task).toContain('fails');
  });

  it('keeps lines and drops control characters', async () => {
    const task = await stored({ is: 'diagnose', text: 'one\ntwo\u0007', vm: 'web\n-01', request: '' });
    expect(task).toContain(String.raw`one\ntwo`);
    expect(task).not.toContain(String.raw`\u0007`);
    expect(task).not.toContain('secret');
  });
});

describe('VMs named in a text', () => {
  it.each([
    ['SQL-PROD-01 does not let me in', [vm.id]],
    ['it is (sql-prod-01), and nothing else.', [vm.id]],
    ['sql-prod-01.contoso.local refuses', [vm.id]],
    ['webhost-7: credentials did not work', [elsewhere.id, twin.id]],
    ['this is only a test', []],
    ['xsql-prod-01', []],
    [`${'a-1 '.repeat(20_000)}sql-prod-01`, []],
  ])('%s', (text, ids) => {
    expect(hall.inventory.named(text).map(({ id }) => id)).toEqual(ids);
  });
});

describe('whose sign-in', () => {
  it.each([
    ['raj@contoso.com cannot sign in', ana, { person: raj }],
    [String.raw`AzureAD\ana@contoso.com is refused`, ana, undefined],
    ['nobody@contoso.com is refused', ana, undefined],
    ['dora@contoso.com is refused', mia, { refusal: { is: 'about another' } }],
    ['dora@contoso.com is refused', olga, { refusal: { is: 'unfit', mail: 'dora@contoso.com', problem: 'disabled' } }],
    [`${'@'.repeat(30_000)}a@`, ana, undefined],
  ] as const)('%s', async (text, asker, expected) => {
    expect(await scope.named(text, asker)).toEqual(expected);
  });

  it.each([
    ['their own', ana, ana, vm, undefined],
    ['their own, on a VM that nobody can ask for', ana, ana, elsewhere, 'no rule'],
    ['an operator’s own there', olga, olga, elsewhere, undefined],
    ['another’s, asked by a colleague', ana, raj, vm, 'about another'],
    ['another’s, asked by an approver of that VM', mia, raj, vm, undefined],
    ['another’s, asked by an approver of other VMs', mia, raj, elsewhere, 'about another'],
    ['another’s, asked by an operator', olga, raj, elsewhere, undefined],
    ['another’s, no VM yet, asked by a colleague', ana, raj, undefined, 'about another'],
    ['another’s, no VM yet, asked by an approver', mia, raj, undefined, undefined],
  ] as const)('%s', async (_what, asker: Person, about: Person, on, refusal) => {
    expect((await scope.whyNot(asker, about, on))?.is).toBe(refusal);
  });
});
