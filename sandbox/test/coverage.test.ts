import { ClientSecretCredential } from '@azure/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COVERAGE, coverageTable, type Covered } from '../coverage.ts';
import { USER_LOGIN } from '../roles.ts';
import { PRODUCTION } from '../seed-vms.ts';
import { call, startSession, type Answer, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.sandbox.close());

/** What a service says of a path that it does not have at all. */
async function ask(covered: Covered, path: string): Promise<Answer> {
  const { urls, env } = session.sandbox;
  const body = covered.method === 'PUT' || covered.method === 'POST' ? {} : undefined;
  switch (covered.service) {
    case 'arm':
      return session.arm(covered.method, `${path}?api-version=${version(path)}`, body);
    case 'graph':
      return session.graph(covered.method, path, body);
    case 'entra':
      return call(urls.entra + path, covered.method, body, {});
    case 'teams': {
      const { token } = await botToken();
      return call(urls.control + path, covered.method, body, { Authorization: `Bearer ${token}` });
    }
    case 'botframework':
    case 'identity':
      return call(urls.control + path, covered.method, body, {});
    case 'slack':
      return call(urls.control + path, covered.method, body, { Authorization: `Bearer ${env['SLACK_BOT_TOKEN']}` });
  }
}

function botToken() {
  const { env } = session;
  const options = { authorityHost: env('AZURE_AUTHORITY_HOST'), disableInstanceDiscovery: true };
  const [tenant, id, secret] = ['MicrosoftAppTenantId', 'MicrosoftAppId', 'MicrosoftAppPassword'].map(env);
  return new ClientSecretCredential(tenant ?? '', id ?? '', secret ?? '', options).getToken(
    'https://api.botframework.com/.default',
  );
}

function version(path: string): string {
  if (path.endsWith('locks') || path.includes('/locks/')) return '2020-05-01';
  if (path.includes('Microsoft.Authorization')) return '2022-04-01';
  if (path.includes('Microsoft.Compute')) return '2024-07-01';
  if (path.includes('Microsoft.Network')) return '2024-05-01';
  if (path.includes('ResourceGraph')) return '2024-04-01';
  return path.includes('resourceGroups') ? '2021-04-01' : '2022-12-01';
}

function filled(path: string): string {
  const group = `/subscriptions/${PRODUCTION}/resourceGroups/rg-sql-prod`;
  const values: Record<string, string> = {
    tenant: session.sandbox.world.now.tenant.id,
    scope: session.vm('sql-prod-01'),
    group,
    vm: 'sql-prod-01',
    subscription: PRODUCTION,
    assignment: crypto.randomUUID(),
    role: USER_LOGIN,
    deny: crypto.randomUUID(),
    lock: 'none',
    extension: 'AADLoginForWindows',
    interface: 'sql-prod-01-nic',
    location: 'westeurope',
    operation: crypto.randomUUID(),
    device: session.sandbox.world.now.devices[0]?.id ?? '',
    principal: session.sandbox.world.now.servicePrincipals[0]?.id ?? '',
    app: session.sandbox.world.now.servicePrincipals[0]?.appId ?? '',
    person: session.person('mia'),
    members: session.sandbox.world.now.groups[0]?.id ?? '',
    team: 'T0CONTOSO',
    id: 'none',
    conversation: '19:approvals@thread.tacv2',
    activity: '1',
    member: session.person('mia'),
    teamId: '19:contosovms@thread.tacv2',
  };
  return path.replace(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? expect.fail(`No value for ${name}.`));
}

function unknown({ status, body }: Answer): boolean {
  const text = JSON.stringify(body);
  return (
    (status === 404 && body === null) ||
    /The sandbox does not have|Resource not found for the segment|unknown_method/.test(text)
  );
}

test.each(COVERAGE)('$service has $method $path', async (covered) => {
  const answer = await ask(covered, filled(covered.path));
  expect(unknown(answer)).toBe(false);
  expect(answer.status).toBeLessThan(500);
});

test.each([
  { service: 'arm', method: 'GET', path: '/subscriptions/x/providers/Microsoft.Web/sites', notes: '' },
  { service: 'graph', method: 'GET', path: '/v1.0/planets', notes: '' },
  { service: 'slack', method: 'POST', path: '/slack/api/dance.polka', notes: '' },
  { service: 'teams', method: 'GET', path: '/teams/connector/v3/planets', notes: '' },
] satisfies Covered[])('$service says that it does not have $path', async (covered) => {
  expect(unknown(await ask(covered, covered.path))).toBe(true);
});

test('the table has a row for each', () => {
  expect(coverageTable().split('\n')).toHaveLength(COVERAGE.length + 2);
});
