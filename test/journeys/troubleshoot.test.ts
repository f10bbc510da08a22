/** Somebody cannot sign in, says so in their own words, and is led to the cause and to what mends it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { complaints, openFor } from './evidence.ts';
import { inSlack, inTeams, untilConcluded } from './helped.ts';
import type { Helped } from './helped.ts';
import { buttonsOf, openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { teamsClient } from './teams-client.ts';
import type { TeamsClient } from './teams-client.ts';

/** Processes start, and each chat has its pace. */
const LONG = 120_000;

const policy = ({ approvers, operators }: { approvers: string; operators: string }) => `
operators: { groups: ${operators}, channels: ["slack:C0OPS", "teams:19:platformops@thread.tacv2"] }
rules:
  - name: Everything
    ask: everyone
    approve: { groups: ${approvers}, channels: ["slack:C0APPROVE", "teams:19:approvals@thread.tacv2"] }
    duration: { longest: 4h, default: 1h }
troubleshooting:
  - match: { vm: ['broken-*', 'farm-*'] }
    inside: true
    mend: [start, extension, application]
`;

type Trouble = { cause: string; vm: string; person?: string; role?: 'user' | 'admin'; also?: string };

let stage: Stage;
let teams: TeamsClient;

async function trouble(order: Trouble): Promise<Readonly<Record<string, string>>> {
  return (await stage.sandbox.control('POST', 'trouble', order)).truth;
}

/** What the buttons of this person's newest card that holds `on` carry. */
async function carried(who: string, on: string) {
  const card = (await stage.sees(who)).findLast(({ text, buttons }) => text.includes(on) && buttons.length > 0);
  return { card, buttons: buttonsOf(card?.raw.blocks ?? []) };
}

async function count(who: string, text: string): Promise<number> {
  return (await stage.sees(who)).filter((each) => each.text.includes(text)).length;
}

const query = (sql: string) => command(stage.databaseUrl, sql);

describe('why sign-in fails', () => {
  beforeAll(async () => {
    stage = await openStage({ teams: true, policy });
    teams = teamsClient(stage.sandbox);
    await stage.sandbox.control('PUT', 'azure/vms/double-a', { computerName: 'double-01', resourceGroup: 'rg-dev' });
    await stage.sandbox.control('PUT', 'azure/vms/double-b', { computerName: 'double-01', resourceGroup: 'rg-build' });
    await stage.sandbox.control('PATCH', 'azure/rules', { operationTime: 100 });
    // Two replicas: what one hears, the other may answer.
    await Promise.all([stage.bot(), stage.bot()]);
  }, LONG);
  afterEach(async () => {
    await stage.sandbox.clearFaults();
    expect(complaints(stage.bots)).toEqual([]);
  });
  afterAll(() => stage.close());

  it(
    'a VM that is off: found, started once approved, looked at again, and healthy then',
    { timeout: LONG },
    async () => {
      const truth = await trouble({ cause: 'vm-deallocated', vm: 'broken-off-01', person: 'ana', role: 'user' });
      const ana = inSlack(stage, 'ana');
      await ana.say('broken-off-01: remote desktop cannot reach the computer');
      const found = await untilConcluded(ana, 'Sign-in to broken-off-01', truth);
      expect(found.text).toContain('The VM is switched off');
      expect(found.text).toContain('az vm start');
      expect(found.asked).toEqual([]);
      expect(await count('ana', 'Sign-in to broken-off-01')).toBe(1);
      await ana.press('Ask to start the VM', 'Sign-in to broken-off-01');
      await stage.untilSees('mia', ['Ana Torres asks to start broken-off-01', 'cannot sign in', 'costs money']);
      await teams.press('mia', 'Approve', 'asks to start broken-off-01');
      await stage.untilSees('ana', ['broken-off-01 is started', 'Approved by Mia Chen', 'looking again']);
      await stage.untilSees('mia', ['asks to start broken-off-01', 'broken-off-01 is started']);
      await stage.untilSees('ana', ['Sign-in to broken-off-01', 'What was in the way is mended']);
      await ana.press('It works now', 'Sign-in to broken-off-01');
      await stage.untilSees('ana', ['Sign-in to broken-off-01', 'Good: it works now']);
      const log = await query("select what, details from talk_log where what in ('mend', 'looked inside') order by id");
      expect(log.map(({ what }) => what)).toEqual(['mend', 'mend', 'mend', 'looked inside']);
    },
  );

  it('in Teams, by answers alone: a user name of the wrong form', { timeout: LONG }, async () => {
    const truth = await trouble({ cause: 'user-name-form', vm: 'legacy-01', person: 'raj' });
    const raj = inTeams(teams, 'raj');
    await raj.say('mstsc to legacy-01 says "Your credentials did not work"');
    const found = await untilConcluded(raj, 'Sign-in to legacy-01', truth);
    expect(found.asked.length).toBeLessThanOrEqual(5);
    expect(found.asked.length).toBeGreaterThan(0);
    expect(found.text).toContain(String.raw`AzureAD\raj@contoso.com`);
    expect(await query("select details->>'question' as question from talk_log where what = 'answered'")).toHaveLength(
      found.asked.length,
    );
    await raj.press('Hand over to a person', 'Sign-in to legacy-01');
    await raj.untilSees(['Handed over']);
    await stage.untilSees('olga', ['Sign-in fails: Raj Patel on legacy-01', 'raj@contoso.com', 'credentials did not']);
    await teams.untilSees('olga', ['Sign-in fails: Raj Patel on legacy-01', 'Seen', 'Answered']);
  });

  it('from the card of access that is open, without a word', { timeout: LONG }, async () => {
    await openFor(stage, 'bo', 'farm-002', '1h');
    const truth = await trouble({ cause: 'just-granted', vm: 'farm-002', person: 'bo', role: 'user' });
    const bo = inSlack(stage, 'bo');
    await bo.press('Sign-in failed?', 'Your request for farm-002');
    const found = await untilConcluded(bo, 'Sign-in to farm-002', truth);
    expect(found.text).not.toContain('You wrote');
    // Before anything is asked: it is minutes old.
    expect(found.asked).toEqual([]);
    expect(found.text).toMatch(/Your access is so new.*try again at/s);
  });

  it('says how to connect to a Windows without the sign-in page', { timeout: LONG }, async () => {
    await openFor(stage, 'bo', 'farm-300', '1h');
    await stage.untilSees('bo', [
      'Your request for farm-300',
      'Windows Server 2019 does not take it',
      String.raw`AzureAD\bo@contoso.com`,
    ]);
  });

  it('is begun by a bare word that it fails, and does not ask what was said', { timeout: LONG }, async () => {
    const tom = inTeams(teams, 'tom');
    await tom.say('sign-in fails');
    await tom.untilSees(['Which VM is it about?']);
    await trouble({ cause: 'mac-or-phone', vm: 'farm-037', person: 'raj', role: 'user' });
    const raj = inTeams(teams, 'raj');
    await raj.say('farm-037: Your credentials did not work. I am on a Mac.');
    const truth = { webAccount: 'windows', joined: 'none', password: 'works' };
    const found = await untilConcluded(raj, 'Sign-in to farm-037', truth);
    expect(found.asked).not.toContain('client');
    expect(found.text).toContain('Understood from what you wrote: Program: A Mac');
    expect(found.text).toContain('From a Mac or a phone the password box does not work');
    await raj.press('That is not so', 'Sign-in to farm-037');
    await raj.untilSees(['Sign-in to farm-037', `Question ${found.asked.length + 1}, of five at most.`]);
    const anew = await untilConcluded(raj, 'Sign-in to farm-037', { ...truth, client: 'mac' });
    expect(anew.asked).toContain('client');
    expect(anew.text).toContain('From a Mac or a phone the password box does not work');
    expect(anew.text).not.toContain('Understood from what you wrote');
  });

  it(
    'several at once do not mix; a new one about the same VM takes the place of the old',
    { timeout: LONG },
    async () => {
      const truths = {
        a: await trouble({ cause: 'agent-silent', vm: 'farm-011', person: 'ana', role: 'user' }),
        b: await trouble({ cause: 'extension-missing', vm: 'farm-012', person: 'ana', role: 'user' }),
        c: await trouble({ cause: 'vm-stopped', vm: 'farm-013', person: 'raj', role: 'user' }),
      };
      const [ana, raj] = [inSlack(stage, 'ana'), inSlack(stage, 'raj')];
      const said = 'your credentials did not work';
      await Promise.all([ana.say(`farm-011 ${said}`), ana.say(`farm-012 ${said}`), raj.say(`farm-013 ${said}`)]);
      const [a, b, c] = await Promise.all([
        untilConcluded(ana, 'Sign-in to farm-011', truths.a),
        untilConcluded(ana, 'Sign-in to farm-012', truths.b),
        untilConcluded(raj, 'Sign-in to farm-013', truths.c),
      ]);
      expect(a.text).toContain('agent');
      expect(b.text).toContain('extension');
      expect(c.text).toContain('switched off');
      const before = await carried('ana', 'Sign-in to farm-012');
      await ana.say(`farm-012 again: ${said}`);
      await stage.untilSees('ana', ['Sign-in to farm-012', 'go on with the newer card']);
      await untilConcluded(ana, 'Sign-in to farm-012', truths.b);

      // Ana's button in another's hand does nothing, and tells nothing.
      const theirs = await carried('ana', 'Sign-in to farm-012');
      const again = theirs.buttons.find(({ label }) => label === 'Check again');
      const own = await carried('raj', 'Sign-in to farm-013');
      const press = (value: string | undefined) =>
        stage.sandbox.person('raj').press({
          channel: own.card?.channel ?? '',
          ts: own.card?.ts ?? '',
          action_id: own.buttons.find(({ label }) => label === 'Check again')?.action ?? '',
          value: value ?? '',
        });
      await press(again?.value);
      const told = await stage.untilSees('raj', ['Only the person whose conversation this is']);
      expect(told.text).not.toContain('farm-012');

      // A button of the conversation that was replaced says that it is over.
      const old = before.buttons.find(({ label }) => label === 'Check again');
      await stage.sandbox.person('ana').press({
        channel: theirs.card?.channel ?? '',
        ts: theirs.card?.ts ?? '',
        action_id: again?.action ?? '',
        value: old?.value ?? '',
      });
      await stage.untilSees('ana', ['This conversation is over']);

      // One of an earlier step says that it is old, and changes nothing.
      await ana.press('Check again', 'Sign-in to farm-012');
      await until(async () => {
        const { buttons } = await carried('ana', 'Sign-in to farm-012');
        return buttons.some(({ label, value }) => label === 'Check again' && value !== again?.value);
      });
      const now = await carried('ana', 'Sign-in to farm-012');
      await stage.sandbox.person('ana').press({
        channel: now.card?.channel ?? '',
        ts: now.card?.ts ?? '',
        action_id: now.buttons[0]?.action ?? '',
        value: String(again?.value).replace(/again$/, 'solved'),
      });
      await stage.untilSees('ana', ['belongs to an earlier step']);
      expect(await count('ana', 'Sign-in to farm-012 Good: it works now')).toBe(0);
    },
  );

  it('killed in the middle, another goes on', { timeout: LONG }, async () => {
    const truth = await trouble({ cause: 'agent-silent', vm: 'farm-021', person: 'ana', role: 'user' });
    await stage.sandbox.fault({
      service: 'arm',
      match: { path: 'farm-021' },
      fault: { is: 'hold-before' },
    });
    const ana = inSlack(stage, 'ana');
    await ana.say('farm-021 says your credentials did not work');
    await stage.untilSees('ana', ['Sign-in to farm-021', 'Looking:']);
    await Promise.all(stage.bots.map((bot) => bot.kill()));
    await stage.sandbox.clearFaults();
    await Promise.all([stage.bot(), stage.bot()]);
    const found = await untilConcluded(ana, 'Sign-in to farm-021', truth);
    expect(found.text).toContain('agent');
    expect(await count('ana', 'Sign-in to farm-021')).toBe(1);
  });

  it('a password that was pasted is kept nowhere, and its owner told to change it', { timeout: LONG }, async () => {
    const secret = 'Tr0ub4dor&3-Horse!';
    const truth = await trouble({ cause: 'agent-silent', vm: 'farm-031', person: 'ana', role: 'user' });
    await stage.sandbox
      .person('ana')
      .say({ text: `farm-031: your credentials did not work, my password is ${secret}` });
    await stage.untilSees('ana', ['looks like it holds a password']);
    const ana = inSlack(stage, 'ana');
    await untilConcluded(ana, 'Sign-in to farm-031', truth);
    await ana.press('Hand over to a person', 'Sign-in to farm-031');
    await stage.untilSees('olga', ['Sign-in fails: Ana Torres on farm-031']);
    const tables = ['work', 'talks', 'talk_log', 'messages', 'events', 'requests', 'chat_memory'];
    for (const table of tables) {
      const rows = await query(`select * from ${table}`);
      expect(JSON.stringify(rows), table).not.toContain('Tr0ub4dor');
    }
    for (const bot of stage.bots) expect(JSON.stringify(bot.lines)).not.toContain('Tr0ub4dor');
    const shown = (await Promise.all(['ana', 'olga'].map((who) => stage.sees(who)))).flat();
    const ours = shown.filter(
      ({ text }) => /Sign-in|Looking|password/.test(text) && !text.includes('my password is Tr'),
    );
    expect(JSON.stringify(ours)).not.toContain('Tr0ub4dor');
  });

  it('says plainly what it is not for, and leads on where something else is wanted', { timeout: LONG }, async () => {
    const ana = inSlack(stage, 'ana');
    await ana.say('what is the weather like in Lisbon tomorrow');
    await stage.untilSees('ana', ['helps with signing in to Windows VMs']);
    await ana.say('can someone please give me access to farm-040, I need it for the migration');
    const card = await stage.untilSees('ana', ['You want access to farm-040']);
    await stage.sandbox.person('ana').press({
      channel: card.channel,
      ts: card.ts,
      action_id: buttonsOf(card.raw.blocks).find(({ label }) => label === 'Ask for a VM')?.action ?? '',
    });
    await until(async () => JSON.stringify((await stage.sandbox.person('ana').screen()).modal).includes('farm-040'));
    await ana.say(`cannot sign in to farm-041 ${'x1 '.repeat(13_000)}`);
    await stage.untilSees('ana', ['farm-041']);
  });

  it('which of several VMs; and one that is not Windows', { timeout: LONG }, async () => {
    const ana = inSlack(stage, 'ana');
    const truth = await trouble({ cause: 'agent-silent', vm: 'double-b', person: 'ana', role: 'user' });
    await ana.say('double-01 says your credentials did not work');
    await stage.untilSees('ana', ['Which VM is it about?', 'rg-dev', 'rg-build']);
    await ana.press('double-b', 'Which VM is it about?');
    expect((await untilConcluded(ana, 'Sign-in to double-b', truth)).text).toContain('agent');
    await ana.say('proxy-prod-01 says your credentials did not work');
    expect((await untilConcluded(ana, 'Sign-in to proxy-prod-01', truth)).text).toContain('Linux');
  });

  it('about somebody else: approvers and operators only', { timeout: LONG }, async () => {
    const truth = await trouble({ cause: 'agent-silent', vm: 'farm-051', person: 'raj', role: 'user' });
    await inSlack(stage, 'ana').say('raj@contoso.com cannot sign in to farm-051, credentials did not work');
    await stage.untilSees('ana', ['may ask about somebody else']);
    const mia = inSlack(stage, 'mia');
    await mia.say('raj@contoso.com cannot sign in to farm-051, credentials did not work');
    const found = await untilConcluded(mia, 'Sign-in of Raj Patel to farm-051', truth);
    expect(found.buttons).not.toContain('Ask for access');
    await mia.say('dora@contoso.com cannot sign in to farm-051, credentials did not work');
    await stage.untilSees('mia', ['may ask about somebody else']);
    await inSlack(stage, 'olga').say('dora@contoso.com cannot sign in to farm-051, credentials did not work');
    await stage.untilSees('olga', ['dora@contoso.com is disabled']);
  });

  it(
    'denied, a VM stays as it is; while the directory is throttled, the rest is looked at',
    { timeout: LONG },
    async () => {
      await trouble({ cause: 'vm-stopped', vm: 'farm-071', person: 'ana', role: 'user' });
      await stage.sandbox.fault({
        service: 'graph',
        match: { path: 'devices|auditLogs|conditionalAccess|deletedItems' },
        fault: { is: 'status', status: 429, retryAfter: 60 },
      });
      const ana = inSlack(stage, 'ana');
      await ana.say('farm-071 cannot be reached by remote desktop, it times out');
      const found = await untilConcluded(ana, 'Sign-in to farm-071', {});
      expect(found.text).toContain('switched off');
      expect(found.text).toContain('Device in Entra ID (asked to slow down');
      await ana.press('Ask to start the VM', 'Sign-in to farm-071');
      await stage.press('tom', 'Deny', 'asks to start farm-071');
      await stage.untilSees('ana', ['Tom Okafor denied: start farm-071']);
      const vm = (await stage.sandbox.state()).vms.find(({ name }) => name === 'farm-071');
      expect(vm?.['power']).toBe('stopped');
    },
  );

  // The last one: what Latchkey may no longer do here, it may not do afterwards either.
  it('where nothing may be looked at, it says so and hands over', { timeout: LONG }, async () => {
    await stage.sandbox.control('PATCH', 'azure/rules', { actions: [] });
    await stage.sandbox.control('PATCH', 'entra', { graphPermissions: ['User.Read.All', 'GroupMember.Read.All'] });
    const helped: Helped = inSlack(stage, 'ana');
    await helped.say('farm-061 says your credentials did not work');
    const found = await untilConcluded(helped, 'Sign-in to farm-061', {});
    expect(found.asked.length).toBeLessThanOrEqual(5);
    expect(found.text).toContain('could not look at');
    expect(found.text).toContain('Device.Read.All');
    await helped.press('Hand over to a person', 'Sign-in to farm-061');
    await stage.untilSees('olga', ['Sign-in fails: Ana Torres on farm-061', 'Latchkey may not look', 'not sure']);
    await helped.untilSees(['Sign-in to farm-061', 'Handed over']);
  });
});
