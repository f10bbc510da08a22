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
};

export const USER_LOGIN = 'fb879df8-f326-4884-b1cf-06f3ad86be52';
export const ADMIN_LOGIN = '1c0163c0-47e6-4577-8991-ea5c82e286e4';
export const DATA_ACCESS_ADMIN = '66f75aeb-eabe-4b70-9f1e-c350c4c9ad04';
export const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
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
  { id: READER, roleName: 'Reader', description: 'View all resources.', actions: ['*/read'], dataActions: [] },
];
