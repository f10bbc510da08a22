/** Microsoft Graph away, refusing or asking to wait: nothing is lost, and nothing is ever decided unverified. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/postgres.ts';
import type { FaultOrder } from '../support/sandbox-types.ts';
import { until } from '../support/until.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

const FAILURES = [
  ['does not answer', { is: 'cut-before' }, 'The directory (Entra ID) is not answering'],
  ['answers 503', { is: 'status', status: 503 }, 'The directory (Entra ID) is not answering'],
  ['refuses', { is: 'status', status: 403 }, 'Latchkey may not read the directory (Entra ID)'],
  ['asks to wait', { is: 'status', status: 429, retryAfter: 2 }, 'The directory (Entra ID) asked us to slow down'],
] as const satisfies readonly (readonly [string, FaultOrder['fault'], string])[];

describe('Microsoft Graph', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.bot();
  });
  afterAll(() => stage.close());
  afterEach(() => stage.sandbox.clearFaults());

  function requests(vm: string) {
    return stage.sees('mia').then((all) => all.filter((each) => each.text.includes(`asks for ${vm}`)));
  }
  function calls() {
    return stage.sandbox.calls({ service: 'graph' }).then((all) => all.length);
  }

  it.each(FAILURES)('%s when somebody asks: kept, and asked when it is back', async (why, fault, said) => {
    const vm = `farm-${100 + FAILURES.findIndex(([each]) => each === why)}`;
    const before = await calls();
    const off = await stage.sandbox.fault({ service: 'graph', fault });
    await stage.sandbox.person('ana').command({ command: '/vm', text: `request ${vm} 1h because` });
    const told = await stage.untilSees('ana', [`${said}. Nothing is lost.`, 'you need not send it twice']);
    expect(told.ephemeral).toBe(true);
    await until(async () => (await calls()) >= before + 2, { timeout: 10_000, what: 'it is tried again' });
    expect(await requests(vm)).toEqual([]);
    await off();
    await until(async () => (await requests(vm)).length === 1, { timeout: 20_000, what: 'the approvers see it' });
    await stage.untilSees('ana', [`Asked for ${vm}.`]);
    await stage.press('ana', 'Withdraw', vm);
  });

  it.each(FAILURES)('%s when somebody approves: nothing opens before it is back', async (why, fault, said) => {
    const vm = `farm-${110 + FAILURES.findIndex(([each]) => each === why)}`;
    await stage.ask('raj', `${vm} 1h because`);
    const before = await calls();
    const off = await stage.sandbox.fault({ service: 'graph', fault });
    await stage.press('mia', 'Approve', vm);
    await stage.untilSees('mia', [`${said}. Nothing is lost.`]);
    await until(async () => (await calls()) >= before + 2, { timeout: 10_000, what: 'it is tried again' });
    expect(await stage.grants()).toEqual([]);
    await stage.untilSees('mia', [`asks for ${vm}`, 'Approval needed']);
    await off();
    await stage.untilGrants(1, 20_000);
    await stage.press('raj', 'I’m done', vm);
    await stage.untilGrants(0);
  });

  it('away for too long: the person is told that it was not done, and it is not done later either', async () => {
    await stage.ask('bo', 'farm-120 1h because');
    const off = await stage.sandbox.fault({ service: 'graph', fault: { is: 'status', status: 503 } });
    await stage.press('mia', 'Approve', 'farm-120');
    await stage.untilSees('mia', ['Nothing is lost.']);
    await command(
      stage.databaseUrl,
      `update work set created_at = created_at - interval '11 minutes' where done_at is null`,
    );
    await stage.untilSees(
      'mia',
      ['The directory (Entra ID) is not answering. This was not done.', 'try again'],
      20_000,
    );
    await off();
    await stage.untilSees('mia', ['asks for farm-120', 'Approval needed']);
    // Somebody else's press goes through now; had the first one counted, this would be too late.
    await stage.press('tom', 'Approve', 'farm-120');
    await stage.untilSees('mia', ['asks for farm-120', 'Access is open', 'Approved by Tom Okafor']);
    await stage.press('bo', 'I’m done', 'farm-120');
    await stage.untilGrants(0);
  });

  it('knows that the requester was disabled since they asked: refused, and nothing is opened', async () => {
    await stage.ask('bo', 'web-prod-02 1h still here');
    await stage.sandbox.changePerson('bo', { accountEnabled: false });
    await stage.press('mia', 'Approve', 'web-prod-02');
    await stage.untilSees('mia', ['can no longer be given access', 'account in Entra ID is disabled']);
    expect(await stage.grants()).toEqual([]);
    await stage.sandbox.changePerson('bo', { accountEnabled: true });
    await stage.press('bo', 'Withdraw', 'web-prod-02');
  });

  it('knows that somebody left the group since the card was drawn: refused', async () => {
    await stage.ask('ana', 'farm-121 1h because');
    await stage.sandbox.changePerson('tom', { groups: ['Engineers'] });
    await stage.press('tom', 'Approve', 'farm-121');
    const told = await stage.untilSees('tom', ['You are not an approver under the rule “Everything”']);
    expect(told.ephemeral).toBe(true);
    expect(await stage.grants()).toEqual([]);
    await stage.untilSees('mia', ['asks for farm-121', 'Approval needed']);
  });
});
