/**
 * The port `Queue` on BullMQ: on Redis, or without one on PostgreSQL. Jobs hold no truth. Whatever is lost here, the
 * sweep finds; so nothing waits for a store that is away, and no job is kept once it has run.
 */
import type { Logger } from 'pino';
import type { Alarm, Clock, Queue } from '../../src/ports.ts';
import { Complaints } from './complaints.ts';
import { Desk } from './desk.ts';
import { warnOfEviction } from './eviction.ts';
import { Station } from './station.ts';
import { openStore } from './store.ts';

/** How many run at once in one process. */
const CONCURRENCY = { lanes: 8, alarms: 4 } as const;

type LaneJob = { readonly lane: string };
type AlarmJob = Parameters<Parameters<Queue['start']>[0]['ring']>[0];

/**
 * @param options.redisUrl `redis:` or `rediss:`; without it PostgreSQL carries the jobs. Redis must not evict keys
 * @param options.databaseUrl a direct connection or a session pool: BullMQ uses LISTEN
 * @param options.clock tells how long an alarm has to wait; the waiting itself is done by the machine's clock
 * @param options.prefix key prefix on Redis, schema on PostgreSQL
 */
export function createQueue(options: {
  redisUrl?: string;
  databaseUrl: string;
  clock: Clock;
  log: Pick<Logger, 'info' | 'warn'>;
  prefix?: string;
}): Queue {
  const { clock, log } = options;
  const complaints = new Complaints(log);
  const store = openStore(options);
  const lanes = new Desk<LaneJob>(store, 'lanes', complaints);
  const alarms = new Desk<AlarmJob>(store, 'alarms', complaints);
  let stations: readonly { start(): Promise<void>; stop(): Promise<void> }[] = [];

  return {
    async nudge(lane) {
      // Kept while it waits, and once more after it if it runs already: work that was written while the lane was
      // being worked off would otherwise wait for the sweep. Two runs of a lane never overlap.
      const deduplication = { id: encodeURIComponent(lane), keepLastIfActive: true };
      await lanes.use((queue) => queue.add('lane', { lane }, { deduplication, attempts: 1 }));
    },
    async set({ id, at, request, version }: Parameters<Alarm['set']>[0]) {
      const delay = Math.max(0, at - clock.now());
      // A job id that is there already is left as it is.
      const once = { jobId: jobId(id), delay, attempts: 3, backoff: { type: 'exponential', delay: 1_000 } };
      await alarms.use((queue) => queue.add('alarm', { id, request, version }, once));
    },
    async clear(id) {
      await alarms.use((queue) => queue.remove(jobId(id)));
    },
    async start(work) {
      stations = [
        new Station(store, 'lanes', CONCURRENCY.lanes, ({ lane }: LaneJob) => work.lane(lane), complaints),
        new Station(
          store,
          'alarms',
          CONCURRENCY.alarms,
          ({ id, request, version }: AlarmJob) => work.ring({ id, request, version }),
          complaints,
        ),
      ];
      await Promise.all(stations.map((station) => station.start()));
      if (options.redisUrl !== undefined) void warnOfEviction(options.redisUrl, log);
    },
    async stop() {
      await Promise.all(stations.map((station) => station.stop()));
      await Promise.all([lanes.close(), alarms.close()]);
    },
  };
}

/** BullMQ wants ids without a colon, and not of digits alone. */
function jobId(id: string): string {
  return `alarm-${encodeURIComponent(id)}`;
}
