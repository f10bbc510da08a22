/** Small pieces of running a server: a child and what it said, a free port, whether it answers. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { platform } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Whose account a child runs under; empty for our own. */
export type Account = { readonly uid?: number; readonly gid?: number };

/**
 * What a child needs of our environment and no more. As root it runs as another user, who could read all of it in `/proc`:
 * the chat's and Azure's tokens among it.
 */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const names = platform() === 'win32' ? ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'] : ['PATH', 'HOME', 'TMPDIR'];
  const kept = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}

/** Runs a program to its end; a program that cannot be started counts as failed, with the reason as output. */
export function run(
  file: string,
  args: readonly string[],
  options: { account?: Account; cwd?: string } = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((settle) => {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: bareEnvironment(),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...options.account,
    });
    let output = '';
    const hear = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => settle({ code: null, output: error.message }));
    child.on('close', (code) => settle({ code, output }));
  });
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => settle(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Whether a PostgreSQL at this address lets us in. */
export async function reachable(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Waits so many milliseconds. */
export async function pause(ms: number): Promise<void> {
  await sleep(ms);
}
