/** Everything that is read from the record. Nothing here writes. */
import { sql } from 'kysely';
import type { Instant, RequestId } from '../../workflows/language.ts';
import type { Living, State } from '../../workflows/request.ts';
import type { Database } from './database.ts';
import { reaching } from './database.ts';

export type Recorded = { readonly version: number; readonly state: Living; readonly alarm: string | undefined };

export async function readRequest(db: Database, id: RequestId): Promise<Recorded | undefined> {
  const row = await reaching(() =>
    db.selectFrom('requests').select(['version', 'state', 'alarm']).where('id', '=', id).executeTakeFirst(),
  );
  return row === undefined ? undefined : { version: row.version, state: row.state, alarm: row.alarm ?? undefined };
}

export async function readState(db: Database, id: RequestId): Promise<State> {
  return (await readRequest(db, id))?.state ?? { is: 'none' };
}

/** Requests whose time has come, with what to say to them. */
export async function overdue(
  db: Database,
  now: Instant,
  limit: number,
): Promise<readonly { id: RequestId; command: 'lapse' | 'expire' }[]> {
  const at = new Date(now);
  const { rows } = await sql<{ id: string; status: string }>`
    select id, status from requests
     where (status = 'pending' and lapses_at <= ${at}) or (status in ('approved', 'active') and ends_at <= ${at})
     order by coalesce(ends_at, lapses_at) limit ${limit}`.execute(db);
  return rows.map((row) => ({ id: row.id, command: row.status === 'pending' ? 'lapse' : 'expire' }));
}

/** Requests of a person: open ones first, then those that changed lately. */
export async function requestsOf(db: Database, person: string, limit: number): Promise<readonly Living[]> {
  const { rows } = await sql<{ state: Living }>`
    select state from requests where requester = ${person}
     order by (status in ('pending', 'approved', 'active', 'revoking')) desc, changed_at desc limit ${limit}`.execute(
    db,
  );
  return rows.map((row) => row.state);
}

export async function pendingRequests(db: Database, limit: number): Promise<readonly Living[]> {
  const rows = await db
    .selectFrom('requests')
    .select('state')
    .where('status', '=', 'pending')
    .orderBy('asked_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.state);
}

/** Every request in one of these states. */
export async function requestsIn(db: Database, statuses: readonly Living['is'][]): Promise<readonly Living[]> {
  const rows = await db
    .selectFrom('requests')
    .select('state')
    .where('status', 'in', [...statuses])
    .orderBy('asked_at')
    .execute();
  return rows.map((row) => row.state);
}

export async function countByStatus(db: Database): Promise<Readonly<Record<string, number>>> {
  const rows = await db
    .selectFrom('requests')
    .select((each) => ['status', each.fn.countAll<string>().as('many')])
    .groupBy('status')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.status, Number(row.many)]));
}

/** Requests that are to be opened or closed while no open work says so. Work lives as long as its request; this mends. */
export async function withoutWork(
  db: Database,
  limit: number,
): Promise<readonly { id: RequestId; task: 'grant' | 'revoke' }[]> {
  const { rows } = await sql<{ id: string; status: string }>`
    select id, status from requests
     where status in ('approved', 'revoking')
       and not exists (select 1 from work where lane = requests.id || '/cloud' and done_at is null)
     limit ${limit}`.execute(db);
  return rows.map((row) => ({ id: row.id, task: row.status === 'approved' ? 'grant' : 'revoke' }));
}
