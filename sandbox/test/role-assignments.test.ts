import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AuthorizationManagementClient, type RoleAssignment } from '@azure/arm-authorization';
import { ADMIN_LOGIN, OWNER, USER_LOGIN } from '../roles.ts';
import { PRODUCTION } from '../seed-vms.ts';
import { answerProblems, requestProblems } from './openapi.ts';
import { startSession, type Session } from './session.ts';

let session: Session;
let client: AuthorizationManagementClient;
beforeAll(async () => {
  session = await startSession();
  const { urls } = session.sandbox;
  client = new AuthorizationManagementClient(session.credential, PRODUCTION, {
    endpoint: urls.arm,
  });
});
afterAll(() => session?.sandbox.close());
beforeEach(() => session.sandbox.reset());

const VERSION = 'api-version=2022-04-01';

function order(principalId: string, extra: Record<string, unknown> = {}) {
  return {
    properties: {
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${USER_LOGIN}`,
      principalId,
      principalType: 'User',
      ...extra,
    },
  };
}

function path(scope: string, name: string): string {
  return `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?${VERSION}`;
}

function put(scope: string, name: string, body: unknown) {
  return session.arm('PUT', path(scope, name), body);
}

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of pages) all.push(one);
  return all;
}

test('the SDK assigns, reads, lists and takes away', async () => {
  const scope = session.vm('sql-prod-01');
  const name = randomUUID();
  const made = await client.roleAssignments.create(scope, name, {
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${USER_LOGIN}`,
    principalId: session.person('ana'),
    principalType: 'User',
    description: 'for a while',
  });
  expect(made).toMatchObject({
    name,
    scope,
    principalId: session.person('ana'),
    principalType: 'User',
    description: 'for a while',
  });
  expect(made.id).toBe(`${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`);
  expect(Math.abs(Number(made.createdOn) - session.sandbox.clock.now())).toBeLessThan(5000);
  expect(made.createdBy).toBe(session.sandbox.world.now.bot.objectId);
  expect(await client.roleAssignments.get(scope, name)).toMatchObject({ name });
  const listed = await collect(client.roleAssignments.listForScope(scope.slice(1), { filter: 'atScope()' }));
  expect(listed.map((one) => one.name)).toContain(name);
  const statuses: number[] = [];
  await client.roleAssignments.delete(scope, name, { onResponse: (response) => statuses.push(response.status) });
  await client.roleAssignments.delete(scope, name, { onResponse: (response) => statuses.push(response.status) });
  expect(statuses).toEqual([200, 204]);
  await expect(client.roleAssignments.get(scope, name)).rejects.toMatchObject({
    statusCode: 404,
    code: 'RoleAssignmentNotFound',
  });
});

test('requests and answers are as Azure describes them', async () => {
  const scope = session.vm('web-prod-01');
  const name = randomUUID();
  const asked = order(session.person('raj'));
  expect(requestProblems('RoleAssignments_Create', asked)).toEqual([]);
  expect(requestProblems('RoleAssignments_Create', { properties: {} })).not.toEqual([]);
  const first = await put(scope, name, asked);
  expect(first.status).toBe(201);
  expect(answerProblems('RoleAssignments_Create', 201, first.body)).toEqual([]);
  const again = await put(scope, name, asked);
  expect(again.status).toBe(200);
  expect(answerProblems('RoleAssignments_Create', 200, again.body)).toEqual([]);
  const refused = await put(scope, randomUUID(), asked);
  expect(answerProblems('RoleAssignments_Create', refused.status, refused.body)).toEqual([]);
  const list = await session.arm('GET', `${scope}/providers/Microsoft.Authorization/roleAssignments?${VERSION}`);
  expect(answerProblems('RoleAssignments_ListForScope', 200, list.body)).toEqual([]);
  const gone = await session.arm('DELETE', path(scope, name));
  expect(answerProblems('RoleAssignments_Delete', 200, gone.body)).toEqual([]);
  const absent = await session.arm('DELETE', path(scope, name));
  expect(answerProblems('RoleAssignments_Delete', absent.status, absent.body)).toEqual([]);
});

test('each thing Azure refuses is refused with its own code', async () => {
  const scope = session.vm('build-01');
  const ana = session.person('ana');
  const name = randomUUID();
  expect((await put(scope, name, order(ana))).status).toBe(201);
  const refusals: [string, number, string, ReturnType<typeof put>][] = [
    [
      'same name, other principal',
      400,
      'RoleAssignmentUpdateNotPermitted',
      put(scope, name, order(session.person('raj'))),
    ],
    [
      'same name, other scope',
      400,
      'RoleAssignmentUpdateNotPermitted',
      put(session.vm('dev-ana-01'), name, order(ana)),
    ],
    ['other name, same triple', 409, 'RoleAssignmentExists', put(scope, randomUUID(), order(ana))],
    ['nobody', 400, 'PrincipalNotFound', put(scope, randomUUID(), order(randomUUID()))],
    ['not a guid', 400, 'InvalidPrincipalId', put(scope, randomUUID(), order('ana'))],
    [
      'wrong type',
      400,
      'UnmatchedPrincipalType',
      put(scope, randomUUID(), order(session.person('raj'), { principalType: 'Group' })),
    ],
    ['name not a guid', 400, 'InvalidRoleAssignmentId', put(scope, 'mine', order(session.person('raj')))],
    ['no body', 400, 'BadRequestFormat', put(scope, randomUUID(), {})],
    [
      'long description',
      400,
      'BadRequestFormat',
      put(scope, randomUUID(), order(session.person('raj'), { description: 'é'.repeat(1025) })),
    ],
    [
      'role the condition forbids',
      403,
      'AuthorizationFailed',
      put(
        scope,
        randomUUID(),
        order(ana, { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${OWNER}` }),
      ),
    ],
    ['no such VM', 404, 'ResourceNotFound', put(scope.replace('build-01', 'build-99'), randomUUID(), order(ana))],
    [
      'no such group',
      404,
      'ResourceGroupNotFound',
      put(scope.replace('rg-build', 'rg-none'), randomUUID(), order(ana)),
    ],
    [
      'no such subscription',
      404,
      'SubscriptionNotFound',
      put(`/subscriptions/${randomUUID()}`, randomUUID(), order(ana)),
    ],
  ];
  for (const [what, status, code, refused] of refusals) {
    const answer = await refused;
    expect([what, answer.status, answer.body.error.code]).toEqual([what, status, code]);
  }
  const twin = await put(scope, randomUUID(), order(ana));
  expect(twin.body.error.message).toContain(name.replaceAll('-', ''));
});

test('a role nobody knows does not exist', async () => {
  const role = randomUUID();
  await session.control('PATCH', '/sandbox/azure/rules', { assignable: [role] });
  const answer = await put(
    session.vm('build-01'),
    randomUUID(),
    order(session.person('ana'), { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}` }),
  );
  expect([answer.status, answer.body.error.code]).toEqual([404, 'RoleDefinitionDoesNotExist']);
});

test('a new account is unknown to ARM for some minutes', async () => {
  const { clock } = session.sandbox;
  await session.control('PATCH', '/sandbox/people/ana', { createdAt: clock.now() });
  const scope = session.vm('build-01');
  expect((await put(scope, randomUUID(), order(session.person('ana')))).body.error.code).toBe('PrincipalNotFound');
  clock.advance(121_000);
  expect((await put(scope, randomUUID(), order(session.person('ana')))).status).toBe(201);
});

test('CanNotDelete lets a role be added and keeps it from being taken away; ReadOnly forbids both', async () => {
  const scope = session.vm('vault-prod-01');
  const name = randomUUID();
  expect((await put(scope, name, order(session.person('ana')))).status).toBe(201);
  const kept = await session.arm('DELETE', path(scope, name));
  expect([kept.status, kept.body.error.code]).toEqual([409, 'ScopeLocked']);
  expect(kept.body.error.message).toContain('rg-vault-prod');
  await session.control('DELETE', '/sandbox/azure/locks/keep-the-vault');
  expect((await session.arm('DELETE', path(scope, name))).status).toBe(200);
  await session.control('POST', '/sandbox/azure/locks', { name: 'still', scope, level: 'ReadOnly' });
  const refused = await put(scope, name, order(session.person('ana')));
  expect([refused.status, refused.body.error.code]).toEqual([409, 'ScopeLocked']);
});

test('what the bot may assign follows its condition', async () => {
  const scope = session.vm('build-01');
  await session.control('PATCH', '/sandbox/azure/rules', { principalTypes: ['User'] });
  const untyped = { properties: { ...order(session.person('ana')).properties, principalType: undefined } };
  const refused = await put(scope, randomUUID(), untyped);
  expect([refused.status, refused.body.error.code]).toEqual([403, 'AuthorizationFailed']);
  expect(refused.body.error.message).toContain('ABAC condition');
  expect((await put(scope, randomUUID(), order(session.person('ana')))).status).toBe(201);
  await session.control('PATCH', '/sandbox/azure/rules', { mayAssign: false });
  expect((await put(scope, randomUUID(), order(session.person('raj')))).status).toBe(403);
});

test('a subscription holds only so many', async () => {
  await session.control('PATCH', '/sandbox/azure/rules', { assignmentLimit: 1 });
  const refused = await put(session.vm('build-01'), randomUUID(), order(session.person('ana')));
  expect([refused.status, refused.body.error.code]).toEqual([400, 'RoleAssignmentLimitExceeded']);
});

test('lists: at scope or above, by principal, and through groups', async () => {
  const scope = session.vm('legacy-01');
  const ana = session.person('ana');
  const own = await client.roleAssignments.create(scope, randomUUID(), {
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ADMIN_LOGIN}`,
    principalId: ana,
  });
  const names = async (filter: string) =>
    (await collect<RoleAssignment>(client.roleAssignments.listForScope(scope, { filter }))).map(
      (one) => one.principalType,
    );
  expect(await names(`assignedTo('${ana}')`)).toEqual(['Group', 'User']);
  expect(await names(`atScope() and assignedTo('${session.person('raj')}')`)).toEqual(['Group']);
  expect(await names(`principalId eq '${ana}'`)).toEqual(['User']);
  const group = scope.slice(0, scope.indexOf('/providers'));
  const above = await collect(client.roleAssignments.listForScope(group, { filter: 'atScope()' }));
  expect(above.map((one) => one.name)).not.toContain(own.name);
  const below = await collect(client.roleAssignments.listForScope(group));
  expect(below.map((one) => one.name)).toContain(own.name);
  await expect(names("displayName eq 'x'")).rejects.toMatchObject({ statusCode: 400 });
});

test('long lists come in pages, and the SDK follows them', async () => {
  for (let index = 1; index <= 130; index++) {
    await session.control('POST', '/sandbox/azure/roleAssignments', {
      scope: session.vm(`farm-${String(index).padStart(3, '0')}`),
      principalId: session.person('ana'),
      role: 'user',
    });
  }
  const scope = session.vm('farm-001').split('/').slice(0, 3).join('/');
  const first = await session.arm('GET', `${scope}/providers/Microsoft.Authorization/roleAssignments?${VERSION}`);
  expect(first.body.value).toHaveLength(100);
  expect(first.body.nextLink).toMatch(/^https:\/\//);
  const all = await collect(
    client.roleAssignments.listForScope(scope, { filter: `principalId eq '${session.person('ana')}'` }),
  );
  expect(new Set(all.map((one) => one.id)).size).toBe(130);
});

test('ids are compared without regard to case, and a doubled slash is forgiven', async () => {
  const scope = session.vm('sql-prod-02');
  const name = randomUUID();
  const made = await put(
    `/${scope.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions')}`,
    name,
    order(session.person('ana')),
  );
  expect(made.status).toBe(201);
  expect(made.body.properties.scope).toBe(scope);
  expect((await session.arm('GET', path(scope.toLowerCase(), name.toUpperCase()))).status).toBe(200);
});

test('deleting a VM leaves its assignments behind, and they can be taken away', async () => {
  const scope = session.vm('dev-raj-01');
  const name = randomUUID();
  await put(scope, name, order(session.person('raj')));
  await session.control('DELETE', '/sandbox/azure/vms/dev-raj-01');
  expect((await session.arm('GET', path(scope, name))).status).toBe(200);
  expect((await session.arm('DELETE', path(scope, name))).status).toBe(200);
  expect((await session.arm('DELETE', path(scope, name))).status).toBe(204);
});
