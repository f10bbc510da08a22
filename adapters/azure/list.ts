import { Fault } from '../../src/faults.ts';
import type { FaultCode } from '../../src/faults.ts';
import type { Assignment, Cloud } from '../../src/ports.ts';
import { ask } from './arm.ts';
import type { Arm } from './arm.ts';
import { readAssignment } from './assignment.ts';
import { readVmScope, roleOf } from './scope.ts';

/**
 * Everything Latchkey made, subscription by subscription, each read to its last page. One that was deleted or may not be
 * read is named, and must not keep the others from being closed; none is half there, since what is missing looks like a
 * grant that somebody removed. When all of them fail because Azure is away or gives no token, that is thrown.
 */
export async function listAssignments(arm: Arm, subscriptions: readonly string[]): ReturnType<Cloud['list']> {
  const read = await Promise.all(
    subscriptions.map((each) =>
      listIn(arm, each).then(
        (assignments) => ({ assignments }),
        (fault: unknown) => {
          if (!(fault instanceof Fault)) throw fault;
          return { subscription: each, fault };
        },
      ),
    ),
  );
  const faults = read.filter((each) => 'fault' in each);
  const [first] = faults;
  if (first && faults.length === read.length && faults.every(({ fault }) => AWAY.has(fault.code))) throw first.fault;
  return {
    assignments: read.flatMap((each) => ('assignments' in each ? each.assignments : [])),
    unreadable: faults.map(({ subscription, fault }) => ({ subscription, fault: fault.code })),
  };
}

/** Says nothing about a subscription, but that Azure answers nothing now. */
const AWAY: ReadonlySet<FaultCode> = new Set(['azure_unreachable', 'azure_throttled', 'credentials_refused']);

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
