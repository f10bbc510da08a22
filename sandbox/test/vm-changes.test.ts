import { ComputeManagementClient } from '@azure/arm-compute';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BOT_ACTIONS } from '../roles.ts';
import { DEVELOPMENT } from '../seed-vms.ts';
import { answerProblems } from './openapi.ts';
import { startSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.sandbox.close());
beforeEach(async () => {
  session.sandbox.reset();
  await session.control('PATCH', '/sandbox/azure/rules', { operationTime: 0 });
});

const VM = 'build-01';
const GROUP = 'rg-build';
const SCRIPT = ['# latchkey:inside:1', "Write-Output 'LATCHKEY-BEGIN'", "Write-Output 'LATCHKEY-END'"];

function compute() {
  const { arm } = session.sandbox.urls;
  return new ComputeManagementClient(session.credential, DEVELOPMENT, {
    endpoint: arm,
    credentials: { scopes: [`${arm}/.default`] },
  });
}

function trouble(cause: string) {
  return session.control('POST', '/sandbox/trouble', { cause, vm: VM, person: 'ana' });
}

/** The bot without one of its actions. */
function without(action: string) {
  const actions = BOT_ACTIONS.filter((held) => held !== action);
  return session.control('PATCH', '/sandbox/azure/rules', { actions });
}

const vm = () => session.sandbox.world.vm(VM);
const device = () => session.sandbox.world.now.devices.find((known) => known.resourceId === session.vm(VM));
const fast = { updateIntervalInMs: 5 };

const forbidden = { statusCode: 403, code: 'AuthorizationFailed' };

describe('starting', () => {
  test('takes its time, and the VM runs', async () => {
    await trouble('vm-deallocated');
    await session.control('PATCH', '/sandbox/azure/rules', { operationTime: 60_000 });
    const path = `${session.vm(VM)}/start?api-version=2024-07-01`;
    const begun = await session.arm('POST', path);
    expect(begun.status).toBe(202);
    expect(vm()?.power).toBe('starting');
    expect(begun.headers.get('retry-after')).toBe('60');
    const status = new URL(begun.headers.get('azure-asyncoperation') ?? '');
    const result = new URL(begun.headers.get('location') ?? '');
    const ask = (url: URL) => session.arm('GET', url.pathname + url.search);
    expect((await ask(status)).body).toMatchObject({ status: 'InProgress' });
    expect((await ask(result)).status).toBe(202);
    session.sandbox.clock.advance(60_000);
    expect((await ask(status)).body).toMatchObject({ status: 'Succeeded' });
    expect((await ask(result)).status).toBe(200);
    expect(vm()?.power).toBe('running');
  });

  test('by the SDK, and not without the permission', async () => {
    await trouble('vm-stopped');
    await compute().virtualMachines.start(GROUP, VM, fast);
    expect(vm()?.power).toBe('running');
    await without('Microsoft.Compute/virtualMachines/start/action');
    await expect(compute().virtualMachines.start(GROUP, VM, fast)).rejects.toMatchObject(forbidden);
  });
});

describe('the sign-in extension', () => {
  const name = 'AADLoginForWindows';
  const put = () =>
    compute().virtualMachineExtensions.createOrUpdate(
      GROUP,
      VM,
      name,
      {
        location: 'northeurope',
        publisher: 'Microsoft.Azure.ActiveDirectory',
        typePropertiesType: name,
        typeHandlerVersion: '2.2',
        autoUpgradeMinorVersion: true,
      },
      fast,
    );
  const remove = () => compute().virtualMachineExtensions.delete(GROUP, VM, name, fast);

  test.each(['extension-failed', 'extension-missing', 'device-disabled', 'device-deleted', 'device-renamed'])(
    'taken off and put on again, %s is mended, and the VM has a new device',
    async (cause) => {
      const first = device();
      await trouble(cause);
      await remove();
      const made = await put();
      expect(made.provisioningState).toBe('Succeeded');
      expect(device()).toMatchObject({ accountEnabled: true, deletedAt: null, hostnames: [vm()?.computerName] });
      expect(device()?.id).not.toBe(first?.id);
    },
  );

  test.each([
    ['identity-missing', '-2145648574'],
    ['metadata-blocked', '-2145648574'],
    ['extension-discovery', '-2145648607'],
    ['https-blocked', '-2145648607'],
    ['os-too-old', '51'],
  ])('%s stays until its reason is gone', async (cause, exit) => {
    await trouble(cause);
    await remove();
    await expect(put()).rejects.toMatchObject({ message: expect.stringContaining(`Exit code: ${exit}'`) });
    const found = await compute().virtualMachineExtensions.get(GROUP, VM, name, { expand: 'instanceView' });
    expect(found.provisioningState).toBe('Failed');
    expect(device()).toBeUndefined();
    await session.control('PUT', `/sandbox/azure/vms/${VM}`, {
      identity: crypto.randomUUID(),
      guest: {},
      network: null,
      osVersion: '10.0.26100.4652',
    });
    expect((await put()).provisioningState).toBe('Succeeded');
    expect(device()).toBeDefined();
  });

  test('succeeds without a join while another device has the name', async () => {
    await trouble('device-duplicate');
    expect((await put()).provisioningState).toBe('Succeeded');
    expect(device()).toBeUndefined();
    await session.control('DELETE', `/sandbox/entra/devices/${VM}`);
    await put();
    expect(device()).toBeDefined();
  });

  test('is refused while the VM stands, without permissions, and twice under two names', async () => {
    await trouble('vm-stopped');
    await expect(put()).rejects.toMatchObject({ statusCode: 409, code: 'OperationNotAllowed' });
    await expect(remove()).rejects.toMatchObject({ statusCode: 409 });
    await trouble('healthy');
    const path = `${session.vm(VM)}/extensions/Second?api-version=2024-07-01`;
    const properties = { publisher: 'Microsoft.Azure.ActiveDirectory', type: name, typeHandlerVersion: '2.2' };
    const second = await session.arm('PUT', path, { location: 'northeurope', properties });
    expect(second.status).toBe(400);
    expect((await session.arm('DELETE', path)).status).toBe(204);
    await without('Microsoft.Compute/virtualMachines/extensions/write');
    await expect(put()).rejects.toMatchObject(forbidden);
    await without('Microsoft.Compute/virtualMachines/extensions/delete');
    await expect(remove()).rejects.toMatchObject(forbidden);
  });

  test('keeps what it was put on with until it is taken off, and tells protected settings to nobody', async () => {
    const path = `${session.vm(VM)}/extensions/${name}?api-version=2024-07-01`;
    const kept = { autoUpgradeMinorVersion: false, enableAutomaticUpgrade: true, settings: { mdmId: 'mdm' } };
    const properties = {
      publisher: 'Microsoft.Azure.ActiveDirectory',
      type: name,
      typeHandlerVersion: '2.2',
      protectedSettings: { key: 'hush' },
      ...kept,
    };
    await session.arm('PUT', path, { location: 'northeurope', tags: { owner: 'desk' }, properties });
    const { body } = await session.arm('GET', path);
    expect(body).toMatchObject({ tags: { owner: 'desk' }, properties: kept });
    expect(JSON.stringify([body, await session.control('GET', '/sandbox/state')])).not.toContain('hush');
    expect(answerProblems('VirtualMachineExtensions_Get', 200, body)).toEqual([]);
    await remove();
    expect((await put()).settings).toBeUndefined();
  });

  test('answers while it is being installed as Azure describes it', async () => {
    await session.control('PATCH', '/sandbox/azure/rules', { operationTime: 60_000 });
    const path = `${session.vm(VM)}/extensions/${name}?api-version=2024-07-01`;
    const properties = { publisher: 'Microsoft.Azure.ActiveDirectory', type: name, typeHandlerVersion: '2.2' };
    const { status, body } = await session.arm('PUT', path, { location: 'northeurope', properties });
    expect([status, body.properties.provisioningState]).toEqual([200, 'Updating']);
    expect(answerProblems('VirtualMachineExtensions_CreateOrUpdate', 200, body)).toEqual([]);
    const going = await session.arm('DELETE', path);
    expect(answerProblems('VirtualMachineExtensions_Delete', going.status, going.body)).toEqual([]);
  });
});

describe('run command', () => {
  const run = async (script: readonly string[] = SCRIPT, cloud = 'public') => {
    const parameters = [{ name: 'cloud', value: cloud }];
    const order = { commandId: 'RunPowerShellScript', script: [...script], parameters };
    const { value = [] } = await compute().virtualMachines.runCommand(GROUP, VM, order, fast);
    return value;
  };
  const seen = async () => {
    const [line = ''] = /\{.*\}/.exec((await run())[0]?.message ?? '') ?? [];
    return JSON.parse(line) as Record<string, unknown>;
  };

  test('a healthy VM shows itself', async () => {
    const streams = await run();
    expect(streams.map(({ code }) => code)).toEqual([
      'ComponentStatus/StdOut/succeeded',
      'ComponentStatus/StdErr/succeeded',
    ]);
    expect(await seen()).toMatchObject({
      dsregcmd: {
        AzureAdJoined: 'YES',
        DomainJoined: 'NO',
        DeviceId: device()?.deviceId,
        TenantId: session.env('AZURE_TENANT_ID'),
        DeviceAuthStatus: 'SUCCESS',
      },
      hostname: VM,
      metadata: 'tenant',
      clockOffset: 0,
      rdpListening: true,
    });
    expect((await run(SCRIPT, 'usgov'))[0]?.message).toContain('login.microsoftonline.us');
  });

  test.each([
    ['device-disabled', { dsregcmd: { DeviceAuthStatus: 'FAILED. Device is either disabled or deleted' } }],
    ['identity-missing', { metadata: 'no tenant', dsregcmd: { AzureAdJoined: 'NO' } }],
    ['https-blocked', { endpoints: [{ host: 'login.microsoftonline.com', state: 'no connection' }, {}, {}, {}] }],
    ['clock-skew', { clockOffset: 660.4 }],
    ['device-hybrid', { dsregcmd: { AzureAdJoined: 'YES', DomainJoined: 'YES' } }],
  ])('%s shows inside', async (cause, shown) => {
    await trouble(cause);
    expect(await seen()).toMatchObject(shown);
  });

  test('output that is cut, empty or in another language', async () => {
    const output = (is: string) => session.control('PUT', `/sandbox/azure/vms/${VM}`, { guest: { output: is } });
    await output('cut');
    const cut = (await run())[0]?.message ?? '';
    expect(Buffer.byteLength(cut)).toBe(4096);
    expect(cut).not.toContain('LATCHKEY-BEGIN');
    await output('empty');
    expect((await run())[0]?.message).toBe('');
    await output('localised');
    expect(await seen()).toMatchObject({ dsregcmd: { AzureAdJoined: 'JA' }, clockOffset: '0' });
  });

  test('one at a time, in a VM that runs and whose agent answers', async () => {
    await session.control('PATCH', '/sandbox/azure/rules', { operationTime: 60_000 });
    const path = `${session.vm(VM)}/runCommand?api-version=2024-07-01`;
    const order = { commandId: 'RunPowerShellScript', script: SCRIPT };
    expect((await session.arm('POST', path, order)).status).toBe(202);
    const second = await session.arm('POST', path, order);
    expect([second.status, second.body.error.code]).toEqual([409, 'Conflict']);
    expect(second.body.error.message).toContain('execution is in progress');
    session.sandbox.clock.advance(60_000);
    await session.control('PATCH', '/sandbox/azure/rules', { operationTime: 0 });
    await trouble('vm-deallocated');
    await expect(run()).rejects.toMatchObject({ statusCode: 409, code: 'OperationNotAllowed' });
    await trouble('agent-silent');
    await expect(run()).rejects.toThrow('has not reported status');
  });

  test('no other script, no other command, not without the permission', async () => {
    await expect(run(['Get-Process'])).rejects.toMatchObject({ statusCode: 400, code: 'SandboxCannotRun' });
    const path = `${session.vm(VM)}/runCommand?api-version=2024-07-01`;
    expect((await session.arm('POST', path, { commandId: 'RunShellScript', script: SCRIPT })).status).toBe(404);
    await without('Microsoft.Compute/virtualMachines/runCommand/action');
    await expect(run()).rejects.toMatchObject(forbidden);
  });
});

describe('network interfaces', () => {
  const version = 'api-version=2024-05-01';
  const nic = async () => {
    const { body } = await session.arm('GET', `${session.vm(VM)}?api-version=2024-07-01`);
    return body.properties.networkProfile.networkInterfaces[0].id as string;
  };
  const effective = async () => {
    const begun = await session.arm('POST', `${await nic()}/effectiveNetworkSecurityGroups?${version}`);
    expect(begun.status).toBe(202);
    const result = new URL(begun.headers.get('location') ?? '');
    return (await session.arm('GET', result.pathname + result.search)).body.value;
  };

  test('the rules that take effect, those of every group among them', async () => {
    await trouble('rdp-blocked');
    const [group] = await effective();
    expect(group.effectiveSecurityRules).toHaveLength(8);
    expect(group.effectiveSecurityRules[1]).toMatchObject({
      name: 'securityRules/DenyRemoteDesktop',
      access: 'Deny',
      direction: 'Inbound',
      priority: 200,
      protocol: 'Tcp',
      destinationPortRange: '3389-3389',
      sourceAddressPrefix: '0.0.0.0/0',
    });
    await session.control('PUT', `/sandbox/azure/vms/${VM}`, { network: null });
    expect(await effective()).toEqual([]);
    const { body } = await session.arm('GET', `${await nic()}?${version}`);
    expect(body.properties).toMatchObject({ virtualMachine: { id: session.vm(VM) } });
    expect(body.properties.networkSecurityGroup).toBeUndefined();
  });

  test('only of a VM that runs, and only with the permission', async () => {
    await trouble('vm-stopped');
    const path = `${await nic()}/effectiveNetworkSecurityGroups?${version}`;
    expect((await session.arm('POST', path)).status).toBe(400);
    await without('Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action');
    expect((await session.arm('POST', path)).body.error.code).toBe('AuthorizationFailed');
    await without('Microsoft.Network/networkInterfaces/read');
    expect((await session.arm('GET', `${await nic()}?${version}`)).status).toBe(403);
    expect((await session.arm('GET', `${await nic()}x?${version}`)).status).toBe(403);
  });
});

describe('what the bot may read', () => {
  test.each([
    ['Microsoft.Compute/virtualMachines/extensions/read', '/extensions', '2024-07-01'],
    ['Microsoft.Compute/virtualMachines/instanceView/read', '/instanceView', '2024-07-01'],
    ['Microsoft.Compute/virtualMachines/read', '', '2024-07-01'],
    ['Microsoft.Authorization/locks/read', '/providers/Microsoft.Authorization/locks', '2016-09-01'],
    [
      'Microsoft.Authorization/roleAssignments/read',
      '/providers/Microsoft.Authorization/roleAssignments',
      '2022-04-01',
    ],
    [
      'Microsoft.Authorization/roleDefinitions/read',
      '/providers/Microsoft.Authorization/roleDefinitions',
      '2022-04-01',
    ],
    [
      'Microsoft.Authorization/denyAssignments/read',
      '/providers/Microsoft.Authorization/denyAssignments',
      '2022-04-01',
    ],
  ])('%s is needed', async (action, path, version) => {
    const ask = () => session.arm('GET', `${session.vm(VM)}${path}?api-version=${version}`);
    expect((await ask()).status).toBe(200);
    await without(action);
    const { status, body } = await ask();
    expect([status, body.error.code]).toEqual([403, 'AuthorizationFailed']);
    expect(body.error.message).toContain(`perform action '${action}' over scope '${session.vm(VM)}'`);
  });

  test('custom roles, Contributor and conditions are told', async () => {
    const dataActions = ['Microsoft.Compute/virtualMachines/*'];
    const { body } = await session.control('POST', '/sandbox/azure/roleDefinitions', {
      roleName: 'VM Everything',
      dataActions,
      notDataActions: ['Microsoft.Compute/virtualMachines/loginAsAdmin/action'],
    });
    await session.control('POST', '/sandbox/azure/roleAssignments', {
      scope: session.vm(VM),
      principalId: session.person('ana'),
      role: body.id,
      condition: 'true',
    });
    const scope = `/subscriptions/${DEVELOPMENT}/providers/Microsoft.Authorization`;
    const custom = await session.arm('GET', `${scope}/roleDefinitions/${body.id}?api-version=2022-04-01`);
    expect(custom.body.properties).toMatchObject({ type: 'CustomRole', permissions: [{ dataActions }] });
    expect(answerProblems('RoleDefinitions_Get', 200, custom.body)).toEqual([]);
    const filter = encodeURIComponent(`atScope() and assignedTo('${session.person('ana')}')`);
    const held = await session.arm(
      'GET',
      `${session.vm(VM)}/providers/Microsoft.Authorization/roleAssignments?$filter=${filter}&api-version=2022-04-01`,
    );
    expect(held.body.value).toMatchObject([{ properties: { condition: 'true', conditionVersion: '2.0' } }]);
  });
});
