/** A place for one replica of the bot: filled again whenever the one in it was killed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { until } from '../../test/support/until.ts';
import { startProgram } from '../programs.ts';
import type { Program } from '../programs.ts';

const ROOT = join(import.meta.dirname, '../..');

export type LogLine = { readonly level: string; readonly msg: string; readonly [field: string]: unknown };

export type Replica = {
  /** Starts one if there is none. Resolves at once: it may take its time, with PostgreSQL away. */
  start(): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when the one that is there has said that it is ready. */
  ready(timeout: number): Promise<void>;
  /** What ended by itself, which none should. */
  readonly ends: readonly string[];
  /** All that every replica in this place has logged. */
  lines(): Promise<readonly LogLine[]>;
};

export function replicaIn(folder: string, name: string, env: Readonly<Record<string, string>>): Replica {
  let current: Program | undefined;
  const logs: string[] = [];
  const ends: string[] = [];

  async function linesOf(log: string | undefined): Promise<readonly LogLine[]> {
    if (log === undefined) return [];
    const text = await readFile(log, 'utf8').catch(() => '');
    return text.split('\n').flatMap((line) => parsed(line));
  }

  return {
    ends,
    start() {
      if (current !== undefined) return;
      const log = join(folder, `${name}-${logs.length + 1}.log`);
      logs.push(log);
      const program = startProgram({
        file: join(ROOT, 'src/main.ts'),
        // Nothing of this shell's own environment but what a program needs to run.
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', LOG_LEVEL: 'info', ...env },
        cwd: ROOT,
        log,
      });
      current = program;
      void program.ended.then((how) => {
        if (current !== program) return;
        current = undefined;
        ends.push(`${name}: ${how}. ${program.tail()}`);
      });
    },
    async kill() {
      const program = current;
      current = undefined;
      program?.child.kill('SIGKILL');
      await program?.ended;
    },
    async ready(timeout) {
      const log = logs.at(-1);
      await until(async () => (await linesOf(log)).some((line) => line.msg === 'ready'), {
        timeout,
        every: 100,
        what: `${name} is ready`,
      });
    },
    lines: async () => (await Promise.all(logs.map(linesOf))).flat(),
  };
}

/** A line that was cut off by SIGKILL is none; what is not JSON came from Node itself. */
function parsed(line: string): LogLine[] {
  if (line.trim() === '') return [];
  try {
    return [JSON.parse(line) as LogLine];
  } catch {
    return [{ level: 'raw', msg: line }];
  }
}
