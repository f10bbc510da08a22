/**
 * The built-in roles the sandbox knows, with their GUIDs, names and actions as published in Microsoft's
 * built-in roles reference (compute, privileged, general).
 */
export type RoleDefinition = {
  readonly id: string;
  readonly roleName: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notActions?: readonly string[];
  readonly notDataActions?: readonly string[];
};

export const USER_LOGIN = 'fb879df8-f326-4884-b1cf-06f3ad86be52';
export const ADMIN_LOGIN = '1c0163c0-47e6-4577-8991-ea5c82e286e4';
export const DATA_ACCESS_ADMIN = '66f75aeb-eabe-4b70-9f1e-c350c4c9ad04';
export const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
export const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
export const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

const READS = [
  'Microsoft.Network/publicIPAddresses/read',
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Network/loadBalancers/read',
  'Microsoft.Network/networkInterfaces/read',
  'Microsoft.Compute/virtualMachines/*/read',
  'Microsoft.HybridCompute/machines/*/read',
];

export const ROLE_DEFINITIONS: readonly RoleDefinition[] = [
  {
    id: USER_LOGIN,
    roleName: 'Virtual Machine User Login',
    description: 'View Virtual Machines in the portal and login as a regular user.',
    actions: READS,
    dataActions: ['Microsoft.Compute/virtualMachines/login/action', 'Microsoft.HybridCompute/machines/login/action'],
  },
  {
    id: ADMIN_LOGIN,
    roleName: 'Virtual Machine Administrator Login',
    description: 'View Virtual Machines in the portal and login as administrator',
    actions: READS,
    dataActions: [
      'Microsoft.Compute/virtualMachines/login/action',
      'Microsoft.Compute/virtualMachines/loginAsAdmin/action',
      'Microsoft.HybridCompute/machines/login/action',
      'Microsoft.HybridCompute/machines/loginAsAdmin/action',
    ],
  },
  {
    id: DATA_ACCESS_ADMIN,
    roleName: 'Virtual Machine Data Access Administrator (preview)',
    description: 'Assign and remove the two Virtual Machine login roles.',
    actions: [
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.Authorization/roleAssignments/delete',
      'Microsoft.Authorization/*/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Resources/subscriptions/read',
      'Microsoft.Management/managementGroups/read',
      'Microsoft.Resources/deployments/*',
      'Microsoft.Support/*',
      ...READS,
    ],
    dataActions: [],
  },
  {
    id: OWNER,
    roleName: 'Owner',
    description: 'Grants full access to manage all resources.',
    actions: ['*'],
    dataActions: [],
  },
  {
    id: CONTRIBUTOR,
    roleName: 'Contributor',
    description: 'Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC.',
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
    ],
    dataActions: [],
  },
  { id: READER, roleName: 'Reader', description: 'View all resources.', actions: ['*/read'], dataActions: [] },
];

/**
 * What the bot holds beside the right to assign: the reads of its checks and what its mends need, one action each so that
 * a test can leave one out.
 */
export const BOT_ACTIONS: readonly string[] = [
  'Microsoft.Resources/subscriptions/read',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Compute/virtualMachines/read',
  'Microsoft.Compute/virtualMachines/instanceView/read',
  'Microsoft.Compute/virtualMachines/extensions/read',
  'Microsoft.Authorization/roleAssignments/read',
  'Microsoft.Authorization/roleDefinitions/read',
  'Microsoft.Authorization/denyAssignments/read',
  'Microsoft.Authorization/locks/read',
  'Microsoft.Authorization/permissions/read',
  'Microsoft.Network/networkInterfaces/read',
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Network/networkSecurityGroups/read',
  'Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action',
  'Microsoft.Compute/virtualMachines/start/action',
  'Microsoft.Compute/virtualMachines/extensions/write',
  'Microsoft.Compute/virtualMachines/extensions/delete',
  'Microsoft.Compute/virtualMachines/runCommand/action',
];

export function roleDefinitions(data: { readonly customRoles: readonly RoleDefinition[] }): readonly RoleDefinition[] {
  return [...ROLE_DEFINITIONS, ...data.customRoles];
}
