/** What is so inside a VM and on its network: plain data, as in model.ts. */

/** Why a VM cannot talk to an endpoint. */
export type Unreached = 'no name' | 'no connection' | 'no trust';

/**
 * What differs inside this VM from a healthy one; guest.ts fills in the rest from the VM, its devices and its network.
 */
export type GuestChange = {
  readonly azureAdJoined?: boolean;
  readonly domainJoined?: boolean;
  /** Tenant that the machine is joined to. */
  readonly tenantId?: string;
  readonly deviceAuthStatus?: string;
  readonly dnsSuffix?: string;
  /** What the metadata service says of the VM's directory. */
  readonly metadata?: 'tenant' | 'no tenant' | 'unreachable';
  /** By host name. */
  readonly unreached?: Readonly<Record<string, Unreached>>;
  /** Seconds by which the clock is ahead. */
  readonly clockOffset?: number;
  readonly pku2u?: boolean;
  readonly nla?: boolean;
  readonly rdpAllowed?: boolean;
  readonly rdpListening?: boolean;
  readonly events?: readonly string[];
  /** How a script's output comes back. */
  readonly output?: 'whole' | 'cut' | 'localised' | 'empty';
};

/** A rule of the network security group on the VM's network interface. */
export type NetworkRule = {
  readonly name: string;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access: 'Allow' | 'Deny';
  readonly protocol: 'Tcp' | 'Udp' | '*';
  /** Address, range, service tag or `*`. */
  readonly source: string;
  readonly destination: string;
  /** `3389`, `1000-2000` or `*`. */
  readonly port: string;
  readonly priority: number;
};
