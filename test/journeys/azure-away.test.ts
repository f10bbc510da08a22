/** Azure does not answer, refuses, is locked or has changed meanwhile: people and operators are told, and it ends well. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import type { Bot, LogLine } from './bot.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

function isPutOff(line: LogLine): boolean {
  return line.msg === 'put off' && (line['task'] === 'grant' || line['task'] === 'revoke');
}

describe.concurrent('Azure', () => {
  let stage: Stage;
  let bot: Bot;
  beforeAll(async () => {
    stage = await openStage();
    bot = await stage.bot();
  });
  afterAll(() => stage.close());

  /** Role assignments on this VM that were there at no time before the test. */
  async function on(vm: string) {
    const { roleAssignments } = await stage.sandbox.state();
    return roleAssignments.filter((each) => each.scope.toLowerCase().endsWith(`/virtualmachines/${vm}`));
  }
  function untilOn(vm: string, many: number, timeout = 20_000) {
    return until(async () => (await on(vm)).length === many, { timeout, every: 50, what: `${many} on ${vm}` });
  }
  async function idOf(vm: string): Promise<string> {
    const { vms } = await stage.sandbox.state();
    const found = vms.find((each) => each.name === vm);
    if (found === undefined) throw new Error(`There is no ${vm}`);
    return `/subscriptions/${found.subscription}/resourceGroups/${found.resourceGroup}/providers/Microsoft.Compute/virtualMachines/${vm}`;
  }
  async function person(key: string): Promise<string> {
    return (await stage.sandbox.state()).people.find((each) => each.key === key)?.id ?? '';
  }
  async function open(who: string, vm: string): Promise<string> {
    const request = await stage.ask(who, `${vm} 1h because`);
    await stage.press('mia', 'Approve', vm);
    await stage.untilSees(who, [`${vm} is open for you`], 90_000);
    return request;
  }
  /** How often it had been put off before anybody was told. */
  function triesBefore(event: string, request: string): number {
    const mine = bot.lines.filter((line) => line['request'] === request);
    const said = mine.findIndex((line) => JSON.stringify(line['events'] ?? []).includes(event));
    return said < 0 ? Number.NaN : mine.slice(0, said).filter(isPutOff).length;
  }
  function writes(vm: string, method: 'PUT' | 'DELETE') {
    return {
      service: 'arm',
      match: { method, path: `${vm}/providers/Microsoft.Authorization/roleAssignments/` },
    } as const;
  }

  it('that answers 503 to a grant: everybody knows, and it opens when it can', { timeout: 90_000 }, async () => {
    const off = await stage.sandbox.fault({ ...writes('sql-prod-01', 'PUT'), fault: { is: 'status', status: 503 } });
    const request = await stage.ask('ana', 'sql-prod-01 1h because');
    await stage.press('mia', 'Approve', 'sql-prod-01');
    const said = ['Approved, but not open yet', 'Azure is not answering', 'goes on by itself'];
    await stage.untilSees('ana', ['Your request for sql-prod-01', ...said], 90_000);
    await stage.untilSees('mia', ['Ana Torres asks for sql-prod-01', ...said]);
    await stage.untilSees('olga', [
      'Approved access is not open yet: Ana Torres on sql-prod-01',
      'Azure is not answering',
      'Next step: Check outbound HTTPS',
    ]);
    expect(triesBefore('grant_delayed', request)).toBe(2);
    await off();
    await untilOn('sql-prod-01', 1, 90_000);
    await stage.untilSees('ana', ['sql-prod-01 is open for you']);
    await stage.untilSees('mia', ['Ana Torres asks for sql-prod-01', 'Access is open']);
  });

  it('that asks to wait is given the time it asks for', { timeout: 150_000 }, async () => {
    const fault = { is: 'status', status: 429, retryAfter: 7 } as const;
    await stage.sandbox.fault({ ...writes('web-prod-01', 'PUT'), times: 1, fault });
    await open('raj', 'web-prod-01');
    const puts = (await stage.sandbox.calls({ service: 'arm' })).filter(
      (call) => call.method === 'PUT' && call.path.includes('web-prod-01'),
    );
    expect(puts.map((call) => call.status)).toEqual([429, 201]);
    expect((puts[1]?.at ?? 0) - (puts[0]?.at ?? 0)).toBeGreaterThanOrEqual(7_000);
  });

  it(
    'whose answer to a grant is lost, or takes too long, has one assignment all the same',
    { timeout: 90_000 },
    async () => {
      await stage.sandbox.fault({ ...writes('build-01', 'PUT'), times: 1, fault: { is: 'cut-after' } });
      await stage.sandbox.fault({ ...writes('web-prod-02', 'PUT'), times: 1, fault: { is: 'slow', ms: 40_000 } });
      await Promise.all([open('bo', 'build-01'), open('ana', 'web-prod-02')]);
      expect(await on('build-01')).toHaveLength(1);
      expect(await on('web-prod-02')).toHaveLength(1);
    },
  );

  it(
    'that will not take a role away: operators are told, told again at the end, and it is measured',
    { timeout: 90_000 },
    async () => {
      await open('ana', 'dev-ana-01');
      const off = await stage.sandbox.fault({ ...writes('dev-ana-01', 'DELETE'), fault: { is: 'cut-before' } });
      await stage.press('ana', 'I’m done', 'dev-ana-01');
      const who = 'Ana Torres on dev-ana-01';
      await stage.untilSees('olga', [`Access that should be closed is still open: ${who}`, 'Next step:'], 90_000);
      await stage.untilSees('mia', [
        'asks for dev-ana-01',
        'Access should be closed, but is not yet',
        'The operators know',
      ]);
      expect(await on('dev-ana-01')).toHaveLength(1);
      await off();
      await untilOn('dev-ana-01', 0, 90_000);
      await stage.untilSees('olga', [`Closed at last: ${who}`]);
      await stage.untilSees('mia', ['asks for dev-ana-01', 'Access has ended', 'Ana Torres was done']);
      const late = /latchkey_revocation_lateness_seconds_sum (\S+)/.exec(await bot.metrics())?.[1];
      expect(Number(late)).toBeGreaterThan(2);
    },
  );

  it('whose answer to a revocation is lost is not asked twice', { timeout: 150_000 }, async () => {
    await open('raj', 'dev-raj-01');
    await stage.sandbox.fault({ ...writes('dev-raj-01', 'DELETE'), times: 1, fault: { is: 'cut-after' } });
    await stage.press('raj', 'I’m done', 'dev-raj-01');
    await stage.untilSees('raj', ['Your access to dev-raj-01 has ended', 'You were done']);
    expect(await on('dev-raj-01')).toEqual([]);
  });

  it('where a lock was put on meanwhile: operators learn at once what to do', { timeout: 150_000 }, async () => {
    const request = await open('bo', 'farm-001');
    await stage.sandbox.lock({ scope: await idOf('farm-001'), level: 'CanNotDelete', name: 'keep-farm-001' });
    await stage.press('bo', 'I’m done', 'farm-001');
    await stage.untilSees('olga', [
      'still open: Bo Lindqvist on farm-001',
      'A lock on the VM keeps the role from being taken away',
      'Next step: A lock keeps Latchkey from taking the role away. Remove the lock, or delete the role assignment by hand',
    ]);
    expect(triesBefore('revoke_delayed', request)).toBe(0);
    expect(await on('farm-001')).toHaveLength(1);
    await stage.sandbox.unlock('keep-farm-001');
    await untilOn('farm-001', 0, 90_000);
    await stage.untilSees('olga', ['Closed at last: Bo Lindqvist on farm-001']);
  });

  it(
    'where a lock was put on between asking and approving: nothing is opened that could not be closed',
    { timeout: 150_000 },
    async () => {
      await stage.ask('ana', 'farm-005 1h because');
      await stage.sandbox.lock({ scope: await idOf('farm-005'), level: 'CanNotDelete', name: 'keep-farm-005' });
      await stage.press('mia', 'Approve', 'farm-005');
      await stage.untilSees('mia', ['asks for farm-005', 'Access was not opened', 'A lock on the VM']);
      await stage.untilSees('ana', ['Access to farm-005 was not opened', 'Nothing was left open']);
      expect(await on('farm-005')).toEqual([]);
      await stage.sandbox.unlock('keep-farm-005');
    },
  );

  it('that lets Latchkey assign nothing: operators learn which role it needs', { timeout: 150_000 }, async () => {
    const fault = { is: 'status', status: 403, code: 'AuthorizationFailed' } as const;
    const off = await stage.sandbox.fault({ ...writes('farm-002', 'PUT'), fault });
    const request = await stage.ask('raj', 'farm-002 1h because');
    await stage.press('mia', 'Approve', 'farm-002');
    await stage.untilSees('olga', [
      'not open yet: Raj Patel on farm-002',
      'Azure does not let Latchkey do this there',
      'Virtual Machine Data Access Administrator',
    ]);
    expect(triesBefore('grant_delayed', request)).toBe(0);
    await stage.untilSees('raj', ['Your request for farm-002', 'not open yet']);
    await off();
    await untilOn('farm-002', 1, 90_000);
  });

  it(
    'where the VM went away between asking and approving: nothing is open, and both are told',
    { timeout: 150_000 },
    async () => {
      await stage.ask('bo', 'farm-003 1h because');
      await stage.sandbox.deleteVm('farm-003');
      await stage.press('mia', 'Approve', 'farm-003');
      await stage.untilSees('bo', [
        'Access to farm-003 was not opened',
        'The VM no longer exists. Nothing was left open',
      ]);
      await stage.untilSees('mia', ['asks for farm-003', 'Access was not opened', 'The VM no longer exists']);
      expect(await on('farm-003')).toEqual([]);
    },
  );

  it(
    'where somebody gave the role between asking and approving: theirs stays theirs',
    { timeout: 150_000 },
    async () => {
      await stage.ask('ana', 'farm-004 1h because');
      const scope = await idOf('farm-004');
      const { name } = await stage.sandbox.assign({ scope, principalId: await person('ana'), role: 'user' });
      await stage.press('mia', 'Approve', 'farm-004');
      const said = 'already holds this role on the VM by an assignment that Latchkey did not make. It stays as it is';
      await stage.untilSees('ana', ['Access to farm-004 was not opened', said]);
      await stage.untilSees('mia', ['asks for farm-004', said]);
      expect((await on('farm-004')).map((each) => each.name)).toEqual([name]);
    },
  );

  it(
    'where somebody rewrote our assignment: it is not touched, and operators are told',
    { timeout: 150_000 },
    async () => {
      await open('raj', 'farm-007');
      const [ours] = await on('farm-007');
      if (ours === undefined) throw new Error('nothing was opened');
      await stage.sandbox.unassign(ours.name);
      const { name, scope, principalId } = ours;
      await stage.sandbox.assign({ name, scope, principalId, role: 'user', description: 'Mine now' });
      await stage.press('raj', 'I’m done', 'farm-007');
      await stage.untilSees('olga', [
        'still open: Raj Patel on farm-007',
        'Someone has changed the assignment, so Latchkey will not touch it',
        'look at it in the portal',
      ]);
      expect(await on('farm-007')).toHaveLength(1);
      await stage.sandbox.unassign(name);
      await stage.untilSees('olga', ['Closed at last: Raj Patel on farm-007'], 90_000);
    },
  );
});
