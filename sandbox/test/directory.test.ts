import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Client } from '@microsoft/microsoft-graph-client';
import { startSession, type Session } from './session.ts';

let session: Session;
let client: Client;
beforeAll(async () => {
  session = await startSession();
  const { graph } = session.sandbox.urls;
  client = Client.initWithMiddleware({
    baseUrl: graph,
    customHosts: new Set([new URL(graph).hostname]),
    authProvider: { getAccessToken: async () => (await session.credential.getToken(`${graph}/.default`)).token },
  });
});
afterAll(() => session?.sandbox.close());
beforeEach(() => session.sandbox.reset());

function group(name: string): string {
  const found = session.sandbox.world.now.groups.find((known) => known.displayName === name);
  if (!found) throw new Error(`There is no group ${name}.`);
  return found.id;
}

test('the SDK reads a person by id and by user principal name, with the default properties or those selected', async () => {
  const ana = await client.api(`/users/${session.person('ana')}`).get();
  expect(ana).toMatchObject({
    displayName: 'Ana Torres',
    userPrincipalName: 'ana@contoso.com',
    id: session.person('ana'),
  });
  expect(Object.keys(ana)).not.toContain('accountEnabled');
  const selected = await client.api('/users/ANA@contoso.com').select(['id', 'accountEnabled', 'userType']).get();
  expect(Object.keys(selected).sort()).toEqual(['@odata.context', 'accountEnabled', 'id', 'userType']);
  const guest = await client
    .api(`/users/${encodeURIComponent('gus_fabrikam.example#EXT#@contoso.onmicrosoft.com')}`)
    .select('userType')
    .get();
  expect(guest.userType).toBe('Guest');
});

test('whoever is not there is not found, in the shape of Graph', async () => {
  await expect(client.api('/users/nobody@contoso.com').get()).rejects.toMatchObject({
    statusCode: 404,
    code: 'Request_ResourceNotFound',
  });
  await expect(client.api(`/users/${session.person('erik')}`).get()).rejects.toMatchObject({ statusCode: 404 });
  const { body, headers } = await session.graph('GET', '/v1.0/users/nobody@contoso.com');
  expect(body.error.innerError['request-id']).toBe(headers.get('request-id'));
  expect(Object.keys(body.error.innerError)).toEqual(['date', 'request-id', 'client-request-id']);
});

test.each([
  ["mail eq 'ANA@contoso.com'", ['ana']],
  ["userPrincipalName eq 'raj@contoso.com' or mail eq 'raj@contoso.com'", ['raj']],
  ["proxyAddresses/any(p:p eq 'smtp:sam@contoso.com')", ['sam1', 'sam2']],
  ["mail eq 'sam@contoso.com' or proxyAddresses/any(x:x eq 'smtp:sam@contoso.com')", ['sam1', 'sam2']],
  ["accountEnabled eq false and userType eq 'Member'", ['dora']],
  ["userType eq 'Guest'", ['gus']],
  ["startswith(userPrincipalName,'mi')", ['mia']],
  ["userPrincipalName in ('tom@contoso.com', 'bo@contoso.com')", ['bo', 'tom']],
  ["mail eq 'o''brien@contoso.com'", []],
])('the SDK finds people: %s', async (filter, keys) => {
  const { value } = await client.api('/users').filter(filter).select('id').get();
  expect(value.map((one: { id: string }) => one.id).sort()).toEqual(keys.map((key) => session.person(key)).sort());
});

test.each(["endswith(mail,'@contoso.com')", "mail ne 'ana@contoso.com'", "not(startswith(mail,'a'))"])(
  'advanced queries want their header: %s',
  async (filter) => {
    await expect(client.api('/users').filter(filter).get()).rejects.toMatchObject({
      statusCode: 400,
      code: 'Request_UnsupportedQuery',
    });
    const { value } = await client
      .api('/users')
      .filter(filter)
      .header('ConsistencyLevel', 'eventual')
      .count(true)
      .get();
    expect(value.length).toBeGreaterThan(0);
  },
);

test('filters and properties that are none are refused', async () => {
  await expect(client.api('/users').filter('mail is ana').get()).rejects.toMatchObject({ statusCode: 400 });
  await expect(client.api('/users').filter("shoeSize eq '42'").get()).rejects.toMatchObject({ statusCode: 400 });
  await expect(client.api('/users/ana@contoso.com').select('shoeSize').get()).rejects.toMatchObject({
    statusCode: 400,
    code: 'BadRequest',
  });
});

test('membership is followed through groups', async () => {
  const asked = [group('VM Approvers'), group('Platform Operators')];
  const check = (key: string) =>
    client.api(`/users/${session.person(key)}/checkMemberGroups`).post({ groupIds: asked });
  expect((await check('mia')).value).toEqual([group('VM Approvers')]);
  expect((await check('olga')).value).toEqual([group('Platform Operators')]);
  expect((await check('ana')).value).toEqual([]);
  const all = await client.api(`/users/${session.person('mia')}/getMemberGroups`).post({ securityEnabledOnly: false });
  expect(all.value.sort()).toEqual([group('VM Approvers'), group('VM Approvers Europe')].sort());
  await session.control('PATCH', '/sandbox/people/ana', { groups: ['VM Approvers Europe'] });
  expect((await check('ana')).value).toEqual([group('VM Approvers')]);
});

test('at most twenty groups are checked at once', async () => {
  const groupIds = Array.from({ length: 21 }, () => crypto.randomUUID());
  const check = (ids: string[]) =>
    client.api(`/users/${session.person('mia')}/checkMemberGroups`).post({ groupIds: ids });
  await expect(check(groupIds)).rejects.toMatchObject({ statusCode: 400, code: 'Request_BadRequest' });
  await expect(check(['VM Approvers'])).rejects.toMatchObject({ statusCode: 400 });
  expect((await check(groupIds.slice(1))).value).toEqual([]);
});

test('a group tells its members page by page', async () => {
  const first = await client
    .api(`/groups/${group('Engineers')}/transitiveMembers`)
    .top(2)
    .select('id,userPrincipalName')
    .get();
  expect(first.value).toHaveLength(2);
  const ids: string[] = [];
  for (
    let page = first;
    page;
    page = page['@odata.nextLink'] ? await client.api(page['@odata.nextLink']).get() : undefined
  ) {
    ids.push(...page.value.map((one: { id: string }) => one.id));
  }
  expect(ids.sort()).toEqual(['ana', 'raj', 'bo', 'dora', 'nadia'].map((key) => session.person(key)).sort());
  const nested = await client.api(`/groups/${group('VM Approvers')}/transitiveMembers/microsoft.graph.user`).get();
  expect(nested.value.map((one: { id: string }) => one.id).sort()).toEqual(
    ['mia', 'tom'].map((key) => session.person(key)).sort(),
  );
  const direct = await client.api(`/groups/${group('VM Approvers')}/members`).get();
  expect(direct.value.map((one: { displayName: string }) => one.displayName)).toEqual([
    'Tom Okafor',
    'VM Approvers Europe',
  ]);
  expect((await client.api(`/groups/${group('Engineers')}`).get()).displayName).toBe('Engineers');
});

test('without the permission Graph denies', async () => {
  session.sandbox.world.edit('azure', (data) => ({ bot: { ...data.bot, graphPermissions: [] } }));
  await expect(client.api('/users/ana@contoso.com').get()).rejects.toMatchObject({
    statusCode: 403,
    code: 'Authorization_RequestDenied',
  });
  await expect(client.api(`/groups/${group('Engineers')}`).get()).rejects.toMatchObject({ statusCode: 403 });
});
