/** What is run inside a VM, and what is mended: the calls that need a right of their own. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { INSIDE } from '../../adapters/azure/look/inside.ps1.ts';
import { examineAzureLook } from '../../adapters/azure/look/examine.ts';
import { Fault } from '../../src/faults.ts';
import { SIGN_IN_APPS } from '../../workflows/troubleshoot/sights.ts';
import { renew, startLookWorld, VM } from './look-world.ts';
import type { LookWorld } from './look-world.ts';

let world: LookWorld;
let actions: readonly string[];

beforeAll(async () => {
  world = await startLookWorld();
  actions = ((await world.sandbox.state()) as unknown as { rules: { actions: string[] } }).rules.actions;
});
beforeEach(() => renew(world.sandbox));
afterAll(() => world?.sandbox.stop());

const put = (change: Record<string, unknown>) => world.sandbox.putVm(VM, change);
const without = (...gone: string[]) =>
  world.sandbox.control('PATCH', 'azure/rules', { actions: actions.filter((each) => !gone.includes(each)) });

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const fault = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof Fault) return fault;
  throw new Error('There was no fault.', { cause: fault });
}

describe('inside a VM', () => {
  test('well', async () => {
    const sight = await world.inside();
    expect(sight).toEqual({
      is: 'seen',
      value: {
        joined: true,
        domainJoined: false,
        deviceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        tenant: world.sandbox.env['AZURE_TENANT_ID'],
        deviceAuth: 'success',
        hostname: VM,
        metadata: 'tenant',
        endpoints: expect.arrayContaining([{ host: 'pas.windows.net', state: 'reached' }]),
        clockOffset: 0,
        pku2u: true,
        nla: true,
        rdpAllowed: true,
        rdpListening: true,
        events: [],
      },
    });
  });

  test('unwell in every way', async () => {
    const guest = {
      azureAdJoined: true,
      domainJoined: true,
      tenantId: '11111111-2222-4333-8444-555555555555',
      deviceAuthStatus: 'FAILED. Device is either disabled or deleted',
      dnsSuffix: 'corp.contoso.com',
      metadata: 'no tenant',
      unreached: { 'pas.windows.net': 'no trust', 'login.microsoftonline.com': 'no name' },
      clockOffset: -731,
      pku2u: false,
      nla: false,
      rdpAllowed: false,
      events: ['1104 AAD Cloud AP plugin: user raj@contoso.com, error 0xC0000022'],
    };
    await put({ guest });
    expect(await world.inside()).toMatchObject({
      is: 'seen',
      value: {
        joined: true,
        domainJoined: true,
        tenant: guest.tenantId,
        deviceAuth: 'disabled or deleted',
        dnsSuffix: 'corp.contoso.com',
        metadata: 'no tenant',
        endpoints: expect.arrayContaining([
          { host: 'pas.windows.net', state: 'no trust' },
          { host: 'login.microsoftonline.com', state: 'no name' },
        ]),
        clockOffset: -731,
        pku2u: false,
        nla: false,
        rdpAllowed: false,
        rdpListening: false,
        events: ['1104 AAD Cloud AP plugin: user (an account), error 0xC0000022'],
      },
    });
  });

  test.each([
    ['cut', { guest: { output: 'cut' } }, 'unreadable', /cut/],
    ['empty', { guest: { output: 'empty' } }, 'unreadable', /nothing/],
    ['of a VM that is off', { power: 'deallocated' }, 'not running', /not running/],
    ['of a VM whose agent is silent', { agentReady: false }, 'unreachable', /agent/],
    ['of a VM that runs Linux', { os: 'Linux' }, 'unreadable', /no Windows VM/],
  ])('%s', async (_, change, why, detail) => {
    await put(change);
    expect(await world.inside()).toMatchObject({ is: 'unseen', why, detail: expect.stringMatching(detail) });
  });

  test('in another language: what is plain is seen, the rest is left open', async () => {
    await put({ guest: { output: 'localised', clockOffset: 2.5 } });
    const sight = await world.inside();
    expect(sight).toMatchObject({ is: 'seen', value: { clockOffset: 2.5, deviceAuth: 'success', metadata: 'tenant' } });
    expect(sight.is === 'seen' && sight.value).not.toHaveProperty('joined');
  });

  test('not allowed; another command runs; late', async () => {
    const action = 'Microsoft.Compute/virtualMachines/runCommand/action';
    await without(action);
    expect(await world.inside()).toMatchObject({ is: 'unseen', why: 'forbidden', permission: action });
    await renew(world.sandbox);
    const fault = { is: 'status', status: 409, code: 'Conflict' } as const;
    await world.sandbox.fault({ service: 'arm', match: { path: 'runCommand' }, fault });
    expect(await world.inside()).toMatchObject({
      is: 'unseen',
      why: 'throttled',
      detail: expect.stringMatching(/Another/),
    });
    await world.sandbox.clearFaults();
    await world.sandbox.fault({ service: 'arm', match: { path: 'runCommand' }, fault: { is: 'slow', ms: 400 } });
    const late = await world.inspector.inside(world.about, AbortSignal.timeout(50));
    expect(late).toMatchObject({ is: 'unseen', why: 'late' });
    expect((await world.inside()).is).toBe('seen');
  });

  test('one at a time: whoever asks meanwhile gets the same answer; the script and one word go in, and nothing else', async () => {
    const since = (await world.sandbox.calls()).at(-1)?.id ?? 0;
    const all = await Promise.all([world.inside(), world.inside(), world.inside()]);
    expect(all.map(({ is }) => is)).toEqual(['seen', 'seen', 'seen']);
    const runs = (await world.sandbox.calls({ since })).filter(({ path }) => path.includes('runCommand'));
    expect(runs.map(({ request }) => request)).toEqual([
      {
        commandId: 'RunPowerShellScript',
        script: INSIDE.trimEnd().split('\n'),
        parameters: [{ name: 'cloud', value: 'public' }],
      },
    ]);
  });
});

describe('starting', () => {
  test('a VM that is off, and again', async () => {
    await put({ power: 'deallocated' });
    await world.mender.start(world.about.vm.id);
    expect(await world.see('machine')).toMatchObject({ power: 'running' });
    await world.mender.start(world.about.vm.id);
  });

  test('what stands in the way', async () => {
    expect((await faultOf(world.mender.start(`${world.about.vm.id}-99`))).code).toBe('vm_gone');
    expect((await faultOf(world.mender.start('/subscriptions/x'))).code).toBe('azure_rejected');
    await without('Microsoft.Compute/virtualMachines/start/action');
    expect(await faultOf(world.mender.start(world.about.vm.id))).toMatchObject({
      code: 'azure_forbidden',
      message: expect.stringContaining('virtualMachines/start/action'),
    });
    await world.sandbox.fault({ service: 'arm', fault: { is: 'status', status: 429, retryAfter: 7 } });
    expect(await faultOf(world.mender.start(world.about.vm.id))).toMatchObject({ retryAfter: 7000 });
  });
});

describe('installing the extension again', () => {
  const patience = AbortSignal.timeout(120_000);
  const again = async (vm = world.about.vm.id) => {
    const { extension } = await world.mender.extension(vm);
    await world.mender.takeOff(vm, patience);
    await world.mender.putOn(vm, extension, patience);
  };
  const login = {
    publisher: 'Microsoft.Azure.ActiveDirectory',
    type: 'AADLoginForWindows',
    version: '2.2',
    message: '',
  };

  test('takes it off and puts it on', async () => {
    const message = 'AAD Join failed with status code: -2145648607.';
    await put({ extensions: [{ ...login, name: 'AADLogin', provisioningState: 'Failed', code: 1007, message }] });
    const since = (await world.sandbox.calls()).at(-1)?.id ?? 0;
    await again();
    expect((await world.see('extensions')).login).toMatchObject({ name: 'AADLogin', state: 'succeeded', codes: [] });
    const changes = (await world.sandbox.calls({ since })).filter(({ method }) => /PUT|DELETE/.test(method));
    expect(changes.map(({ method }) => method)).toEqual(['DELETE', 'PUT']);
  });

  test('with all that Azure tells of it', async () => {
    const given = {
      autoUpgradeMinorVersion: false,
      enableAutomaticUpgrade: true,
      suppressFailures: true,
      forceUpdateTag: '3',
      provisionAfterExtensions: ['MicrosoftMonitoringAgent'],
      protectedSettingsFromKeyVault: { secretUrl: 'https://kv.example/secrets/s', sourceVault: { id: '/kv' } },
      settings: { mdmId: '0000000a-0000-0000-c000-000000000000' },
    };
    const tags = { owner: 'desk' };
    const was = { ...login, name: 'AADLogin', provisioningState: 'Failed', code: 1007, tags, given };
    await put({ extensions: [was] });
    await again();
    const { vms } = await world.sandbox.state();
    expect(vms.find(({ name }) => name === VM)).toMatchObject({
      extensions: [{ ...was, provisioningState: 'Succeeded', code: null }],
    });
    // Once more is the same; where it is gone, nothing is taken off.
    const { extension } = await world.mender.extension(world.about.vm.id);
    expect(extension).toMatchObject({ name: 'AADLogin', typeHandlerVersion: '2.2', tags, ...given });
    await put({ extensions: [] });
    await world.mender.takeOff(world.about.vm.id, patience);
    expect(await world.mender.extension(world.about.vm.id)).toMatchObject({
      is: 'absent',
      machine: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('is not taken off where it could not be put on again, or not be remembered', async () => {
    await without('Microsoft.Compute/virtualMachines/extensions/write');
    expect(await faultOf(again())).toMatchObject({
      code: 'azure_forbidden',
      message: expect.stringContaining('extensions/write'),
    });
    expect((await world.see('extensions')).login).toBeDefined();
    await renew(world.sandbox);
    const given = { settings: { mdmId: 'x'.repeat(40_000) } };
    await put({ extensions: [{ ...login, name: 'AADLogin', provisioningState: 'Failed', given }] });
    expect((await faultOf(again())).code).toBe('azure_rejected');
    expect((await world.see('extensions')).login).toBeDefined();
  });

  test('where there is none, and where it is being put on', async () => {
    await put({ extensions: [] });
    await again();
    expect((await world.see('extensions')).login).toMatchObject({ name: 'AADLoginForWindows', state: 'succeeded' });
    await put({ extensions: [{ ...login, name: 'AADLogin', provisioningState: 'Creating' }] });
    const since = (await world.sandbox.calls()).at(-1)?.id ?? 0;
    await again();
    const methods = (await world.sandbox.calls({ since })).map(({ method }) => method);
    expect(methods).not.toContain('DELETE');
  });

  test('what stands in the way', async () => {
    const { about, sandbox } = world;
    const refused = () => faultOf(again());
    await put({ guest: { unreached: { 'enterpriseregistration.windows.net': 'no connection' } }, identity: null });
    expect(await refused()).toMatchObject({ code: 'azure_rejected', message: expect.stringMatching(/-2145648574/) });
    await put({ power: 'stopped' });
    expect((await refused()).code).toBe('azure_rejected');
    await put({ power: 'running' });
    await sandbox.lock({ scope: about.vm.id, level: 'CanNotDelete' });
    expect((await refused()).code).toBe('vm_locked');
    await sandbox.reset();
    await without('Microsoft.Compute/virtualMachines/extensions/delete');
    expect(await refused()).toMatchObject({
      code: 'azure_forbidden',
      message: expect.stringContaining('extensions/delete'),
    });
    expect((await faultOf(again(`${about.vm.id}-99`))).code).toBe('vm_gone');
    await sandbox.reset();
    const fault = { is: 'status', status: 409, code: 'Conflict' } as const;
    await sandbox.fault({ service: 'arm', match: { path: 'extensions/' }, fault });
    expect(await refused()).toMatchObject({ code: 'azure_throttled', retryable: true });
  });
});

describe('adding a sign-in application', () => {
  test('once, however often', async () => {
    await world.sandbox.control('DELETE', `entra/servicePrincipals/${SIGN_IN_APPS.vm}`);
    await world.mender.createApp(SIGN_IN_APPS.vm);
    await world.mender.createApp(SIGN_IN_APPS.vm);
    const { apps } = await world.see('apps');
    expect(apps[0]).toEqual({ app: 'vm', state: 'present', assignmentRequired: false });
  });

  test('no other, and not without permission', async () => {
    expect((await faultOf(world.mender.createApp('00000003-0000-0000-c000-000000000000'))).code).toBe(
      'directory_rejected',
    );
    await world.sandbox.control('PATCH', 'entra', { graphPermissions: ['Application.Read.All'] });
    expect(await faultOf(world.mender.createApp(SIGN_IN_APPS.vm))).toMatchObject({
      code: 'directory_forbidden',
      message: expect.stringContaining('Application.ReadWrite.OwnedBy'),
    });
  });
});

describe('doctor', () => {
  const look = async () =>
    Object.fromEntries(
      [
        ...(await examineAzureLook(world.azure.arm, world.azure.subscriptions)),
        ...(await world.graphLook.examine()),
      ].map(({ what, ok, seen }) => [what.replace('Troubleshooting: ', ''), ok ? seen : 'failed']),
    );

  test('everything is on', async () => {
    const seen = await look();
    expect(Object.keys(seen)).toHaveLength(18);
    expect(new Set(Object.values(seen))).toEqual(new Set(['on.']));
  });

  test('off for want of what, without failing; nobody’s data is read', async () => {
    await without(
      'Microsoft.Network/networkSecurityGroups/read',
      'Microsoft.Compute/virtualMachines/runCommand/action',
    );
    await world.sandbox.control('PATCH', 'entra', { graphPermissions: ['User.Read.All'], premium: false });
    const since = (await world.sandbox.calls()).at(-1)?.id ?? 0;
    const seen = await look();
    expect(seen['the VM’s network rules']).toMatch(
      /^off in .* for want of Microsoft\.Network\/networkSecurityGroups\/read;/,
    );
    expect(seen['what is inside the VM']).toContain('runCommand/action');
    expect(seen['the sign-in log']).toBe('off for want of AuditLog.Read.All (Microsoft Graph).');
    expect(seen['the person’s account']).toBe('on.');
    const { people } = await world.sandbox.state();
    const answers = JSON.stringify(await world.sandbox.calls({ service: 'graph', since }));
    expect(people.filter(({ id }) => answers.includes(id))).toEqual([]);
  });

  test('Azure or Graph away: not known, and no failure', async () => {
    for (const service of ['arm', 'graph'] as const)
      await world.sandbox.fault({ service, fault: { is: 'status', status: 503 } });
    for (const seen of Object.values(await look())) expect(seen).toMatch(/^not known/);
  });
});
