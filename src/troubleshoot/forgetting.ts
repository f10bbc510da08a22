/** What is left lying, and what is forgotten. Requests and what happened to them are never forgotten, nor is what is like them here. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Instant } from '../../workflows/language.ts';
import type { Database } from '../record/database.ts';
import { reaching } from '../record/database.ts';

/** What nobody touched for long, and what waits too long for a decision. */
export async function idle(
  db: Database,
  untouchedSince: Instant,
  now: Instant,
  limit: number,
): Promise<Record<'talks' | 'mends' | 'abandoned', readonly string[]>> {
  const [talks, mends, abandoned] = await Promise.all([
    db
      .selectFrom('talks')
      .select('id')
      .where('open', '=', true)
      .where('touched_at', '<', new Date(untouchedSince))
      .limit(limit)
      .execute(),
    db
      .selectFrom('mends')
      .select('id')
      .where('status', '=', 'asked')
      .where('lapses_at', '<=', new Date(now))
      .limit(limit)
      .execute(),
    db
      .selectFrom('mends')
      .select('id')
      .where('status', '=', 'doing')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('work')
              .select('work.id')
              .where(sql<boolean>`work.task ->> 'is' = 'mend' and work.task ->> 'mend' = mends.id::text`)
              .where('work.done_at', 'is', null),
          ),
        ),
      )
      .limit(limit)
      .execute(),
  ]);
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
  return { talks: ids(talks), mends: ids(mends), abandoned: ids(abandoned) };
}

/** Rows of a table that go at one time: after a long stop there may be many, and no statement may take long. */
const AT_ONCE = 1000;

/**
 * Forgets what was only said, before this time: conversations that are over, the lines of their log, repairs that nobody agreed
 * to, and where their cards stand. What looked into a VM or changed something in Azure or the directory stays as requests do, for
 * ever: the repairs that were agreed to, and the log of all of them, with who asked, who agreed and who did not.
 */
export async function forget(db: Database, before: Instant, atOnce = AT_ONCE): Promise<void> {
  const at = new Date(before);
  const those: readonly RawBuilder<unknown>[] = [
    sql`delete from talks where id in
          (select id from talks where not open and touched_at < ${at} limit ${atOnce})`,
    sql`delete from mends where id in
          (select id from mends where status in ('denied', 'lapsed') and changed_at < ${at} limit ${atOnce})`,
    sql`delete from talk_log where id in
          (select id from talk_log where what not in ('looked inside', 'mend') and at < ${at} limit ${atOnce})`,
    // A card that may yet change is found again by these.
    sql`delete from messages where (chat, key) in
          (select chat, key from messages m
            where (key like 'talk/%' or key like 'mend/%') and drawn_at < ${at}
              and not exists (select 1 from talks where open and id::text = split_part(m.key, '/', 2))
              and not exists (select 1 from mends
                               where status in ('asked', 'doing') and id::text = split_part(m.key, '/', 2))
            limit ${atOnce})`,
  ];
  for (const each of those) await reaching(() => each.execute(db));
}
