import { Fault } from '../../src/faults.ts';
import type { Cloud, GrantOrder } from '../../src/ports.ts';
import type { Lock } from '../../workflows/language.ts';
import { sameId } from '../../workflows/language.ts';
import { askAll, askFor } from './arm.ts';
import type { Arm } from './arm.ts';
import { assignmentName, describe, readAssignment } from './assignment.ts';
import { armFault, readArmError } from './fault.ts';
import type { ArmError } from './fault.ts';
import { readLocks } from './locks.ts';
import { readOwn } from './revoke.ts';
import type { Found } from './revoke.ts';
import { bare, readVmScope, roleDefinitionId, roleOf } from './scope.ts';
import type { VmScope } from './scope.ts';

type Granted = Awaited<ReturnType<Cloud['grant']>>;

/** Gives the role on the VM itself; see {@link Cloud} `grant` for what it answers and throws. */
export async function grant(arm: Arm, subscriptions: readonly string[], order: GrantOrder): Promise<Granted> {
  const scope = readVmScope(order.vm);
  // What may be asked for comes from the VMs we list; this is the last door before Azure, and it looks again.
  if (!scope || !subscriptions.some((each) => sameId(each, scope.subscription))) {
    throw new Fault('azure_rejected', `Not a VM in one of the configured subscriptions: ${order.vm}`);
  }
  const [exists, locks] = await Promise.all([vmExists(arm, scope), readLocks(arm, order.vm)]);
  if (!exists) throw new Fault('vm_gone', `${scope.name} does not exist.`);
  const before = await readBehindLocks(arm, order, locks);
  if (before) return before;
  try {
    // The scope has no leading slash. The principal's type spares Azure a look into the directory, where a new person may
    // not have arrived yet, and conditions on Latchkey's own role may ask for it (learn.microsoft.com, Troubleshoot Azure
    // RBAC; Examples to delegate Azure role assignment management with conditions).
    const made = await arm
      .authorization(scope.subscription)
      .roleAssignments.create(bare(order.vm), assignmentName(order.request), {
        roleDefinitionId: roleDefinitionId(scope.subscription, order.role),
        principalId: order.principal,
        principalType: 'User',
        description: describe(order),
      });
    return { is: 'granted', assignment: made.id ?? assignmentId(order.vm, assignmentName(order.request)) };
  } catch (error) {
    const refused = readArmError(error);
    const fault = armFault(error, 'granting', `Assigning the role on ${scope.name}`);
    return afterRefusal(arm, order, scope, refused, fault);
  }
}

async function vmExists(arm: Arm, scope: VmScope): Promise<boolean> {
  const found = await askFor('granting', `Reading ${scope.name}`, () =>
    arm.compute(scope.subscription).virtualMachines.get(scope.resourceGroup, scope.name),
  );
  return found !== undefined;
}

/**
 * A lock lets no new grant begin: under it the role could not be taken away. A grant that is there already (an earlier
 * attempt whose answer was lost, and the lock came after) is told apart, or it would be recorded as failed and stay open.
 */
async function readBehindLocks(arm: Arm, order: GrantOrder, locks: readonly Lock[]): Promise<Granted | undefined> {
  if (locks.length === 0) return undefined;
  const found = await readOwn(arm, order);
  if (!found || !isThis(found, order)) {
    const named = locks.map((lock) => `${lock.name} (${lock.level}) on ${lock.scope}`).join(', ');
    throw new Fault('vm_locked', `Locked by ${named}.`);
  }
  return found.description === describe(order) ? { is: 'granted', assignment: found.id ?? '' } : undefined;
}

async function afterRefusal(
  arm: Arm,
  order: GrantOrder,
  scope: VmScope,
  refused: ArmError | undefined,
  fault: unknown,
): Promise<Granted> {
  if (refused?.code === 'RoleAssignmentExists') return whoHolds(arm, order, scope, refused.message, fault);
  if (refused?.code !== 'RoleAssignmentUpdateNotPermitted') throw fault;
  // Azure answers this when person, role or place differ from what stands under the same name.
  const found = await readOwn(arm, order);
  if (found && isThis(found, order)) return { is: 'granted', assignment: found.id ?? '' };
  throw fault;
}

/**
 * 409: the person holds this role at this VM under another name. Whose is it? A standing assignment is `held` and never
 * touched. Azure names it in the message, as 32 hex digits or with dashes; older answers leave it out
 * (hashicorp/terraform-provider-azurerm#28694 and public code that reads the message).
 */
async function whoHolds(
  arm: Arm,
  order: GrantOrder,
  scope: VmScope,
  message: string,
  fault: unknown,
): Promise<Granted> {
  const own = assignmentName(order.request);
  const name = readAssignmentName(message) ?? (await lookUp(arm, order, scope));
  if (name === own) return { is: 'granted', assignment: assignmentId(order.vm, own) };
  const { roleAssignments } = arm.authorization(scope.subscription);
  const found =
    name === undefined
      ? undefined
      : await askFor('granting', 'Reading the assignment that is in the way', () =>
          roleAssignments.get(bare(order.vm), name),
        );
  if (name === undefined || !found) {
    // Most likely one that was deleted a moment ago, and that not all of Azure has forgotten yet.
    throw new Fault('grant_blocked', 'Azure says that the role is held already, but not by what.', {
      cause: fault,
    });
  }
  const mark = readAssignment(found);
  if (mark) {
    // One of Latchkey's own, on its way out. Calling it standing access would promise what is about to end.
    throw new Fault('grant_blocked', `The role is still held by the grant of request ${mark.request}.`, {
      cause: fault,
    });
  }
  return { is: 'held', assignment: found.id ?? assignmentId(order.vm, name) };
}

async function lookUp(arm: Arm, order: GrantOrder, scope: VmScope): Promise<string | undefined> {
  const filter = `principalId eq '${order.principal}'`;
  const assignments = await askAll('granting', 'Looking for the assignment that is in the way', () =>
    arm.authorization(scope.subscription).roleAssignments.listForScope(bare(order.vm), { filter }),
  );
  return assignments.find((each) => isSameTriple(each, order))?.name?.toLowerCase();
}

/** The name that a `RoleAssignmentExists` message gives, with dashes and in lower case. */
export function readAssignmentName(message: string): string | undefined {
  const hex = /\b([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\b/i.exec(message);
  return hex?.slice(1).join('-').toLowerCase();
}

function isThis(found: Found, order: GrantOrder): boolean {
  return readAssignment(found)?.request === order.request.toLowerCase() && isSameTriple(found, order);
}

function isSameTriple(found: Found, order: GrantOrder): boolean {
  return (
    sameId(found.scope ?? '', order.vm) &&
    sameId(found.principalId ?? '', order.principal) &&
    roleOf(found.roleDefinitionId) === order.role
  );
}

function assignmentId(vm: string, name: string): string {
  return `${vm}/providers/Microsoft.Authorization/roleAssignments/${name}`;
}
