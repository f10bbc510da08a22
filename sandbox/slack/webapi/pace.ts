/** About one message a second in a channel, with short bursts (docs.slack.dev, apis/web-api/rate-limits). */
import type { Store } from '../store.ts';
import { ApiError } from './method.ts';

const BURST = 4;
const buckets = new WeakMap<Store, Map<string, { left: number; at: number }>>();

export function paced(store: Store, channel: string): void {
  const mine = buckets.get(store) ?? new Map<string, { left: number; at: number }>();
  buckets.set(store, mine);
  const now = store.now();
  const before = mine.get(channel) ?? { left: BURST, at: now };
  const left = Math.min(BURST, before.left + (now - before.at) / 1000);
  if (left < 1) throw new ApiError('ratelimited', { retryAfter: 1 });
  mine.set(channel, { left: left - 1, at: now });
}
