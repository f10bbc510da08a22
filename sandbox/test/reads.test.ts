import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { ManagementLockClient } from '@azure/arm-locks';
import { ADMIN_LOGIN, USER_LOGIN } from '../roles.ts';
import { DEVELOPMENT, PRODUCTION } from '../seed-vms.ts';
import { answerProblems } from './openapi.ts';
import { startSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.sandbox.close());
beforeEach(() => session.sandbox.reset());

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of pages) all.push(one);
  return all;
}

function compute(subscription: string) {
  const { arm } = session.sandbox.urls;
  return new ComputeManagementClient(session.credential, subscription, {
    endpoint: arm,
    credentials: { scopes: [`${arm}/.default`] },
  });
}

function authorization(subscription: string) {
  return new AuthorizationManagementClient(session.credential, subscription, { endpoint: session.sandbox.urls.arm });
}

test('the compute SDK reads a VM, with and without its instance view', async () => {
  const { virtualMachines } = compute(PRODUCTION);
  const vm = await virtualMachines.get('rg-sql-prod', 'sql-prod-01', { expand: 'instanceView' });
  expect(vm).toMatchObject({
    id: session.vm('sql-prod-01'),
    location: 'westeurope',
    tags: { env: 'prod', owner: 'data', tier: 'db' },
    identity: { type: 'SystemAssigned' },
  });
  expect(vm.storageProfile?.osDisk?.osType).toBe('Windows');
  expect(vm.instanceView?.computerName).toBe('sql-prod-01');
  expect(vm.instanceView?.statuses?.map((status) => status.code)).toContain('PowerState/running');
  expect((await virtualMachines.get('RG-SQL-PROD', 'SQL-PROD-01')).instanceView).toBeUndefined();
  const still = await virtualMachines.instanceView('rg-web-prod', 'web-prod-02');
  expect(still.statuses?.map((status) => status.code)).toContain('PowerState/deallocated');
  expect(still.computerName).toBeUndefined();
  await expect(virtualMachines.get('rg-sql-prod', 'sql-prod-99')).rejects.toMatchObject({
    statusCode: 404,
    code: 'ResourceNotFound',
  });
});

test('the compute SDK lists every VM, page by page, and what is installed on one', async () => {
  const { virtualMachines, virtualMachineExtensions } = compute(DEVELOPMENT);
  const all = await collect(virtualMachines.listAll());
  expect(all).toHaveLength(313);
  const pages = await collect(virtualMachines.listAll().byPage());
  expect(pages.length).toBeGreaterThan(2);
  expect(await collect(virtualMachines.list('rg-build'))).toHaveLength(1);
  const { value = [] } = await virtualMachineExtensions.list('rg-build', 'build-01', { expand: 'instanceView' });
  expect(value[0]).toMatchObject({
    publisher: 'Microsoft.Azure.ActiveDirectory',
    typePropertiesType: 'AADLoginForWindows',
  });
  expect(value[0]?.instanceView?.statuses?.[0]?.code).toBe('ProvisioningState/succeeded');
});

test('machines are told the way Azure describes them', async () => {
  const id = session.vm('jump-eu-01');
  const version = 'api-version=2024-07-01';
  const one = await session.arm('GET', `${id}?${version}&$expand=instanceView`);
  expect(answerProblems('VirtualMachines_Get', 200, one.body)).toEqual([]);
  const view = await session.arm('GET', `${id}/instanceView?${version}`);
  expect(answerProblems('VirtualMachines_InstanceView', 200, view.body)).toEqual([]);
  const list = await session.arm(
    'GET',
    `/subscriptions/${PRODUCTION}/providers/Microsoft.Compute/virtualMachines?${version}`,
  );
  expect(answerProblems('VirtualMachines_ListAll', 200, list.body)).toEqual([]);
  const extensions = await session.arm('GET', `${id}/extensions?${version}&$expand=instanceView`);
  expect(answerProblems('VirtualMachineExtensions_List', 200, extensions.body)).toEqual([]);
  const missing = await session.arm('GET', `${id}x?${version}`);
  expect(answerProblems('VirtualMachines_Get', missing.status, missing.body)).toEqual([]);
  expect(answerProblems('VirtualMachines_Get', 200, { location: 7 })).not.toEqual([]);
});

test('the locks SDK finds the lock above a VM, in both versions', async () => {
  const client = new ManagementLockClient(session.credential, PRODUCTION, { endpoint: session.sandbox.urls.arm });
  const found = await collect(client.managementLocks.listByScope(session.vm('vault-prod-01').slice(1)));
  expect(found).toMatchObject([{ name: 'keep-the-vault', level: 'CanNotDelete' }]);
  const atResource = client.managementLocks.listAtResourceLevel(
    'rg-vault-prod',
    'Microsoft.Compute',
    '',
    'virtualMachines',
    'vault-prod-01',
  );
  expect(await collect(atResource)).toHaveLength(1);
  expect(await collect(client.managementLocks.listAtResourceGroupLevel('rg-sql-prod'))).toEqual([]);
  const older = await session.arm(
    'GET',
    `${session.vm('vault-prod-01')}/providers/Microsoft.Authorization/locks?api-version=2016-09-01&$filter=atScope()`,
  );
  expect(older.body.value).toHaveLength(1);
  expect(answerProblems('ManagementLocks_ListByScope', 200, older.body)).toEqual([]);
});

test('role definitions, by id and by name', async () => {
  const client = authorization(PRODUCTION);
  const scope = `subscriptions/${PRODUCTION}`;
  const login = await client.roleDefinitions.get(scope, USER_LOGIN);
  expect(login.permissions?.[0]?.dataActions).toContain('Microsoft.Compute/virtualMachines/login/action');
  expect(login.permissions?.[0]?.dataActions).not.toContain('Microsoft.Compute/virtualMachines/loginAsAdmin/action');
  const named = await collect(
    client.roleDefinitions.list(scope, { filter: "roleName eq 'Virtual Machine Administrator Login'" }),
  );
  expect(named.map((one) => one.name)).toEqual([ADMIN_LOGIN]);
  const raw = await session.arm(
    'GET',
    `/${scope}/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01`,
  );
  expect(answerProblems('RoleDefinitions_List', 200, raw.body)).toEqual([]);
});

test('deny assignments hold below their scope', async () => {
  const everyone = '00000000-0000-0000-0000-000000000000';
  await session.control('POST', '/sandbox/azure/denyAssignments', {
    displayName: 'No sign-in',
    scope: `/subscriptions/${PRODUCTION}/resourceGroups/rg-jump-eu`,
    dataActions: ['Microsoft.Compute/virtualMachines/login/action'],
    principals: [{ id: everyone, type: 'SystemDefined' }],
  });
  const client = authorization(PRODUCTION);
  const list = (name: string) =>
    collect(client.denyAssignments.listForScope(session.vm(name).slice(1), { filter: 'atScope()' }));
  expect(await list('jump-eu-01')).toMatchObject([
    { denyAssignmentName: 'No sign-in', principals: [{ id: everyone }] },
  ]);
  expect(await list('sql-prod-01')).toEqual([]);
  const raw = await session.arm(
    'GET',
    `${session.vm('jump-eu-01')}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01`,
  );
  expect(answerProblems('DenyAssignments_ListForScope', 200, raw.body)).toEqual([]);
});

test('the bot can ask what it may do at a VM', async () => {
  const client = authorization(PRODUCTION);
  const list = () =>
    collect(client.permissions.listForResource('rg-jump-eu', 'Microsoft.Compute', '', 'virtualMachines', 'jump-eu-01'));
  expect((await list()).flatMap((one) => one.actions)).toContain('Microsoft.Authorization/roleAssignments/write');
  await session.control('PATCH', '/sandbox/azure/rules', { mayAssign: false });
  const without = (await list()).flatMap((one) => one.actions);
  expect(without).toContain('Microsoft.Authorization/locks/read');
  expect(without).not.toContain('Microsoft.Authorization/roleAssignments/write');
});

test('calls without a version, or with one that is not known, are refused', async () => {
  const none = await session.arm('GET', session.vm('build-01'));
  expect([none.status, none.body.error.code]).toEqual([400, 'MissingApiVersionParameter']);
  const wrong = await session.arm('GET', `${session.vm('build-01')}?api-version=1999-01-01`);
  expect(wrong.status).toBe(400);
});

test('every answer says what remains and who it was', async () => {
  const first = await session.arm('GET', `${session.vm('build-01')}?api-version=2024-07-01`);
  expect(first.headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(first.headers.get('x-ms-correlation-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(first.headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('249');
});

test('who reads too much is throttled, and told for how long', async () => {
  const read = () => session.arm('GET', `${session.vm('build-01')}?api-version=2024-07-01`);
  // However slow this machine is, the bucket is not refilled meanwhile.
  session.sandbox.clock.halt();
  const answers: Awaited<ReturnType<typeof read>>[] = [];
  while (answers.length < 300) answers.push(...(await Promise.all(Array.from({ length: 30 }, read))));
  const refused = answers.filter((answer) => answer.status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body.error.code).toBe('SubscriptionRequestsThrottled');
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  session.sandbox.clock.advance(10_000);
  expect((await read()).status).toBe(200);
});
