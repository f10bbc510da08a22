import { ComputeManagementClient } from '@azure/arm-compute';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DEVELOPMENT } from '../seed-vms.ts';
import { CAUSES } from '../trouble/index.ts';
import { startSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.sandbox.close());
beforeEach(() => session.sandbox.reset());

const VM = 'build-01';

function trouble(cause: string, more: object = {}) {
  return session.control('POST', '/sandbox/trouble', { cause, vm: VM, person: 'ana', ...more });
}

function heal() {
  return session.control('DELETE', '/sandbox/trouble', { vm: VM, person: 'ana' });
}

test('every cause has a sentence and a truth, and its like is told once', async () => {
  const { body } = await session.control('GET', '/sandbox/trouble');
  const ids = body.causes.map((cause: { id: string }) => cause.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const cause of body.causes) {
    expect(cause.about).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(cause.truth)).toContain('message');
  }
  expect(body.troubles).toHaveLength(10);
});

test.each(CAUSES.map(({ id, side }) => [id, side] as const))('%s comes and goes', async (id, side) => {
  const { world } = session.sandbox;
  // What a reset makes anew is the same, in another order.
  const look = () => {
    const { vms, devices, people, conditionalAccess, securityDefaults, servicePrincipals, roleAssignments } = world.now;
    return {
      vm: vms.find((vm) => vm.name === VM),
      vms: vms.length,
      devices: devices.filter((device) => device.displayName.startsWith('build')),
      ana: people.find((person) => person.key === 'ana'),
      policies: conditionalAccess.map((policy) => [policy.displayName, policy.state]),
      apps: servicePrincipals,
      held: roleAssignments.length,
      denied: world.now.denyAssignments,
      securityDefaults,
      troubles: world.now.troubles.length,
      signIns: world.now.signIns,
    };
  };
  const before = look();
  const made = await trouble(id);
  expect(made.status).toBe(201);
  const changed =
    JSON.stringify({ ...look(), signIns: 0, troubles: 0 }) !== JSON.stringify({ ...before, signIns: 0, troubles: 0 });
  const nothing = [
    'password-wrong',
    'account-locked',
    'tenant-restrictions',
    'never-asked',
    'request-pending',
    'grant-ended',
  ];
  expect(changed).toBe((side !== 'client' && !nothing.includes(id)) || id === 'server-2019-web-account');
  expect((await heal()).status).toBe(200);
  expect(look()).toEqual(before);
});

test('two causes at once, with the role, and the truth of both', async () => {
  const { body } = await trouble('device-disabled', { also: 'address-ip', role: 'admin' });
  expect(body.truth).toMatchObject({ message: 'credentials', address: 'ip', client: 'mstsc' });
  const { world } = session.sandbox;
  expect(world.now.devices.find((device) => device.displayName === VM)?.accountEnabled).toBe(false);
  expect(world.now.signIns.map((entry) => entry.errorCode)).toEqual([135011, 293004]);
  expect(world.now.roleAssignments.filter((held) => held.principalId === session.person('ana'))).toHaveLength(1);
  await trouble('healthy');
  expect(world.now.troubles.filter((known) => known.vm === VM)).toEqual([]);
  expect(world.now.roleAssignments.filter((held) => held.principalId === session.person('ana'))).toEqual([]);
});

test('what cannot be made is refused', async () => {
  expect((await trouble('gremlins')).status).toBe(404);
  expect((await trouble('healthy', { vm: 'nowhere' })).status).toBe(404);
  expect((await trouble('healthy', { person: 'nobody' })).status).toBe(404);
  const alone = await session.control('POST', '/sandbox/trouble', { cause: 'account-disabled', vm: VM });
  expect([alone.status, alone.body.error]).toEqual([400, 'account-disabled needs a person.']);
});

test('the broken VMs of the seed are broken, and can be healed', async () => {
  const { arm } = session.sandbox.urls;
  const { virtualMachines, virtualMachineExtensions } = new ComputeManagementClient(session.credential, DEVELOPMENT, {
    endpoint: arm,
    credentials: { scopes: [`${arm}/.default`] },
  });
  const view = async (name: string) =>
    (await virtualMachines.get('rg-broken', name, { expand: 'instanceView' })).instanceView;
  expect((await view('broken-off-01'))?.statuses?.map(({ code }) => code)).toContain('PowerState/deallocated');
  expect((await view('broken-agent-01'))?.vmAgent?.statuses?.[0]?.displayStatus).toBe('Not Ready');
  const failed = await virtualMachineExtensions.list('rg-broken', 'broken-noid-01', { expand: 'instanceView' });
  expect(failed.value?.[0]).toMatchObject({
    provisioningState: 'Failed',
    instanceView: {
      statuses: [{ code: 'ProvisioningState/failed/1007', message: expect.stringContaining('-2145648574') }],
    },
  });
  expect((await virtualMachines.get('rg-broken', 'broken-noid-01')).identity).toBeUndefined();
  await session.control('DELETE', '/sandbox/trouble', { vm: 'broken-noid-01' });
  expect((await virtualMachines.get('rg-broken', 'broken-noid-01')).identity?.tenantId).toBe(
    session.env('AZURE_TENANT_ID'),
  );
});
