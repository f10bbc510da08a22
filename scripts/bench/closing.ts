/**
 * How late access is closed: the real bot against the sandbox, with many grants that end within a short while. With its
 * alarms; with the queue's store emptied while all are open, so that the sweep alone is left; and with a chat that hangs.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { readDescription } from '../../adapters/azure/assignment.ts';
import { createQueue } from '../../adapters/bullmq/index.ts';
import { NO_FACTS } from '../../src/engine.ts';
import { commit } from '../../src/record/commit.ts';
import { openDatabase } from '../../src/record/database.ts';
import { openStage } from '../../test/journeys/stage.ts';
import type { Stage } from '../../test/journeys/stage.ts';
import { machineClock } from '../../test/support/clock.ts';
import { keptLog } from '../../test/support/log.ts';
import type { SandboxCall } from '../../test/support/sandbox-types.ts';
import { until } from '../../test/support/until.ts';
import type { Person, Vm } from '../../workflows/language.ts';
import { APPROVERS, policy as given, rule } from '../../test/workflows/given.ts';
import { openQueueStore } from '../chaos/queue-store.ts';
import { undoable } from '../chaos/undo.ts';
import { spreadOf } from './figures.ts';
import type { Spread } from './figures.ts';

export type Closing = {
  readonly is: 'lateness';
  readonly name: string;
  readonly queue: string;
  /** Seconds from the end written in the assignment to Azure's yes to its deletion. */
  readonly lateness: Spread;
  /** Seconds that the sandbox took to answer a deletion. */
  readonly answering: Spread;
  /** Seconds: what the design promises at most, without faults. */
  readonly limit: number;
};

const MINUTE = 60_000;
const SWEEP_S = 60;

/** Milliseconds for making the grants, before the first of them ends. */
function headStart(grants: number): number {
  return 8_000 + grants * 250;
}

/** What is done once all grants are open. */
const HINDRANCES = {
  none: { name: 'with alarms', empty: false, hang: false },
  no_alarms: { name: 'by the sweep alone', empty: true, hang: false },
  chat_hangs: { name: 'with alarms, while Slack hangs', empty: false, hang: true },
  both: { name: 'by the sweep alone, while Slack hangs', empty: true, hang: true },
} as const;
export type Hindrance = keyof typeof HINDRANCES;

/**
 * @param order.grants how many
 * @param order.spread milliseconds from the first end to the last, at most 30,000
 */
export async function benchClosing(order: {
  readonly databaseUrl: string;
  readonly onRedis: boolean;
  readonly grants: number;
  readonly spread: number;
  readonly hindrance: Hindrance;
}): Promise<Closing> {
  const store = await openQueueStore(order.databaseUrl, order.onRedis);
  const removeStore = undoable(() => store.remove());
  const redis = store.redisUrl === undefined ? {} : { redisUrl: store.redisUrl };
  const stage = await openStage({ databaseUrl: order.databaseUrl, ...redis });
  const closeStage = undoable(() => stage.close());
  try {
    await stage.bot({ LOG_LEVEL: 'info' });
    await open(stage, order, redis);
    const opened = await stage.untilGrants(order.grants, headStart(order.grants));
    const { name, empty, hang } = HINDRANCES[order.hindrance];
    if (hang)
      await stage.sandbox.fault({ service: 'slack', match: { path: '/api/' }, fault: { is: 'slow', ms: 30_000 } });
    if (empty) await until(() => store.empty().then(() => true), { what: 'the queue’s store is emptied' });
    const ends = new Map(opened.map((each) => [each.name, readDescription(each.description)?.endsAt ?? Number.NaN]));
    await pause(Math.max(0, Math.max(...ends.values()) - Date.now()));
    await stage.untilGrants(0, SWEEP_S * 1000 * 3);
    const deletions = (await stage.sandbox.calls({ service: 'arm' })).filter(isDeletion);
    const answered = deletions.map((call) => call.ms ?? 0);
    const late = deletions.flatMap((call) => {
      const endsAt = ends.get(call.path.split('/').at(-1)?.split('?')[0] ?? '');
      return endsAt === undefined ? [] : [(call.at + (call.ms ?? 0) - endsAt) / 1000];
    });
    if (late.length !== order.grants) throw new Error(`${late.length} of ${order.grants} grants were closed`);
    return {
      is: 'lateness',
      name: `access closed late, ${name}`,
      queue: store.name,
      lateness: spreadOf(late),
      answering: spreadOf(answered.map((ms) => ms / 1000)),
      limit: SWEEP_S,
    };
  } finally {
    await closeStage();
    await removeStore();
  }
}

function isDeletion({ method, path, status }: SandboxCall): boolean {
  return method === 'DELETE' && path.includes('/roleAssignments/') && status === 200;
}

/**
 * Requests of one minute each, approved so that little of that minute is left: what is measured is how they end. They are
 * put straight into the record, with nudges as a replica gives them, so that the approvals come exactly when wanted.
 */
async function open(
  stage: Stage,
  { databaseUrl, grants, spread }: { databaseUrl: string; grants: number; spread: number },
  redis: { redisUrl?: string },
): Promise<void> {
  const state = await stage.sandbox.state();
  const people = state.people.filter((each) => ['ana', 'raj', 'bo', 'olga'].includes(each.key));
  const vms = state.vms.filter((vm) => vm.name.startsWith('farm-'));
  const policy = { ...given, rules: [{ ...rule, match: { ...rule.match, resourceGroups: [] }, approve: approval() }] };
  const db = openDatabase(databaseUrl, () => undefined, 4);
  const queue = createQueue({ databaseUrl, ...redis, clock: machineClock, log: keptLog().log });
  const first = Date.now() + headStart(grants);
  try {
    for (let index = 0; index < grants; index += 1) {
      const person = people[index % people.length];
      const vm = vms[index % vms.length];
      if (person === undefined || vm === undefined) throw new Error('The sandbox has nobody, or no VMs');
      const by: Person = { id: person.id, name: person.displayName, upn: person.userPrincipalName };
      const user = state.slack.users.find((each) => each.key === person.key)?.id ?? '';
      const request = randomUUID();
      // To the second, as the assignment carries it.
      const endsAt = Math.ceil((first + (spread * index) / grants) / 1000) * 1000;
      const at = endsAt - MINUTE;
      const origin = { chat: 'slack', team: state.slack.team.id, id: user };
      const wish = { role: 'user', duration: '1m', reason: 'measuring', ticket: '' } as const;
      const facts = { ...NO_FACTS, groups: { [APPROVER.id]: [APPROVERS] } };
      const orders = [
        { is: 'ask', at, id: request, by, origin, vm: vmOf(vm), ...wish },
        { is: 'approve', at, by: APPROVER },
      ] as const;
      for (const command of orders) {
        const { lanes, refusal } = await commit(db, { request, command, policy, facts });
        if (refusal !== undefined) throw new Error(`refused: ${refusal.code}`);
        await Promise.all(lanes.map((lane) => queue.nudge(lane)));
      }
    }
  } finally {
    await queue.stop();
    await db.destroy();
  }
}

const APPROVER: Person = { id: '00000000-0000-4000-8000-0000000000aa', name: 'Mia Chen', upn: 'mia@contoso.com' };

function approval() {
  return { ...rule.approve, channels: ['slack:C0APPROVE'] };
}

function vmOf(vm: { name: string; subscription: string; resourceGroup: string }): Vm {
  const { name, subscription, resourceGroup } = vm;
  const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`;
  return { id, name, resourceGroup, subscription, location: 'westeurope', os: 'Windows', tags: {} };
}
