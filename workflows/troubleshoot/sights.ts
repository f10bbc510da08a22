/**
 * What each automated check may show. A sight is what an API said, in our words and without judgement; causes.ts judges.
 * Facts and their sources: learn.microsoft.com, Log in to a Windows virtual machine in Azure by using Microsoft Entra ID.
 */
import type { Instant, Lock, Role, StandingAccess } from '../language.ts';

/** What was looked at, or why it could not be. */
export type Sight<T> =
  | { readonly is: 'seen'; readonly value: T }
  /** `detail` is for people: one sentence, without secrets. `permission` names what an administrator would have to give. */
  | { readonly is: 'unseen'; readonly why: Unseen; readonly detail: string; readonly permission?: string };

export type Unseen =
  | 'forbidden'
  | 'unlicensed'
  | 'throttled'
  | 'late'
  | 'unreachable'
  /** It answered with something that could not be read. */
  | 'unreadable'
  /** The VM is not running, so that nothing can be asked of it. */
  | 'not running'
  /** No operator allowed it for this VM. */
  | 'not allowed';

export type MachineSight =
  | { readonly is: 'absent' }
  | {
      readonly is: 'present';
      readonly os: 'Windows' | 'Linux' | 'unknown';
      readonly power: 'running' | 'starting' | 'stopping' | 'stopped' | 'deallocated' | 'unknown';
      readonly agent: 'ready' | 'not ready' | 'unknown';
      /** As the guest told it; absent while the agent is silent. */
      readonly computerName?: string;
      /** For example `Windows Server 2022 Datacenter`. */
      readonly osName?: string;
      /** For example `10.0.20348.2700`. */
      readonly osVersion?: string;
      readonly image?: { readonly publisher: string; readonly offer: string; readonly sku: string };
      /** The system-assigned managed identity; `tenant` is the directory it belongs to. */
      readonly identity: { readonly is: 'none' } | { readonly is: 'system'; readonly tenant?: string };
      /** ARM ids. */
      readonly networkInterfaces: readonly string[];
    };

/** `Microsoft.Azure.ActiveDirectory/AADLoginForWindows` and what would fight with it. */
export type ExtensionsSight = {
  readonly login?: {
    readonly name: string;
    readonly state: 'succeeded' | 'failed' | 'working' | 'unknown';
    /** Exit or terminal codes found in its statuses, as written there: `-2145648574`, `1007`, `51`. */
    readonly codes: readonly string[];
    /** What it reported, at most 400 characters. */
    readonly message: string;
  };
  /** Name of an extension that joins another domain (JsonADDomainExtension). */
  readonly domainJoin?: string;
};

export type Device = {
  /** Object id. */
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly trust: 'joined' | 'hybrid' | 'registered' | 'unknown';
  /** Known to be this very VM, by the Azure resource id that it was registered with. */
  readonly ofThisVm: boolean;
  /** Names that sign-in accepts as its address; empty when Entra does not tell. */
  readonly hostnames: readonly string[];
  readonly registeredAt?: Instant;
};

/** Entra's device objects: of this VM by its resource id, and those with the name of its computer. */
export type DevicesSight = { readonly devices: readonly Device[] };

/** Device objects deleted in the last 30 days that were this VM's or had its name. */
export type DeletedDevicesSight = {
  readonly devices: readonly { readonly name: string; readonly ofThisVm: boolean; readonly deletedAt?: Instant }[];
};

export type HeldRole = Omit<StandingAccess, 'role'> & {
  /** `none`: a role that manages the VM and signs nobody in (Owner, Contributor, …). */
  readonly role: Role | 'none';
  readonly name: string;
  /** A condition on the assignment may keep it from applying. */
  readonly conditional: boolean;
  /** Latchkey made it. */
  readonly ours: boolean;
  /** When the assignment was made or last changed. */
  readonly since?: Instant;
};

/** Every assignment that reaches this person on this VM: at the VM or above it, their own or a group's. */
export type RolesSight = { readonly held: readonly HeldRole[] };

/** Deny assignments that take sign-in from this person on this VM. */
export type DenialsSight = { readonly denials: readonly { readonly name: string; readonly scope: string }[] };

export type LocksSight = { readonly locks: readonly Lock[] };

export type AccountSight =
  | { readonly is: 'absent' }
  | {
      readonly is: 'present';
      readonly upn: string;
      readonly enabled: boolean;
      readonly guest: boolean;
      /** The password must be changed at the next sign-in. */
      readonly temporaryPassword: boolean;
      /** Synchronised from an on-premises directory. */
      readonly synced: boolean;
      readonly passwordChangedAt?: Instant;
    };

export type PerUserMfaSight = { readonly state: 'disabled' | 'enabled' | 'enforced' };

export type MethodKind =
  | 'password'
  | 'windows hello'
  | 'fido2'
  | 'authenticator'
  | 'phone'
  | 'oath'
  | 'certificate'
  | 'temporary access pass'
  | 'email'
  | 'other';

export type MethodsSight = { readonly methods: readonly MethodKind[] };

export type GrantControl =
  'mfa' | 'strength' | 'block' | 'compliant device' | 'joined device' | 'password change' | 'other';

/** Conditional Access policies that would apply, enabled ones only, as Entra's own What-If evaluates them. */
export type ConditionalAccessSight = {
  readonly policies: readonly {
    readonly id: string;
    readonly name: string;
    /** Application ids of {@link SIGN_IN_APPS} that it applies to. */
    readonly apps: readonly string[];
    readonly controls: readonly GrantControl[];
  }[];
};

export type SecurityDefaultsSight = { readonly enabled: boolean };

/** Applications that take part in signing in to a Windows VM, by application id: names differ between tenants. */
export const SIGN_IN_APPS = {
  vm: '372140e0-b3b7-4226-8ef9-d57986796201',
  remoteDesktop: 'a4a365df-50f1-4397-bc59-1a1564b8bb9c',
  cloudLogin: '270efc09-cd0d-444b-a71f-39af4910ec45',
} as const;

export type AppsSight = {
  readonly apps: readonly {
    readonly app: keyof typeof SIGN_IN_APPS;
    readonly state: 'present' | 'absent' | 'disabled';
    /** Only people assigned to the application may use it. */
    readonly assignmentRequired: boolean;
  }[];
};

/** Sign-ins of this person to {@link SIGN_IN_APPS} in the last 24 hours, newest first, at most 20. */
export type SignInsSight = {
  readonly signIns: readonly {
    readonly at: Instant;
    /** AADSTS number; 0 for a success. */
    readonly code: number;
    readonly reason: string;
    readonly app: string;
    readonly device?: string;
  }[];
};

/** What network security groups let through, as they take effect on the VM's network interfaces. */
export type NetworkSight = {
  /** TCP 3389 from anywhere but Azure's own load balancer. */
  readonly rdp: 'open' | 'closed' | 'partly open';
  readonly rdpRule?: string;
  /** TCP 443 to the internet or to Entra ID's service tag. */
  readonly https: 'open' | 'closed';
  readonly httpsRule?: string;
};

/** What a fixed script saw inside the VM, running as the system: what belongs to a user cannot be seen from there. */
export type InsideSight = {
  readonly joined?: boolean;
  readonly domainJoined?: boolean;
  readonly deviceId?: string;
  readonly tenant?: string;
  /** `dsregcmd`'s DeviceAuthStatus. */
  readonly deviceAuth?: 'success' | 'disabled or deleted' | 'failed';
  readonly hostname?: string;
  readonly dnsSuffix?: string;
  /** What the metadata service says of the VM's directory. */
  readonly metadata?: 'tenant' | 'no tenant' | 'unreachable';
  readonly endpoints: readonly {
    readonly host: string;
    readonly state: 'reached' | 'no name' | 'no connection' | 'no trust';
  }[];
  /** Seconds the VM's clock is off; positive when it is ahead. */
  readonly clockOffset?: number;
  readonly pku2u?: boolean;
  readonly nla?: boolean;
  readonly rdpAllowed?: boolean;
  readonly rdpListening?: boolean;
  /** Last words of the two event logs that matter, at most 5 of 200 characters. */
  readonly events: readonly string[];
};

/** What Latchkey's own record says of this person and VM. */
export type RecordSight = {
  /** The latest request of this person for this VM. */
  readonly latest?: {
    readonly request: string;
    readonly role: Role;
    readonly state:
      'pending' | 'denied' | 'withdrawn' | 'lapsed' | 'approved' | 'active' | 'failed' | 'ending' | 'ended';
    /** When it came to be so. */
    readonly at: Instant;
    readonly endsAt?: Instant;
  };
  /** VMs on which this person has access open by Latchkey now, others than this. */
  readonly elsewhere: readonly { readonly vm: string; readonly role: Role }[];
};

export type Sights = {
  readonly machine: Sight<MachineSight>;
  readonly extensions: Sight<ExtensionsSight>;
  readonly devices: Sight<DevicesSight>;
  readonly deletedDevices: Sight<DeletedDevicesSight>;
  readonly roles: Sight<RolesSight>;
  readonly denials: Sight<DenialsSight>;
  readonly locks: Sight<LocksSight>;
  readonly account: Sight<AccountSight>;
  readonly perUserMfa: Sight<PerUserMfaSight>;
  readonly methods: Sight<MethodsSight>;
  readonly conditionalAccess: Sight<ConditionalAccessSight>;
  readonly securityDefaults: Sight<SecurityDefaultsSight>;
  readonly apps: Sight<AppsSight>;
  readonly signIns: Sight<SignInsSight>;
  readonly network: Sight<NetworkSight>;
  readonly inside: Sight<InsideSight>;
  readonly record: Sight<RecordSight>;
};

export type CheckName = keyof Sights;

/** What has been seen so far. */
export type SeenSoFar = Partial<Sights>;
