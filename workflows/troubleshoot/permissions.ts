/**
 * What each check and each mend needs to be allowed, least privilege first choice: requested separately, tried by `doctor`,
 * listed in docs/troubleshooting.md. Sources: learn.microsoft.com, Azure permissions reference; Microsoft Graph permissions
 * reference (application permissions).
 */
import type { Mend } from './causes.ts';
import type { CheckName } from './sights.ts';

export type Permissions = {
  /** What it looks at or does, as in “Latchkey may not look at …”. */
  readonly what: string;
  /** Actions in Azure, on the VM or above it. */
  readonly azure: readonly string[];
  /** Application permissions of Microsoft Graph; each needs an administrator's consent. */
  readonly graph: readonly string[];
  /** Needed by the tenant for it to work at all. */
  readonly licence?: string;
  readonly note?: string;
};

const BY_THE_ROLE = 'Virtual Machine Data Access Administrator has it.';

export const CHECK_PERMISSIONS = {
  machine: {
    what: 'the VM itself',
    azure: ['Microsoft.Compute/virtualMachines/read'],
    graph: [],
    note: BY_THE_ROLE,
  },
  extensions: {
    what: 'the VM’s extensions',
    azure: ['Microsoft.Compute/virtualMachines/extensions/read'],
    graph: [],
    note: BY_THE_ROLE,
  },
  devices: { what: 'the VM’s device in Entra ID', azure: [], graph: ['Device.Read.All'] },
  deletedDevices: { what: 'deleted devices in Entra ID', azure: [], graph: ['Device.Read.All'] },
  roles: {
    what: 'the roles held on the VM',
    azure: ['Microsoft.Authorization/roleAssignments/read', 'Microsoft.Authorization/roleDefinitions/read'],
    graph: [],
    note: BY_THE_ROLE,
  },
  denials: {
    what: 'deny assignments on the VM',
    azure: ['Microsoft.Authorization/denyAssignments/read'],
    graph: ['GroupMember.Read.All'],
    note: `${BY_THE_ROLE} The directory is asked which groups the person is in.`,
  },
  locks: {
    what: 'locks on the VM',
    azure: ['Microsoft.Authorization/locks/read'],
    graph: [],
    note: BY_THE_ROLE,
  },
  account: { what: 'the person’s account', azure: [], graph: ['User.Read.All'] },
  perUserMfa: { what: 'the account’s per-user MFA', azure: [], graph: ['Policy.Read.All'] },
  methods: {
    what: 'the account’s sign-in methods',
    azure: [],
    graph: ['UserAuthenticationMethod.Read.All'],
    note: 'Only the kinds of method are read, no telephone numbers.',
  },
  conditionalAccess: {
    what: 'Conditional Access',
    azure: [],
    graph: ['Policy.Read.ConditionalAccess'],
    licence: 'Entra ID P1',
  },
  securityDefaults: { what: 'security defaults', azure: [], graph: ['Policy.Read.All'] },
  apps: { what: 'the sign-in applications', azure: [], graph: ['Application.Read.All'] },
  signIns: {
    what: 'the sign-in log',
    azure: [],
    graph: ['AuditLog.Read.All'],
    licence: 'Entra ID P1',
    note: 'The person’s last hundred sign-ins of the day are read; those to other applications are dropped at once.',
  },
  network: {
    what: 'the VM’s network rules',
    azure: [
      'Microsoft.Network/networkInterfaces/read',
      'Microsoft.Network/virtualNetworks/read',
      'Microsoft.Network/networkSecurityGroups/read',
    ],
    graph: [],
    note: 'Virtual Machine Data Access Administrator has the first two, Reader all three. Asked through Azure Resource Graph.',
  },
  inside: {
    what: 'what is inside the VM',
    azure: ['Microsoft.Compute/virtualMachines/runCommand/action'],
    graph: [],
    note: 'Whoever holds this is administrator of the VM: give it on single VMs only, and only where access.yaml allows it.',
  },
} as const satisfies Record<Exclude<CheckName, 'record'>, Permissions>;

export const MEND_PERMISSIONS = {
  start_vm: { what: 'starting the VM', azure: ['Microsoft.Compute/virtualMachines/start/action'], graph: [] },
  reinstall_extension: {
    what: 'installing the sign-in extension again',
    azure: [
      'Microsoft.Compute/virtualMachines/extensions/write',
      'Microsoft.Compute/virtualMachines/extensions/delete',
    ],
    graph: [],
  },
  create_app: {
    what: 'adding a sign-in application to the tenant',
    azure: [],
    graph: ['Application.ReadWrite.OwnedBy'],
    note: 'Not tried by `doctor`: trying would create one.',
  },
} as const satisfies Record<Exclude<Mend['is'], 'ask'>, Permissions>;

/** In words for an administrator: what to give so that it works. */
export function permissionWords({ azure, graph }: Permissions): string {
  return [...azure, ...graph.map((each) => `${each} (Microsoft Graph)`)].join(' and ');
}
