/** Carries a plan out, and mends everything afterwards. */
import { appendFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { OwnPostgres } from '../../test/support/postgres.ts';
import type { Sandbox } from '../../test/support/sandbox.ts';
import { readAssignment } from '../../adapters/azure/assignment.ts';
import { peopleOf } from './people.ts';
import { PEOPLE, VMS } from './plan.ts';
import type { Step } from './plan.ts';
import type { QueueStore } from './queue-store.ts';
import type { Replica } from './replica.ts';
import type { Watch } from './watch.ts';

export type Weather = {
  readonly sandbox: Sandbox;
  readonly postgres: OwnPostgres;
  readonly store: QueueStore;
  readonly replicas: readonly Replica[];
  readonly watch: Watch;
  /** Every step is written there, with what became of it. */
  readonly diary: string;
};

/** How often each kind of step was carried out, and how often it came to something. */
export type Tally = Readonly<Record<string, { tried: number; done: number }>>;

export async function rage(weather: Weather, steps: readonly Step[]): Promise<Tally> {
  const { sandbox, diary } = weather;
  const tally: Record<string, { tried: number; done: number }> = {};
  const people = peopleOf(sandbox);
  const began = Date.now();
  const running: Promise<void>[] = [];
  let postgresAway: Promise<void> = Promise.resolve();

  async function carryOut(step: Step): Promise<boolean> {
    switch (step.is) {
      case 'ask':
      case 'decide':
      case 'finish':
      case 'revoke':
      case 'press_old':
      case 'open_home':
        return people.act(step);
      case 'fault': {
        const off = await sandbox.fault(step.order);
        await pause(step.lasts);
        await off();
        return true;
      }
      case 'kill': {
        const replica = weather.replicas[step.replica];
        await replica?.kill();
        await pause(step.away);
        replica?.start();
        return true;
      }
      case 'empty_queue':
        await weather.store.empty();
        return true;
      case 'stop_postgres':
        // One after the other: two stops at once would be one.
        postgresAway = postgresAway.then(async () => {
          await weather.postgres.stop();
          await pause(step.away);
          await weather.postgres.start();
        });
        await postgresAway;
        return true;
      case 'cut_sockets':
        await sandbox.control('POST', 'slack/app', { disconnect: 'cut' });
        return true;
      case 'portal_assign':
        return assignByHand(step.luck);
      case 'portal_remove':
        return removeByHand(step.luck);
      default:
        return step satisfies never;
    }
  }

  async function assignByHand(luck: number): Promise<boolean> {
    const { vms, people: known } = await sandbox.state();
    const vm = vms.find((each) => each.name === VMS[Math.floor(luck * VMS.length)]);
    const person = known.find((each) => each.key === PEOPLE[Math.floor(luck * 7919) % PEOPLE.length]);
    if (vm === undefined || person === undefined) return false;
    const scope = `/subscriptions/${vm.subscription}/resourceGroups/${vm.resourceGroup}/providers/Microsoft.Compute/virtualMachines/${vm.name}`;
    // Half of them carry words copied from one of Latchkey's own: those alone make nothing Latchkey's.
    const copied = `Latchkey request=00000000-0000-4000-8000-000000000000 ends=2020-01-01T00:00:00Z. Copied.`;
    const description = luck * 100 - Math.floor(luck * 100) < 0.5 ? { description: copied } : {};
    await sandbox.assign({ scope, principalId: person.id, role: luck < 0.5 ? 'user' : 'admin', ...description });
    return true;
  }

  async function removeByHand(luck: number): Promise<boolean> {
    const ours = (await sandbox.state()).roleAssignments.filter((each) => readAssignment(each) !== undefined);
    const chosen = ours[Math.floor(luck * ours.length)];
    if (chosen === undefined) return false;
    await sandbox.unassign(chosen.name);
    return true;
  }

  async function note(step: Step): Promise<void> {
    const counts = (tally[step.is] ??= { tried: 0, done: 0 });
    counts.tried += 1;
    let became: string;
    try {
      const done = await carryOut(step);
      counts.done += done ? 1 : 0;
      became = done ? 'done' : 'came to nothing';
    } catch (error) {
      became = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'failed';
    }
    await appendFile(diary, `${JSON.stringify({ ...step, became, until: Date.now() - began })}\n`);
  }

  for (const step of steps) {
    await pause(Math.max(0, began + step.at - Date.now()));
    running.push(note(step));
  }
  await Promise.all(running);
  return tally;
}

/** Whatever the storm has left broken is whole again. Resolves when every replica is ready. */
export async function heal(weather: Weather): Promise<void> {
  await weather.sandbox.clearFaults();
  await weather.postgres.start();
  for (const replica of weather.replicas) replica.start();
  await Promise.all(weather.replicas.map((replica) => replica.ready(45_000)));
}
