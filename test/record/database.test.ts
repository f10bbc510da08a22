/** The connection to PostgreSQL is cut at the worst of times. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate, openDatabase, reaching } from '../../src/record/database.ts';
import { rememberedVms, rememberVms } from '../../src/record/memory.ts';
import { command, freshDatabase } from '../support/postgres.ts';
import { vm } from '../workflows/given.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

it('a connection that is cut between two statements fails the transaction and not the process', async () => {
  const db = openDatabase(database.url, () => undefined, 1);
  try {
    const cut = reaching(() =>
      db.transaction().execute(async (within) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(within);
        await command(database.url, `select pg_terminate_backend(${rows[0]?.pid})`);
        await pause(200);
        await sql`select 1`.execute(within);
      }),
    );
    await expect(cut).rejects.toMatchObject({ code: 'record_unreachable' });
    const after = await sql<{ one: number }>`select 1 as one`.execute(db);
    expect(after.rows).toEqual([{ one: 1 }]);
  } finally {
    await db.destroy();
  }
});

it('a host that freezes within a transaction does not keep its row locks', async () => {
  await command(database.url, 'create table locked (n int); insert into locked values (1)');
  const frozen = openDatabase(database.url, () => undefined, 1, { idleInTransaction: 300 });
  const other = openDatabase(database.url, () => undefined, 1);
  try {
    let holds = (): void => undefined;
    const held = new Promise<void>((resolve) => (holds = resolve));
    let thaw = (): void => undefined;
    const thawed = new Promise<void>((resolve) => (thaw = resolve));
    const first = reaching(() =>
      frozen.transaction().execute(async (within) => {
        await sql`select n from locked for update`.execute(within);
        holds();
        await thawed;
        await sql`update locked set n = 2`.execute(within);
      }),
    );
    await held;
    const started = Date.now();
    await sql`update locked set n = 3`.execute(other);
    expect(Date.now() - started).toBeLessThan(5_000);
    thaw();
    await expect(first).rejects.toMatchObject({ code: 'record_unreachable' });
  } finally {
    await Promise.all([frozen.destroy(), other.destroy()]);
  }
});

it('a list of VMs that cannot be kept is a fault of the record', async () => {
  const away = openDatabase('postgres://latchkey:x@127.0.0.1:9/none', () => undefined, 1);
  try {
    await expect(rememberVms(away, [vm], Date.now())).rejects.toMatchObject({ code: 'record_unreachable' });
    await expect(rememberedVms(away)).rejects.toMatchObject({ code: 'record_unreachable' });
  } finally {
    await away.destroy();
  }
});

it('ten seconds are what it may take, unless told', async () => {
  const db = openDatabase(database.url, () => undefined, 1);
  try {
    const { rows } = await sql<{
      limit: string;
    }>`select current_setting('idle_in_transaction_session_timeout') as limit`.execute(db);
    expect(rows).toEqual([{ limit: '10s' }]);
  } finally {
    await db.destroy();
  }
});

it('a server that takes no changes is as good as away', async () => {
  const db = openDatabase(database.url, () => undefined, 1);
  try {
    const refused = reaching(() =>
      db
        .transaction()
        .setAccessMode('read only')
        .execute((within) => sql`create table refused (n int)`.execute(within)),
    );
    await expect(refused).rejects.toMatchObject({ code: 'record_unreachable' });
  } finally {
    await db.destroy();
  }
});

it('a migration waits for another for as long as that takes', async () => {
  const url = new URL(database.url);
  url.searchParams.set('options', '-c lock_timeout=200');
  const [holder, db] = [openDatabase(database.url, () => undefined, 1), openDatabase(url.href, () => undefined, 1)];
  try {
    let begun = (): void => undefined;
    const began = new Promise<void>((resolve) => (begun = resolve));
    const other = holder.transaction().execute(async (within) => {
      await sql`select pg_advisory_xact_lock(7011000)`.execute(within);
      begun();
      await pause(700);
    });
    await began;
    expect((await migrate(db)).length).toBeGreaterThan(0);
    await other;
  } finally {
    await Promise.all([holder.destroy(), db.destroy()]);
  }
});
