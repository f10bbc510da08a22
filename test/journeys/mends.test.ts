/** What is mended from here and changes more than the power of a VM: agreed to, done, looked at again; and what keeps it from being done. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MEND_PERMISSIONS } from '../../workflows/troubleshoot/permissions.ts';
import { SIGN_IN_APPS } from '../../workflows/troubleshoot/sights.ts';
import { command } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { complaints } from './evidence.ts';
import { inSlack, inTeams, untilConcluded } from './helped.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { teamsClient } from './teams-client.ts';
import type { TeamsClient } from './teams-client.ts';

/** Processes start, and each chat has its pace. */
const LONG = 120_000;

/** What may be mended hangs on a tag, so that it is decided by the VM as it is. */
const policy = ({ approvers, operators }: { approvers: string; operators: string }) => `
operators: { groups: ${operators}, channels: "slack:C0OPS" }
rules:
  - name: Everything
    ask: everyone
    approve: { groups: ${approvers}, channels: ["slack:C0APPROVE", "teams:19:approvals@thread.tacv2"] }
    duration: { longest: 4h, default: 1h }
troubleshooting:
  - match: { tags: { mend: 'yes' } }
    mend: [extension, application]
`;

const EXTENSION = {
  name: 'OurLogin',
  publisher: 'Microsoft.Azure.ActiveDirectory',
  type: 'AADLoginForWindows',
  version: '1.0',
  provisioningState: 'Succeeded',
  code: null,
  message: '',
  tags: { owner: 'desk' },
  given: {
    autoUpgradeMinorVersion: false,
    enableAutomaticUpgrade: true,
    settings: { mdmId: '0000000a-0000-0000-c000-000000000000' },
  },
};
const VMS = ['farm-101', 'farm-102', 'farm-103', 'farm-104', 'farm-105'] as const;
const REINSTALL = 'Ask to reinstall the extension';
const CREATE = 'Ask to create the application';

let stage: Stage;
let teams: TeamsClient;
let actions: readonly string[];

type Trouble = { cause: string; vm: string; person: string };

async function trouble(order: Trouble): Promise<Readonly<Record<string, string>>> {
  await stage.sandbox.putVm(order.vm, { extensions: [EXTENSION] });
  return (await stage.sandbox.control('POST', 'trouble', { ...order, role: 'user' })).truth;
}

const extensionsOf = async (vm: string) =>
  (await stage.sandbox.state()).vms.find(({ name }) => name === vm)?.['extensions'] as readonly unknown[] | undefined;

/** Methods of the calls that changed the extension of this VM, in order. */
const changesTo = async (vm: string) =>
  (await stage.sandbox.calls({ service: 'arm' }))
    .filter(({ method, path }) => /PUT|DELETE/.test(method) && path.includes(`/${vm}/extensions/`))
    .map(({ method }) => method);

const query = (sql: string) => command(stage.databaseUrl, sql);

/** From the failed sign-in to the question to those who decide. */
async function asksToReinstall(vm: string): Promise<void> {
  const truth = await trouble({ cause: 'extension-failed', vm, person: 'ana' });
  const ana = inSlack(stage, 'ana');
  await ana.say(`${vm}: the AADLoginForWindows extension failed to install`);
  expect((await untilConcluded(ana, `Sign-in to ${vm}`, truth)).text).toContain('extension failed');
  await ana.press(REINSTALL, `Sign-in to ${vm}`);
  await teams.untilSees('mia', [`off ${vm} and put it on again`, 'Its settings are kept', 'protected']);
}

describe('mending', () => {
  beforeAll(async () => {
    stage = await openStage({ teams: true, policy });
    teams = teamsClient(stage.sandbox);
    await stage.sandbox.control('PATCH', 'azure/rules', { operationTime: 0 });
    actions = ((await stage.sandbox.state()) as unknown as { rules: { actions: string[] } }).rules.actions;
    for (const vm of VMS) await stage.sandbox.putVm(vm, { tags: { tier: 'farm', mend: 'yes' } });
    await stage.bot();
  }, LONG);
  afterEach(async () => {
    await stage.sandbox.clearFaults();
    await stage.sandbox.control('PATCH', 'azure/rules', { actions });
    expect(complaints(stage.bots)).toEqual([]);
  });
  afterAll(() => stage.close());

  it('the extension stays where it is: no longer allowed, no permission, or no VM', { timeout: LONG }, async () => {
    const [, tagless, gone, forbidden] = VMS;
    for (const vm of [tagless, gone, forbidden]) await asksToReinstall(vm);
    await stage.sandbox.putVm(tagless, { tags: { tier: 'farm' } });
    await stage.sandbox.deleteVm(gone);
    const write = 'Microsoft.Compute/virtualMachines/extensions/write';
    await stage.sandbox.control('PATCH', 'azure/rules', { actions: actions.filter((action) => action !== write) });
    const refused = await teams.press('mia', 'Approve', `off ${tagless}`);
    // Said as the answer to the press; on a machine too slow for that, in a message of its own.
    const notAllowed = 'The operators do not allow Latchkey to do this for this VM';
    if (!String(refused['message']).includes(notAllowed)) await teams.untilSees('mia', [notAllowed]);
    for (const vm of [gone, forbidden]) await teams.press('mia', 'Approve', `off ${vm}`);
    await stage.untilSees('ana', [`It did not work to take the sign-in extension off ${gone}`, 'no longer exists']);
    const told = await stage.untilSees('ana', [`It did not work to take the sign-in extension off ${forbidden}`]);
    expect(told.text).toContain('An administrator has to give it');
    for (const action of MEND_PERMISSIONS.reinstall_extension.azure) expect(told.text).toContain(action);
    expect(told.text).not.toContain('had been taken off');
    for (const vm of [tagless, gone, forbidden]) expect(await changesTo(vm)).toEqual([]);
    expect(await extensionsOf(forbidden)).toHaveLength(1);
    await teams.untilSees('mia', [`off ${tagless}`, 'Approval needed']);
  });

  it(
    'in Teams: the missing application is created, once operators agree and Graph allows it',
    { timeout: LONG },
    async () => {
      const directory = async (): Promise<{ graphPermissions: string[]; servicePrincipals: { appId: string }[] }> =>
        stage.sandbox.control('GET', 'entra');
      const { graphPermissions } = await directory();
      const [needed] = MEND_PERMISSIONS.create_app.graph;
      const present = async () => (await directory()).servicePrincipals.some(({ appId }) => appId === SIGN_IN_APPS.vm);
      const vm = VMS[4];
      const truth = await trouble({ cause: 'app-missing', vm, person: 'raj' });
      const raj = inTeams(teams, 'raj');
      await raj.say(`${vm}: AADSTS500011 the resource principal was not found in the tenant`);
      const found = await untilConcluded(raj, `Sign-in to ${vm}`, truth);
      expect(found.text).toContain('missing from your directory');
      await stage.sandbox.control('PATCH', 'entra', {
        graphPermissions: graphPermissions.filter((each) => each !== needed),
      });
      await raj.press(CREATE, `Sign-in to ${vm}`);
      await stage.press('olga', 'Approve', 'asks to create the sign-in application');
      await raj.untilSees([
        'It did not work to create the sign-in application',
        'An administrator has to consent to',
        needed,
      ]);
      expect(await present()).toBe(false);
      await stage.sandbox.control('PATCH', 'entra', { graphPermissions });
      await raj.press(CREATE, `Sign-in to ${vm}`);
      await stage.untilSees('olga', ['asks to create the sign-in application', 'nobody is given access by it']);
      await stage.press('olga', 'Approve', 'Approval needed to create the sign-in application');
      await raj.untilSees(['The sign-in application is created', 'Approved by Olga']);
      await raj.untilSees([`Sign-in to ${vm}`, 'What was in the way is mended']);
      expect(await present()).toBe(true);
      // The approvers of the VM were not asked: the directory is nobody's VM.
      expect((await stage.sees('mia')).filter(({ text }) => text.includes('create the sign-in application'))).toEqual(
        [],
      );
    },
  );

  it('the extension is put on anew as it was, also when the bot dies while it is off', { timeout: LONG }, async () => {
    const [vm] = VMS;
    await asksToReinstall(vm);
    await stage.sandbox.fault({
      service: 'arm',
      match: { method: 'PUT', path: `${vm}/extensions` },
      fault: { is: 'status', status: 503 },
    });
    await teams.press('mia', 'Approve', `off ${vm}`);
    await until(async () => (await changesTo(vm)).includes('PUT'), { timeout: 45_000, what: 'it is off' });
    await stage.bots[0]?.kill();
    expect(await extensionsOf(vm)).toEqual([]);
    await stage.sandbox.clearFaults();
    // Time passes: the claim of the one that died runs out.
    await query(
      `update work set claimed_until = null, due_at = now() where done_at is null and task ->> 'is' = 'mend'`,
    );
    await stage.bot();
    await stage.untilSees('ana', [`The sign-in extension on ${vm} is put on anew`, 'Approved by Mia Chen']);
    await teams.untilSees('mia', [`off ${vm}`, 'is put on anew']);
    await stage.untilSees('ana', [`Sign-in to ${vm}`, 'What was in the way is mended']);
    expect(await extensionsOf(vm)).toEqual([EXTENSION]);
    expect((await changesTo(vm)).filter((method) => method === 'DELETE')).toHaveLength(1);
    const log = await query(`select details ->> 'step' as step, details ->> 'state' as state from talk_log
                              where what = 'mend' and details ->> 'vm' like '%${vm}' order by id`);
    const told = [...new Set(log.map(({ step, state }) => step ?? state))];
    expect(told).toEqual(['asked', 'doing', 'remembered', 'taking off', 'taken off', 'done']);
    // Kept while it was needed, and told to no log.
    expect(await query(`select 1 from mends where state::text like '%mdmId%'`)).toEqual([]);
    for (const bot of stage.bots) expect(JSON.stringify(bot.lines)).not.toContain('mdmId');
  });
});
