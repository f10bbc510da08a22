/** A real Redis for tests, where the machine has one. global.ts says aloud when it has not. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/record/embedded-process.ts';
import { until } from './until.ts';

export type OwnRedis = {
  readonly url: string;
  /** FLUSHALL. */
  flush(): Promise<void>;
  /** Sends one command and answers the raw reply. */
  command(...words: string[]): Promise<string>;
  /** Killed without a word. */
  stop(): Promise<void>;
  /** Comes back on the same port. */
  start(): Promise<void>;
  /** Ends it for good and deletes its files. */
  remove(): Promise<void>;
};

/** Whether the program `redis-server` can be run here. */
export function redisAvailable(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/**
 * A server for one test alone; undefined when the machine has none.
 *
 * @param options.appendonly keeps what it holds over stop and start
 * @param options.policy its `maxmemory-policy`
 */
export async function startRedis(
  options: { appendonly?: boolean; policy?: string } = {},
): Promise<OwnRedis | undefined> {
  if (!redisAvailable()) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-test-redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    if (child) return;
    const persistence = ['--save', '', '--appendonly', options.appendonly ? 'yes' : 'no', '--appendfsync', 'always'];
    const policy = ['--maxmemory-policy', options.policy ?? 'noeviction'];
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir];
    child = spawn('redis-server', [...place, ...persistence, ...policy], { stdio: 'ignore' });
    child.on('error', () => undefined);
    await until(async () => (await ask(port, ['PING'])).startsWith('+PONG'), {
      what: 'Redis answers',
      timeout: 10_000,
    });
  }
  async function stop(): Promise<void> {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null) return;
    const gone = new Promise((settle) => ending.once('exit', settle));
    ending.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    flush: async () => void (await ask(port, ['FLUSHALL'])),
    command: (...words) => ask(port, words),
    stop,
    start,
    async remove() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Asked by hand over a socket: this client must not share a fault with the one under test. */
function ask(port: number, words: readonly string[]): Promise<string> {
  return new Promise((settle, fail) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', fail);
    socket.once('data', (data) => {
      settle(data.toString());
      socket.destroy();
    });
    socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
  });
}
