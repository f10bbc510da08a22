import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbedded } from '../../src/record/embedded.ts';
import { keptLog } from '../support/log.ts';
import { until } from '../support/until.ts';

const MODULE = join(import.meta.dirname, '../../src/record/embedded.ts');
let dir: string;
const servers: { stop(): Promise<void> }[] = [];
const { log, lines } = keptLog();

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latchkey-test-pg-'));
  lines.length = 0;
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  await rm(dir, { recursive: true, force: true });
});

async function start(where = dir, claim: 'always' | 'if-free' = 'if-free') {
  const server = await startEmbedded({ dir: where, log, durable: false, claim });
  servers.push(server);
  return server;
}

async function postmaster(): Promise<number> {
  return Number((await readFile(join(dir, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A program that starts the server here and is killed before it can stop it. */
async function startAndBeKilled(claim = 'if-free'): Promise<{ url: string; kill(): Promise<void> }> {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(MODULE)});
    const log = { info() {}, warn() {} };
    console.log((await startEmbedded({ dir: ${JSON.stringify(dir)}, log, durable: false, claim: ${JSON.stringify(claim)} })).url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until(() => said.endsWith('\n'), { timeout: 30_000, what: 'the program has started its server' });
  const gone = new Promise((settle) => child.once('exit', settle));
  return {
    url: said.trim(),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

test('starts, keeps its data over a stop, and keeps its password to itself', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE kept (n int)');
  const [settings] = await ask(
    first.url,
    `SELECT current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS address,
            current_setting('unix_socket_directories') AS socket, (SELECT datcollate FROM pg_database WHERE datname = current_database()) AS locale`,
  );
  expect(settings).toEqual({ encoding: 'UTF8', address: '127.0.0.1', socket: '', locale: 'C' });
  await first.stop();
  await expect(ask(first.url, 'SELECT 1')).rejects.toThrow();
  const second = await start();
  expect(await ask(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
  expect((await stat(join(dir, 'password'))).mode & 0o777).toBe(0o600);
  const wrong = new URL(second.url);
  wrong.password = 'guess';
  await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow(/password/);
});

test('the default is durable', async () => {
  const server = await startEmbedded({ dir, log });
  servers.push(server);
  const [settings] = await ask(
    server.url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`,
  );
  expect(settings).toEqual({ fsync: 'on', commit: 'on' });
});

test('a server whose parent was killed is used again, and stopped by whoever took it over', async () => {
  const killed = await startAndBeKilled();
  await ask(killed.url, 'CREATE TABLE seen (n int)');
  await killed.kill();
  const again = await start();
  expect(again.url).toBe(killed.url);
  expect(await ask(again.url, 'SELECT count(*)::int AS n FROM seen')).toEqual([{ n: 0 }]);
  await again.stop();
  await expect(ask(again.url, 'SELECT 1')).rejects.toThrow();
});

test('a second program beside the first does not stop its server', async () => {
  const other = await startAndBeKilled();
  const mine = await start();
  expect(mine.url).toBe(other.url);
  await mine.stop();
  expect(await ask(other.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await other.kill();
  await start();
});

test('a command that started the server leaves it to the service that came meanwhile', async () => {
  const command = await start();
  const service = await startAndBeKilled('always');
  expect(service.url).toBe(command.url);
  await command.stop();
  expect(await ask(service.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await service.kill();
  await start();
});

test('a server that dies under the service is started again at the same address', async () => {
  const service = await start(dir, 'always');
  await ask(service.url, 'CREATE TABLE kept (n int)');
  process.kill(await postmaster(), 'SIGKILL');
  await until(async () => (await ask(service.url, 'SELECT count(*)::int AS n FROM kept')).length === 1, {
    timeout: 30_000,
    every: 200,
  });
  expect(lines.some((line) => line.msg.includes('starting it again'))).toBe(true);
  await service.stop();
  await expect(ask(service.url, 'SELECT 1')).rejects.toThrow();
});

test.runIf(process.platform === 'linux')('the server is not given our secrets', async () => {
  process.env['LATCHKEY_TEST_SECRET'] = 'xoxb-secret';
  try {
    await start();
    const given = await readFile(`/proc/${await postmaster()}/environ`, 'utf8');
    expect(given).toContain('PATH=');
    const names = given.split('\0').map((each) => each.split('=')[0]);
    const known = ['', 'PATH', 'HOME', 'LC_ALL', 'TZ', 'TMPDIR'];
    expect(names.filter((name) => name !== undefined && !known.includes(name))).toEqual([]);
  } finally {
    delete process.env['LATCHKEY_TEST_SECRET'];
  }
});

test('two starts at once end with one server', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  expect(one.url).toBe(two.url);
});

test('the pid file of a killed server does not keep it from starting, even when the number is taken', async () => {
  const first = await start();
  const pidFile = join(dir, 'data', 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8');
  await first.stop();
  const lines = text.split('\n');
  lines[0] = String(process.pid);
  await writeFile(pidFile, lines.join('\n'));
  const second = await start();
  expect(await ask(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('a server that was killed itself comes back with what it had committed', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE kept (n int)');
  const pid = Number((await readFile(join(dir, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  const second = await start();
  expect(await ask(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
});

test('an initdb that was cut short is done again', async () => {
  await mkdir(join(dir, 'data.unfinished', 'base'), { recursive: true });
  await writeFile(join(dir, 'data.unfinished', 'PG_VERSION'), '18\n');
  await writeFile(join(dir, 'starting'), '999999999');
  const server = await start();
  expect(await ask(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test('a directory that holds something else is not touched', async () => {
  await mkdir(join(dir, 'data'));
  await writeFile(join(dir, 'data', 'diary.txt'), 'dear');
  await expect(start()).rejects.toMatchObject({ name: 'Fault', code: 'embedded_unavailable' });
  expect(await readFile(join(dir, 'data', 'diary.txt'), 'utf8')).toBe('dear');
});

test('works below a directory that only we may enter', async () => {
  const closed = join(dir, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o700);
  const server = await start(join(closed, 'postgres'));
  const [row] = await ask(server.url, `SELECT current_setting('data_directory') AS data`);
  expect(row).toBeDefined();
  if (process.getuid?.() === 0) {
    const warning = lines.find((line) => line.level === 40);
    expect(row?.['data']).toBe(join(String(warning?.['elsewhere']), 'data'));
    await server.stop();
    await rm(String(warning?.['elsewhere']), { recursive: true });
  } else expect(row?.['data']).toBe(join(closed, 'postgres', 'data'));
});
