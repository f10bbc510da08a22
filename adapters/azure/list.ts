import type { Assignment } from '../../src/ports.ts';
import { ask } from './arm.ts';
import type { Arm } from './arm.ts';
import { readAssignment } from './assignment.ts';
import { readVmScope, roleOf } from './scope.ts';

/**
 * Everything Latchkey made, in all subscriptions. Each is read to its last page, and one that fails fails the whole: half a
 * list would look like grants that somebody removed.
 */
export async function listAssignments(arm: Arm, subscriptions: readonly string[]): Promise<readonly Assignment[]> {
  return (await Promise.all(subscriptions.map((each) => listIn(arm, each)))).flat();
}

async function listIn(arm: Arm, subscription: string): Promise<Assignment[]> {
  const found: Assignment[] = [];
  await ask('reading', `Listing role assignments in ${subscription}`, async () => {
    for await (const each of arm.authorization(subscription).roleAssignments.listForSubscription()) {
      const mark = readAssignment(each);
      const { id, scope, principalId } = each;
      if (!mark || !roleOf(each.roleDefinitionId)) continue;
      if (id === undefined || principalId === undefined || scope === undefined || !readVmScope(scope)) continue;
      found.push({ request: mark.request, endsAt: mark.endsAt, id, vm: scope, principal: principalId });
    }
  });
  return found;
}
