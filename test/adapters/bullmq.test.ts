import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createQueue } from '../../adapters/bullmq/index.ts';
import { queueConformance, type QueueWorld } from '../conformance/queue.ts';
import { machineClock } from '../support/clock.ts';
import { keptLog } from '../support/log.ts';
import { command, ownPostgres } from '../support/postgres.ts';
import { redisAvailable, startRedis, type OwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const NOWHERE = 'postgres://nobody@127.0.0.1:1/nowhere';
const SCHEMA = 'latchkey_queue';

queueConformance('BullMQ on PostgreSQL', async (): Promise<QueueWorld> => {
  const server = await ownPostgres();
  const { log } = keptLog();
  const empty = `DO $$ DECLARE each text; BEGIN
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = '${SCHEMA}' AND tablename <> 'migration' LOOP
      EXECUTE format('TRUNCATE ${SCHEMA}.%I CASCADE', each);
    END LOOP; END $$`;
  return {
    replica: () => createQueue({ databaseUrl: server.url, clock: machineClock, log }),
    killedDuring: (lane) => killedDuring(lane, { databaseUrl: server.url }),
    // Tables that are being worked on may deadlock with this: then once more.
    empty: async () => void (await until(() => command(server.url, empty).then(() => true))),
    away: () => server.stop(),
    back: () => server.start(),
    close: () => server.remove(),
  };
});

if (redisAvailable()) {
  queueConformance('BullMQ on Redis', async (): Promise<QueueWorld> => {
    const server = await redis();
    const { log } = keptLog();
    return {
      replica: () => createQueue({ redisUrl: server.url, databaseUrl: NOWHERE, clock: machineClock, log }),
      killedDuring: (lane) => killedDuring(lane, { redisUrl: server.url, databaseUrl: NOWHERE }),
      empty: () => server.flush(),
      away: () => server.stop(),
      back: () => server.start(),
      close: () => server.remove(),
    };
  });

  test('an absent Redis fills no log', async () => {
    const server = await redis();
    const { log, lines } = keptLog();
    const queue = createQueue({ redisUrl: server.url, databaseUrl: NOWHERE, clock: machineClock, log });
    await queue.start({ lane: async () => undefined, ring: async () => undefined });
    await queue.nudge('a/cloud');
    await server.stop();
    for (let i = 0; i < 20; i++) await queue.nudge('a/cloud').catch(() => undefined);
    await until(() => lines.some((line) => line['code'] === 'queue_unreachable'));
    await server.start();
    await until(() => queue.nudge('a/cloud').then(() => true), { timeout: 15_000, every: 200 });
    await queue.stop();
    await server.remove();
    expect(lines.filter((line) => line['code'] === 'queue_unreachable')).toHaveLength(1);
    expect(lines.filter((line) => line.msg.includes('can be reached again'))).toHaveLength(1);
    expect(lines.length).toBeLessThan(5);
  });

  test('a Redis that evicts keys is warned of', async () => {
    const server = await redis({ policy: 'allkeys-lru' });
    const { log, lines } = keptLog();
    const queue = createQueue({ redisUrl: server.url, databaseUrl: NOWHERE, clock: machineClock, log });
    await queue.start({ lane: async () => undefined, ring: async () => undefined });
    await until(() => lines.some((line) => line['policy'] === 'allkeys-lru'));
    await queue.stop();
    await server.remove();
  });
}

test('a schema that was dropped is made again', async () => {
  const server = await ownPostgres();
  const { log } = keptLog();
  const queue = createQueue({ databaseUrl: server.url, clock: machineClock, log });
  const lanes: string[] = [];
  await queue.start({ lane: async (lane) => void lanes.push(lane), ring: async () => undefined });
  await queue.nudge('a/cloud');
  await until(() => lanes.length === 1);
  await command(server.url, `DROP SCHEMA ${SCHEMA} CASCADE`);
  await until(() => queue.nudge('b/cloud').then(() => true), { timeout: 15_000, every: 200 });
  await until(() => lanes.includes('b/cloud'), { timeout: 20_000 });
  await queue.stop();
  await server.remove();
});

async function redis(options: { policy?: string } = {}): Promise<OwnRedis> {
  const server = await startRedis(options);
  if (!server) throw new Error('redis-server went away during the tests');
  return server;
}

async function killedDuring(lane: string, store: { redisUrl?: string; databaseUrl: string }): Promise<void> {
  const program = join(import.meta.dirname, '../support/doomed-replica.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(store), lane], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), gone]);
  expect(child.exitCode).toBeNull();
  child.kill('SIGKILL');
  await gone;
}
