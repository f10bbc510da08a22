import type { Inspector } from '../../../src/ports.ts';
import type { Case } from '../../../workflows/troubleshoot/causes.ts';
import type { InsideSight } from '../../../workflows/troubleshoot/sights.ts';
import { CannotSee, glance } from '../../entra/glance.ts';
import type { Arm } from '../arm.ts';
import { armFault, readArmError } from '../fault.ts';
import { vmScope } from './about.ts';
import { INSIDE } from './inside.ps1.ts';
import { readInside } from './read-inside.ts';

/** A command takes 20 s at least; one that takes longer than this is not waited for, in milliseconds. */
const DEADLINE = 120_000;
const POLL_EVERY = 2000;

/**
 * Looks inside VMs with Run Command. One at a time for a VM, as Azure has it: who asks while it runs gets the same answer.
 *
 * @param options.pollEvery milliseconds between questions whether it is done, where Azure does not say
 */
export function createInspector(options: {
  readonly arm: Arm;
  readonly cloud: Case['cloud'];
  readonly pollEvery?: number;
}): Inspector {
  const { arm, cloud, pollEvery = POLL_EVERY } = options;
  const running = new Map<string, Promise<InsideSight>>();

  async function run(vm: Parameters<Inspector['inside']>[0]): Promise<InsideSight> {
    const { subscription, resourceGroup, name } = vmScope(vm);
    const order = {
      commandId: 'RunPowerShellScript',
      script: INSIDE.trimEnd().split('\n'),
      parameters: [{ name: 'cloud', value: cloud }],
    };
    // Whoever leaves early does not stop it: it goes on in the VM all the same.
    const waiting = { updateIntervalInMs: pollEvery, abortSignal: AbortSignal.timeout(DEADLINE) };
    try {
      const { value } = await arm.compute(subscription).virtualMachines.runCommand(resourceGroup, name, order, waiting);
      const output = (value ?? []).find(({ code }) => /\/StdOut\//i.test(code ?? ''))?.message ?? '';
      return readInside(output);
    } catch (error) {
      throw explain(error);
    }
  }

  return {
    inside: (about, signal) =>
      glance('inside', signal, () => {
        const key = about.vm.id.toLowerCase();
        const before = running.get(key);
        if (before) return before;
        const now = run(about).finally(() => running.delete(key));
        running.set(key, now);
        return now;
      }),
  };
}

function explain(error: unknown): unknown {
  if (error instanceof CannotSee) return error;
  const arm = readArmError(error);
  const words = `${arm?.code ?? ''} ${arm?.message ?? (error instanceof Error ? error.message : '')}`;
  if (/OperationNotAllowed|requires the VM to be running/i.test(words)) return new CannotSee('not running');
  if (/VMAgentStatusCommunicationError|VMExtensionHandlerNonTransientError|VM agent/i.test(words))
    return new CannotSee('unreachable', 'The agent inside the VM does not answer.');
  if (arm?.status === 409)
    return new CannotSee('throttled', 'Another command is running inside the VM; try again soon.');
  if (arm?.status === 404) return new CannotSee('unreadable', 'Azure found no Windows VM to look into.');
  return armFault(error, 'reading', 'Looking inside the VM');
}
