/**
 * Putting the sign-in extension on anew. Sending it to Azure once more would run it again, but leave its broken state in the VM, so
 * that it is taken off first; and once it is off, Azure knows nothing of how it was put on. So each step is recorded before the next:
 * whoever goes on after a crash, wherever it happened, takes it up from the record.
 */
import type { LoginExtension } from '../../workflows/troubleshoot/login-extension.ts';
import type { MendState, RenewalStep } from '../../workflows/troubleshoot/mending.ts';
import { Fault } from '../faults.ts';
import type { Mender } from '../ports.ts';

/** For both steps together, in milliseconds: a claim is not held for longer, and another replica would begin beside this one. */
const PATIENCE = 4.5 * 60_000;

/**
 * Goes on from where the record says it is. False when it is no longer to be done. Throws what {@link Mender} throws.
 *
 * @param parts.takenOffBefore what an earlier repair took off this machine and did not put on again
 * @param parts.note records a step; when somebody else was quicker, what they wrote counts
 */
export async function renewExtension(parts: {
  readonly mender: Pick<Mender, 'extension' | 'takeOff' | 'putOn'>;
  readonly vm: string;
  readonly state: () => Promise<MendState | undefined>;
  readonly takenOffBefore: (machine: string) => Promise<LoginExtension | undefined>;
  readonly note: (step: RenewalStep) => Promise<void>;
}): Promise<boolean> {
  const { mender, vm } = parts;
  const patience = AbortSignal.timeout(PATIENCE);
  /** What was agreed to for a machine is not done to another that has its name since. */
  const mustBe = async (machine: string): Promise<void> => {
    if ((await mender.extension(vm)).machine !== machine) throw new Fault('vm_gone', 'The machine was replaced.');
  };
  for (;;) {
    const state = await parts.state();
    if (state?.is !== 'doing') return false;
    const { renewal } = state;
    if (renewal === undefined) {
      const { machine, is, extension } = await mender.extension(vm);
      const before = is === 'absent' ? await parts.takenOffBefore(machine) : undefined;
      await parts.note({ is: 'remembered', machine, extension: before ?? extension });
    } else if (renewal.begun !== true) {
      // From here on nobody can know whether it is off, should this process die: first it is written down.
      await parts.note({ is: 'taking off' });
    } else if (!renewal.off) {
      await mustBe(renewal.machine);
      await mender.takeOff(vm, patience);
      await parts.note({ is: 'taken off' });
    } else {
      await mustBe(renewal.machine);
      await mender.putOn(vm, renewal.extension, patience);
      return true;
    }
  }
}
