/** `access.yaml` as it stands now: read at start, read again when it changes. A file that is wrong changes nothing. */
import { readFile, stat } from 'node:fs/promises';
import type { Policy } from '../workflows/policy.ts';
import { Fault } from './faults.ts';
import type { Log } from './log.ts';
import { faultFields } from './log.ts';
import { readPolicy } from './policy-file.ts';
import type { PolicyProblem } from './policy-file.ts';

export type PolicyBook = {
  policy(): Policy;
  /** Looks for a change every `everyMs`; files in containers are often swapped by links, which watchers miss. */
  watch(everyMs: number, log: Log): void;
  close(): void;
};

/** The policy, or all that is wrong with the file. Throws Fault `policy_invalid` when it cannot be read at all. */
export async function openPolicy(path: string): Promise<PolicyBook | readonly PolicyProblem[]> {
  // Before reading: what is written in between is then seen as a change, and not taken for what was read.
  let seen = await stamp(path);
  const first = readPolicy(await read(path));
  if ('problems' in first) return first.problems;
  let current = first.policy;
  let timer: NodeJS.Timeout | undefined;

  let settling = seen;

  async function look(log: Log): Promise<void> {
    const now = await stamp(path);
    if (now === seen) return;
    // Half a file may read like a whole policy: only one that stands still from one look to the next is taken.
    if (now !== settling) {
      settling = now;
      return;
    }
    const next = readPolicy(await read(path));
    // Only now: what could not be read is tried again.
    seen = now;
    if ('problems' in next) {
      log.error({ path, problems: next.problems }, 'access.yaml changed and is wrong: the old policy stays in force');
      return;
    }
    current = next.policy;
    log.info({ path, rules: current.rules.length }, 'access.yaml changed: the new policy is in force');
  }

  return {
    policy: () => current,
    watch(everyMs, log) {
      timer = setInterval(() => {
        look(log).catch((error: unknown) =>
          log.error({ path, ...faultFields(error) }, 'access.yaml cannot be read: the old policy stays in force'),
        );
      }, everyMs);
    },
    close: () => clearInterval(timer),
  };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Fault('policy_invalid', `${path} cannot be read`, { cause: error });
  }
}

async function stamp(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'gone';
  }
}
