import type { Mender } from '../../src/ports.ts';
import type { Arm } from './arm.ts';
import { changing, scopeOf } from './change.ts';
import { createExtensionMender } from './extension.ts';

/** Longest wait for Azure to start a VM, in milliseconds; after that the relay tries again, and finds it done or under way. */
const PATIENCE = 5 * 60_000;
const POLL_EVERY = 5000;

/**
 * Mends what can be mended from Azure; see {@link Mender} for what it throws.
 *
 * @param options.pollEvery milliseconds between questions whether it is done, where Azure does not say
 */
export function createMender(options: { readonly arm: Arm; readonly pollEvery?: number }): Omit<Mender, 'createApp'> {
  const { arm, pollEvery = POLL_EVERY } = options;
  return {
    async start(vm) {
      const { subscription, resourceGroup, name } = scopeOf(vm);
      await changing('start_vm', `Starting ${name}`, () =>
        arm.compute(subscription).virtualMachines.start(resourceGroup, name, {
          updateIntervalInMs: pollEvery,
          abortSignal: AbortSignal.timeout(PATIENCE),
        }),
      );
    },
    ...createExtensionMender(arm, pollEvery),
  };
}
