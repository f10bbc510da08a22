/** The bot as its operators run it: a process of its own, with an environment, a log and signals. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../support/until.ts';

const PROGRAM = join(import.meta.dirname, '../../src/main.ts');

export type LogLine = { readonly level: string; readonly msg: string; readonly [field: string]: unknown };

export type Bot = {
  /** Its own web server. */
  readonly url: string;
  readonly lines: readonly LogLine[];
  /** SIGKILL: no farewell. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: stands still with everything in its hands, and goes on as if no time had passed. */
  freeze(): void;
  thaw(): void;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  metrics(): Promise<string>;
};

/** Starts a bot and waits until it says that it is ready. */
export async function startBot(env: Readonly<Record<string, string>>): Promise<Bot> {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...bare(), PORT: '0', LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: LogLine[] = [];
  let complaint = '';
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as LogLine));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  let code: number | null | undefined;
  const gone = new Promise<number | null>((resolve) =>
    child.once('exit', (exit) => {
      code = exit;
      resolve(exit);
    }),
  );
  const ready = await until(
    () => {
      // Thrown outside, or it would count as "not yet".
      if (code !== undefined) return 'ended';
      return lines.find((line) => line.msg === 'ready');
    },
    { timeout: 60_000, what: 'the bot is ready' },
  );
  if (ready === 'ended') throw new Error(`the bot ended with ${code}: ${complaint}`);
  const url = String(ready['url']);
  return {
    url,
    lines,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGTERM');
      return gone;
    },
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
  };
}

/** Runs a bot that is expected to end by itself: its exit code and what it said. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../..', program), ...args], {
    env: { ...bare(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, out, err };
}

/** Nothing of the test's own environment but what a program needs to run. */
function bare(): Record<string, string> {
  const names = ['PATH', 'HOME', 'NODE_COMPILE_CACHE'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
