import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { DEVELOPMENT, PRODUCTION } from '../seed-vms.ts';
import { answerProblems, requestProblems } from './openapi.ts';
import { startSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.sandbox.close());
beforeEach(() => session.sandbox.reset());

const MACHINES = "resources | where type =~ 'Microsoft.Compute/virtualMachines'";

function ask(query: string, options?: object, subscriptions?: string[]) {
  const body = { query, ...(options ? { options } : {}), ...(subscriptions ? { subscriptions } : {}) };
  return session.arm('POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', body);
}

test('the SDK reads every VM in pages', async () => {
  const { arm } = session.sandbox.urls;
  const client = new ResourceGraphClient(session.credential, {
    endpoint: arm,
    credentials: { scopes: [`${arm}/.default`] },
  });
  const query = `${MACHINES}
    | extend os = tostring(properties.storageProfile.osDisk.osType)
    | project id, name, resourceGroup, subscriptionId, location, tags, os, computerName = tostring(properties.extended.instanceView.computerName)
    | order by name asc`;
  const names: string[] = [];
  let skipToken: string | undefined;
  let pages = 0;
  do {
    const answer = await client.resources({
      query,
      subscriptions: [PRODUCTION, DEVELOPMENT],
      options: { resultFormat: 'objectArray', top: 100, ...(skipToken === undefined ? {} : { skipToken }) },
    });
    expect(answer.totalRecords).toBe(322);
    names.push(...(answer.data as { name: string }[]).map((row) => row.name));
    skipToken = answer.skipToken;
    pages += 1;
  } while (skipToken !== undefined);
  expect(pages).toBe(4);
  expect(new Set(names).size).toBe(322);
  expect(names).toEqual([...names].sort());
});

test('requests and answers are as Azure describes them', async () => {
  const query = `${MACHINES} | where name =~ 'SQL-PROD-01' | project id, name, properties.storageProfile.osDisk.osType, tags`;
  expect(
    requestProblems('Resources', {
      query,
      subscriptions: [PRODUCTION],
      options: { $top: 5, resultFormat: 'objectArray' },
    }),
  ).toEqual([]);
  const answer = await ask(query);
  expect(answer.status).toBe(200);
  expect(answerProblems('Resources', 200, answer.body)).toEqual([]);
  expect(answer.body.data).toEqual([
    {
      id: session.vm('sql-prod-01'),
      name: 'sql-prod-01',
      properties_storageProfile_osDisk_osType: 'Windows',
      tags: { env: 'prod', owner: 'data', tier: 'db' },
    },
  ]);
});

test.each([
  ["name contains 'PROD-0' and tags.tier == 'db'", ['sql-prod-01', 'sql-prod-02']],
  ["name startswith 'build' or name startswith 'jump'", ['build-01', 'jump-eu-01']],
  ["tags['owner'] == 'ana'", ['dev-ana-01']],
  [
    "(properties.storageProfile.osDisk.osType == 'Linux') and not(name has 'proxy')",
    ['telemetry-aggregation-and-archive-service-node-emea-west-prod-01'],
  ],
  ["properties.extended.instanceView.powerState.code !~ 'powerstate/running'", ['broken-off-01', 'web-prod-02']],
  ["name in~ ('BUILD-01', 'nothing')", ['build-01']],
  ['isempty(properties.extended.instanceView.computerName)', ['broken-off-01', 'web-prod-02']],
])('where %s', async (condition, names) => {
  const answer = await ask(`${MACHINES} | where ${condition} | project id, name | order by name asc`);
  expect(answer.body.data.map((row: { name: string }) => row.name)).toEqual(names);
});

test('take, count, order and one subscription', async () => {
  const taken = await ask(`${MACHINES} | project name | order by name desc | limit 2`);
  expect(taken.body.data).toEqual([{ name: 'web-prod-02' }, { name: 'web-prod-01' }]);
  expect((await ask(`${MACHINES} | count`, undefined, [PRODUCTION])).body.data).toEqual([{ Count: 9 }]);
});

test('networks are joined with their rules, and lists spread over rows', async () => {
  const query = `resources | where type =~ 'microsoft.network/networkinterfaces'
    | where tostring(properties.virtualMachine.id) =~ '${session.vm('build-01')}'
    | project nic = name, group = tolower(tostring(properties.networkSecurityGroup.id))
    | join kind=leftouter (resources
        | where type =~ 'microsoft.network/networksecuritygroups'
        | project group = tolower(id), rules = properties.securityRules) on group
    | mv-expand rule = rules limit 9
    | project nic, rule = rule.name, ports = rule.properties.destinationPortRange`;
  expect((await ask(query)).body.data).toEqual([{ nic: 'build-01-nic', rule: 'AllowRemoteDesktop', ports: '3389' }]);
});

test('without the id column there are no further pages', async () => {
  const answer = await ask(`${MACHINES} | project name`, { $top: 10 });
  expect(answer.body).toMatchObject({ count: 10, totalRecords: 322, resultTruncated: 'true' });
  expect(answer.body.$skipToken).toBeUndefined();
});

test.each([
  ['resources | summarize count() by type', 'summarize'],
  ['resources | join kind=rightouter (resources) on id', 'rightouter'],
  ["resources | where name matches regex 'x'", 'matches'],
  ['resources | where properties.x == strcat(name)', 'strcat'],
  ['elsewhere | take 1', 'elsewhere'],
  ['resources | project nothing', 'nothing'],
])('%s is refused, and what was not understood is named', async (query, token) => {
  const answer = await ask(query);
  expect([answer.status, answer.body.error.code]).toEqual([400, 'BadRequest']);
  expect(answer.body.error.details.map((detail: { token?: string }) => detail.token)).toContain(token);
  expect(answerProblems('Resources', 400, answer.body)).toEqual([]);
});

test('role assignments can be asked for as well', async () => {
  const answer = await ask(
    "authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | where properties.principalType == 'Group' | project id, scope = tostring(properties.scope)",
  );
  expect(answer.body.data).toHaveLength(1);
  expect(answer.body.data[0].scope).toContain('rg-legacy-prod');
});

test('fifteen queries in five seconds, and no more', async () => {
  const statuses: number[] = [];
  for (let index = 0; index < 16; index++) statuses.push((await ask(`${MACHINES} | count`)).status);
  expect(statuses.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 200));
  expect(statuses[15]).toBe(429);
  session.sandbox.clock.advance(5000);
  expect((await ask(`${MACHINES} | count`)).status).toBe(200);
});
