/**
 * Works off the lanes of the `work` table. The table is the truth; a nudge through the queue only says "look now". When
 * the queue is away the lane is worked off right here, and the sweep finds whatever was missed.
 */
import type { Instant } from '../workflows/language.ts';
import { Fault } from './faults.ts';
import type { Log } from './log.ts';
import { faultFields } from './log.ts';
import type { Clock, Queue } from './ports.ts';
import type { Database } from './record/database.ts';
import { reaching } from './record/database.ts';
import type { Work } from './record/task.ts';
import { claim, CLAIM_MS, handBack, putOff, renew, settle } from './record/work.ts';
import type { Telemetry } from './telemetry.ts';
import { createTurns } from './turns.ts';

export type Relay = {
  /** Has these lanes worked off soon, by this replica or another. Never throws. */
  wake(lanes: readonly string[]): void;
  /** Works off one lane until nothing in it is due. */
  run(lane: string): Promise<void>;
  /** Finishes what is in flight, for at most `patience` milliseconds, and hands back the rest. */
  stop(patience: number): Promise<void>;
};

export function createRelay(parts: {
  readonly db: Database;
  readonly queue: Pick<Queue, 'nudge'>;
  readonly clock: Clock;
  readonly replica: string;
  readonly perform: (work: Work) => Promise<void>;
  readonly log: Log;
  readonly telemetry: Telemetry;
}): Relay {
  const { db, clock, replica, log } = parts;
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const conversing = createTurns(CONVERSING_AT_MOST);
  let stopping = false;

  function wake(lanes: readonly string[]): void {
    if (stopping) return;
    for (const lane of lanes) {
      if (opensOrCloses(lane) || answers(lane) || converses(lane)) {
        runQuietly(lane);
        continue;
      }
      parts.queue.nudge(lane).catch((error: unknown) => {
        log.debug({ lane, ...faultFields(error) }, 'queue away: working the lane off here');
        runQuietly(lane);
      });
    }
  }

  function runQuietly(lane: string): void {
    run(lane).catch((error: unknown) => log.warn({ lane, ...faultFields(error) }, 'lane left to the sweep'));
  }

  function later(lane: string, delay: number): void {
    if (stopping) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      runQuietly(lane);
    }, delay);
    timers.add(timer);
  }

  async function run(lane: string): Promise<void> {
    if (stopping) return;
    const current = running.get(lane);
    if (current !== undefined) {
      again.add(lane);
      return current;
    }
    const mine = (converses(lane) ? inTurn(lane) : reaching(() => drain(lane))).finally(() => running.delete(lane));
    running.set(lane, mine);
    return mine;
  }

  /** Nothing is claimed while it waits: another replica that has room may take it. */
  async function inTurn(lane: string): Promise<void> {
    const leave = await conversing.take();
    try {
      await reaching(() => drain(lane));
    } finally {
      leave();
    }
  }

  async function drain(lane: string): Promise<void> {
    for (;;) {
      again.delete(lane);
      const work = stopping ? undefined : await claim(db, lane, replica);
      if (work === undefined) {
        if (again.has(lane)) continue;
        return;
      }
      if (!(await attempt(work))) return;
    }
  }

  /** False when the lane has to wait. */
  async function attempt(work: Work): Promise<boolean> {
    if (isPoison(work)) {
      log.error(
        { work: work.id, task: work.task.is, request: work.request, lost: work.lost },
        'given up: nobody who took this came back',
      );
      parts.telemetry.effect(work.task.is, 'given_up', 0);
      await settle(db, work.id, 'defect');
      return true;
    }
    let beats = 0;
    const beat = setInterval(() => {
      // Whatever hangs for so long shall not keep the lane from others for ever.
      if (++beats > BEATS_AT_MOST) return clearInterval(beat);
      renew(db, work.id, replica).catch((error: unknown) => log.debug(faultFields(error), 'claim not renewed'));
    }, CLAIM_MS / 3);
    const started = clock.now();
    try {
      await reaching(() => parts.perform(work));
      await settle(db, work.id);
      parts.telemetry.effect(work.task.is, 'done', (clock.now() - started) / 1000);
      return true;
    } catch (error) {
      return await afterFault(work, error);
    } finally {
      clearInterval(beat);
    }
  }

  async function afterFault(work: Work, error: unknown): Promise<boolean> {
    const code = error instanceof Fault ? error.code : 'defect';
    const fields = {
      work: work.id,
      task: work.task.is,
      request: work.request,
      attempts: work.attempts,
      ...faultFields(error),
    };
    parts.telemetry.fault(code);
    if (givesUp(work, error)) {
      log.error(fields, 'given up');
      parts.telemetry.effect(work.task.is, 'given_up', 0);
      await settle(db, work.id, code);
      return true;
    }
    const delay = backoff(work, error);
    log.warn({ ...fields, againInMs: delay }, 'put off');
    parts.telemetry.effect(work.task.is, 'put_off', 0);
    later(work.lane, await putOff(db, work.id, delay, code));
    return false;
  }

  return {
    wake,
    run,
    async stop(patience) {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      // Whoever waits finds that we are stopping, and goes.
      conversing.open();
      const idle = Promise.allSettled(running.values());
      await Promise.race([idle, new Promise((resolve) => setTimeout(resolve, patience).unref())]);
      await handBack(db, replica).catch((error: unknown) =>
        log.warn(faultFields(error), 'claims not handed back: they run out by themselves'),
      );
    },
  };
}

/**
 * Access is opened and closed in these lanes. They are worked off right where they are woken, and not through the queue:
 * all of its workers may be waiting for a chat that hangs, and nobody's access may stay open for that.
 */
export function opensOrCloses(lane: string): boolean {
  return lane.endsWith('/cloud') || lane.startsWith('stray/');
}

/** So are those with what people did: they may have said that access is to be closed. */
export function answers(lane: string): boolean {
  return lane.startsWith('in/');
}

/** And those that look and mend: a look into a VM takes minutes, and no worker that draws cards may be kept for so long. */
export function converses(lane: string): boolean {
  return lane.startsWith('talk/') || lane.startsWith('mend/');
}

/**
 * As many lanes of conversations and repairs as this are worked off at once, each with a dozen calls to Azure and Graph and
 * questions of the record; when everybody cannot sign in at the same moment, the rest wait. Neither closing access nor what
 * people pressed waits with them.
 */
export const CONVERSING_AT_MOST = 16;

/**
 * Closing access is never given up, whatever the fault says of itself. Opening it is handled by its own effect, which
 * ends when the request does. For the rest: what time can mend is tried again, a defect often enough to be noticed.
 */
function givesUp(work: Work, error: unknown): boolean {
  if (closes(work) || work.task.is === 'grant') return false;
  if (error instanceof Fault) return !error.retryable;
  return work.attempts >= 20;
}

/** A claim is renewed every five seconds, for five minutes. */
const BEATS_AT_MOST = 60;

/** Work that ends every process that takes it up would end the next one too. Closing access is tried all the same. */
function isPoison(work: Work): boolean {
  return work.lost >= LOST_AT_MOST && !closes(work) && work.task.is !== 'grant';
}

const LOST_AT_MOST = 6;

function closes(work: Work): boolean {
  return work.task.is === 'revoke' || work.task.is === 'close_stray';
}

const CAP_MS = 60_000;

/** Milliseconds until the next attempt: doubling from one second to a minute, a little uneven, or as long as was asked for. */
export function backoff(work: { readonly attempts: number }, error: unknown): Instant {
  const doubled = Math.min(CAP_MS, 1000 * 2 ** Math.min(work.attempts - 1, 10));
  const uneven = doubled * (0.8 + Math.random() * 0.4);
  const asked = error instanceof Fault ? (error.retryAfter ?? 0) : 0;
  return Math.round(Math.max(uneven, Math.min(asked, 15 * 60_000)));
}
