import { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** Says so when this Redis may throw jobs away under memory pressure (docs.bullmq.io, "Going to production"). */
export async function warnOfEviction(url: string, log: Pick<Logger, 'info' | 'warn'>): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const policy = /^maxmemory_policy:(.*?)\r?$/m.exec(await redis.info('memory'))?.[1];
    if (policy === undefined || policy === 'noeviction') return;
    log.warn({ policy }, 'set maxmemory-policy to noeviction: this Redis may throw away alarms when memory is short');
  } catch (error) {
    log.info({ cause: String(error) }, 'the eviction policy of Redis is not known');
  } finally {
    redis.disconnect();
  }
}
