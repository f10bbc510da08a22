import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DEVELOPMENT } from '../seed-vms.ts';
import { startSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.sandbox.close());
beforeEach(() => session.sandbox.reset());

test('state tells everything', async () => {
  const { body } = await session.control('GET', '/sandbox/state');
  expect(Object.keys(body)).toEqual(
    expect.arrayContaining(
      'clock people groups subscriptions vms locks roleAssignments denyAssignments slack faults'.split(' '),
    ),
  );
  expect(body.vms).toHaveLength(322);
  expect(body.slack.team.id).toBe('T0CONTOSO');
  expect((await session.control('GET', '/sandbox/urls')).body).toEqual(session.sandbox.urls);
  expect((await session.control('GET', '/sandbox/env')).body).toEqual(session.sandbox.env);
});

test('the seed has the people that the stories need', () => {
  const { world } = session.sandbox;
  expect(world.now.people.map((person) => person.key)).toEqual(
    'ana raj bo mia tom olga gus dora sam1 sam2 erik nadia'.split(' '),
  );
  expect(world.person('nadia')?.displayName).toHaveLength(200);
  expect(world.person('sam2')?.slack).toBeNull();
  expect(world.person('U0SAM')?.key).toBe('sam1');
  expect(world.person('erik')).toMatchObject({
    inDirectory: false,
    slack: { is_stranger: true, team_id: 'T0NORTHWIND' },
  });
  expect(Math.max(...world.now.vms.map((vm) => vm.name.length))).toBe(64);
});

test('VMs are added, changed and deleted', async () => {
  const put = (body: object) => session.control('PUT', '/sandbox/azure/vms/new-01', body);
  expect(
    (await put({ subscription: 'Contoso Development', resourceGroup: 'rg-new', os: 'Linux', tags: { env: 'test' } }))
      .status,
  ).toBe(201);
  expect(session.sandbox.world.vm('new-01')).toMatchObject({
    subscription: DEVELOPMENT,
    os: 'Linux',
    power: 'running',
    tags: { env: 'test' },
  });
  expect((await session.arm('GET', `${session.vm('new-01')}?api-version=2024-07-01`)).status).toBe(200);
  expect((await put({ power: 'stopped' })).status).toBe(200);
  expect(session.sandbox.world.vm('new-01')).toMatchObject({ resourceGroup: 'rg-new', power: 'stopped', os: 'Linux' });
  expect((await session.control('DELETE', '/sandbox/azure/vms/new-01')).status).toBe(200);
  expect((await session.control('DELETE', '/sandbox/azure/vms/new-01')).status).toBe(404);
  expect((await put({ subscription: 'nowhere' })).status).toBe(400);
  expect((await put({ colour: 'red' })).status).toBe(400);
});

test('an administrator assigns and takes away by hand', async () => {
  const made = await session.control('POST', '/sandbox/azure/roleAssignments', {
    scope: session.vm('build-01'),
    principalId: session.person('raj'),
    role: 'admin',
    description: 'by hand',
  });
  expect(made.status).toBe(201);
  const found = await session.arm(
    'GET',
    `${session.vm('build-01')}/providers/Microsoft.Authorization/roleAssignments/${made.body.name}?api-version=2022-04-01`,
  );
  expect(found.body.properties).toMatchObject({ description: 'by hand', principalType: 'User' });
  expect(found.body.properties.createdBy).not.toBe(session.sandbox.world.now.bot.objectId);
  expect((await session.control('DELETE', `/sandbox/azure/roleAssignments/${made.body.name}`)).status).toBe(200);
  expect((await session.control('DELETE', `/sandbox/azure/roleAssignments/${made.body.name}`)).status).toBe(404);
});

test('people change, and only what is there to change', async () => {
  const changed = await session.control('PATCH', '/sandbox/people/ana', { mail: null, slack: { is_restricted: true } });
  expect(changed.body).toMatchObject({
    key: 'ana',
    mail: null,
    slack: { id: 'U0ANA', is_restricted: true, tz: 'Europe/Madrid' },
  });
  expect((await session.control('PATCH', '/sandbox/people/nobody', {})).status).toBe(404);
  expect((await session.control('PATCH', '/sandbox/people/ana', { groups: ['Nobodies'] })).status).toBe(400);
  expect((await session.control('PATCH', '/sandbox/people/ana', { age: 7 })).status).toBe(400);
});

test('reset goes back to the seed', async () => {
  await session.control('DELETE', '/sandbox/azure/vms/build-01');
  await session.control('POST', '/sandbox/clock', { advance: 60_000 });
  await session.control('POST', '/sandbox/faults', { service: 'arm', fault: { is: 'cut-before' } });
  expect(session.sandbox.clock.ahead()).toBe(60_000);
  await session.control('POST', '/sandbox/reset');
  expect(session.sandbox.world.vm('build-01')).toBeDefined();
  expect(session.sandbox.clock.ahead()).toBe(0);
  expect(session.sandbox.faults.list()).toEqual([]);
});

test('the clock only goes ahead', async () => {
  expect((await session.control('POST', '/sandbox/clock', { advance: -1 })).status).toBe(400);
});

test('calls are listed since an id, with what was asked and answered', async () => {
  await session.arm('GET', '/subscriptions?api-version=2022-12-01');
  const first = (await session.control('GET', '/sandbox/calls?service=arm')).body;
  expect(first).toMatchObject([{ service: 'arm', method: 'GET', status: 200, response: { value: expect.anything() } }]);
  await session.graph('POST', `/v1.0/users/${session.person('mia')}/getMemberGroups`, { securityEnabledOnly: true });
  const since = (await session.control('GET', `/sandbox/calls?since=${first[0].id}`)).body;
  expect(since.map((call: { service: string }) => call.service)).toContain('graph');
  expect(since.at(-1)).toMatchObject({
    path: expect.stringContaining('getMemberGroups'),
    request: { securityEnabledOnly: true },
  });
});

test('changes are told as they happen', async () => {
  const stop = new AbortController();
  const response = await fetch(`${session.sandbox.urls.control}/sandbox/events`, { signal: stop.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  if (!response.body) throw new Error('There is no stream.');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  await session.control('POST', '/sandbox/azure/locks', { scope: session.vm('build-01'), level: 'CanNotDelete' });
  while (!text.includes('"azure"')) text += (await reader.read()).value ?? '';
  expect(text).toContain('event: change\ndata: {"part":"azure"}\n\n');
  stop.abort();
});

test('what the control API does not have, it says so', async () => {
  const { status, body } = await session.control('GET', '/sandbox/nothing');
  expect(status).toBe(404);
  expect(body.error).toContain('/sandbox/nothing');
});

test('a body that Slack’s part of the control API does not understand is refused in the same way', async () => {
  const { status, body } = await session.control('POST', '/sandbox/slack/app', { colour: 'red' });
  expect([status, typeof body.error]).toEqual([400, 'string']);
});

test('a channel is archived and left', async () => {
  const patch = (id: string, body: object) => session.control('PATCH', `/sandbox/channels/${id}`, body);
  expect((await patch('C0OPS', { is_archived: true, members: ['U0OLGA'] })).status).toBe(200);
  const { channels } = session.sandbox.world.now.slack;
  expect(channels.find((channel) => channel.id === 'C0OPS')).toMatchObject({
    name: 'platform-ops',
    is_archived: true,
    members: ['U0OLGA'],
  });
  expect((await patch('C0NOWHERE', { is_archived: true })).status).toBe(404);
  expect((await patch('C0OPS', { topic: 'x' })).status).toBe(400);
});
