/** From a nudge to the lane's run, through the port's adapter and through BullMQ alone, on either store. */
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import { createQueue } from '../../adapters/bullmq/index.ts';
import { machineClock } from '../../test/support/clock.ts';
import { keptLog } from '../../test/support/log.ts';
import { alternate } from './alternate.ts';
import type { Compared, Side } from './alternate.ts';

export type QueuePlace = { readonly databaseUrl: string; readonly redisUrl?: string };

/** Something that is handed a name and reports when that name was worked off. */
type Line = { send(name: string): Promise<unknown>; stop(): Promise<unknown> };
type Worked = (name: string) => void;

/** What the adapter does at once in one process; the limit gets as much. */
const CONCURRENCY = 8;

export async function benchNudging(place: QueuePlace, rounds: number): Promise<readonly Compared[]> {
  const on = place.redisUrl === undefined ? 'PostgreSQL' : 'Redis';
  const ours = new Waiting();
  const limit = new Waiting();
  const lines = [await throughAdapter(place, ours.worked), await throughBullMq(place, limit.worked)] as const;
  const compare = (what: string, times: number, side: (line: Line, waiting: Waiting) => Side) =>
    alternate({
      name: `${what}, on ${on}`,
      limit: 'BullMQ alone, add to process',
      rounds,
      times,
      sides: { ours: side(lines[0], ours), limit: side(lines[1], limit) },
    });
  try {
    return [await compare('a nudge to its run', 15, oneAtATime), await compare('a nudge among many', 60, allAtOnce)];
  } finally {
    await Promise.all(lines.map((line) => line.stop()));
  }
}

/** Names that were sent and are not worked off yet. */
class Waiting {
  readonly #open = new Map<string, () => void>();
  #count = 0;

  readonly worked: Worked = (name) => {
    this.#open.get(name)?.();
    this.#open.delete(name);
  };

  async through(line: Line): Promise<void> {
    const name = `bench/${(this.#count += 1)}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#open.set(name, resolve);
    await line.send(name);
    await promise;
  }
}

function oneAtATime(line: Line, waiting: Waiting): Side {
  return async (times) => {
    const began = performance.now();
    for (let index = 0; index < times; index += 1) await waiting.through(line);
    return performance.now() - began;
  };
}

function allAtOnce(line: Line, waiting: Waiting): Side {
  return async (times) => {
    const began = performance.now();
    await Promise.all(Array.from({ length: times }, () => waiting.through(line)));
    return performance.now() - began;
  };
}

async function throughAdapter(place: QueuePlace, worked: Worked): Promise<Line> {
  const queue = createQueue({ ...place, clock: machineClock, log: keptLog().log, prefix: 'bench_ours' });
  await queue.start({ lane: async (lane) => worked(lane), ring: async () => undefined });
  return { send: (name) => queue.nudge(name), stop: () => queue.stop() };
}

async function throughBullMq({ databaseUrl, redisUrl }: QueuePlace, worked: Worked): Promise<Line> {
  const options = { defaultJobOptions: { removeOnComplete: true, removeOnFail: true } };
  const process = async (job: Job<{ lane: string }>): Promise<void> => worked(job.data.lane);
  if (redisUrl !== undefined) {
    const connection = { url: redisUrl, maxRetriesPerRequest: null };
    const queue = new Queue<{ lane: string }>('bench', { ...options, connection, prefix: 'bench_limit' });
    const worker = new Worker<{ lane: string }>('bench', process, {
      connection,
      prefix: 'bench_limit',
      concurrency: CONCURRENCY,
    });
    await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
    return { send: (lane) => queue.add('lane', { lane }), stop: () => Promise.all([worker.close(), queue.close()]) };
  }
  const connection = { connectionString: databaseUrl, schema: 'bench_limit', migrate: true, max: 3 };
  const queue = new Queue('bench', { ...options, connection }, createPostgresBackend);
  await queue.waitUntilReady();
  const worker = new Worker('bench', process as never, { connection, concurrency: CONCURRENCY }, createPostgresBackend);
  await worker.waitUntilReady();
  return {
    send: (lane) => queue.add('lane', { lane }),
    stop: () => Promise.all([worker.close(), queue.close()]),
  };
}
