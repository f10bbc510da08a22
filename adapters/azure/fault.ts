import { isRestError } from '@azure/arm-resourcegraph';
import { Fault } from '../../src/faults.ts';
import type { FaultCode } from '../../src/faults.ts';
import { tokenTrouble } from '../entra/credential.ts';
import { retryAfter } from '../entra/retry-after.ts';

/** What Azure Resource Manager answered when it refused. `status` 0: it did not answer. */
export type ArmError = {
  readonly status: number;
  /** The error code in the body, `RoleAssignmentExists` say; empty when there is none. */
  readonly code: string;
  readonly message: string;
  /** Milliseconds it asked us to wait. */
  readonly retryAfter: number | undefined;
};

/** What we were doing. A lock keeps a role from being given, or from being taken away: those are two faults. */
export type Doing = 'reading' | 'granting' | 'revoking';

/** Reads an error of any of the Azure SDKs; undefined when it did not come from the service. */
export function readArmError(error: unknown): ArmError | undefined {
  if (!isRestError(error)) return undefined;
  const status = error.statusCode ?? error.response?.status ?? 0;
  const body = bodyOf(error);
  return {
    status,
    code: body.code ?? (status === 0 ? '' : (error.code ?? '')),
    message: body.message ?? error.message,
    retryAfter: retryAfter((name) => error.response?.headers.get(name)),
  };
}

/** The fault an error of the Azure SDKs amounts to. What is not one of theirs is handed back as it is: it is our own mistake. */
export function armFault(error: unknown, doing: Doing, what: string): unknown {
  if (error instanceof Fault) return error;
  const trouble = tokenTrouble(error);
  if (trouble) {
    const code = trouble.is === 'refused' ? 'credentials_refused' : 'azure_unreachable';
    return new Fault(code, `${what}: no token from Entra ID. ${trouble.why}`, { cause: error });
  }
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return new Fault('azure_unreachable', `${what}: no answer in time.`, { cause: error });
  }
  const arm = readArmError(error);
  if (!arm) return error;
  const detail = `${what}: ${arm.status === 0 ? '' : `${arm.status} `}${arm.code} ${arm.message}`.trim();
  return new Fault(faultCode(arm, doing), detail, {
    cause: error,
    ...(arm.retryAfter === undefined ? {} : { retryAfter: arm.retryAfter }),
  });
}

/**
 * The code comes before the status: Microsoft does not document the statuses of `ScopeLocked` and
 * `RoleAssignmentLimitExceeded`, and `PrincipalNotFound` is a 400 though time mends it (learn.microsoft.com, Troubleshoot
 * Azure RBAC; Troubleshoot Azure RBAC limits).
 */
function faultCode(arm: ArmError, doing: Doing): FaultCode {
  switch (arm.code) {
    case 'PrincipalNotFound':
      return 'principal_missing';
    case 'RoleAssignmentLimitExceeded':
      return 'assignment_limit';
    case 'ScopeLocked':
    case 'ReadOnlyDisabledSubscription':
      if (doing === 'reading') return 'azure_rejected';
      return doing === 'granting' ? 'vm_locked' : 'revoke_locked';
    case 'SubscriptionNotFound':
      // Gone, or simply not visible to us: only where a role is to be given does that make no difference.
      return doing === 'granting' ? 'vm_gone' : 'azure_forbidden';
    default:
      return arm.status === 404 && doing === 'granting' ? 'vm_gone' : byStatus(arm.status);
  }
}

function byStatus(status: number): FaultCode {
  // A body that cannot be read, a redirect: something between us and Azure answered.
  if (status < 400 || status === 408 || status >= 500) return 'azure_unreachable';
  if (status === 401 || status === 403) return 'azure_forbidden';
  return status === 429 ? 'azure_throttled' : 'azure_rejected';
}

function bodyOf(error: Error & { response?: { bodyAsText?: string | null } | undefined }): {
  code?: string;
  message?: string;
} {
  const details = 'details' in error ? error.details : undefined;
  return errorIn(details) ?? errorIn(parsed(error.response?.bodyAsText)) ?? {};
}

function errorIn(body: unknown): { code?: string; message?: string } | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const inner = 'error' in body && typeof body.error === 'object' && body.error !== null ? body.error : body;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : undefined;
  const message = 'message' in inner && typeof inner.message === 'string' ? inner.message : undefined;
  if (code === undefined) return undefined;
  return message === undefined ? { code } : { code, message };
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
