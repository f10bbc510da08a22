/** The queue's store, and how all in it is lost. */
import { startRedis } from '../../test/support/redis.ts';
import { command } from '../../test/support/postgres.ts';

export type QueueStore = {
  readonly name: string;
  /** For the bots; undefined when the queue lives in PostgreSQL. */
  readonly redisUrl: string | undefined;
  /** Throws when the store is away, or at work just then. */
  empty(): Promise<void>;
  remove(): Promise<void>;
};

const SCHEMA = 'latchkey_queue';

/** BullMQ's own tables keep their shape and lose what is in them. */
const EMPTY = `DO $$ DECLARE each text; BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = '${SCHEMA}' AND tablename <> 'migration' LOOP
    EXECUTE format('TRUNCATE ${SCHEMA}.%I CASCADE', each);
  END LOOP; END $$`;

/** On Redis where this machine has it and it is wanted, else in the record's own PostgreSQL. */
export async function openQueueStore(databaseUrl: string, onRedis: boolean): Promise<QueueStore> {
  const redis = onRedis ? await startRedis() : undefined;
  if (redis === undefined)
    return {
      name: 'BullMQ on PostgreSQL',
      redisUrl: undefined,
      empty: async () => void (await command(databaseUrl, EMPTY)),
      remove: async () => {},
    };
  return {
    name: 'BullMQ on Redis',
    redisUrl: redis.url,
    empty: () => redis.flush(),
    remove: () => redis.remove(),
  };
}
