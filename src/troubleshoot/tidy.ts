/** Ends what nobody goes on with, and forgets what is old; see forgetting.ts for what is kept. Part of the sweep. */
import { advance } from '../../workflows/troubleshoot/conversation.ts';
import type { Clock } from '../ports.ts';
import type { Database } from '../record/database.ts';
import type { Mending } from './mending.ts';
import { forget, idle } from './forgetting.ts';
import { readTalk, stepTalk } from './record.ts';
import type { Knowledge } from './setting.ts';

const HOUR = 3_600_000;
/** A conversation that nobody has touched for so long is over, in milliseconds; */
const LEFT_AFTER = 24 * HOUR;
/**
 * and forgotten after so long: whoever comes back within the month finds it, and what people wrote about themselves does not lie
 * about for longer.
 */
const KEEP = 30 * 24 * HOUR;
const BATCH = 100;

export function createTidy(parts: {
  readonly db: Database;
  readonly mending: Pick<Mending, 'abandon' | 'lapse'>;
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  readonly wake: (lanes: readonly string[]) => void;
}): () => Promise<void> {
  const { db, clock } = parts;

  async function leave(id: string): Promise<void> {
    const recorded = await readTalk(db, id);
    if (recorded === undefined) return;
    const now = clock.now();
    const outcome = advance(recorded.talk, { is: 'leave' }, parts.knowledge.at(now));
    if (outcome.is === 'stale') return;
    const { talk, next } = outcome;
    const deeds = [{ what: 'over', details: { why: 'left' } } as const];
    const lanes = await stepTalk(db, recorded.version, { talk, next, deeds, now, operators: [] });
    if (lanes !== undefined) parts.wake(lanes);
  }

  return async function tidy() {
    const now = clock.now();
    const { talks, mends, abandoned } = await idle(db, now - LEFT_AFTER, now, BATCH);
    for (const id of abandoned) await parts.mending.abandon(id);
    for (const id of mends) await parts.mending.lapse(id);
    for (const id of talks) await leave(id);
    await forget(db, now - KEEP);
  };
}
