/** What the sandbox's world is made of: plain data, replaced and never changed in place (world.ts keeps snapshots). */
import type { DirectoryData, SignInFacts } from './model-directory.ts';
import type { GuestChange, NetworkRule } from './model-inside.ts';
import type { RoleDefinition } from './roles.ts';

export type SlackFacts = {
  readonly id: string;
  readonly team_id: string;
  /** Address in the Slack profile. It need not be the one in the directory. */
  readonly email: string;
  readonly tz: string;
  readonly tz_label: string;
  readonly is_email_confirmed: boolean;
  readonly is_restricted: boolean;
  readonly is_ultra_restricted: boolean;
  readonly is_stranger: boolean;
  readonly deleted: boolean;
  readonly is_bot: boolean;
};

export type TeamsFacts = {
  /** `29:…`, a person as this one bot knows them. */
  readonly id: string;
  /** Home tenant: another than ours for somebody who is only federated with us. */
  readonly tenantId: string;
  readonly userRole: 'user' | 'guest' | 'anonymous';
  readonly tz: string;
  readonly locale: string;
  /** Whether the app is installed for this person, and so may write to them. */
  readonly installed: boolean;
  /** Cannot sign in to Teams any more. */
  readonly deleted: boolean;
};

export type Person = {
  /** What the control API and the tests call this person. */
  readonly key: string;
  /** Entra object id. */
  readonly id: string;
  /** False for somebody whom the directory does not have (any more). */
  readonly inDirectory: boolean;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly proxyAddresses: readonly string[];
  readonly accountEnabled: boolean;
  readonly userType: 'Member' | 'Guest';
  /** Display names of the groups this person is in directly. */
  readonly groups: readonly string[];
  /** When the account was made, in milliseconds; Azure Resource Manager sees it only some minutes later. */
  readonly createdAt: number;
  readonly signIn: SignInFacts;
  /** Null for somebody without a Slack account. */
  readonly slack: SlackFacts | null;
  /** Null for somebody without Teams. */
  readonly teams: TeamsFacts | null;
};

export type Group = {
  readonly id: string;
  readonly displayName: string;
  /** Display names of the groups that this one is in. */
  readonly memberOf: readonly string[];
};

export type Subscription = { readonly id: string; readonly displayName: string };

export type ResourceGroup = { readonly subscription: string; readonly name: string; readonly location: string };

export type Extension = {
  readonly name: string;
  readonly publisher: string;
  readonly type: string;
  readonly version: string;
  readonly provisioningState: 'Succeeded' | 'Failed' | 'Creating' | 'Updating' | 'Deleting';
  /** Number at the end of `ProvisioningState/failed/…`; null unless it failed. */
  readonly code: number | null;
  readonly message: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** What else it was put on with and Azure tells again: upgrades, public settings. */
  readonly given?: ExtensionGiven | undefined;
};

export type ExtensionGiven = {
  readonly autoUpgradeMinorVersion?: boolean | undefined;
  readonly enableAutomaticUpgrade?: boolean | undefined;
  readonly suppressFailures?: boolean | undefined;
  readonly forceUpdateTag?: string | undefined;
  readonly provisionAfterExtensions?: readonly string[] | undefined;
  readonly protectedSettingsFromKeyVault?: unknown;
  readonly settings?: unknown;
};

export type Vm = {
  readonly name: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly location: string;
  /** Azure's own id of the machine, a UUID; not the ARM id. */
  readonly vmId: string;
  readonly computerName: string;
  readonly os: 'Windows' | 'Linux';
  readonly osName: string;
  readonly osVersion: string;
  readonly image: {
    readonly publisher: string;
    readonly offer: string;
    readonly sku: string;
    readonly version: string;
  };
  readonly size: string;
  readonly power: 'running' | 'stopped' | 'deallocated' | 'starting' | 'stopping';
  readonly agentReady: boolean;
  /** Object id of the system-assigned managed identity, null without one. */
  readonly identity: string | null;
  /** Directory that the identity belongs to, null for the sandbox's own tenant. */
  readonly identityTenant: string | null;
  /** What differs inside it from a healthy machine. */
  readonly guest: GuestChange;
  /** Its network security group; null when neither interface nor subnet has one. */
  readonly network: readonly NetworkRule[] | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly extensions: readonly Extension[];
  readonly createdAt: number;
};

export type Lock = {
  readonly name: string;
  /** ARM id of what is locked, with leading slash. */
  readonly scope: string;
  readonly level: 'CanNotDelete' | 'ReadOnly';
  readonly notes: string;
};

export type PrincipalType = 'User' | 'Group' | 'ServicePrincipal';

export type RoleAssignment = {
  /** The GUID that names it, unique in the tenant. */
  readonly name: string;
  /** ARM id of where it holds, with leading slash; `/` for the tenant root. */
  readonly scope: string;
  /** GUID of the role definition. */
  readonly role: string;
  readonly principalId: string;
  readonly principalType: PrincipalType;
  readonly description: string | null;
  readonly condition: string | null;
  readonly conditionVersion: string | null;
  readonly createdOn: number;
  readonly updatedOn: number;
  /** Object id of who made it. */
  readonly createdBy: string;
};

export type DenyAssignment = {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly scope: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
  readonly principals: readonly { readonly id: string; readonly type: string }[];
  readonly excludePrincipals: readonly { readonly id: string; readonly type: string }[];
  readonly doNotApplyToChildScopes: boolean;
};

export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly is_private: boolean;
  readonly is_archived: boolean;
  /** Slack user ids, the bot's own among them where it was invited. */
  readonly members: readonly string[];
};

export type SlackWorkspace = {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: {
    /** The bot's user id, `U…`. */
    readonly user_id: string;
    readonly bot_id: string;
    readonly app_id: string;
    readonly name: string;
  };
  readonly channels: readonly Channel[];
};

export type TeamsChannel = {
  /** `19:…@thread.tacv2` */
  readonly id: string;
  readonly name: string;
  /** Keys of the people in it. */
  readonly members: readonly string[];
};

export type TeamsWorkspace = {
  /** The bot's registration with the Bot Framework: an application of its own, not the one that acts in Azure. */
  readonly app: {
    readonly id: string;
    readonly secret: string;
    readonly objectId: string;
    readonly name: string;
  };
  /** Issuer of what the channel sends, and audience of what the bot sends: each cloud has its own. */
  readonly issuer: string;
  readonly team: {
    readonly id: string;
    readonly name: string;
    readonly aadGroupId: string;
    readonly installed: boolean;
  };
  readonly channels: readonly TeamsChannel[];
};

/** The application (or managed identity) that the bot signs in as. */
export type BotIdentity = {
  /** Application (client) id. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Object id of its service principal. */
  readonly objectId: string;
  readonly displayName: string;
  /** Value that the managed-identity endpoint wants in `X-IDENTITY-HEADER`. */
  readonly identityHeader: string;
  /** Microsoft Graph application permissions it was granted. */
  readonly graphPermissions: readonly string[];
};

/** What Azure's access control lets the bot do; changed through `PATCH /sandbox/azure/rules`. */
export type AzureRules = {
  /** GUIDs of the roles that the bot may assign and take away (the ABAC condition on its own role assignment). */
  readonly assignable: readonly string[];
  /** Principal types the condition names; null when it does not name any. */
  readonly principalTypes: readonly PrincipalType[] | null;
  /** False when the bot holds no role that lets it assign roles. */
  readonly mayAssign: boolean;
  /** Role assignments that one subscription holds at most. */
  readonly assignmentLimit: number;
  /** Milliseconds after which a new account is known to Azure Resource Manager. */
  readonly replication: number;
  /** Whether Azure Resource Manager and Resource Graph refuse calls beyond their published rates. */
  readonly throttling: boolean;
  /** What else the bot may do, as in a role definition's `actions`; assigning roles goes by `mayAssign`. */
  readonly actions: readonly string[];
  /** Milliseconds that a long-running operation takes. */
  readonly operationTime: number;
  /** Seconds that a new access token lasts, on the machine's clock and not the sandbox's; Entra's own last 60 to 90 minutes. */
  readonly tokenLifetime: number;
};

/** What a person at a VM suffers from at present, by the hand of the control API. */
export type Trouble = {
  readonly vm: string;
  /** Key of the person; null when it befalls everybody. */
  readonly person: string | null;
  /** Ids of causes (trouble/). */
  readonly causes: readonly string[];
};

export type WorldData = DirectoryData & {
  readonly tenant: { readonly id: string; readonly domain: string; readonly displayName: string };
  readonly bot: BotIdentity;
  readonly rules: AzureRules;
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly subscriptions: readonly Subscription[];
  readonly resourceGroups: readonly ResourceGroup[];
  readonly vms: readonly Vm[];
  readonly locks: readonly Lock[];
  readonly roleAssignments: readonly RoleAssignment[];
  readonly denyAssignments: readonly DenyAssignment[];
  /** Beside the built-in ones of roles.ts. */
  readonly customRoles: readonly RoleDefinition[];
  readonly troubles: readonly Trouble[];
  readonly slack: SlackWorkspace;
  readonly teams: TeamsWorkspace;
};

/** What a `change` event is about. */
export type Part = 'azure' | 'slack' | 'teams' | 'faults' | 'calls' | 'reset';
