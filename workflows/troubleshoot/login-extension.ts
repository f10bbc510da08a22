/**
 * The sign-in extension of a VM with all that Azure tells of how it was put on. Once it is taken off Azure knows nothing of it any
 * more, so that this is written down before. Protected settings are told to nobody: only where they lie in a key vault is known.
 */
export type LoginExtension = {
  /** The name of its resource, which is the customer's choice. */
  readonly name: string;
  readonly location: string;
  /** Major and minor version: `2.0`. */
  readonly typeHandlerVersion: string;
  readonly autoUpgradeMinorVersion: boolean;
  readonly enableAutomaticUpgrade?: boolean;
  readonly suppressFailures?: boolean;
  readonly forceUpdateTag?: string;
  readonly provisionAfterExtensions?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Public settings: `{ mdmId }` where the VM is enrolled in device management. */
  readonly settings?: unknown;
  /** Where a secret lies, not the secret. */
  readonly protectedSettingsFromKeyVault?: {
    readonly secretUrl: string;
    readonly sourceVault: { readonly id?: string };
  };
};

/** What a VM has now, or what it is to get where it has none. */
export type FoundExtension = {
  /** Azure's own id of the machine, a UUID: another one made under the same name has another. */
  readonly machine: string;
  readonly is: 'installed' | 'absent';
  readonly extension: LoginExtension;
};
