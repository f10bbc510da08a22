/**
 * Who runs and who owns the server of a directory. Two programs may share it (the service, and a command typed beside
 * it): only the one that owns it stops it. After a kill, the next to come takes it over.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { pause, run } from './embedded-process.ts';
import { Fault } from '../faults.ts';

export type Server = { readonly pid: number; readonly port: number };

const SETTLE_MS = 30_000;

/**
 * The server that runs on this data directory, ready to serve; undefined when there is none. Waits for one that is just
 * starting or stopping, and removes the pid file of one that was killed.
 *
 * The pid file's lines are the server's own: pid, directory, start, port, socket directory, address, memory key, status
 * (postgresql.org, "Database File Layout": postmaster.pid).
 */
export async function serverOf(data: string): Promise<Server | undefined> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const lines = (await readFile(`${data}/postmaster.pid`, 'utf8').catch(() => '')).split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    if (!(await isPostmaster(pid, data))) {
      // Left by a server that was killed. Its number may be another process's by now, which would keep ours from starting.
      await rm(`${data}/postmaster.pid`, { force: true });
      return undefined;
    }
    if (lines[7]?.trim() === 'ready') return { pid, port: Number(lines[3]) };
    if (Date.now() > deadline) {
      throw new Fault(
        'embedded_unavailable',
        `The PostgreSQL server ${pid} of ${data} is neither up nor down. Look at its log, or end it.`,
      );
    }
    await pause(100);
  }
}

/** `always` for the service, which lives with the server; `if-free` for whoever needs it for a moment. */
export type Claim = 'always' | 'if-free';

/** Says that this process owns the server; with `if-free` unless another living one does. */
export async function claimServer(file: string, claim: Claim): Promise<void> {
  const owner = await ownerOf(file);
  if (claim === 'if-free' && owner > 0 && owner !== process.pid && isAlive(owner)) return;
  await writeFile(file, String(process.pid));
}

/** Whether the server is still this process's to stop: another may have claimed it since. */
export async function ownsServer(file: string): Promise<boolean> {
  return (await ownerOf(file)) === process.pid;
}

async function ownerOf(file: string): Promise<number> {
  return Number(await readFile(file, 'utf8').catch(() => ''));
}

/** Lets one process at a time start a server here; a lock whose holder is dead is taken over. */
export async function withStartLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 2 * SETTLE_MS;
  for (;;) {
    const taken = await writeFile(file, String(process.pid), { flag: 'wx' }).then(
      () => true,
      () => false,
    );
    if (taken) break;
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
    else if (Date.now() > deadline) {
      throw new Fault(
        'embedded_unavailable',
        `Another start has held ${file} for a minute. Delete the file if none is under way.`,
      );
    } else await pause(100);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function isPostmaster(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (platform() === 'win32') return true;
  const command =
    platform() === 'linux'
      ? (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0').join(' ')
      : (await run('ps', ['-o', 'command=', '-p', String(pid)])).output;
  return command.includes('postgres') && command.includes(data);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
