/**
 * The words of Latchkey. Every type, table, event, button, log line and page uses these and no others.
 *
 * request            one person asking for one role on one VM for a duration, with a reason
 * requester          the person who asks
 * approver           a person whose yes counts under the policy
 * approve, deny      the approver's yes, the approver's no
 * withdraw           the requester taking the request back
 * lapse              nobody decided in time
 * grant              the access a request opened: one role assignment, from grant to revocation
 * role               `user` (Virtual Machine User Login) or `admin` (Virtual Machine Administrator Login)
 * release            the requester's "I'm done"
 * revoke             an approver or operator ends a grant early
 * expire             time is up
 * standing access    a login role the person holds that Latchkey did not give
 * policy, rule       `access.yaml`, and one entry in it
 * refusal            the answer "no, because …" to a person: a value, never an exception
 * fault              something outside failed: thrown, with a code, `retryable`, a cause and the operator's next step
 */
import type { System } from './windows.ts';

/** A request's id: a random UUID in lower case. It is the opaque value that buttons carry. */
export type RequestId = string;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Whole minutes. */
export type Minutes = number;

export type Role = 'user' | 'admin';

/** The Azure built-in role behind each of our two (learn.microsoft.com, built-in roles for compute). */
export const AZURE_ROLES = {
  user: { name: 'Virtual Machine User Login', definition: 'fb879df8-f326-4884-b1cf-06f3ad86be52' },
  admin: { name: 'Virtual Machine Administrator Login', definition: '1c0163c0-47e6-4577-8991-ea5c82e286e4' },
} as const satisfies Record<Role, { name: string; definition: string }>;

/** A person in Entra ID. */
export type Person = {
  /** Entra object id, a UUID in lower case. The only thing people are compared by. */
  readonly id: string;
  /** Display name as the directory has it: anything may be in it. */
  readonly name: string;
  /** User principal name, what the person types to sign in. */
  readonly upn: string;
};

/** A virtual machine in Azure. */
export type Vm = {
  /** ARM resource id, with its leading slash and the case Azure gave it; compare with {@link sameId}. */
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscription: string;
  readonly location: string;
  readonly os: 'Windows' | 'Linux' | 'unknown';
  readonly tags: Readonly<Record<string, string>>;
  /** The name the machine itself goes by, if Azure told; sign-in with Entra ID needs it as address. */
  readonly computerName?: string;
  /** Which Windows it runs, as far as Azure told when it was last read; nothing for other systems. */
  readonly system?: System;
};

/** A login role somebody holds on a VM that Latchkey did not give. */
export type StandingAccess = {
  readonly role: Role;
  /** The assignment's own id. */
  readonly assignment: string;
  /** Where it was assigned. */
  readonly level: 'vm' | 'resource group' | 'subscription' | 'management group';
  /** `person` when assigned to the person, `group` when it comes through a group. */
  readonly through: 'person' | 'group';
};

/** A management lock that would let a role be added and then keep it from being removed. */
export type Lock = { readonly name: string; readonly level: 'CanNotDelete' | 'ReadOnly'; readonly scope: string };

/** Someone as a chat knows them. `team` is the workspace or tenant, `id` the user's id in it. */
export type ChatUser = { readonly chat: string; readonly team: string; readonly id: string };

/** An address in a chat, as `access.yaml` writes it: `<chat>:<address>`. */
export type Channel = string;

/** ARM ids are equal whatever their case (learn.microsoft.com, resource names). */
export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
