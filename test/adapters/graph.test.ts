import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/faults.ts';
import { createCredential } from '../../adapters/entra/credential.ts';
import { createGraphClient } from '../../adapters/graph/client.ts';
import { directoryConformance } from '../conformance/directory.ts';
import { startSandbox } from '../support/sandbox.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { FaultOrder } from '../support/sandbox-types.ts';
import { connect, directoryWorld } from './azure-world.ts';
import type { Connected } from './azure-world.ts';

let sandbox: Sandbox;
let connected: Connected;

beforeAll(async () => {
  sandbox = await startSandbox();
  connected = connect(sandbox);
});

beforeEach(() => sandbox.reset());

afterAll(() => sandbox.stop());

describe('Directory on Microsoft Graph', () => {
  directoryConformance(() => directoryWorld(sandbox, connected));
});

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const fault = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof Fault) return fault;
  throw new Error('There was no fault.', { cause: fault });
}

const FAILURES: readonly [string, FaultOrder['fault'], string, number?][] = [
  ['429', { is: 'status', status: 429, code: 'TooManyRequests', retryAfter: 12 }, 'directory_throttled', 12_000],
  ['401', { is: 'status', status: 401, code: 'InvalidAuthenticationToken' }, 'directory_forbidden'],
  ['403', { is: 'status', status: 403, code: 'Authorization_RequestDenied' }, 'directory_forbidden'],
  ['400', { is: 'status', status: 400, code: 'Request_UnsupportedQuery' }, 'directory_rejected'],
  ['500', { is: 'status', status: 500, code: 'generalException' }, 'directory_unreachable'],
  ['503 with a wait', { is: 'status', status: 503, retryAfter: 3 }, 'directory_unreachable', 3000],
  ['a cut connection', { is: 'cut-before' }, 'directory_unreachable'],
  ['a lost answer', { is: 'cut-after' }, 'directory_unreachable'],
];

describe('what goes wrong at Graph', () => {
  test.each(FAILURES)('%s', async (_, fault, code, wait) => {
    const { id } = (await sandbox.state()).people[0] ?? { id: '' };
    await sandbox.fault({ service: 'graph', fault });
    const asked = [
      () => connected.directory.find('ana@contoso.com'),
      () => connected.directory.person(id),
      () => connected.directory.memberOf(id, [id]),
    ];
    for (const ask of asked) expect(await faultOf(ask())).toMatchObject({ code, retryAfter: wait });
  });

  test('one question, one call: nobody retries behind our back', async () => {
    const since = (await sandbox.calls()).at(-1)?.id ?? 0;
    await sandbox.fault({ service: 'graph', fault: { is: 'status', status: 503 } });
    await faultOf(connected.directory.find('ana@contoso.com'));
    expect(await sandbox.calls({ service: 'graph', since })).toHaveLength(1);
  });

  test('nobody listens there: the fault says so', async () => {
    const given = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 60_000 }) };
    const graph = createGraphClient({ credential: given, graphEndpoint: 'https://127.0.0.1:1' });
    const fault = await faultOf(graph.call('Trying', '/users', (request) => request.get()));
    expect(fault).toMatchObject({
      code: 'directory_unreachable',
      message: expect.stringMatching(/ECONNREFUSED|bad port/),
    });
  });

  test('a slow answer is given up', async () => {
    const { credential } = connected;
    const graphEndpoint = sandbox.env['AZURE_GRAPH_ENDPOINT'] ?? '';
    const graph = createGraphClient({ credential, graphEndpoint, deadline: 200 });
    await sandbox.fault({ service: 'graph', fault: { is: 'slow', ms: 5000 } });
    const before = Date.now();
    const fault = await faultOf(graph.call('Trying', '/users', (request) => request.get()));
    expect(fault.code).toBe('directory_unreachable');
    expect(Date.now() - before).toBeLessThan(2000);
  });

  test.each([
    ['refuses', { is: 'status', status: 401, code: 'invalid_client' }, 'credentials_refused'],
    ['is down', { is: 'status', status: 503 }, 'directory_unreachable'],
    ['hangs up', { is: 'cut-before' }, 'directory_unreachable'],
  ] as const)('Entra ID %s', async (_, fault, code) => {
    const tenantId = sandbox.env['AZURE_TENANT_ID'] ?? '';
    const authorityHost = sandbox.env['AZURE_AUTHORITY_HOST'] ?? '';
    // A new credential has no token yet.
    const credential = createCredential({ tenantId, authorityHost });
    const graphEndpoint = sandbox.env['AZURE_GRAPH_ENDPOINT'] ?? '';
    await sandbox.fault({ service: 'entra', match: { path: '/token' }, fault });
    const graph = createGraphClient({ credential, graphEndpoint });
    expect((await faultOf(graph.token())).code).toBe(code);
  });
});

describe('examine', () => {
  test('finds everything in order', async () => {
    const found = await connected.directory.examine();
    expect(found.map(({ what, ok }) => ({ what, ok }))).toEqual([
      { what: 'Graph: sign-in', ok: true },
      { what: 'Graph: User.Read.All', ok: true },
      { what: 'Graph: GroupMember.Read.All', ok: true },
    ]);
  });

  test('names the permission that is missing, and what to do', async () => {
    const fault = { is: 'status', status: 403, code: 'Authorization_RequestDenied' } as const;
    await sandbox.fault({ service: 'graph', match: { path: '/groups' }, fault });
    const found = await connected.directory.examine();
    expect(found.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(found[2]).toMatchObject({
      what: 'Graph: GroupMember.Read.All',
      next: expect.stringContaining('admin consent'),
    });
  });
});
