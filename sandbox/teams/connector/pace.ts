/** What one bot may do in one conversation (learn.microsoft.com, Optimize your bot with rate limiting in Teams). */
import type { Store } from '../store.ts';
import { ConnectorError } from './refusal.ts';

type Limit = { readonly calls: number; readonly seconds: number };

const LIMITS: Readonly<Record<'send' | 'create' | 'members', readonly Limit[]>> = {
  send: limits([7, 1], [8, 2], [60, 30], [1800, 3600]),
  create: limits([7, 1], [8, 2], [60, 30], [1800, 3600]),
  members: limits([14, 1], [16, 2], [120, 30], [3600, 3600]),
};

/** All calls of an app in a tenant. */
const TOGETHER: readonly Limit[] = limits([50, 1]);

type Throttled = { now(): number; readonly app: Pick<Store['app'], 'throttling'> };

/** Counts calls on the sandbox's clock. What was refused does not count. */
export class Pace {
  readonly #made = new Map<string, number[]>();
  readonly #store: Throttled;

  constructor(store: Throttled) {
    this.#store = store;
  }

  reset(): void {
    this.#made.clear();
  }

  /** Throws 429 when this call is one too many. */
  count(kind: keyof typeof LIMITS, conversation: string): void {
    const own = this.#calls(`${kind} ${conversation}`);
    const all = this.#calls('all');
    const now = this.#store.now();
    const wait = Math.max(waiting(own, LIMITS[kind], now), waiting(all, TOGETHER, now));
    if (this.#store.app.throttling && wait > 0) {
      throw new ConnectorError(429, 'TooManyRequests', 'API calls quota exceeded.', Math.ceil(wait / 1000));
    }
    own.push(now);
    all.push(now);
  }

  #calls(key: string): number[] {
    const found = this.#made.get(key) ?? [];
    this.#made.set(key, found);
    const oldest = this.#store.now() - 3_600_000;
    while ((found[0] ?? Infinity) <= oldest) found.shift();
    return found;
  }
}

/** Milliseconds until one more call is within every limit. */
function waiting(calls: readonly number[], limits: readonly Limit[], now: number): number {
  return Math.max(
    ...limits.map(({ calls: most, seconds }) => {
      const blocking = calls.at(-most);
      return blocking === undefined ? 0 : blocking + seconds * 1000 - now;
    }),
  );
}

function limits(...pairs: readonly (readonly [number, number])[]): readonly Limit[] {
  return pairs.map(([calls, seconds]) => ({ calls, seconds }));
}
