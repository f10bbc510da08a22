/** Makes BullMQ's queues and workers on whichever store is configured. Both stores get the same options. */
import {
  createPostgresBackend,
  Queue as BullQueue,
  Worker as BullWorker,
  type IQueueBackend,
  type Job,
  type JobProgress,
} from 'bullmq';

export type AnyQueue<Data> = BullQueue<Data, unknown, string, Data, unknown, string, IQueueBackend, unknown>;
export type AnyWorker<Data> = BullWorker<Data, unknown, string, IQueueBackend, JobProgress, unknown>;

export type Store = {
  queue<Data>(name: string): AnyQueue<Data>;
  /** Does not run yet. */
  worker<Data>(name: string, concurrency: number, work: (job: Job<Data>) => Promise<void>): AnyWorker<Data>;
};

const QUEUE = {
  defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  // Nobody listens to BullMQ's own events.
  streams: { events: { maxLen: 100 } },
};

const WORKER = {
  autorun: false,
  // What a killed replica held goes to another one after some ten to fifteen seconds. A process that stands still for
  // so long loses its jobs to another while it thinks it has them: the same lane may then run twice at once.
  lockDuration: 5_000,
  stalledInterval: 5_000,
  maxStalledCount: 10,
  runRetryDelay: 1_000,
};

/** Names are the prefix on Redis and the schema on PostgreSQL. */
export function openStore(options: { redisUrl?: string; databaseUrl: string; prefix?: string }): Store {
  return options.redisUrl === undefined
    ? postgresStore(options.databaseUrl, options.prefix ?? 'latchkey_queue')
    : redisStore(options.redisUrl, options.prefix ?? 'latchkey');
}

function redisStore(url: string, prefix: string): Store {
  const connection = { url, connectTimeout: 5_000, retryStrategy: (times: number) => Math.min(times * 100, 2_000) };
  // Asking fails at once while Redis is away; working waits for it.
  const asking = { ...connection, enableOfflineQueue: false, maxRetriesPerRequest: 1 };
  const working = { ...connection, maxRetriesPerRequest: null };
  return {
    queue: <Data>(name: string) =>
      new BullQueue<Data>(name, { ...QUEUE, prefix, connection: asking }) as unknown as AnyQueue<Data>,
    worker: <Data>(name: string, concurrency: number, work: (job: Job<Data>) => Promise<void>) =>
      new BullWorker<Data>(name, work as never, {
        ...WORKER,
        prefix,
        concurrency,
        connection: working,
      }) as unknown as AnyWorker<Data>,
  };
}

function postgresStore(connectionString: string, schema: string): Store {
  const pool = { connectionString, schema, migrate: true, keepAlive: true, application_name: 'latchkey queue' };
  const asking = { ...pool, max: 2, connectionTimeoutMillis: 1_000 };
  const working = { ...pool, max: 3, connectionTimeoutMillis: 5_000 };
  return {
    queue: <Data>(name: string) =>
      new BullQueue(name, { ...QUEUE, connection: asking }, createPostgresBackend) as unknown as AnyQueue<Data>,
    worker: <Data>(name: string, concurrency: number, work: (job: Job<Data>) => Promise<void>) =>
      new BullWorker(
        name,
        work as never,
        { ...WORKER, concurrency, connection: working },
        createPostgresBackend,
      ) as unknown as AnyWorker<Data>,
  };
}
