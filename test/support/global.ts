/** Once per run: one throw-away PostgreSQL for all files, and what is missing on this machine said aloud. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/record/embedded.ts';
import { keptLog } from './log.ts';
import { redisAvailable } from './redis.ts';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  sayWhatIsMissing();
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-test-pg-'));
  const server = await startEmbedded({ dir, log: keptLog().log, durable: false });
  project.provide('postgresUrl', server.url);
  return async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
}

function sayWhatIsMissing(): void {
  if (redisAvailable()) return;
  const what = 'redis-server is not installed: the cases of BullMQ on Redis are left out.';
  if (process.env['CI'] === 'true') throw new Error(`${what} With CI=true nothing may be left out.`);
  console.warn(`\nLEFT OUT: ${what}\n`);
}
