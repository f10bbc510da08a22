/** The world as it is at the start and after every reset: Contoso, its people, its machines and its chat. */
import { resourceGroupId, subscriptionId, uuidOf, vmId } from './ids.ts';
import type { RoleAssignment, WorldData } from './model.ts';
import { ADMIN_LOGIN, BOT_ACTIONS, DATA_ACCESS_ADMIN, OWNER, USER_LOGIN } from './roles.ts';
import { directory } from './seed-directory.ts';
import { groups, people, TENANT } from './seed-people.ts';
import { teamsWorkspace } from './seed-teams.ts';
import { BROKEN, DEVELOPMENT, PRODUCTION, resourceGroups, vms } from './seed-vms.ts';
import { CAUSES, troubled } from './trouble/index.ts';

const BOT = uuidOf('principal:latchkey');

/** Graph application permissions of people and groups, of the checks, and of the one mend in the directory. */
const GRAPH_PERMISSIONS = [
  'User.Read.All',
  'GroupMember.Read.All',
  'Device.Read.All',
  'Policy.Read.All',
  'Policy.Read.ConditionalAccess',
  'UserAuthenticationMethod.Read.All',
  'Application.Read.All',
  'Application.ReadWrite.OwnedBy',
  'AuditLog.Read.All',
];

/** When the VMs of the seed that are broken came to be so. */
const BROKEN_AT = Date.UTC(2026, 0, 12, 9, 0, 0);

export function seed(): WorldData {
  let data = healthy();
  for (const [name, id] of Object.entries(BROKEN)) {
    const vm = data.vms.find((known) => known.name === name);
    const causes = CAUSES.filter((cause) => cause.id === id);
    if (vm) data = { ...data, ...troubled(data, { vm: vmId(vm), person: null, now: BROKEN_AT }, causes) };
  }
  return data;
}

function healthy(): WorldData {
  const machines = vms();
  return {
    ...directory(machines),
    tenant: { id: TENANT, domain: 'contoso.com', displayName: 'Contoso' },
    bot: {
      clientId: uuidOf('application:latchkey'),
      clientSecret: 'sandbox-client-secret',
      objectId: BOT,
      displayName: 'Latchkey',
      identityHeader: 'sandbox-identity-header',
      graphPermissions: GRAPH_PERMISSIONS,
    },
    rules: {
      assignable: [USER_LOGIN, ADMIN_LOGIN],
      principalTypes: null,
      mayAssign: true,
      assignmentLimit: 4000,
      replication: 120_000,
      throttling: true,
      actions: BOT_ACTIONS,
      operationTime: 1000,
      tokenLifetime: 3599,
    },
    people: people(),
    groups: groups(),
    subscriptions: [
      { id: PRODUCTION, displayName: 'Contoso Production' },
      { id: DEVELOPMENT, displayName: 'Contoso Development' },
    ],
    resourceGroups: resourceGroups(),
    vms: machines,
    locks: [
      {
        name: 'keep-the-vault',
        scope: resourceGroupId(PRODUCTION, 'rg-vault-prod'),
        level: 'CanNotDelete',
        notes: 'Holds the company’s keys.',
      },
    ],
    roleAssignments: [
      assignment('latchkey-production', subscriptionId(PRODUCTION), DATA_ACCESS_ADMIN, BOT, 'ServicePrincipal'),
      assignment('latchkey-development', subscriptionId(DEVELOPMENT), DATA_ACCESS_ADMIN, BOT, 'ServicePrincipal'),
      assignment('olga-owner', subscriptionId(PRODUCTION), OWNER, uuidOf('person:olga'), 'User'),
      assignment(
        'engineers-legacy',
        resourceGroupId(PRODUCTION, 'rg-legacy-prod'),
        USER_LOGIN,
        uuidOf('group:Engineers'),
        'Group',
      ),
    ],
    denyAssignments: [],
    customRoles: [],
    troubles: [],
    slack: {
      team: { id: 'T0CONTOSO', name: 'Contoso', domain: 'contoso' },
      bot: { user_id: 'U0LATCHKEY', bot_id: 'B0LATCHKEY', app_id: 'A0LATCHKEY', name: 'latchkey' },
      channels: [
        channel('C0APPROVE', 'vm-approvals', ['U0MIA', 'U0TOM', 'U0OLGA', 'U0LATCHKEY']),
        channel('C0OPS', 'platform-ops', ['U0OLGA', 'U0BO', 'U0LATCHKEY']),
        channel('C0GENERAL', 'general', [
          ...people().flatMap((person) => (person.slack && !person.slack.deleted ? [person.slack.id] : [])),
          'U0LATCHKEY',
        ]),
      ],
    },
    teams: teamsWorkspace(),
  };
}

function channel(id: string, name: string, members: readonly string[]) {
  return { id, name, is_private: false, is_archived: false, members };
}

function assignment(
  name: string,
  scope: string,
  role: string,
  principalId: string,
  principalType: RoleAssignment['principalType'],
): RoleAssignment {
  const at = Date.UTC(2026, 0, 12, 9, 0, 0);
  return {
    name: uuidOf(`assignment:${name}`),
    scope,
    role,
    principalId,
    principalType,
    description: null,
    condition: null,
    conditionVersion: null,
    createdOn: at,
    updatedOn: at,
    createdBy: uuidOf('person:olga'),
  };
}
