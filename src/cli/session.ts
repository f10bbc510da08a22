/** What a command needs of the running configuration, opened for one command and closed again. */
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { Fault } from '../faults.ts';
import { createLog } from '../log.ts';
import { connectWorld, openRecord } from '../main.ts';
import { openPolicy } from '../policy-book.ts';
import { printPolicyProblems } from '../policy-file.ts';
import type { Memory } from '../ports.ts';
import { noMemory } from '../record/chat-memory.ts';
import { migrate, openDatabase, reaching } from '../record/database.ts';
import type { Policy } from '../../workflows/policy.ts';
import { Unconfigured } from './report.ts';

/** Commands print their answer on standard output: the log stays silent but for errors. */
const LEVEL = 'error';

/** Throws {@link Unconfigured} with every problem at once. */
export function readOrThrow(): Config {
  const config = readConfig(process.env);
  if ('policyPath' in config) return config;
  throw new Unconfigured(config);
}

export async function policyOrThrow(path: string): Promise<Policy> {
  const book = await openPolicy(path);
  if ('policy' in book) return book.policy();
  throw new Fault('policy_invalid', printPolicyProblems(path, book));
}

export function world(config: Config, memoryOf: (chat: string) => Memory = () => noMemory) {
  return connectWorld(config, createLog(LEVEL), memoryOf);
}

export async function withRecord<T>(
  config: Config,
  work: (record: { db: ReturnType<typeof openDatabase>; url: string }) => Promise<T>,
): Promise<T> {
  const log = createLog(LEVEL);
  const record = await openRecord(config, log);
  const db = openDatabase(record.url, () => {}, 2);
  try {
    await reaching(() => migrate(db));
    return await work({ db, url: record.url });
  } finally {
    await db.destroy();
    await record.stop();
  }
}
