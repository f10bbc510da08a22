/** The connection to PostgreSQL and the tables as types. */
import { readdir, readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { ColumnType, Generated, Transaction } from 'kysely';
import pg from 'pg';
import type { ChatUser, Person, Vm } from '../../workflows/language.ts';
import type { Event, Living } from '../../workflows/request.ts';
import { Fault } from '../faults.ts';
import type { Task } from './task.ts';

/** Written as JSON text, read as a value. */
type Json<T> = ColumnType<T, string, string>;
type Time = ColumnType<Date, Date, Date>;

export type Tables = {
  requests: {
    id: string;
    version: number;
    status: Living['is'];
    requester: string;
    vm: string;
    role: string;
    state: Json<Living>;
    asked_at: Time;
    lapses_at: Time;
    ends_at: Time | null;
    changed_at: Time;
    alarm: string | null;
  };
  events: { request: string; version: number; name: string; event: Json<Event>; committed_at: Time };
  work: {
    id: Generated<string>;
    lane: string;
    delivery: string | null;
    request: string | null;
    version: number | null;
    task: Json<Task>;
    created_at: Time;
    due_at: Time;
    attempts: Generated<number>;
    claimed_until: Time | null;
    claimed_by: string | null;
    done_at: Time | null;
    fault: string | null;
  };
  messages: { chat: string; key: string; handle: string; version: number | null; drawn_at: Time };
  people: {
    chat: ChatUser['chat'];
    team: string;
    member: string;
    person: Json<Person>;
    verified_at: Time;
    home_opened_at: Time | null;
  };
  vms: { id: string; vm: Json<Vm>; seen_at: Time };
  chat_memory: { chat: string; key: string; value: string; set_at: Time };
};

export type Database = Kysely<Tables>;
export type Within = Transaction<Tables>;

/** Opens a pool of at most `size` connections. Nothing is connected until the first question. */
export function openDatabase(url: string, onLost: (error: Error) => void, size = 10): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    application_name: 'latchkey',
  });
  // An idle connection that the server closes must not end the process.
  pool.on('error', onLost);
  // Nor one that is cut while it is lent out with no question on its way, as between two statements of a transaction: the
  // pool does not listen then, and the next statement fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** Brings the tables up to date: plain SQL files, in order, each once, behind a lock that replicas share. */
export async function migrate(db: Database): Promise<readonly string[]> {
  const folder = new URL('./migrations/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return db.transaction().execute(async (within) => {
    await sql`select pg_advisory_xact_lock(7011000)`.execute(within);
    await sql`create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())`.execute(
      within,
    );
    const applied = await sql<{ name: string }>`select name from migrations`.execute(within);
    const fresh = files.filter((name) => !applied.rows.some((row) => row.name === name));
    for (const name of fresh) {
      await sql.raw(await readFile(new URL(name, folder), 'utf8')).execute(within);
      await sql`insert into migrations (name) values (${name})`.execute(within);
    }
    return fresh;
  });
}

/** Whether an error means that PostgreSQL is away or going away, and not that the question was wrong. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  // 08xxx connection exceptions, 57Pxx the server is stopping or starting, 53300 too many connections (PostgreSQL, appendix A).
  return (
    /^(08|57P|53300|ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_)/.test(code) ||
    /connection terminated|timeout exceeded when trying to connect|connection ended|is not queryable/i.test(
      error.message,
    )
  );
}

/** Runs something against the record, and throws a Fault `record_unreachable` when PostgreSQL is away. */
export async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUnreachable(error)) throw new Fault('record_unreachable', 'PostgreSQL does not answer', { cause: error });
    throw error;
  }
}
