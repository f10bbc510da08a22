import { Fault } from '../../src/faults.ts';
import type { FaultCode } from '../../src/faults.ts';
import type { Cloud } from '../../src/ports.ts';
import { askFor } from './arm.ts';
import type { Arm } from './arm.ts';
import type { Log } from '../entra/log.ts';
import { assignmentName, readAssignment } from './assignment.ts';
import { bare, readVmScope } from './scope.ts';

type Order = Parameters<Cloud['revoke']>[0];

/** One request's assignment, as Azure has it. */
export type Found = Awaited<ReturnType<ReturnType<Arm['authorization']>['roleAssignments']['get']>>;

/** This request's assignment by its name, read directly; undefined when there is none. */
export async function readOwn(arm: Arm, order: Order): Promise<Found | undefined> {
  const { client, scope, name } = target(arm, order);
  return askFor('reading', `Reading the assignment of ${order.request}`, () => client.roleAssignments.get(scope, name));
}

/** Takes this request's assignment away, and looks whether it is gone. */
export async function revoke(arm: Arm, order: Order, log: Log): ReturnType<Cloud['revoke']> {
  const found = await readOwn(arm, order);
  if (!found) return revokeUnseen(arm, order, log);
  if (readAssignment(found)?.request !== order.request.toLowerCase()) throw foreign(order);
  let removed: boolean;
  try {
    removed = await remove(arm, order);
  } catch (error) {
    // The reply may have been lost on the way back. It was there a moment ago: if it is gone, that was us.
    const lost = error instanceof Fault && error.code === 'azure_unreachable';
    if (lost && !(await readOwn(arm, order))) return { is: 'revoked' };
    throw error;
  }
  if (await readOwn(arm, order)) {
    throw new Fault('revoke_unverified', `The assignment of ${order.request} is still there after it was deleted.`);
  }
  return { is: removed ? 'revoked' : 'absent' };
}

/**
 * Azure says there is nothing. Its answers may be minutes old (learn.microsoft.com, Troubleshoot Azure RBAC), and this one
 * would leave access open: so it is deleted all the same. The name is derived from the request and used by nobody else, and
 * for a name that does not exist Azure answers 204 (role assignments API 2022-04-01). A condition on
 * Latchkey's own role may forbid deleting what has no role, so a plain refusal counts for nothing. A lock forbids even
 * deleting nothing: behind it the access may be open, with the 404 out of date, and so it is thrown as not known.
 */
async function revokeUnseen(arm: Arm, order: Order, log: Log): ReturnType<Cloud['revoke']> {
  try {
    const removed = await remove(arm, order);
    if (!removed) return { is: 'absent' };
  } catch (error) {
    if (!(error instanceof Fault) || UNKNOWN.has(error.code)) throw error;
    return { is: 'absent' };
  }
  log.warn({ request: order.request }, 'Azure denied having an assignment, and deleted it when told to');
  return { is: 'revoked' };
}

/** Refusals that leave open whether there was something to delete. */
const UNKNOWN: ReadonlySet<FaultCode> = new Set(['azure_unreachable', 'azure_throttled', 'revoke_locked']);

/** True when Azure deleted it now, false when there was nothing to delete. */
async function remove(arm: Arm, order: Order): Promise<boolean> {
  const { client, scope, name } = target(arm, order);
  let status = 0;
  const onResponse = (response: { status: number }): void => {
    status = response.status;
  };
  // The VM may be gone by now; its assignments then go with it, or can still be deleted at the scope that is no more.
  await askFor('revoking', `Deleting the assignment of ${order.request}`, () =>
    client.roleAssignments.delete(scope, name, { onResponse }),
  );
  return status === 200;
}

function foreign(order: Order): Fault {
  return new Fault(
    'assignment_foreign',
    `The assignment ${assignmentName(order.request)} on ${order.vm} does not say that it belongs to ${order.request}.`,
  );
}

function target(arm: Arm, order: Order) {
  const scope = readVmScope(order.vm);
  if (!scope) throw new Fault('azure_rejected', `Not the id of a VM: ${order.vm}`);
  return {
    client: arm.authorization(scope.subscription),
    scope: bare(order.vm),
    name: assignmentName(order.request),
  };
}
