import type { TokenCredential } from '@azure/identity';
import type { Clock, Cloud, Estate, Examined } from '../../src/ports.ts';
import { createArm } from './arm.ts';
import type { Arm } from './arm.ts';
import type { Log } from '../entra/log.ts';
import { readVm, readVms } from './estate.ts';
import { examineAzure } from './examine.ts';
import { grant } from './grant.ts';
import { listAssignments } from './list.ts';
import { readLocks } from './locks.ts';
import { readOwn, revoke } from './revoke.ts';
import { readVmScope } from './scope.ts';
import { createStanding } from './standing.ts';

/**
 * Azure Resource Manager: gives and takes login roles on VMs, and reads what is there.
 *
 * @param options.armEndpoint https URL; tokens are asked for it
 * @param options.subscriptions UUIDs; VMs elsewhere do not exist for Latchkey
 */
export function createAzure(options: {
  readonly credential: TokenCredential;
  readonly armEndpoint: string;
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}): {
  readonly cloud: Cloud;
  readonly estate: Estate;
  /** The connection to Azure, for what else looks at it and mends there. */
  readonly arm: Arm;
  examine(): Promise<readonly Examined[]>;
} {
  const { log, clock } = options;
  const arm = createArm(options);
  const subscriptions = options.subscriptions.map((each) => each.toLowerCase());
  const cloud: Cloud = {
    grant: (order) => grant(arm, subscriptions, order),
    // Closing is not held to the configured subscriptions: what was opened there before must still be closed.
    revoke: (order) => revoke(arm, order, log),
    list: () => listAssignments(arm, subscriptions),
    // The name alone counts: somebody may have rewritten the description, and the access is open all the same.
    exists: async (order) => (await readOwn(arm, order)) !== undefined,
  };
  const estate: Estate = {
    vms: () => readVms(arm, subscriptions, log),
    vm: async (id) => (subscriptions.includes(readVmScope(id)?.subscription ?? '') ? readVm(arm, id) : undefined),
    standing: createStanding(arm, clock),
    locks: (vm) => readLocks(arm, vm),
  };
  return { cloud, estate, arm, examine: () => examineAzure({ ...options, arm }) };
}
