import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createArm } from '../../adapters/azure/arm.ts';
import { assignmentName, describe as mark } from '../../adapters/azure/assignment.ts';
import { createCredential } from '../../adapters/entra/credential.ts';
import { grant } from '../../adapters/azure/grant.ts';
import { createAzure } from '../../adapters/azure/index.ts';
import { Fault } from '../../src/faults.ts';
import type { GrantOrder } from '../../src/ports.ts';
import { machineClock } from '../support/clock.ts';
import { keptLog } from '../support/log.ts';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { FaultOrder } from '../support/sandbox-types.ts';
import { connect, personOf, vmOf } from './azure-world.ts';
import type { Connected } from './azure-world.ts';

const PUT = { method: 'PUT', path: 'roleAssignments/' };
const DELETE = { method: 'DELETE', path: 'roleAssignments/' };
const GET = { method: 'GET', path: 'roleAssignments/' };
const request = '5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111';

let sandbox: Sandbox;
let azure: Connected;
let order: GrantOrder;

beforeAll(async () => {
  sandbox = await startSandbox();
  azure = connect(sandbox);
  const [vm, ana] = [await vmOf(sandbox, 'sql-prod-01'), await personOf(sandbox, 'ana')];
  order = { request, vm: vm.id, principal: ana.id, role: 'user', endsAt: Date.UTC(2027, 2, 4, 17, 30) };
});

beforeEach(() => sandbox.reset());

afterAll(() => sandbox.stop());

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const fault = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof Fault) return fault;
  throw new Error('There was no fault.', { cause: fault });
}

const arm = (match: FaultOrder['match'], fault: FaultOrder['fault'], times?: number) =>
  sandbox.fault({ service: 'arm', fault, ...(match ? { match } : {}), ...(times === undefined ? {} : { times }) });

const refusal = (status: number, code?: string, message = 'Azure says no.') => ({
  is: 'status' as const,
  status,
  message,
  ...(code === undefined ? {} : { code }),
});

async function assignments() {
  return (await sandbox.state()).roleAssignments.filter((each) => each.scope === order.vm);
}

describe('what Azure answers to a grant', () => {
  test.each([
    [400, 'PrincipalNotFound', 'principal_missing'],
    [400, 'RoleAssignmentLimitExceeded', 'assignment_limit'],
    [409, 'RoleAssignmentLimitExceeded', 'assignment_limit'],
    [409, 'ScopeLocked', 'vm_locked'],
    [409, 'ReadOnlyDisabledSubscription', 'vm_locked'],
    [404, 'ResourceNotFound', 'vm_gone'],
    [404, 'ResourceGroupNotFound', 'vm_gone'],
    [404, 'SubscriptionNotFound', 'vm_gone'],
    [403, 'AuthorizationFailed', 'azure_forbidden'],
    [401, 'ExpiredAuthenticationToken', 'azure_forbidden'],
    [400, 'BadRequestFormat', 'azure_rejected'],
    [409, 'Conflict', 'azure_rejected'],
    [408, 'RequestTimeout', 'azure_unreachable'],
    [500, 'InternalServerError', 'azure_unreachable'],
    [502, undefined, 'azure_unreachable'],
    [503, 'ServerBusy', 'azure_unreachable'],
    [504, 'GatewayTimeout', 'azure_unreachable'],
  ])('%d %s', async (status, code, fault) => {
    await arm(PUT, refusal(status, code));
    expect(await faultOf(azure.cloud.grant(order))).toMatchObject({
      code: fault,
      message: expect.stringContaining(code ?? String(status)),
    });
    expect(await assignments()).toEqual([]);
  });

  test.each([PUT, { path: 'virtualMachines/sql-prod-01\\?' }, { path: 'locks' }])(
    'how long to wait, in milliseconds: %j',
    async (match) => {
      await arm(match, { is: 'status', status: 429, code: 'TooManyRequests', retryAfter: 17 });
      expect(await faultOf(azure.cloud.grant(order))).toMatchObject({ code: 'azure_throttled', retryAfter: 17_000 });
    },
  );

  test('one call each, and no retry behind our back', async () => {
    const since = (await sandbox.calls()).at(-1)?.id ?? 0;
    await arm(PUT, refusal(503));
    await faultOf(azure.cloud.grant(order));
    const methods = (await sandbox.calls({ service: 'arm', since })).map(({ method }) => method);
    expect(methods.sort()).toEqual(['GET', 'GET', 'PUT']);
  });

  test.each(['cut-before', 'cut-after'] as const)('%s: nobody knows; again, and it is granted once', async (is) => {
    await arm(PUT, { is }, 1);
    expect((await faultOf(azure.cloud.grant(order))).code).toBe('azure_unreachable');
    expect((await azure.cloud.grant(order)).is).toBe('granted');
    expect(await assignments()).toHaveLength(1);
  });

  test('nothing in time', async () => {
    const { credential, subscriptions } = azure;
    const impatient = createArm({ credential, armEndpoint: sandbox.env['AZURE_ARM_ENDPOINT'] ?? '', deadline: 300 });
    await arm(PUT, { is: 'slow', ms: 5000 });
    const before = Date.now();
    expect((await faultOf(grant(impatient, subscriptions, order))).code).toBe('azure_unreachable');
    expect(Date.now() - before).toBeLessThan(3000);
  });

  test('409 for our own name: it is granted', async () => {
    const name = assignmentName(request);
    await arm(
      PUT,
      refusal(409, 'RoleAssignmentExists', `The ID of the existing role assignment is ${name.replaceAll('-', '')}.`),
    );
    expect(await azure.cloud.grant(order)).toEqual({ is: 'granted', assignment: expect.stringContaining(name) });
  });

  test('409 without a name: it is looked up', async () => {
    const { vm, principal } = order;
    const held = await sandbox.assign({ scope: vm, principalId: principal, role: 'user' });
    await sandbox.assign({ scope: vm, principalId: principal, role: 'admin' });
    await arm(PUT, refusal(409, 'RoleAssignmentExists', 'The role assignment already exists.'));
    const assignment = `${vm}/providers/Microsoft.Authorization/roleAssignments/${held.name}`;
    expect(await azure.cloud.grant(order)).toEqual({ is: 'held', assignment });
  });

  test('409, and nothing to be found: to be tried again', async () => {
    await arm(PUT, refusal(409, 'RoleAssignmentExists', 'The role assignment already exists.'));
    expect(await faultOf(azure.cloud.grant(order))).toMatchObject({ code: 'grant_blocked', retryable: true });
  });

  test('400, our name stands elsewhere: rejected; it stands here: granted', async () => {
    const name = assignmentName(request);
    const { vm, principal } = order;
    await sandbox.assign({ scope: vm, principalId: principal, role: 'admin', name, description: mark(order) });
    expect((await faultOf(azure.cloud.grant(order))).code).toBe('azure_rejected');
    await sandbox.unassign(name);
    await azure.cloud.grant(order);
    await arm(PUT, refusal(400, 'RoleAssignmentUpdateNotPermitted'));
    expect((await azure.cloud.grant(order)).is).toBe('granted');
  });

  test('a VM outside the configured subscriptions is not asked for at all', async () => {
    const since = (await sandbox.calls()).at(-1)?.id ?? 0;
    const vm = order.vm.replace(/[0-9a-f-]{36}/, '7d1c33aa-0000-4000-8000-00000000abcd');
    expect((await faultOf(azure.cloud.grant({ ...order, vm }))).code).toBe('azure_rejected');
    expect(await azure.estate.vm(vm)).toBeUndefined();
    expect(await sandbox.calls({ service: 'arm', since })).toEqual([]);
  });

  test('says who is meant: a user, at the VM, with its request and end', async () => {
    await azure.cloud.grant(order);
    const calls = await sandbox.calls({ service: 'arm' });
    const put = calls.findLast(({ method }) => method === 'PUT');
    expect(put?.path).toMatch(/^\/subscriptions\//);
    expect((await assignments())[0]).toMatchObject({
      name: assignmentName(request),
      principalType: 'User',
      description: mark(order),
    });
  });
});

describe('what Azure answers to a revocation', () => {
  beforeEach(() => azure.cloud.grant(order));

  test.each([
    [409, 'ScopeLocked', 'revoke_locked'],
    [403, 'AuthorizationFailed', 'azure_forbidden'],
    [404, 'SubscriptionNotFound', 'azure_forbidden'],
    [400, 'BadRequest', 'azure_rejected'],
    [500, 'InternalServerError', 'azure_unreachable'],
    [503, 'ServerBusy', 'azure_unreachable'],
  ])('%d %s', async (status, code, fault) => {
    await arm(DELETE, refusal(status, code));
    expect((await faultOf(azure.cloud.revoke(order))).code).toBe(fault);
    expect(await assignments()).toHaveLength(1);
  });

  test('how long to wait', async () => {
    await arm(DELETE, { is: 'status', status: 429, code: 'TooManyRequests', retryAfter: 33 });
    expect(await faultOf(azure.cloud.revoke(order))).toMatchObject({ code: 'azure_throttled', retryAfter: 33_000 });
  });

  test('the connection is cut before anything was done', async () => {
    await arm(DELETE, { is: 'cut-before' }, 1);
    expect((await faultOf(azure.cloud.revoke(order))).code).toBe('azure_unreachable');
    expect(await azure.cloud.revoke(order)).toEqual({ is: 'revoked' });
  });

  test('a subscription that is not to be seen is not a grant that is gone', async () => {
    await arm(GET, refusal(404, 'SubscriptionNotFound'));
    expect((await faultOf(azure.cloud.revoke(order))).code).toBe('azure_forbidden');
    expect((await faultOf(azure.cloud.exists(order))).code).toBe('azure_forbidden');
  });

  test('deleted, says Azure, and still shows it: not verified', async () => {
    await sandbox.advance(600_000);
    await arm(GET, { is: 'stale', ms: 300_000 });
    expect((await faultOf(azure.cloud.revoke(order))).code).toBe('revoke_unverified');
    await sandbox.clearFaults();
    expect(await azure.cloud.revoke(order)).toEqual({ is: 'absent' });
    expect(await assignments()).toEqual([]);
  });

  test('not there yet, says an old answer: it is taken away all the same', async () => {
    await arm(GET, { is: 'stale', ms: 600_000 });
    expect(await azure.cloud.revoke(order)).toEqual({ is: 'revoked' });
    expect(await assignments()).toEqual([]);
    expect(azure.lines.some(({ level }) => level === 40)).toBe(true);
  });

  test.each([[403, 'AuthorizationFailed']])('nothing is there, and %d %s says no more', async (status, code) => {
    await azure.cloud.revoke(order);
    await arm(DELETE, refusal(status, code));
    expect(await azure.cloud.revoke(order)).toEqual({ is: 'absent' });
  });

  test('an answer that is out of date, and a lock: that is not known to be closed', async () => {
    await arm(GET, refusal(404, 'RoleAssignmentNotFound'));
    await arm(DELETE, refusal(409, 'ScopeLocked'));
    expect((await faultOf(azure.cloud.revoke(order))).code).toBe('revoke_locked');
  });

  test.each(['ResourceNotFound', 'ResourceGroupNotFound'])('the VM is gone: %s', async (code) => {
    await arm(DELETE, refusal(404, code), 1);
    await arm(GET, refusal(404, code));
    expect(await azure.cloud.revoke(order)).toEqual({ is: 'absent' });
  });

  test('a subscription that is no longer configured is still closed', async () => {
    const { credential } = azure;
    const { cloud } = createAzure({
      credential,
      armEndpoint: `${sandbox.env['AZURE_ARM_ENDPOINT']}/`,
      subscriptions: [],
      clock: machineClock,
      log: keptLog().log,
    });
    expect(await cloud.revoke(order)).toEqual({ is: 'revoked' });
  });
});

describe('reading', () => {
  async function vms(): Promise<number> {
    let count = 0;
    for await (const page of azure.estate.vms()) count += page.length;
    return count;
  }

  test.each([
    [
      'list',
      async () => {
        const { unreadable } = await azure.cloud.list();
        if (unreadable[0]) throw new Fault(unreadable[0].fault, 'as the list says');
      },
    ],
    ['exists', () => azure.cloud.exists(order)],
    ['vm', () => azure.estate.vm(order.vm)],
    ['standing', () => azure.estate.standing(order.vm, order.principal)],
    ['locks', () => azure.estate.locks(order.vm)],
    ['vms', vms],
  ] as const)('%s says what went wrong', async (_, read) => {
    for (const [fault, code, retryAfter] of [
      [{ is: 'status', status: 429, code: 'TooManyRequests', retryAfter: 60 }, 'azure_throttled', 60_000],
      [{ is: 'status', status: 503, retryAfter: 4 }, 'azure_unreachable', 4000],
      [{ is: 'cut-before' }, 'azure_unreachable', undefined],
      [{ is: 'status', status: 403, code: 'AuthorizationFailed' }, 'azure_forbidden', undefined],
    ] as const) {
      await sandbox.clearFaults();
      await arm(undefined, fault);
      expect(await faultOf(read())).toMatchObject({ code, retryAfter });
    }
  });

  test('a list of assignments longer than a page is read to its end', async () => {
    const people = Array.from(
      { length: 130 },
      (_, index) => `7d1c33aa-0000-4000-8000-${String(index).padStart(12, '0')}`,
    );
    for (const principalId of people) await sandbox.assign({ scope: order.vm, principalId, role: 'user' });
    await azure.cloud.grant(order);
    expect((await azure.cloud.list()).assignments).toMatchObject([{ request, vm: order.vm }]);
    await arm({ path: 'skipToken' }, refusal(500));
    const half = await azure.cloud.list();
    expect(half.assignments).toEqual([]);
    expect(half.unreadable).toMatchObject([{ fault: 'azure_unreachable' }]);
  });

  test('another role is not Latchkey’s, even with its name and its words', async () => {
    const { vm: scope, principal: principalId } = order;
    const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
    const forged = { scope, principalId, name: assignmentName(request), description: mark(order) };
    await sandbox.control('POST', 'azure/roleAssignments', { ...forged, role: owner });
    expect((await azure.cloud.list()).assignments).toEqual([]);
    await sandbox.unassign(forged.name);
    await sandbox.control('POST', 'azure/roleAssignments', { ...forged, role: 'user' });
    expect((await azure.cloud.list()).assignments).toHaveLength(1);
  });

  test('VMs are listed by the subscriptions where Resource Graph refuses', async () => {
    const all = await vms();
    await arm({ path: 'Microsoft.ResourceGraph' }, refusal(403, 'AuthorizationFailed'));
    expect(await vms()).toBe(all);
    expect(azure.lines.some(({ msg }) => msg.includes('Resource Graph refuses'))).toBe(true);
  });

  test('Resource Graph is given the time it asks for', async () => {
    const all = await vms();
    await arm(
      { path: 'Microsoft.ResourceGraph' },
      { is: 'status', status: 429, code: 'RateLimiting', retryAfter: 1 },
      1,
    );
    const before = Date.now();
    expect(await vms()).toBe(all);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1000);
  });
});

describe('signing in', () => {
  async function fresh() {
    const tenantId = sandbox.env['AZURE_TENANT_ID'] ?? '';
    const credential = createCredential({ tenantId, authorityHost: sandbox.env['AZURE_AUTHORITY_HOST'] ?? '' });
    const armEndpoint = sandbox.env['AZURE_ARM_ENDPOINT'] ?? '';
    const { subscriptions } = azure;
    return createAzure({ credential, armEndpoint, subscriptions, clock: machineClock, log: keptLog().log });
  }

  test.each([
    ['refuses', { is: 'status', status: 401, code: 'invalid_client' }, 'credentials_refused'],
    ['is down', { is: 'status', status: 503 }, 'azure_unreachable'],
    ['hangs up', { is: 'cut-before' }, 'azure_unreachable'],
  ] as const)('Entra ID %s', async (_, fault, code) => {
    await sandbox.fault({ service: 'entra', match: { path: '/token' }, fault });
    const anew = await fresh();
    expect((await faultOf(anew.cloud.list())).code).toBe(code);
    expect(await anew.examine()).toMatchObject([
      { what: 'Azure: sign-in', ok: false, next: expect.stringMatching(/\S/) },
    ]);
  });

  test('with a managed identity, without any secret', async () => {
    const { AZURE_CLIENT_SECRET: secret } = process.env;
    delete process.env['AZURE_CLIENT_SECRET'];
    const names = ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER'] as const;
    for (const name of names) process.env[name] = sandbox.env[name];
    try {
      for (const [status, code, fault] of [
        [400, 'invalid_request', 'credentials_refused'],
        [500, 'internal_error', 'azure_unreachable'],
      ] as const) {
        const off = await sandbox.fault({ service: 'identity', fault: { is: 'status', status, code } });
        expect((await faultOf((await fresh()).cloud.list())).code).toBe(fault);
        await off();
      }
      expect((await (await fresh()).cloud.list()).assignments).toEqual([]);
    } finally {
      for (const name of names) delete process.env[name];
      process.env['AZURE_CLIENT_SECRET'] = secret;
    }
  });
});

describe('examine', () => {
  test('finds everything in order', async () => {
    const found = await azure.examine();
    expect(found.filter(({ ok }) => !ok)).toEqual([]);
    expect(found).toHaveLength(2 + azure.subscriptions.length * 4);
  });

  test('names the permissions that are missing, and the role that has them', async () => {
    await sandbox.control('PATCH', 'azure/rules', { mayAssign: false });
    const missing = (await azure.examine()).filter(({ ok }) => !ok);
    expect(missing.map(({ what }) => what)).toEqual(
      azure.subscriptions.flatMap((each) => [
        `Azure: may assign roles in ${each}`,
        `Azure: may take roles away in ${each}`,
      ]),
    );
    for (const { next } of missing) expect(next).toContain('Virtual Machine Data Access Administrator');
  });

  test('names a subscription that cannot be read', async () => {
    const [first = ''] = azure.subscriptions;
    await arm({ path: first }, refusal(403, 'AuthorizationFailed'));
    const wrong = (await azure.examine()).filter(({ ok }) => !ok);
    expect(wrong).toMatchObject([
      { what: `Azure: subscription ${first}`, next: expect.stringContaining('AZURE_SUBSCRIPTION_IDS') },
    ]);
  });

  test('tells a clock that is wrong', async () => {
    const { credential, subscriptions } = azure;
    const armEndpoint = sandbox.env['AZURE_ARM_ENDPOINT'] ?? '';
    const clock = { now: () => Date.now() + 90_000 };
    const late = createAzure({ credential, armEndpoint, subscriptions, clock, log: keptLog().log });
    const found = (await late.examine()).find(({ what }) => what === 'Azure: clock');
    expect(found).toMatchObject({ ok: false, seen: expect.stringMatching(/^The clock is (89|90) s ahead of/) });
  });
});
