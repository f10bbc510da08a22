/**
 * The work table: put in, claim, renew, settle, put off. A lane is worked off in order by one replica at a time; a
 * claim that is not renewed runs out, so that whatever a killed replica was at is taken up by the next. All times in it
 * are PostgreSQL's own: replicas' clocks may differ, and claims must not.
 */
import { sql } from 'kysely';
import type { Database, Within } from './database.ts';
import type { NewWork, Task, Work } from './task.ts';

/** A claim lasts this long, in milliseconds; whoever works renews it well before. */
export const CLAIM_MS = 15_000;

/** The lane of the homes: one for all of them, and one row in it is enough, for each drawing starts from what is. */
export const HOMES = 'homes';

/** Adds work and wakes what waits in the same lanes: new work may make the old pointless or possible. */
export async function addWork(db: Database | Within, items: readonly NewWork[]): Promise<void> {
  const homes = items.some((item) => item.lane === HOMES);
  const rest = items.filter((item) => item.lane !== HOMES);
  if (homes) await addHomes(db);
  if (rest.length === 0) return;
  await db
    .insertInto('work')
    .values(
      rest.map((item) => ({
        lane: item.lane,
        delivery: item.delivery ?? null,
        request: item.request ?? null,
        version: item.version ?? null,
        task: JSON.stringify(item.task),
      })),
    )
    .onConflict((conflict) => conflict.column('delivery').doNothing())
    .execute();
  const lanes = [...new Set(rest.map((item) => item.lane))];
  await db
    .updateTable('work')
    .set({ due_at: sql`now()` })
    .where('lane', 'in', lanes)
    .where('done_at', 'is', null)
    .where('due_at', '>', sql<Date>`now()`)
    .execute();
}

/** A row that nobody has begun, or that was put off, will see what this one would; and what was put off for one waits for no other. */
async function addHomes(db: Database | Within): Promise<void> {
  await sql`update work set due_at = now()
    where lane = ${HOMES} and done_at is null and claimed_until is null and due_at > now()`.execute(db);
  await sql`insert into work (lane, task) select ${HOMES}, '{"is":"draw_homes"}'
    where not exists (select 1 from work where lane = ${HOMES} and done_at is null and claimed_until is null)`.execute(
    db,
  );
}

/** Takes the first open row of the lane, if it is due and nobody is at it. */
export async function claim(db: Database, lane: string, replica: string): Promise<Work | undefined> {
  const { rows } = await sql<{
    id: string;
    lane: string;
    request: string | null;
    version: number | null;
    task: Task;
    attempts: number;
    lost: number;
    age: string;
  }>`
    with head as (
      select id from work where lane = ${lane} and done_at is null order by id limit 1 for update
    )
    update work
       set attempts = work.attempts + 1,
           -- a claim that ran out: whoever held it did not come back
           lost = work.lost + case when work.claimed_until is null then 0 else 1 end,
           claimed_by = ${replica},
           claimed_until = now() + ${CLAIM_MS} * interval '1 millisecond'
      from head
     where work.id = head.id and work.due_at <= now()
       and (work.claimed_until is null or work.claimed_until <= now())
    returning work.id, work.lane, work.request, work.version, work.task, work.attempts, work.lost,
      extract(epoch from now() - work.created_at) * 1000 as age`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    id: row.id,
    lane: row.lane,
    request: row.request ?? undefined,
    version: row.version ?? undefined,
    task: row.task,
    attempts: row.attempts,
    lost: row.lost,
    age: Number(row.age),
  };
}

/** Keeps a claim; false when it was lost to another replica. */
export async function renew(db: Database, id: string, replica: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update work set claimed_until = now() + ${CLAIM_MS} * interval '1 millisecond'
     where id = ${id} and claimed_by = ${replica} and done_at is null`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}

/**
 * Done. What came in from a chat is emptied: it may hold a reply address, and the delivery id alone keeps it from being
 * taken twice.
 */
export async function settle(db: Database | Within, id: string, fault?: string): Promise<void> {
  await sql`
    update work set done_at = coalesce(done_at, now()), claimed_until = null, claimed_by = null,
           fault = coalesce(${fault ?? null}, fault),
           task = case when task ->> 'is' = 'answer' then '{"is":"answered"}'::jsonb else task end
     where id = ${id}`.execute(db);
}

/**
 * Not now: again in `delay` milliseconds, or at once when closing access waits behind it. Returns the milliseconds until
 * then.
 */
export async function putOff(db: Database, id: string, delay: number, fault: string): Promise<number> {
  const { rows } = await sql<{ wait: string }>`
    update work set claimed_until = null, claimed_by = null, fault = ${fault}, due_at = now() + case
        when exists (select 1 from work later where later.lane = work.lane and later.id > work.id
                      and later.done_at is null and later.task ->> 'is' = 'revoke') then interval '0'
        else ${delay} * interval '1 millisecond' end
     where id = ${id}
    returning extract(epoch from due_at - now()) * 1000 as wait`.execute(db);
  return Number(rows[0]?.wait ?? delay);
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

/**
 * Lanes whose first open row is due and free: what nudges were lost for, or what waits its turn. Those that close access come
 * first, then what people did: of the rest there may be more than are asked for.
 */
export async function dueLanes(db: Database, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ lane: string }>`
    select lane from (
      select distinct on (lane) lane, due_at, claimed_until from work where done_at is null order by lane, id
    ) heads
    where due_at <= now() and (claimed_until is null or claimed_until <= now())
    order by (lane like '%/cloud' or lane like 'stray/%') desc, (lane like 'in/%') desc,
      (lane like 'talk/%' or lane like 'mend/%'), due_at limit ${limit}`.execute(db);
  return rows.map((row) => row.lane);
}

/** How much is open and how old the oldest due row is, in seconds. */
export async function backlog(db: Database): Promise<{ open: number; oldest: number }> {
  const { rows } = await sql<{ open: string; oldest: string | null }>`
    select count(*) as open, extract(epoch from now() - min(due_at)) as oldest from work where done_at is null`.execute(
    db,
  );
  const row = rows[0];
  return { open: Number(row?.open ?? 0), oldest: Math.max(0, Number(row?.oldest ?? 0)) };
}

/** Forgets what was done longer ago than `age` milliseconds. */
export async function forgetDone(db: Database, age: number): Promise<void> {
  await sql`delete from work where done_at < now() - ${age} * interval '1 millisecond'`.execute(db);
}
