/** What Entra ID knows beyond people and groups, as far as it decides over signing in to a VM: plain data, as in model.ts. */

/** How a machine is in the directory: joined, joined to a domain as well, or registered by its user. */
export type DeviceTrust = 'AzureAd' | 'ServerAd' | 'Workplace';

export type Device = {
  /** Object id. */
  readonly id: string;
  /** The id that the machine knows itself by. */
  readonly deviceId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  readonly trustType: DeviceTrust;
  /** ARM id of the VM that it is; null for any other machine. */
  readonly resourceId: string | null;
  readonly profileType: 'SecureVM' | 'RegisteredDevice';
  readonly hostnames: readonly string[];
  readonly osVersion: string;
  readonly registeredAt: number;
  /** When it was deleted, in milliseconds; null while it is there. It can be restored for 30 days. */
  readonly deletedAt: number | null;
};

/** The last word of `#microsoft.graph.…AuthenticationMethod`. */
export const METHOD_KINDS = [
  'password',
  'windowsHelloForBusiness',
  'fido2',
  'microsoftAuthenticator',
  'phone',
  'softwareOath',
  'x509Certificate',
  'temporaryAccessPass',
  'email',
] as const;

/** What of a person's sign-in only administrators see. */
export type SignInFacts = {
  /** The password must be changed at the next sign-in. */
  readonly forceChange: boolean;
  /** Milliseconds. */
  readonly passwordChangedAt: number;
  readonly perUserMfa: 'disabled' | 'enabled' | 'enforced';
  readonly methods: readonly (typeof METHOD_KINDS)[number][];
  /** Synchronised from an on-premises directory. */
  readonly synced: boolean;
};

export type ConditionalAccessPolicy = {
  readonly id: string;
  readonly displayName: string;
  readonly state: 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';
  /** Object ids, or `All`. */
  readonly includeUsers: readonly string[];
  readonly excludeUsers: readonly string[];
  readonly includeGroups: readonly string[];
  readonly excludeGroups: readonly string[];
  /** Application ids, or `All`. */
  readonly includeApplications: readonly string[];
  readonly excludeApplications: readonly string[];
  /** Platforms, or none for every platform. */
  readonly platforms: readonly string[];
  /** `mfa`, `block`, `compliantDevice`, `domainJoinedDevice`, `passwordChange`, … */
  readonly controls: readonly string[];
  /** Name of an authentication strength; null without one. */
  readonly strength: string | null;
};

export type ServicePrincipal = {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  readonly appRoleAssignmentRequired: boolean;
};

export type SignIn = {
  readonly id: string;
  readonly at: number;
  readonly userId: string;
  readonly appId: string;
  /** Application id of what was signed in to. */
  readonly resourceId: string;
  /** AADSTS number; 0 for a success. */
  readonly errorCode: number;
  readonly failureReason: string;
  readonly device: string;
};

export type DirectoryData = {
  readonly devices: readonly Device[];
  readonly conditionalAccess: readonly ConditionalAccessPolicy[];
  readonly securityDefaults: boolean;
  readonly servicePrincipals: readonly ServicePrincipal[];
  /** Whether the tenant has Entra ID P1 or P2. */
  readonly premium: boolean;
  readonly signIns: readonly SignIn[];
};
