/**
 * A fault: something outside failed. Thrown, never returned. Its code names it to operators and in metrics, `retryable`
 * tells the relay whether time can mend it, and `next` is the operator's next step.
 */
export type FaultCode = keyof typeof FAULTS;

/** Every fault there is: whether time can mend it, and what an operator does about it. */
export const FAULTS = {
  azure_unreachable: {
    retryable: true,
    next: 'Check outbound HTTPS to Azure Resource Manager and status.azure.com. Latchkey goes on trying.',
  },
  azure_throttled: {
    retryable: true,
    next: 'Nothing to do: Latchkey waits as long as Azure asks. If it lasts, look for another heavy caller in the subscription.',
  },
  azure_forbidden: {
    retryable: true,
    next: 'Give Latchkey’s identity the role Virtual Machine Data Access Administrator on the subscription; `latchkey doctor` shows what is missing.',
  },
  credentials_refused: {
    retryable: true,
    next: 'Entra ID gives Latchkey no token: check the managed identity, or AZURE_CLIENT_ID and its secret.',
  },
  azure_rejected: { retryable: false, next: 'Read the cause: Azure refused the call itself. Run `latchkey doctor`.' },
  vm_gone: { retryable: false, next: 'The VM no longer exists. Nothing to do.' },
  vm_locked: {
    retryable: false,
    next: 'Remove the CanNotDelete or ReadOnly lock on the VM, its resource group or its subscription: with it a role can be added but not taken away.',
  },
  revoke_locked: {
    retryable: true,
    next: 'A lock keeps Latchkey from taking the role away. Remove the lock, or delete the role assignment by hand; Latchkey goes on trying.',
  },
  principal_missing: {
    retryable: true,
    next: 'Azure does not know the person yet (a new account takes minutes). Latchkey goes on trying.',
  },
  assignment_limit: {
    retryable: false,
    next: 'The subscription holds its 4,000 role assignments. Remove unused ones, or move to group assignments.',
  },
  assignment_foreign: {
    retryable: true,
    next: 'An assignment carries this grant’s name but not its description. Latchkey will not touch it: look at it in the portal and delete it by hand if it is wrong.',
  },
  grant_blocked: {
    retryable: true,
    next: 'An earlier grant of the same role on the same VM is still being closed. Latchkey goes on trying.',
  },
  revoke_unverified: {
    retryable: true,
    next: 'Azure said deleted, yet the assignment is still there. Latchkey goes on trying.',
  },
  directory_unreachable: { retryable: true, next: 'Check outbound HTTPS to Microsoft Graph.' },
  directory_throttled: { retryable: true, next: 'Nothing to do: Latchkey waits as long as Graph asks.' },
  directory_forbidden: {
    retryable: true,
    next: 'Grant Latchkey’s identity User.Read.All and GroupMember.Read.All (application) with admin consent.',
  },
  directory_rejected: {
    retryable: false,
    next: 'Read the cause: Graph refused the call itself. Run `latchkey doctor`.',
  },
  chat_unreachable: { retryable: true, next: 'Check outbound HTTPS to the chat’s API. Latchkey goes on trying.' },
  chat_throttled: { retryable: true, next: 'Nothing to do: Latchkey waits as long as the chat asks.' },
  chat_place_gone: {
    retryable: false,
    next: 'The channel or person cannot be reached any more; `latchkey doctor` says why. Invite the bot to the channel, or correct it in access.yaml.',
  },
  chat_forbidden: {
    retryable: false,
    next: 'The chat refused: check the token and the scopes with `latchkey doctor`.',
  },
  chat_rejected: { retryable: false, next: 'The chat refused the message itself. Read the cause, and report it.' },
  record_unreachable: {
    retryable: true,
    next: 'Check PostgreSQL and DATABASE_URL. Latchkey goes on by itself when it is back.',
  },
  embedded_unavailable: {
    retryable: false,
    next: 'The embedded PostgreSQL does not start: read the cause, or set DATABASE_URL to a server of your own.',
  },
  queue_unreachable: {
    retryable: true,
    next: 'Check Redis and REDIS_URL, or PostgreSQL without it. The work goes on without the queue; only alarms wait for the sweep, a minute at most.',
  },
  task_unknown: {
    retryable: true,
    next: 'Another version of Latchkey wrote this work: finish the upgrade, or go back.',
  },
  mend_not_allowed: {
    retryable: false,
    next: 'The policy, or the tags of the VM, no longer allow this repair. Allow it under `troubleshooting` and have it asked for again.',
  },
  policy_invalid: { retryable: false, next: 'Run `latchkey policy check` on access.yaml and mend what it names.' },
} as const satisfies Record<string, { retryable: boolean; next: string }>;

export class Fault extends Error {
  readonly code: FaultCode;
  readonly retryable: boolean;
  readonly next: string;
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(code: FaultCode, detail: string, options: { cause?: unknown; retryAfter?: number } = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.retryable = FAULTS[code].retryable;
    this.next = FAULTS[code].next;
    this.retryAfter = options.retryAfter;
  }
}
