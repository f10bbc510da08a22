import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import type { Call } from '../calls.ts';
import type { FaultOrder } from '../faults.ts';
import { USER_LOGIN } from '../roles.ts';
import { PRODUCTION } from '../seed-vms.ts';
import { startSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.sandbox.close());
beforeEach(() => session.sandbox.reset());

function on(order: FaultOrder) {
  return session.control('POST', '/sandbox/faults', order).then(({ status, body }) => {
    expect(status).toBe(201);
    return body.id as string;
  });
}

function off(id: string) {
  return session.control('DELETE', `/sandbox/faults/${id}`);
}

function assignmentPath(name: string): string {
  return `${session.vm('build-01')}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
}

function assign(name: string) {
  return session.arm('PUT', assignmentPath(name), {
    properties: {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${USER_LOGIN}`,
      principalId: session.person('ana'),
      principalType: 'User',
    },
  });
}

function made(name: string): boolean {
  return session.sandbox.world.now.roleAssignments.some((assignment) => assignment.name === name);
}

async function calls(service: string): Promise<Call[]> {
  const { body } = await session.control('GET', `/sandbox/calls?service=${service}`);
  return body as Call[];
}

/** Waits until something is so, for at most two seconds. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await what()) return;
    await wait(10);
  }
  throw new Error('It did not come about in two seconds.');
}

test('status: that error in the format of ARM, so many times, with Retry-After', async () => {
  await on({
    service: 'arm',
    match: { method: 'PUT', path: 'roleAssignments' },
    times: 1,
    fault: { is: 'status', status: 429, retryAfter: 7 },
  });
  const name = randomUUID();
  expect((await session.arm('GET', assignmentPath(name))).status).toBe(404);
  const refused = await assign(name);
  expect([refused.status, refused.body.error.code, refused.headers.get('retry-after')]).toEqual([
    429,
    'TooManyRequests',
    '7',
  ]);
  expect(made(name)).toBe(false);
  expect((await assign(name)).status).toBe(201);
  expect((await calls('arm')).map((call) => call.fault)).toEqual([undefined, 'status', undefined]);
});

test('status: the SDK waits and tries again by itself', async () => {
  await on({ service: 'arm', times: 1, fault: { is: 'status', status: 429, retryAfter: 0 } });
  const { urls } = session.sandbox;
  const client = new AuthorizationManagementClient(session.credential, PRODUCTION, {
    endpoint: urls.arm,
  });
  expect((await client.roleDefinitions.get('', USER_LOGIN)).roleName).toBe('Virtual Machine User Login');
  expect((await calls('arm')).map((call) => call.status)).toEqual([429, 200]);
});

test('status: in the format of Graph, of Entra and of the identity endpoint', async () => {
  await on({ service: 'graph', times: 1, fault: { is: 'status', status: 429, retryAfter: 1 } });
  const graph = await session.graph('GET', '/v1.0/users');
  expect([graph.status, graph.body.error.code]).toEqual([429, 'TooManyRequests']);
  expect(graph.body.error.innerError['request-id']).toBeTruthy();
  await on({ service: 'entra', times: 1, fault: { is: 'status', status: 503 } });
  const { urls, env } = session.sandbox;
  const entra = await fetch(`${urls.entra}/${env['AZURE_TENANT_ID']}/oauth2/v2.0/token`, { method: 'POST' });
  expect([entra.status, ((await entra.json()) as { error: string }).error]).toEqual([503, 'temporarily_unavailable']);
  await on({ service: 'identity', times: 1, fault: { is: 'status', status: 500, message: 'Not today.' } });
  const identity = await fetch(urls.identity);
  expect([identity.status, await identity.json()]).toEqual([500, { statusCode: 500, message: 'Not today.' }]);
});

test('slow: the answer takes so long', async () => {
  await on({ service: 'arm', fault: { is: 'slow', ms: 300 } });
  const started = performance.now();
  expect((await assign(randomUUID())).status).toBe(201);
  expect(performance.now() - started).toBeGreaterThan(290);
});

test('cut-before: nothing is done, and there is no answer', async () => {
  await on({ service: 'arm', match: { method: 'PUT' }, times: 1, fault: { is: 'cut-before' } });
  const name = randomUUID();
  await expect(assign(name)).rejects.toThrow();
  expect(made(name)).toBe(false);
  await until(async () =>
    (await calls('arm')).some((call) => call.fault === 'cut-before' && call.status === null && call.ms !== null),
  );
});

test('cut-after: it is done, and the answer is lost', async () => {
  await on({ service: 'arm', match: { method: 'PUT' }, times: 1, fault: { is: 'cut-after' } });
  const name = randomUUID();
  await expect(assign(name)).rejects.toThrow();
  expect(made(name)).toBe(true);
  expect((await assign(name)).status).toBe(200);
});

test('hold-before: waits before doing, until the fault is switched off', async () => {
  const id = await on({ service: 'arm', match: { method: 'PUT' }, fault: { is: 'hold-before' } });
  const name = randomUUID();
  const answer = assign(name);
  await until(() => session.sandbox.faults.list()[0]?.held === 1);
  expect(made(name)).toBe(false);
  expect((await calls('arm')).at(-1)).toMatchObject({ method: 'PUT', status: null, fault: 'hold-before' });
  await off(id);
  expect((await answer).status).toBe(201);
});

test('hold-after: done, and the answer waits until the fault is switched off', async () => {
  const id = await on({ service: 'arm', match: { method: 'PUT' }, fault: { is: 'hold-after' } });
  const name = randomUUID();
  let answered = false;
  const answer = assign(name).finally(() => (answered = true));
  await until(() => made(name));
  await wait(50);
  expect(answered).toBe(false);
  await off(id);
  expect((await answer).body).toMatchObject({ name });
});

test('hold-before: a call whose caller has hung up still does its work when let go', async () => {
  const id = await on({ service: 'arm', match: { method: 'PUT' }, times: 1, fault: { is: 'hold-before' } });
  const name = randomUUID();
  const { token } = await session.credential.getToken(`${session.sandbox.urls.arm}/.default`);
  const hangUp = new AbortController();
  const call = fetch(session.sandbox.urls.arm + assignmentPath(name), {
    method: 'PUT',
    signal: hangUp.signal,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      properties: {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${USER_LOGIN}`,
        principalId: session.person('ana'),
      },
    }),
  });
  await until(() => session.sandbox.faults.list()[0]?.held === 1);
  hangUp.abort();
  await expect(call).rejects.toThrow();
  await off(id);
  await until(() => made(name));
});

test('stale: reads are answered from earlier, changes go through', async () => {
  const name = randomUUID();
  session.sandbox.clock.advance(60_000);
  expect((await assign(name)).status).toBe(201);
  session.sandbox.clock.advance(60_000);
  const id = await on({ service: 'arm', match: { path: 'roleAssignments' }, fault: { is: 'stale', ms: 90_000 } });
  expect((await session.arm('GET', assignmentPath(name))).status).toBe(404);
  session.sandbox.clock.advance(60_000);
  expect((await session.arm('GET', assignmentPath(name))).status).toBe(200);
  expect((await session.arm('DELETE', assignmentPath(name))).status).toBe(200);
  expect((await session.arm('GET', assignmentPath(name))).status).toBe(200);
  await off(id);
  expect((await session.arm('GET', assignmentPath(name))).status).toBe(404);
  expect((await calls('arm')).map((call) => call.fault)).toEqual([
    undefined,
    'stale',
    'stale',
    undefined,
    'stale',
    undefined,
  ]);
});

test('stale: Graph too', async () => {
  session.sandbox.clock.advance(60_000);
  await session.control('PATCH', '/sandbox/people/ana', { accountEnabled: false });
  await on({ service: 'graph', times: 1, fault: { is: 'stale', ms: 30_000 } });
  const enabled = async () =>
    (await session.graph('GET', '/v1.0/users/ana@contoso.com?$select=accountEnabled')).body.accountEnabled;
  expect(await enabled()).toBe(true);
  expect(await enabled()).toBe(false);
});

test('switching all faults off lets every held call go', async () => {
  await on({ service: 'arm', match: { method: 'PUT' }, fault: { is: 'hold-before' } });
  const answer = assign(randomUUID());
  await until(() => session.sandbox.faults.list()[0]?.held === 1);
  await session.control('DELETE', '/sandbox/faults');
  expect((await answer).status).toBe(201);
  expect((await session.control('GET', '/sandbox/faults')).body).toEqual([]);
});

test('a fault that makes no sense is refused', async () => {
  for (const body of [
    { service: 'arm', fault: { is: 'explode' } },
    { service: 'mail', fault: { is: 'cut-before' } },
    { service: 'arm', match: { path: '(' }, fault: { is: 'cut-before' } },
    { service: 'arm', times: 0, fault: { is: 'cut-before' } },
  ]) {
    const { status, body: answer } = await session.control('POST', '/sandbox/faults', body);
    expect(status).toBe(400);
    expect(typeof answer.error).toBe('string');
  }
  expect((await off('fault-0')).status).toBe(404);
});
