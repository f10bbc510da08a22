/**
 * The work table: put in, claim, renew, settle, put off. A lane is worked off in order by one replica at a time; a
 * claim that is not renewed runs out, so that whatever a killed replica was at is taken up by the next.
 */
import { sql } from 'kysely';
import type { Instant } from '../../workflows/language.ts';
import type { Database, Within } from './database.ts';
import type { NewWork, Task, Work } from './task.ts';

/** A claim lasts this long, in milliseconds; whoever works renews it well before. */
export const CLAIM_MS = 15_000;

/** Adds work and wakes what waits in the same lanes: new work may make the old pointless or possible. */
export async function addWork(db: Database | Within, now: Instant, items: readonly NewWork[]): Promise<void> {
  if (items.length === 0) return;
  const at = new Date(now);
  await db
    .insertInto('work')
    .values(
      items.map((item) => ({
        lane: item.lane,
        delivery: item.delivery ?? null,
        request: item.request ?? null,
        version: item.version ?? null,
        task: JSON.stringify(item.task),
        created_at: at,
        due_at: at,
      })),
    )
    .onConflict((conflict) => conflict.column('delivery').doNothing())
    .execute();
  const lanes = [...new Set(items.map((item) => item.lane))];
  await db
    .updateTable('work')
    .set({ due_at: at })
    .where('lane', 'in', lanes)
    .where('done_at', 'is', null)
    .where('due_at', '>', at)
    .execute();
}

/** Takes the first open row of the lane, if it is due and nobody is at it. */
export async function claim(db: Database, lane: string, replica: string, now: Instant): Promise<Work | undefined> {
  const at = new Date(now);
  const { rows } = await sql<{
    id: string;
    lane: string;
    request: string | null;
    version: number | null;
    task: Task;
    attempts: number;
    created_at: Date;
  }>`
    with head as (
      select id from work where lane = ${lane} and done_at is null order by id limit 1 for update
    )
    update work
       set attempts = work.attempts + 1, claimed_by = ${replica}, claimed_until = ${new Date(now + CLAIM_MS)}
      from head
     where work.id = head.id and work.due_at <= ${at}
       and (work.claimed_until is null or work.claimed_until <= ${at})
    returning work.id, work.lane, work.request, work.version, work.task, work.attempts, work.created_at`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    id: row.id,
    lane: row.lane,
    request: row.request ?? undefined,
    version: row.version ?? undefined,
    task: row.task,
    attempts: row.attempts,
    createdAt: row.created_at.getTime(),
  };
}

/** Keeps a claim; false when it was lost to another replica. */
export async function renew(db: Database, id: string, replica: string, now: Instant): Promise<boolean> {
  const result = await db
    .updateTable('work')
    .set({ claimed_until: new Date(now + CLAIM_MS) })
    .where('id', '=', id)
    .where('claimed_by', '=', replica)
    .where('done_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * Done. What came in from a chat is emptied: it may hold a reply address, and the delivery id alone keeps it from being
 * taken twice.
 */
export async function settle(db: Database | Within, id: string, now: Instant, fault?: string): Promise<void> {
  await db
    .updateTable('work')
    .set({ done_at: new Date(now), claimed_until: null, claimed_by: null, ...(fault === undefined ? {} : { fault }) })
    .where('id', '=', id)
    .execute();
  await sql`update work set task = '{"is":"answered"}' where id = ${id} and task ->> 'is' = 'answer'`.execute(db);
}

/** Not now: again at `due`. */
export async function putOff(db: Database, id: string, due: Instant, fault: string): Promise<void> {
  await db
    .updateTable('work')
    .set({ due_at: new Date(due), claimed_until: null, claimed_by: null, fault })
    .where('id', '=', id)
    .execute();
}

/** Gives back what this replica holds, at once: another may go on. Used when stopping. */
export async function handBack(db: Database, replica: string): Promise<void> {
  await db
    .updateTable('work')
    .set({ claimed_until: null, claimed_by: null })
    .where('claimed_by', '=', replica)
    .where('done_at', 'is', null)
    .execute();
}

/** Lanes whose first open row is due and free: what nudges were lost for. Those that open and close access come first. */
export async function dueLanes(db: Database, now: Instant, limit: number): Promise<readonly string[]> {
  const at = new Date(now);
  const { rows } = await sql<{ lane: string }>`
    select lane from (
      select distinct on (lane) lane, due_at, claimed_until from work where done_at is null order by lane, id
    ) heads
    where due_at <= ${at} and (claimed_until is null or claimed_until <= ${at})
    order by (lane like '%/cloud' or lane like 'stray/%') desc, due_at limit ${limit}`.execute(db);
  return rows.map((row) => row.lane);
}

/** How much is open and how old the oldest due row is, in seconds. */
export async function backlog(db: Database, now: Instant): Promise<{ open: number; oldest: number }> {
  const row = await db
    .selectFrom('work')
    .select((each) => [each.fn.countAll<string>().as('open'), each.fn.min('due_at').as('oldest')])
    .where('done_at', 'is', null)
    .executeTakeFirstOrThrow();
  const oldest = row.oldest as Date | null;
  return { open: Number(row.open), oldest: oldest === null ? 0 : Math.max(0, (now - oldest.getTime()) / 1000) };
}

/** Forgets what was done before `until`. */
export async function forgetDone(db: Database, until: Instant): Promise<number> {
  const result = await db.deleteFrom('work').where('done_at', '<', new Date(until)).executeTakeFirst();
  return Number(result.numDeletedRows);
}
