/** What the control API takes for Azure. */
import { z } from 'zod';
import { isUuid } from './ids.ts';
import type { GuestChange } from './model-inside.ts';

const guid = z.string().refine(isUuid, 'Not a GUID.');
const scope = z.string().regex(/^\/(subscriptions\/.+|providers\/Microsoft\.Management\/managementGroups\/.+)?$/i);

const guest = z
  .strictObject({
    azureAdJoined: z.boolean(),
    domainJoined: z.boolean(),
    tenantId: z.string(),
    deviceAuthStatus: z.string(),
    dnsSuffix: z.string(),
    metadata: z.enum(['tenant', 'no tenant', 'unreachable']),
    unreached: z.record(z.string(), z.enum(['no name', 'no connection', 'no trust'])),
    clockOffset: z.number(),
    pku2u: z.boolean(),
    nla: z.boolean(),
    rdpAllowed: z.boolean(),
    rdpListening: z.boolean(),
    events: z.array(z.string()),
    output: z.enum(['whole', 'cut', 'localised', 'empty']),
  })
  .partial()
  .transform((given) => given as GuestChange);

const networkRule = z.strictObject({
  name: z.string(),
  direction: z.enum(['Inbound', 'Outbound']),
  access: z.enum(['Allow', 'Deny']),
  protocol: z.enum(['Tcp', 'Udp', '*']).default('Tcp'),
  source: z.string().default('*'),
  destination: z.string().default('*'),
  port: z.string().regex(/^(\*|\d+(-\d+)?)$/),
  priority: z.number().int().min(100).max(4096),
});

/** What an extension may be put on with, beside what it is. */
export const extensionGiven = z.object({
  autoUpgradeMinorVersion: z.boolean().optional(),
  enableAutomaticUpgrade: z.boolean().optional(),
  suppressFailures: z.boolean().optional(),
  forceUpdateTag: z.string().optional(),
  provisionAfterExtensions: z.array(z.string()).optional(),
  protectedSettingsFromKeyVault: z.unknown().optional(),
  settings: z.unknown().optional(),
});

export const vmChange = z
  .strictObject({
    subscription: z.string(),
    resourceGroup: z.string(),
    location: z.string(),
    computerName: z.string(),
    os: z.enum(['Windows', 'Linux']),
    osName: z.string(),
    osVersion: z.string(),
    size: z.string(),
    power: z.enum(['running', 'stopped', 'deallocated', 'starting', 'stopping']),
    agentReady: z.boolean(),
    identity: z.string().nullable(),
    identityTenant: z.string().nullable(),
    guest,
    network: z.array(networkRule).nullable(),
    tags: z.record(z.string(), z.string()),
    extensions: z.array(
      z.strictObject({
        name: z.string(),
        publisher: z.string(),
        type: z.string(),
        version: z.string(),
        provisioningState: z.enum(['Succeeded', 'Failed', 'Creating', 'Updating', 'Deleting']),
        code: z.number().nullable().default(null),
        message: z.string(),
        tags: z.record(z.string(), z.string()).optional(),
        given: extensionGiven.optional(),
      }),
    ),
  })
  .partial();

export const assignmentOrder = z.strictObject({
  name: guid.optional(),
  scope,
  principalId: guid,
  principalType: z.enum(['User', 'Group', 'ServicePrincipal']).optional(),
  role: z.union([z.enum(['user', 'admin']), guid]),
  description: z.string().optional(),
  condition: z.string().optional(),
});

export const lockOrder = z.strictObject({
  name: z.string().optional(),
  scope,
  level: z.enum(['CanNotDelete', 'ReadOnly']),
  notes: z.string().optional(),
});

const principal = z.strictObject({ id: z.string(), type: z.string() });

export const denyOrder = z.strictObject({
  name: guid.optional(),
  displayName: z.string(),
  description: z.string().default(''),
  scope,
  actions: z.array(z.string()).default([]),
  dataActions: z.array(z.string()).default([]),
  principals: z.array(principal),
  excludePrincipals: z.array(principal).default([]),
  doNotApplyToChildScopes: z.boolean().default(false),
});

export const roleOrder = z.strictObject({
  id: guid.optional(),
  roleName: z.string(),
  description: z.string().default(''),
  actions: z.array(z.string()).default([]),
  notActions: z.array(z.string()).default([]),
  dataActions: z.array(z.string()).default([]),
  notDataActions: z.array(z.string()).default([]),
});

export const rulesChange = z
  .strictObject({
    assignable: z.array(guid),
    principalTypes: z.array(z.enum(['User', 'Group', 'ServicePrincipal'])).nullable(),
    mayAssign: z.boolean(),
    assignmentLimit: z.number().int().min(0),
    replication: z.number().min(0),
    throttling: z.boolean(),
    actions: z.array(z.string()),
    operationTime: z.number().min(0),
    tokenLifetime: z.number().int().min(0),
  })
  .partial();
