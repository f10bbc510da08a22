/** The connection to PostgreSQL is cut at the worst of times. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, reaching } from '../../src/record/database.ts';
import { command, freshDatabase } from '../support/postgres.ts';

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
