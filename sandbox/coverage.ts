/** What the sandbox has of each service. `node sandbox/coverage.ts` prints it as a table. */
import { pathToFileURL } from 'node:url';

export type Covered = {
  readonly service: 'entra' | 'identity' | 'arm' | 'graph' | 'slack' | 'teams' | 'botframework';
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** With `{placeholders}`; a query only where it decides what is answered. */
  readonly path: string;
  readonly notes: string;
};

const AUTHORIZATION = '{scope}/providers/Microsoft.Authorization';
const INTERFACE = '{group}/providers/Microsoft.Network/networkInterfaces/{interface}';
const MACHINE = '{group}/providers/Microsoft.Compute/virtualMachines/{vm}';

export const COVERAGE: readonly Covered[] = [
  entra('POST', '/{tenant}/oauth2/v2.0/token', 'client_credentials with a secret'),
  entra('GET', '/{tenant}/v2.0/.well-known/openid-configuration', ''),
  entra('GET', '/{tenant}/discovery/v2.0/keys', 'RS256, one key, new at every start'),
  entra('GET', '/common/discovery/instance', 'MSAL asks login.microsoftonline.com instead: see README'),
  { service: 'identity', method: 'GET', path: '/identity/token', notes: 'App Service protocol, 2019-08-01' },
  arm(
    'PUT',
    `${AUTHORIZATION}/roleAssignments/{assignment}`,
    'at a VM, resource group, subscription or management group',
  ),
  arm('GET', `${AUTHORIZATION}/roleAssignments/{assignment}`, ''),
  arm('DELETE', `${AUTHORIZATION}/roleAssignments/{assignment}`, '200, or 204 when there was none'),
  arm('GET', `${AUTHORIZATION}/roleAssignments`, '$filter: atScope(), assignedTo(), principalId eq, and; pages of 100'),
  arm(
    'GET',
    `${AUTHORIZATION}/roleDefinitions`,
    '$filter: roleName eq, type eq, atScopeAndBelow(); six built-in roles and custom ones',
  ),
  arm('GET', `${AUTHORIZATION}/roleDefinitions/{role}`, ''),
  arm('GET', `${AUTHORIZATION}/denyAssignments`, '$filter: atScope(), principalId eq'),
  arm('GET', `${AUTHORIZATION}/denyAssignments/{deny}`, ''),
  arm('GET', `${AUTHORIZATION}/permissions`, 'of the bot itself'),
  arm('GET', `${AUTHORIZATION}/locks`, 'at, above and (without atScope()) below the scope'),
  arm('GET', `${AUTHORIZATION}/locks/{lock}`, ''),
  arm(
    'GET',
    '/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachines',
    'pages of 100; statusOnly, $expand=instanceView',
  ),
  arm('GET', '{group}/providers/Microsoft.Compute/virtualMachines', ''),
  arm('GET', MACHINE, '$expand=instanceView'),
  arm('GET', `${MACHINE}/instanceView`, ''),
  arm('GET', `${MACHINE}/extensions`, '$expand=instanceView'),
  arm('GET', `${MACHINE}/extensions/{extension}`, '$expand=instanceView'),
  arm('PUT', `${MACHINE}/extensions/{extension}`, 'long-running; the sign-in extension joins the VM, or says why not'),
  arm('DELETE', `${MACHINE}/extensions/{extension}`, 'long-running, 204 when there was none'),
  arm('POST', `${MACHINE}/start`, 'long-running'),
  arm('POST', `${MACHINE}/runCommand`, 'long-running; the product’s own script alone, answered from the VM’s state'),
  arm(
    'GET',
    '/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operation}',
    'also with monitor=true, for Location',
  ),
  arm(
    'GET',
    '/subscriptions/{subscription}/providers/Microsoft.Network/locations/{location}/operations/{operation}',
    '',
  ),
  arm(
    'GET',
    '/subscriptions/{subscription}/providers/Microsoft.Network/locations/{location}/operationResults/{operation}',
    '',
  ),
  arm('GET', '{group}/providers/Microsoft.Network/networkInterfaces', ''),
  arm('GET', INTERFACE, 'one for each VM'),
  arm('POST', `${INTERFACE}/effectiveNetworkSecurityGroups`, 'long-running, only while the VM runs'),
  arm('GET', '/subscriptions', ''),
  arm('GET', '/subscriptions/{subscription}', ''),
  arm('GET', '/subscriptions/{subscription}/resourceGroups', ''),
  arm('GET', '{group}', ''),
  arm(
    'POST',
    '/providers/Microsoft.ResourceGraph/resources',
    'resources (VMs, network interfaces, network security groups, virtual networks) and authorizationresources (role assignments); where, project, extend, order by, take, count, mv-expand, join (leftouter, inner; on one column); objectArray only',
  ),
  graph('GET', '/v1.0/users', '$filter: eq, ne, in, startswith, endswith, any, and, or, not; $select, $top'),
  graph('GET', '/v1.0/users/{person}', 'by id or user principal name; $select'),
  graph('POST', '/v1.0/users/{person}/checkMemberGroups', 'transitive, at most 20'),
  graph('POST', '/v1.0/users/{person}/getMemberGroups', 'transitive'),
  graph('GET', '/v1.0/users/{person}/transitiveMemberOf', 'also cast to microsoft.graph.group'),
  graph('GET', '/v1.0/groups', '$filter as for users'),
  graph('GET', '/v1.0/groups/{members}', ''),
  graph('GET', '/v1.0/groups/{members}/members', 'also cast to microsoft.graph.user'),
  graph('GET', '/v1.0/groups/{members}/transitiveMembers', 'also cast to microsoft.graph.user'),
  ...(['v1.0', 'beta'] as const).flatMap((version) => [
    graph('GET', `/${version}/users/{person}/authentication/methods`, ''),
    graph('GET', `/${version}/devices`, 'physicalIds any is an advanced query; hostnames in beta alone'),
    graph('GET', `/${version}/devices/{device}`, 'by object id'),
    graph('POST', `/${version}/identity/conditionalAccess/evaluate`, 'users, groups, applications and platforms alone'),
    graph('GET', `/${version}/policies/identitySecurityDefaultsEnforcementPolicy`, ''),
    graph('GET', `/${version}/servicePrincipals`, '$filter by id, appId, displayName, accountEnabled'),
    graph('GET', `/${version}/servicePrincipals(appId='{app}')`, ''),
    graph('GET', `/${version}/servicePrincipals/{principal}`, ''),
    graph('POST', `/${version}/servicePrincipals`, 'of Microsoft’s three sign-in applications'),
    graph(
      'GET',
      `/${version}/auditLogs/signIns`,
      '$filter: userId, appId, resourceId, createdDateTime, status/errorCode, joined by and; newest first',
    ),
  ]),
  graph('GET', '/beta/users/{person}/authentication/requirements', ''),
  graph('GET', '/beta/directory/deletedItems/microsoft.graph.device', 'of the last thirty days'),
  ...[
    'apps.connections.open',
    'auth.test',
    'blocks.validate',
    'chat.delete',
    'chat.postEphemeral',
    'chat.postMessage',
    'chat.update',
    'conversations.history',
    'conversations.info',
    'conversations.list',
    'conversations.open',
    'conversations.replies',
    'users.info',
    'users.lookupByEmail',
    'views.open',
    'views.publish',
    'views.push',
    'views.update',
  ].map((name): Covered => ({ service: 'slack', method: 'POST', path: `/slack/api/${name}`, notes: '' })),
  {
    service: 'slack',
    method: 'POST',
    path: '/slack/response/{team}/{id}',
    notes: 'response URLs: five times, half an hour',
  },
  teams('POST', '/conversations', 'one person, or a thread in a channel'),
  teams('POST', '/conversations/{conversation}/activities', 'message, typing'),
  teams('POST', '/conversations/{conversation}/activities/{activity}', 'an answer in the thread'),
  teams('PUT', '/conversations/{conversation}/activities/{activity}', 'the bot’s own'),
  teams('DELETE', '/conversations/{conversation}/activities/{activity}', 'the bot’s own'),
  teams('GET', '/conversations/{conversation}/members', ''),
  teams('GET', '/conversations/{conversation}/members/{member}', 'by id, object id or user principal name'),
  teams('GET', '/conversations/{conversation}/pagedmembers', 'pageSize from 50 to 500'),
  teams('GET', '/teams/{teamId}', ''),
  teams('GET', '/teams/{teamId}/conversations', ''),
  { service: 'botframework', method: 'GET', path: '/teams/openid/.well-known/openidconfiguration', notes: '' },
  {
    service: 'botframework',
    method: 'GET',
    path: '/teams/openid/.well-known/keys',
    notes: 'RS256, endorsed for msteams',
  },
];

function entra(method: Covered['method'], path: string, notes: string): Covered {
  return { service: 'entra', method, path, notes };
}

function arm(method: Covered['method'], path: string, notes: string): Covered {
  return { service: 'arm', method, path, notes };
}

function graph(method: Covered['method'], path: string, notes: string): Covered {
  return { service: 'graph', method, path, notes };
}

function teams(method: Covered['method'], path: string, notes: string): Covered {
  return { service: 'teams', method, path: `/teams/connector/v3${path}`, notes };
}

/** The table as Markdown. */
export function coverageTable(): string {
  const rows = COVERAGE.map(
    ({ service, method, path, notes }) => `| ${service} | ${method} | \`${path}\` | ${notes} |`,
  );
  return ['| service | method | path | notes |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.stdout.write(`${coverageTable()}
`);
