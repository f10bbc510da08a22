/**
 * Every minute, and at start: whatever is overdue, lost or drifted is put right. The alarms and the queue make things
 * quick; this makes them certain. It needs neither, and for what stands in Azure it needs not even the record's memory.
 */
import type { Engine } from './engine.ts';
import { Fault } from './faults.ts';
import type { Log } from './log.ts';
import { faultFields } from './log.ts';
import type { Assignment, Clock, Cloud } from './ports.ts';
import type { Database } from './record/database.ts';
import { reaching } from './record/database.ts';
import { countByStatus, overdue, readRequest, requestsIn, withoutWork } from './record/questions.ts';
import { addWork, backlog, dueLanes, forgetDone } from './record/work.ts';
import { answers, converses, opensOrCloses } from './relay.ts';
import type { Relay } from './relay.ts';
import type { Telemetry } from './telemetry.ts';

export type Sweep = {
  /** One whole sweep. Never throws: what fails is logged, and tried again at the next. */
  run(): Promise<void>;
  /** A whole sweep each `everyMs`, and each `glanceMs` a look at the record alone: what is due and at nobody's hand. */
  start(everyMs: number, glanceMs: number): void;
  stop(): Promise<void>;
};

/** Lists in Azure may lag this far behind, in milliseconds (azure-docs, RBAC troubleshooting: ten minutes). */
const LIST_LAG = 10 * 60_000;
/** Answered deliveries and finished effects are kept this long, in milliseconds. */
const KEEP_DONE = 7 * 24 * 3_600_000;
const BATCH = 200;
/** Faults that befall whatever is asked next too; after so many of them in one round the rest is left. */
const AWAY: ReadonlySet<string> = new Set([
  'record_unreachable',
  'azure_unreachable',
  'azure_throttled',
  'credentials_refused',
]);
const AWAY_AT_MOST = 3;
/** A glance leaves the alarms this long, in milliseconds, to ring: it is there for those that do not. */
const ALARM_GRACE = 2_000;

export function createSweep(parts: {
  readonly db: Database;
  readonly cloud: Cloud;
  readonly engine: Engine;
  readonly relay: Relay;
  /** Ends conversations and repairs that nobody goes on with, and forgets old ones. */
  readonly tidy: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Telemetry;
}): Sweep {
  const { db, cloud, engine, relay, clock, log } = parts;
  const timers: NodeJS.Timeout[] = [];
  let current: Promise<void> | undefined;
  let glancing: Promise<void> | undefined;
  let drawing: Promise<boolean> | undefined;
  let answering: Promise<boolean> | undefined;
  let conversing: Promise<boolean> | undefined;
  let stopping = false;
  let unreadableBefore: ReadonlyMap<string, string> = new Map();

  /** Time is up, and no alarm rang: the same commands, late. */
  async function endOverdue(grace: number): Promise<void> {
    const due = await overdue(db, clock.now() - grace, BATCH);
    await eachApart(due, async ({ id, command }) => {
      await engine.handle({ request: id, command: { is: command, at: clock.now() } });
      parts.telemetry.alarmMissed();
    });
  }

  /**
   * One that cannot be handled must not keep the others open. When something outside is away altogether, though, the rest
   * would only wait for it one after the other: then it ends here, until the next time.
   */
  async function eachApart<T>(items: readonly T[], handle: (item: T) => Promise<void>): Promise<void> {
    let away = 0;
    for (const item of items)
      try {
        await reaching(() => handle(item));
      } catch (error) {
        const code = error instanceof Fault ? error.code : 'defect';
        if (AWAY.has(code) && ++away === AWAY_AT_MOST) throw error;
        parts.telemetry.fault(code);
        log.warn(faultFields(error), 'the sweep leaves one out; the next tries it again');
      }
  }

  /** Nudges that were lost, claims that ran out: worked off here, not through the queue, which may be the one that failed. */
  async function workOff(): Promise<void> {
    const lanes = await dueLanes(db, BATCH);
    // Drawing takes long while a chat hangs, and answering while a directory does: each goes on beside, so that no later
    // look has to wait for it, and what people pressed does not wait for cards.
    const rest = lanes.filter((lane) => !opensOrCloses(lane));
    answering ??= step('answer', () => fourAtOnce(rest.filter(answers))).finally(() => (answering = undefined));
    conversing ??= step('converse', () => fourAtOnce(rest.filter(converses))).finally(() => (conversing = undefined));
    drawing ??= step('draw', () => fourAtOnce(rest.filter((lane) => !answers(lane) && !converses(lane)))).finally(
      () => (drawing = undefined),
    );
    await fourAtOnce(lanes.filter(opensOrCloses));
  }

  async function fourAtOnce(lanes: readonly string[]): Promise<void> {
    await Promise.all(
      [0, 1, 2, 3].map(async (worker) => {
        for (let index = worker; index < lanes.length; index += 4) {
          const lane = lanes[index];
          if (lane !== undefined) await relay.run(lane);
        }
      }),
    );
  }

  /** What is in Azure against what should be. */
  async function reconcile(): Promise<void> {
    const { assignments: ours, unreadable } = await cloud.list();
    sayUnreadable(unreadable);
    const unread = new Set(unreadable.map(({ subscription }) => subscription.toLowerCase()));
    await eachApart(ours, async (assignment) => {
      if (await isStray(assignment)) await closeStray(assignment);
    });
    const active = await requestsIn(db, ['active']);
    await eachApart(active, async (state) => {
      if (state.is !== 'active' || state.grantedAt > clock.now() - LIST_LAG) return;
      if (ours.some((each) => each.request === state.ask.id)) return;
      // A list that was not read says nothing about what is missing from it.
      if (unread.has(state.ask.vm.subscription.toLowerCase())) return;
      // Absent from a list that may lag: only a direct look counts.
      if (await cloud.exists({ request: state.ask.id, vm: state.ask.vm.id })) return;
      await engine.handle({ request: state.ask.id, command: { is: 'removed', at: clock.now() } });
    });
  }

  /** Once for each change: it may stay so for weeks. */
  function sayUnreadable(unreadable: Awaited<ReturnType<Cloud['list']>>['unreadable']): void {
    for (const { subscription, fault } of unreadable) {
      if (unreadableBefore.get(subscription) === fault) continue;
      parts.telemetry.fault(fault);
      log.warn(
        { subscription, fault },
        'role assignments in this subscription cannot be read: nothing is put right there',
      );
    }
    unreadableBefore = new Map(unreadable.map(({ subscription, fault }) => [subscription, fault]));
  }

  /** Ours, in Azure, and nothing in the record that lets it stay. An unknown one may stay until the end it carries itself. */
  async function isStray(assignment: Assignment): Promise<boolean> {
    const recorded = await readRequest(db, assignment.request);
    if (recorded === undefined) return assignment.endsAt <= clock.now();
    switch (recorded.state.is) {
      case 'approved':
      case 'active':
      case 'revoking':
        return false;
      case 'ended':
        // A list that lags still shows what was just closed.
        return (
          recorded.state.endedAt < clock.now() - LIST_LAG ||
          (await cloud.exists({ request: assignment.request, vm: assignment.vm }))
        );
      case 'pending':
      case 'denied':
      case 'withdrawn':
      case 'lapsed':
      case 'grant_failed':
        return true;
      default:
        return recorded.state satisfies never;
    }
  }

  async function closeStray(assignment: Assignment): Promise<void> {
    const lane = `stray/${assignment.request}`;
    const waiting = await db
      .selectFrom('work')
      .select('id')
      .where('lane', '=', lane)
      .where('done_at', 'is', null)
      .executeTakeFirst();
    if (waiting === undefined) {
      log.warn(
        { request: assignment.request, assignment: assignment.id, vm: assignment.vm },
        'closing an assignment of ours that should not be there',
      );
      await addWork(db, [{ lane, task: { is: 'close_stray', assignment } }]);
    }
    await relay.run(lane);
  }

  /** Access is to be opened or closed, and no work says so: a row was lost. It is put in again. */
  async function restoreWork(): Promise<void> {
    for (const { id, task } of await withoutWork(db, BATCH)) {
      log.warn({ request: id, task }, 'work for this request was lost: put in again');
      const lane = `${id}/cloud`;
      await addWork(db, [{ lane, request: id, task: { is: task } }]);
      await relay.run(lane);
    }
  }

  async function measure(): Promise<void> {
    const { open, oldest } = await backlog(db);
    parts.telemetry.outbox(open, oldest);
    const counts = await countByStatus(db);
    parts.telemetry.grantsOpen((counts['active'] ?? 0) + (counts['revoking'] ?? 0));
    const due = (await requestsIn(db, ['revoking'])).map((state) =>
      state.is === 'revoking' ? state.ending.at : clock.now(),
    );
    parts.telemetry.overdue(due.length === 0 ? 0 : Math.max(0, clock.now() - Math.min(...due)) / 1000);
  }

  /** True when it went well. */
  async function step(name: string, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await reaching(work);
      return true;
    } catch (error) {
      parts.telemetry.fault(error instanceof Fault ? error.code : 'defect');
      log.warn({ step: name, ...faultFields(error) }, 'sweep step failed; the next sweep tries again');
      return false;
    }
  }

  async function sweep(): Promise<void> {
    const started = clock.now();
    await step('overdue', () => endOverdue(0));
    await step('work', workOff);
    await step('restore', restoreWork);
    await step('reconcile', reconcile);
    await step('measure', measure);
    await step('tidy', parts.tidy);
    await step('forget', () => forgetDone(db, KEEP_DONE));
    parts.telemetry.swept((clock.now() - started) / 1000);
  }

  /**
   * Two cheap questions of the record and none of Azure. With it, whatever another replica left behind is taken up, and
   * what ran out while PostgreSQL was away is closed, within seconds instead of a minute.
   */
  async function glance(): Promise<void> {
    if (await step('overdue', () => endOverdue(ALARM_GRACE))) await step('work', workOff);
  }

  async function run(): Promise<void> {
    if (stopping) return;
    current ??= sweep().finally(() => (current = undefined));
    return current;
  }

  return {
    run,
    start(everyMs, glanceMs) {
      timers.push(setInterval(() => void run(), everyMs));
      timers.push(setInterval(() => void (glancing ??= glance().finally(() => (glancing = undefined))), glanceMs));
    },
    async stop() {
      stopping = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.all([current, glancing, drawing, answering, conversing]);
    },
  };
}
