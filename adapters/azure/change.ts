/** What changes a VM for a repair, and how it is said when it fails. */
import { Fault } from '../../src/faults.ts';
import { MEND_PERMISSIONS, permissionWords } from '../../workflows/troubleshoot/permissions.ts';
import { armFault, readArmError } from './fault.ts';
import { readVmScope } from './scope.ts';
import type { VmScope } from './scope.ts';

type Mend = 'start_vm' | 'reinstall_extension';

export function scopeOf(vm: string): VmScope {
  const scope = readVmScope(vm);
  if (!scope) throw new Fault('azure_rejected', `Not the id of a VM: ${vm}`);
  return scope;
}

/** Runs what changes something; every failure comes out as a Fault that says what was being done. */
export async function changing(mend: Mend, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fault = explain(error, what);
    throw fault instanceof Fault && fault.code === 'azure_forbidden' ? forbidden(mend, what, fault) : fault;
  }
}

export function forbidden(mend: Mend, what: string, cause?: Fault): Fault {
  const needs = `${what} needs ${permissionWords(MEND_PERMISSIONS[mend])}.`;
  if (cause === undefined) return new Fault('azure_forbidden', needs);
  return new Fault('azure_forbidden', `${needs} ${cause.message}`, { cause });
}

function explain(error: unknown, what: string): unknown {
  const arm = readArmError(error);
  // Somebody else is changing the VM just now; Azure asks to come back.
  if (arm?.status === 409 && /^(?:Conflict|AnotherOperationInProgress|OperationPreempted)$/.test(arm.code))
    return new Fault('azure_throttled', `${what}: ${arm.code} ${arm.message}`, { cause: error });
  const fault = armFault(error, 'granting', what);
  if (fault instanceof Fault || !(error instanceof Error) || !FAILED.test(error.message)) return fault;
  return new Fault('azure_rejected', `${what}: ${error.message}`, { cause: error });
}

/** What @azure/core-lro says of work that Azure began and that then failed. */
const FAILED = /long-running operation has (?:failed|been canceled)/i;
