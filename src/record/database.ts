/** The connection to PostgreSQL and the tables as types. */
import { readdir, readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { ColumnType, Generated, Transaction } from 'kysely';
import pg from 'pg';
import type { ChatUser, Person, Vm } from '../../workflows/language.ts';
import type { Event, Living } from '../../workflows/request.ts';
import type { Talk } from '../../workflows/troubleshoot/conversation.ts';
import type { MendState } from '../../workflows/troubleshoot/mending.ts';
import { Fault } from '../faults.ts';
import type { Task } from './task.ts';

/** Written as JSON text, read as a value. */
type Json<T> = ColumnType<T, string, string>;
type Time = ColumnType<Date, Date, Date>;

/** What a line of `talk_log` tells. */
export type TalkDeed = 'asked' | 'looked' | 'looked inside' | 'answered' | 'concluded' | 'over' | 'mend';

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
    created_at: Generated<Date>;
    due_at: ColumnType<Date, Date | undefined, unknown>;
    attempts: Generated<number>;
    lost: Generated<number>;
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
  talks: {
    id: string;
    person: string;
    vm: string;
    version: number;
    open: boolean;
    state: Json<Talk>;
    pressed: string | null;
    started_at: Time;
    touched_at: Time;
  };
  talk_log: {
    id: Generated<string>;
    talk: string;
    at: Time;
    person: string | null;
    what: TalkDeed;
    details: Json<unknown>;
  };
  mends: {
    id: string;
    talk: string;
    vm: string;
    status: MendState['is'];
    version: number;
    state: Json<MendState>;
    lapses_at: Time;
    changed_at: Time;
  };
  chat_memory: { chat: string; key: string; value: string; set_at: Time };
};

export type Database = Kysely<Tables>;
export type Within = Transaction<Tables>;

/** Longer than any statement may take, and than a connection may idle in the pool; in milliseconds. */
const SILENCE_MS = 20_000;

/**
 * A connection that ends itself when nothing comes back. After a failover, or when a firewall forgets it, an old one
 * would keep whoever waits on it, the sweep among them, for many minutes.
 */
function impatientSocket(patience: Patience): Socket {
  const socket = new Socket();
  socket.setTimeout(SILENCE_MS, () => {
    if (!patience.migrating) socket.destroy(new Error('Connection terminated: PostgreSQL fell silent'));
  });
  return socket;
}

/** A migration may be silent for as long as it takes; then only the system's own probes of the connection end it. */
type Patience = { migrating: boolean };
const PATIENCE = new WeakMap<Database, Patience>();

/**
 * Opens a pool of at most `size` connections. Nothing is connected until the first question.
 *
 * @param limits.idleInTransaction how long a transaction may wait for its next statement, in milliseconds: a host that
 *   freezes in between must not keep its row locks, which would keep every other replica from closing that request
 */
export function openDatabase(
  url: string,
  onLost: (error: Error) => void,
  size = 10,
  limits: { readonly idleInTransaction: number } = { idleInTransaction: 10_000 },
): Database {
  const patience: Patience = { migrating: false };
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: limits.idleInTransaction,
    // Behind a name that moves at a failover, old connections would go on to the old server.
    maxLifetimeSeconds: 300,
    keepAlive: true,
    idleTimeoutMillis: 10_000,
    stream: () => impatientSocket(patience),
    application_name: 'latchkey',
  });
  // An idle connection that the server closes must not end the process.
  pool.on('error', onLost);
  // Nor one that is cut while it is lent out with no question on its way, as between two statements of a transaction: the
  // pool does not listen then, and the next statement fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  PATIENCE.set(db, patience);
  return db;
}

/** Brings the tables up to date: plain SQL files, in order, each once, behind a lock that replicas share. */
export async function migrate(db: Database): Promise<readonly string[]> {
  const folder = new URL('./migrations/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const patience = PATIENCE.get(db);
  if (patience) patience.migrating = true;
  try {
    return await applyInOrder(db, folder, files);
  } finally {
    if (patience) patience.migrating = false;
  }
}

async function applyInOrder(db: Database, folder: URL, files: readonly string[]): Promise<readonly string[]> {
  return db.transaction().execute(async (within) => {
    // A large table takes its time, and so does another replica that is just migrating it.
    await sql`set local statement_timeout = 0`.execute(within);
    await sql`set local lock_timeout = 0`.execute(within);
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
  // 08xxx connection exceptions, 57Pxx the server is stopping or starting, 53300 too many connections,
  // 25P03 idle in a transaction for too long, 25006 read-only: a server that a failover left behind (PostgreSQL, appendix A).
  return (
    /^(08|57P|53300|25P03|25006|ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_)/.test(code) ||
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
