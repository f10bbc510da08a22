import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { runScript, startChild, type Started } from './child.ts';
import { call, startSession, type Session } from './session.ts';

let child: Started;
let session: Session;
beforeAll(async () => {
  child = await startChild({ arguments: ['--with-parent'] });
  session = await startSession();
});
afterAll(async () => {
  await session?.sandbox.close();
  child?.process.stdin?.end();
  await child?.ended;
});

/** What a bot does to sign in and to make one call to ARM and one to Graph, with the vendor's own packages. */
const BOT = `
  import { DefaultAzureCredential } from '@azure/identity';
  import { AuthorizationManagementClient } from '@azure/arm-authorization';
  import { Client } from '@microsoft/microsoft-graph-client';
  import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
  const { AZURE_ARM_ENDPOINT: arm, AZURE_GRAPH_ENDPOINT: graph, AZURE_SUBSCRIPTION_IDS: ids } = process.env;
  const credential = new DefaultAzureCredential({ disableInstanceDiscovery: true });
  const client = new AuthorizationManagementClient(credential, ids.split(',')[0], { endpoint: arm });
  const scope = 'subscriptions/' + ids.split(',')[0];
  const role = await client.roleDefinitions.get(scope, 'fb879df8-f326-4884-b1cf-06f3ad86be52');
  const authProvider = new TokenCredentialAuthenticationProvider(credential, { scopes: [graph + '/.default'] });
  const directory = Client.initWithMiddleware({ authProvider, baseUrl: graph, customHosts: new Set([new URL(graph).hostname]) });
  const user = await directory.api('/users/ana@contoso.com').select('displayName').get();
  console.log(role.roleName + ' / ' + user.displayName);
`;

test('DefaultAzureCredential signs in with a client secret', async () => {
  const { IDENTITY_ENDPOINT: _endpoint, IDENTITY_HEADER: _header, ...env } = child.env;
  expect(await runScript(BOT, env)).toBe('Virtual Machine User Login / Ana Torres');
  const { body } = await call(`${child.urls['control']}/sandbox/calls?service=entra`, 'GET', undefined, {});
  expect(body.map((one: { path: string }) => one.path).join('\n')).toContain('/oauth2/v2.0/token');
  expect(JSON.stringify(body)).not.toContain(child.env['AZURE_CLIENT_SECRET']);
});

test('DefaultAzureCredential signs in as a managed identity', async () => {
  const { AZURE_CLIENT_ID: _id, AZURE_CLIENT_SECRET: _secret, ...env } = child.env;
  expect(await runScript(BOT, env)).toBe('Virtual Machine User Login / Ana Torres');
  const { body } = await call(`${child.urls['control']}/sandbox/calls?service=identity`, 'GET', undefined, {});
  expect(body.length).toBeGreaterThan(0);
});

test('tokens can be checked by anybody with the published keys', async () => {
  const { urls, world } = session.sandbox;
  const { tenant } = world.now;
  const { body: metadata } = await call(
    `${urls.entra}/${tenant.id}/v2.0/.well-known/openid-configuration`,
    'GET',
    undefined,
    {},
  );
  const { token } = await session.credential.getToken(`${urls.arm}/.default`);
  const { keys } = (await call(metadata.jwks_uri, 'GET', undefined, {})).body;
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0])).not.toContain('d');
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(metadata.jwks_uri)));
  expect(payload).toMatchObject({ aud: urls.arm, tid: tenant.id, appid: world.now.bot.clientId });
});

test.each([
  ['wrong secret', { client_secret: 'guess' }, 401, 'invalid_client', 7000215],
  ['unknown application', { client_id: crypto.randomUUID() }, 400, 'unauthorized_client', 700016],
  ['no scope', { scope: '' }, 400, 'invalid_scope', 1002012],
  ['scope of nobody', { scope: 'https://elsewhere.example/.default' }, 400, 'invalid_resource', 500011],
  ['scope without .default', { scope: 'User.Read' }, 400, 'invalid_scope', 1002012],
  ['other grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
])('Entra refuses: %s', async (_what, change, status, error, code) => {
  const { urls } = session.sandbox;
  const form = {
    grant_type: 'client_credentials',
    client_id: session.env('AZURE_CLIENT_ID'),
    client_secret: session.env('AZURE_CLIENT_SECRET'),
    scope: `${urls.arm}/.default`,
    ...change,
  };
  const response = await fetch(`${urls.entra}/${session.env('AZURE_TENANT_ID')}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const body = (await response.json()) as { error: string; error_codes: number[]; error_description: string };
  expect([response.status, body.error, body.error_codes]).toEqual([status, error, [code]]);
  expect(body.error_description).toContain(`AADSTS${code}:`);
});

test('the identity endpoint wants its header and its version', async () => {
  const { urls } = session.sandbox;
  const url = `${urls.identity}?api-version=2019-08-01&resource=${encodeURIComponent(urls.arm)}`;
  expect((await call(url, 'GET', undefined, {})).status).toBe(401);
  const header = { 'X-IDENTITY-HEADER': session.env('IDENTITY_HEADER') };
  expect((await call(url.replace('2019-08-01', '2017-09-01'), 'GET', undefined, header)).status).toBe(400);
  const good = await call(url, 'GET', undefined, header);
  expect(decodeJwt(good.body.access_token)).toMatchObject({ aud: urls.arm });
  expect(Number(good.body.expires_on)).toBeGreaterThan(Date.now() / 1000);
});

test.each(['arm', 'graph'] as const)('%s refuses missing, foreign, forged and expired tokens', async (service) => {
  const { urls } = session.sandbox;
  const path = service === 'arm' ? '/subscriptions?api-version=2022-12-01' : '/v1.0/users';
  const other = service === 'arm' ? urls.graph : urls.arm;
  const codes = async (headers: Record<string, string>) => {
    const { status, body } = await call(urls[service] + path, 'GET', undefined, headers);
    return [status, body.error.code];
  };
  const expected = (code: string) => [401, service === 'arm' ? code : 'InvalidAuthenticationToken'];
  const own = (await session.credential.getToken(`${urls[service]}/.default`)).token;
  const foreign = (await session.credential.getToken(`${other}/.default`)).token;
  expect(await codes({})).toEqual(expected('AuthenticationFailed'));
  expect(await codes({ Authorization: `Bearer ${foreign}` })).toEqual(expected('InvalidAuthenticationTokenAudience'));
  expect(await codes({ Authorization: `Bearer ${own.slice(0, -8)}AAAAAAAA` })).toEqual(
    expected('InvalidAuthenticationToken'),
  );
  expect((await call(urls[service] + path, 'GET', undefined, { Authorization: `Bearer ${own}` })).status).toBe(200);
  session.sandbox.clock.advance(3 * 3_600_000);
  expect((await call(urls[service] + path, 'GET', undefined, { Authorization: `Bearer ${own}` })).status).toBe(200);
  await session.control('PATCH', '/sandbox/azure/rules', { tokenLifetime: 0 });
  const short = await freshToken(service);
  expect(await codes({ Authorization: `Bearer ${short}` })).toEqual(expected('ExpiredAuthenticationToken'));
  session.sandbox.reset();
});

async function freshToken(service: 'arm' | 'graph'): Promise<string> {
  const { urls } = session.sandbox;
  const url = `${urls.identity}?api-version=2019-08-01&resource=${encodeURIComponent(urls[service])}`;
  const { body } = await call(url, 'GET', undefined, { 'X-IDENTITY-HEADER': session.env('IDENTITY_HEADER') });
  return body.access_token;
}

test('the command ends when its standard input closes', async () => {
  const short = await startChild({ arguments: ['--with-parent'] });
  short.process.stdin?.end();
  expect(await short.ended).toBe(0);
});

test('the command ends when it is told to', async () => {
  const short = await startChild({ arguments: [] });
  short.process.kill('SIGTERM');
  expect(await short.ended).toBe(0);
});

test('the command says so when its ports are taken', async () => {
  const first = await startChild({ arguments: [] });
  const { port } = new URL(first.urls['control'] ?? '');
  const main = join(import.meta.dirname, '..', 'main.ts');
  const second = await promisify(execFile)(process.execPath, [main, '--port', port]).catch((error: unknown) => error);
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`Port ${port}`) });
  first.process.kill('SIGTERM');
  expect(await first.ended).toBe(0);
});
