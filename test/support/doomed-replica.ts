/** A replica in a process of its own that takes up its lane, says so, and never finishes: to be killed. */
import { createQueue } from '../../adapters/bullmq/index.ts';
import { machineClock } from './clock.ts';
import { keptLog } from './log.ts';

const [store, lane] = process.argv.slice(2) as [string, string];
const queue = createQueue({
  ...(JSON.parse(store) as { redisUrl?: string; databaseUrl: string }),
  clock: machineClock,
  log: keptLog().log,
});
await queue.start({
  async lane() {
    console.log('taken');
    await new Promise(() => undefined);
  },
  ring: async () => undefined,
});
await queue.nudge(lane);
