import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { describe as mark, assignmentName } from '../../adapters/azure/assignment.ts';
import { SIGN_IN_APPS } from '../../workflows/troubleshoot/sights.ts';
import { vmOf } from './azure-world.ts';
import { renew, startLookWorld, VM } from './look-world.ts';
import type { LookWorld } from './look-world.ts';

let world: LookWorld;

beforeAll(async () => {
  world = await startLookWorld();
});
beforeEach(() => renew(world.sandbox));
afterAll(() => world?.sandbox.stop());

const put = (change: Record<string, unknown>) => world.sandbox.putVm(VM, change);
const login = (more: object) => ({
  name: 'AADLoginForWindows',
  publisher: 'Microsoft.Azure.ActiveDirectory',
  type: 'AADLoginForWindows',
  version: '2.2',
  provisioningState: 'Succeeded',
  message: '',
  ...more,
});
const gone = (world: LookWorld) => ({ ...world.about, vm: { ...world.about.vm, id: `${world.about.vm.id}-99` } });

describe('the VM', () => {
  test('well', async () => {
    expect(await world.see('machine')).toEqual({
      is: 'present',
      os: 'Windows',
      power: 'running',
      agent: 'ready',
      computerName: VM,
      osName: 'Windows Server 2025 Datacenter',
      osVersion: expect.stringMatching(/^10\.0\./),
      image: { publisher: 'MicrosoftWindowsServer', offer: 'WindowsServer', sku: '2025-datacenter-g2' },
      identity: { is: 'system', tenant: world.sandbox.env['AZURE_TENANT_ID'] },
      networkInterfaces: [expect.stringContaining(`/networkInterfaces/${VM}-nic`)],
    });
  });

  test.each(['starting', 'stopping', 'stopped', 'deallocated'])('%s', async (power) => {
    await put({ power });
    const seen = await world.see('machine');
    expect(seen).toMatchObject({ power, agent: 'unknown' });
    expect(seen).not.toHaveProperty('computerName');
  });

  test('silent agent, no identity; identity of another directory; Linux; gone', async () => {
    await put({ agentReady: false, identity: null });
    expect(await world.see('machine')).toMatchObject({ agent: 'not ready', identity: { is: 'none' } });
    const identityTenant = '11111111-2222-4333-8444-555555555555';
    await put({ identity: identityTenant, identityTenant });
    expect(await world.see('machine')).toMatchObject({ identity: { is: 'system', tenant: identityTenant } });
    const linux = await vmOf(world.sandbox, 'proxy-prod-01');
    expect(await world.see('machine', { ...world.about, vm: linux })).toMatchObject({ os: 'Linux' });
    expect(await world.see('machine', gone(world))).toEqual({ is: 'absent' });
  });
});

describe('extensions', () => {
  test('well; missing; beside a domain join', async () => {
    const well = { name: 'AADLoginForWindows', state: 'succeeded', codes: [], message: '' };
    expect(await world.see('extensions')).toEqual({ login: well });
    await put({ extensions: [login({ name: 'theirs', type: 'Other' })] });
    expect(await world.see('extensions')).toEqual({});
    const join = login({ name: 'joindomain', publisher: 'Microsoft.Compute', type: 'JsonADDomainExtension' });
    await put({ extensions: [login({ name: 'AADLogin' }), join] });
    expect(await world.see('extensions')).toEqual({ login: { ...well, name: 'AADLogin' }, domainJoin: 'joindomain' });
  });

  test('failed, with its codes, its message cut; at work; not to be told while the VM is off', async () => {
    const message = `AAD Join failed with status code: -2145648574. ${'x'.repeat(2000)}`;
    await put({ extensions: [login({ provisioningState: 'Failed', code: 1007, message })] });
    const { login: failed } = await world.see('extensions');
    expect(failed).toMatchObject({ state: 'failed', codes: ['-2145648574', '1007'] });
    expect(failed?.message).toHaveLength(400);
    await put({ extensions: [login({ provisioningState: 'Updating' })] });
    expect((await world.see('extensions')).login?.state).toBe('working');
    await put({ power: 'deallocated', extensions: [login({ message: 'of long ago' })] });
    expect((await world.see('extensions')).login).toMatchObject({ state: 'succeeded', message: '' });
  });

  test('of a VM that is gone', async () => {
    expect(await world.look('extensions', gone(world))).toMatchObject({ is: 'unseen', why: 'unreadable' });
  });
});

describe('roles', () => {
  const held = async () =>
    (await world.see('roles')).held.map(({ role, name, level, through, conditional, ours }) => ({
      role,
      name,
      level,
      through,
      conditional,
      ours,
    }));

  test('by every path, of every kind', async () => {
    const { sandbox, about } = world;
    const before = await held();
    const subscription = about.vm.id.split('/').slice(0, 3).join('/');
    const resourceGroup = about.vm.id.split('/').slice(0, 5).join('/');
    const managementGroup = '/providers/Microsoft.Management/managementGroups/contoso';
    const custom = await sandbox.control('POST', 'azure/roleDefinitions', {
      roleName: 'Night shift',
      dataActions: ['Microsoft.Compute/virtualMachines/*/action'],
      notDataActions: ['Microsoft.Compute/virtualMachines/loginAsAdmin/action'],
    });
    const groups = (await sandbox.state()).groups;
    const engineers = groups.find((each) => each.displayName === 'Engineers');
    const assign = (order: object) => sandbox.control('POST', 'azure/roleAssignments', order);
    const { id: principalId } = about.person;
    await sandbox.changePerson('ana', { groups: ['Engineers'] });
    const request = '5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be222';
    const description = mark({ request, endsAt: Date.UTC(2027, 0, 1) });
    await assign({ scope: about.vm.id, principalId, role: 'user', name: assignmentName(request), description });
    await assign({ scope: resourceGroup, principalId: engineers?.id, role: 'admin' });
    await assign({ scope: subscription, principalId, role: custom.id, condition: '@Resource[x] StringEquals y' });
    await assign({ scope: managementGroup, principalId, role: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635' });
    await assign({ scope: `${resourceGroup}x`, principalId, role: 'admin' });
    const added = (await held()).filter((each) => !before.some((one) => JSON.stringify(one) === JSON.stringify(each)));
    const plain = { through: 'person', conditional: false, ours: false };
    expect(added).toEqual([
      { ...plain, role: 'user', name: 'Virtual Machine User Login', level: 'vm', ours: true },
      {
        ...plain,
        role: 'admin',
        name: 'Virtual Machine Administrator Login',
        level: 'resource group',
        through: 'group',
      },
      { ...plain, role: 'user', name: 'Night shift', level: 'subscription', conditional: true },
      { ...plain, role: 'none', name: 'Owner', level: 'management group' },
    ]);
  });

  test('since when; definitions are remembered, and one made since is found', async () => {
    const { sandbox, about } = world;
    await sandbox.assign({ scope: about.vm.id, principalId: about.person.id, role: 'user' });
    const from = Date.now() - 60_000;
    expect((await world.see('roles')).held.at(-1)?.since).toBeGreaterThan(from);
    const since = (await sandbox.calls()).at(-1)?.id ?? 0;
    await world.see('roles');
    expect(await sandbox.calls({ service: 'arm', since })).toHaveLength(1);
    const { id: role } = await sandbox.control('POST', 'azure/roleDefinitions', { roleName: 'Brand new' });
    await sandbox.control('POST', 'azure/roleAssignments', { scope: about.vm.id, principalId: about.person.id, role });
    expect((await world.see('roles')).held.at(-1)).toMatchObject({ name: 'Brand new', role: 'none' });
  });
});

describe('deny assignments', () => {
  const EVERYBODY = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };
  const names = async () => (await world.see('denials')).denials.map(({ name }) => name);
  const deny = (order: object) =>
    world.sandbox.control('POST', 'azure/denyAssignments', {
      scope: world.about.vm.id,
      dataActions: ['Microsoft.Compute/virtualMachines/login/action'],
      ...order,
    });

  test('of the person, of a group, of everybody; not of others, and not of what is no sign-in', async () => {
    const { sandbox, about } = world;
    expect(await names()).toEqual([]);
    await sandbox.changePerson('ana', { groups: ['Engineers'] });
    const engineers = (await sandbox.state()).groups.find((each) => each.displayName === 'Engineers');
    const [self, group] = [
      { id: about.person.id, type: 'User' },
      { id: engineers?.id, type: 'Group' },
    ];
    const subscription = about.vm.id.split('/').slice(0, 3).join('/');
    await deny({ displayName: 'self', principals: [self], dataActions: ['*'] });
    await deny({ displayName: 'group', principals: [group], scope: subscription });
    await deny({ displayName: 'everybody', principals: [EVERYBODY] });
    await deny({ displayName: 'excluded', principals: [EVERYBODY], excludePrincipals: [self] });
    await deny({ displayName: 'excluded by group', principals: [EVERYBODY], excludePrincipals: [group] });
    await deny({ displayName: 'stranger', principals: [{ id: crypto.randomUUID(), type: 'User' }] });
    await deny({ displayName: 'manage', principals: [self], dataActions: [], actions: ['*'] });
    await deny({ displayName: 'not below', principals: [self], scope: subscription, doNotApplyToChildScopes: true });
    await deny({ displayName: 'here', principals: [self], doNotApplyToChildScopes: true });
    expect(await names()).toEqual(['self', 'group', 'everybody', 'here']);
  });

  test('without a look at groups: it matters only where a group is named', async () => {
    const { sandbox } = world;
    const fault = { is: 'status', status: 403, code: 'Authorization_RequestDenied' } as const;
    await sandbox.fault({ service: 'graph', match: { path: 'getMemberGroups' }, fault });
    await deny({ displayName: 'everybody', principals: [EVERYBODY] });
    expect(await names()).toEqual(['everybody']);
    await deny({ displayName: 'group', principals: [{ id: crypto.randomUUID(), type: 'Group' }] });
    expect(await world.look('denials')).toMatchObject({
      is: 'unseen',
      why: 'forbidden',
      permission: 'GroupMember.Read.All (Microsoft Graph)',
    });
  });
});

test('locks, inherited ones too', async () => {
  expect(await world.see('locks')).toEqual({ locks: [] });
  const scope = world.about.vm.id.split('/').slice(0, 5).join('/');
  const { name } = await world.sandbox.lock({ scope, level: 'ReadOnly' });
  expect(await world.see('locks')).toEqual({ locks: [{ name, level: 'ReadOnly', scope }] });
});

describe('the network', () => {
  const rule = (name: string, more: object) => ({
    name,
    direction: 'Inbound',
    access: 'Allow',
    port: '3389',
    priority: 200,
    ...more,
  });

  test('without rules, with rules, and closed', async () => {
    await put({ network: null });
    expect(await world.see('network')).toEqual({ rdp: 'open', https: 'open' });
    await put({ network: [rule('from-office', { source: '203.0.113.0/24' })] });
    expect(await world.see('network')).toMatchObject({ rdp: 'partly open', rdpRule: 'from-office', https: 'open' });
    const out = rule('no-way-out', { direction: 'Outbound', access: 'Deny', port: '*', protocol: '*' });
    await put({ network: [rule('nobody', { access: 'Deny', port: '3000-4000', priority: 110 }), out] });
    expect(await world.see('network')).toEqual({
      rdp: 'closed',
      rdpRule: 'nobody',
      https: 'closed',
      httpsRule: 'no-way-out',
    });
  });

  test('of a VM that is switched off', async () => {
    await put({ power: 'deallocated', network: null });
    expect(await world.see('network')).toMatchObject({ rdp: 'open' });
  });
});

describe('devices', () => {
  const device = (name: string, change: object) => world.sandbox.control('PUT', `entra/devices/${name}`, change);

  test('joined, by the VM’s own id', async () => {
    const { devices } = await world.see('devices');
    expect(devices).toEqual([
      {
        id: expect.any(String),
        name: VM,
        enabled: true,
        trust: 'joined',
        ofThisVm: true,
        hostnames: [VM],
        registeredAt: expect.any(Number),
      },
    ]);
    const shouted = { ...world.about, vm: { ...world.about.vm, id: world.about.vm.id.toUpperCase() } };
    expect((await world.see('devices', shouted)).devices[0]?.ofThisVm).toBe(true);
  });

  test('disabled, hybrid, renamed; another of the same name', async () => {
    await device(VM, {
      accountEnabled: false,
      trustType: 'ServerAd',
      displayName: 'older-name',
      hostnames: ['older-name'],
    });
    const { id } = await device('twin', { displayName: VM, trustType: 'Workplace' });
    await device(id, { displayName: VM });
    const { devices } = await world.see('devices');
    expect(devices.map(({ name, enabled, trust, ofThisVm }) => ({ name, enabled, trust, ofThisVm }))).toEqual(
      expect.arrayContaining([
        { name: 'older-name', enabled: false, trust: 'hybrid', ofThisVm: true },
        { name: VM, enabled: true, trust: 'registered', ofThisVm: false },
      ]),
    );
  });

  test('deleted', async () => {
    expect(await world.see('deletedDevices')).toEqual({ devices: [] });
    const deletedAt = Math.floor(Date.now() / 1000) * 1000 - 60_000;
    await device(VM, { deletedAt });
    expect(await world.see('devices')).toEqual({ devices: [] });
    expect(await world.see('deletedDevices')).toEqual({ devices: [{ name: VM, ofThisVm: true, deletedAt }] });
  });

  test('host names are more than is needed', async () => {
    const fault = { is: 'status', status: 500 } as const;
    await world.sandbox.fault({ service: 'graph', match: { path: '^/beta/devices' }, fault });
    expect((await world.see('devices')).devices).toMatchObject([{ name: VM, hostnames: [] }]);
  });
});

describe('the account', () => {
  const change = (to: object) => world.sandbox.changePerson('ana', to as Record<string, unknown>);

  test('well', async () => {
    expect(await world.see('account')).toEqual({
      is: 'present',
      upn: 'ana@contoso.com',
      enabled: true,
      guest: false,
      temporaryPassword: false,
      synced: false,
      passwordChangedAt: expect.any(Number),
    });
    expect(await world.see('perUserMfa')).toEqual({ state: 'disabled' });
    expect((await world.see('methods')).methods).toContain('password');
  });

  test('disabled guest with a temporary password; gone', async () => {
    await change({ accountEnabled: false, userType: 'Guest', signIn: { forceChange: true, synced: true } });
    expect(await world.see('account')).toMatchObject({
      enabled: false,
      guest: true,
      temporaryPassword: true,
      synced: true,
    });
    await change({ inDirectory: false });
    expect(await world.see('account')).toEqual({ is: 'absent' });
    expect(await world.look('methods')).toMatchObject({ is: 'unseen', why: 'unreadable' });
  });

  test('per-user MFA, and methods by kind alone', async () => {
    const methods = ['password', 'phone', 'fido2', 'windowsHelloForBusiness', 'x509Certificate', 'temporaryAccessPass'];
    await change({ signIn: { perUserMfa: 'enforced', methods } });
    expect(await world.see('perUserMfa')).toEqual({ state: 'enforced' });
    expect(await world.see('methods')).toEqual({
      methods: ['password', 'phone', 'fido2', 'windows hello', 'certificate', 'temporary access pass'],
    });
  });
});

describe('policies and applications', () => {
  const { vm, remoteDesktop } = SIGN_IN_APPS;

  test('Conditional Access: for which applications and what; report-only ones do not count', async () => {
    expect(await world.see('conditionalAccess')).toEqual({ policies: [] });
    const policy = (name: string, change: object) =>
      world.sandbox.control('PUT', `entra/policies/${encodeURIComponent(name)}`, change);
    await policy('MFA for servers', { includeApplications: [vm], controls: ['mfa'], includeUsers: ['ana'] });
    await policy('Strong', { includeApplications: [vm, remoteDesktop], strength: 'Phishing-resistant MFA' });
    await policy('Others', { includeUsers: ['raj'], controls: ['block'] });
    await policy('Devices', { controls: ['compliantDevice', 'domainJoinedDevice', 'somethingNew'] });
    const { policies } = await world.see('conditionalAccess');
    expect(policies.map(({ name, apps, controls }) => ({ name, apps, controls }))).toEqual(
      expect.arrayContaining([
        { name: 'MFA for servers', apps: [vm], controls: ['mfa'] },
        { name: 'Strong', apps: [vm, remoteDesktop], controls: ['strength'] },
        {
          name: 'Devices',
          apps: Object.values(SIGN_IN_APPS),
          controls: ['compliant device', 'joined device', 'other'],
        },
      ]),
    );
    expect(policies).toHaveLength(3);
  });

  test('security defaults', async () => {
    expect(await world.see('securityDefaults')).toEqual({ enabled: false });
    await world.sandbox.control('PATCH', 'entra', { securityDefaults: true });
    expect(await world.see('securityDefaults')).toEqual({ enabled: true });
  });

  test('applications: absent, disabled, only for those assigned', async () => {
    const well = { state: 'present', assignmentRequired: false };
    const apps = Object.keys(SIGN_IN_APPS).map((app) => ({ app, ...well }));
    expect(await world.see('apps')).toEqual({ apps });
    const put = (id: string, change: object) => world.sandbox.control('PUT', `entra/servicePrincipals/${id}`, change);
    await world.sandbox.control('DELETE', `entra/servicePrincipals/${vm}`);
    await put(remoteDesktop, { accountEnabled: false, appRoleAssignmentRequired: true });
    expect((await world.see('apps')).apps.slice(0, 2)).toEqual([
      { app: 'vm', state: 'absent', assignmentRequired: false },
      { app: 'remoteDesktop', state: 'disabled', assignmentRequired: true },
    ]);
  });

  test('sign-ins: of this person, of the last day, to these applications, newest first, twenty at most', async () => {
    expect(await world.see('signIns')).toEqual({ signIns: [] });
    const now = Math.floor(Date.now() / 1000) * 1000;
    const log = (order: object) =>
      world.sandbox.control('POST', 'entra/signIns', { person: 'ana', errorCode: 0, ...order });
    await log({ at: now - 25 * 3_600_000, errorCode: 50126 });
    await log({ person: 'raj', errorCode: 50053 });
    await log({ appId: '00000003-0000-0000-c000-000000000000', errorCode: 53003 });
    for (let minutes = 25; minutes > 0; minutes -= 1) await log({ at: now - minutes * 60_000, errorCode: 50126 });
    await log({ at: now, appId: remoteDesktop, vm: VM });
    const { signIns } = await world.see('signIns');
    expect(signIns).toHaveLength(20);
    expect(signIns[0]).toEqual({ at: now, code: 0, reason: '', app: expect.any(String), device: VM });
    expect(signIns[1]).toMatchObject({ at: now - 60_000, code: 50126, reason: expect.stringMatching(/\w/) });
  });
});

test('what is no VM and nobody is not asked about', async () => {
  const since = (await world.sandbox.calls()).at(-1)?.id ?? 0;
  const about = { vm: { ...world.about.vm, id: '/subscriptions/x' }, person: { ...world.about.person, id: "x' or 1" } };
  const checks = ['machine', 'extensions', 'roles', 'denials', 'network', 'account', 'methods', 'signIns'] as const;
  for (const check of checks) expect(await world.look(check, about)).toMatchObject({ is: 'unseen', why: 'unreadable' });
  expect(await world.sandbox.calls({ since })).toEqual([]);
});
