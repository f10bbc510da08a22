/** Real PostgreSQL for tests: a database per file on one shared server, or a server of one's own to stop and start. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { migrate, openDatabase } from '../../src/record/database.ts';
import type { Database } from '../../src/record/database.ts';
import { startEmbedded } from '../../src/record/embedded.ts';
import { keptLog } from './log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the server that global.ts started. */
    postgresUrl: string;
  }
}

/** An empty database on the shared server. `drop` throws out whoever is still connected. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await command(server, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => void (await command(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** A database of one's own with all tables in it, opened with at most so many connections. */
export async function ownDatabase(connections?: number): Promise<{ db: Database; close(): Promise<void> }> {
  const { url, drop } = await freshDatabase();
  const db = openDatabase(url, () => {}, connections);
  await migrate(db);
  return {
    db,
    async close() {
      await db.destroy();
      await drop();
    },
  };
}

export type OwnPostgres = {
  readonly url: string;
  /** Goes away at once, as by a restart of the machine; the data stays. */
  stop(): Promise<void>;
  /** Comes back with the same port and data. */
  start(): Promise<void>;
  restart(): Promise<void>;
  /** Ends it for good and deletes the data. */
  remove(): Promise<void>;
};

/** A server for one test alone, to be stopped and started. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-test-pg-'));
  const { log } = keptLog();
  let server = await startEmbedded({ dir, log, durable: false });
  const { url } = server;
  const port = Number(new URL(url).port);
  let up = true;
  async function stop() {
    if (up) await server.stop();
    up = false;
  }
  async function start() {
    if (!up) server = await startEmbedded({ dir, log, durable: false, port });
    up = true;
  }
  return {
    url,
    stop,
    start,
    async restart() {
      await stop();
      await start();
    },
    async remove() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Runs one statement on a connection of its own, and gives the rows. */
export async function command(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}
