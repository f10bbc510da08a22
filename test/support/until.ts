import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. */
const SELDOM = 250;
const STANDSTILL = 2_000;

/**
 * Asks again and again until `fn` answers something truthy, and returns that. An error thrown by `fn` counts as "not yet".
 *
 * @param options.timeout milliseconds, 5,000 unless told
 * @param options.every milliseconds between the first tries, 20 unless told; what takes long is looked at less and less often, up
 * to four times a second, because looking is work, too, and keeps what is waited for from happening
 * @param options.what named in the failure
 */
export async function until<T>(
  fn: () => T | Promise<T>,
  options: { timeout?: number; every?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const { timeout = 5_000, every = 20, what = fn.toString() } = options;
  const begun = Date.now();
  let waited = 0;
  let last: unknown = 'nothing yet';
  for (;;) {
    const tried = Date.now();
    try {
      last = await fn();
      if (last) return last as NonNullable<T>;
    } catch (error) {
      last = error;
    }
    if (waited >= timeout) break;
    await sleep(Math.max(every, Math.min((Date.now() - begun) / 20, SELDOM)));
    // While the machine stands still, nobody waits for anything.
    waited += Math.min(Date.now() - tried, STANDSTILL);
  }
  const seen = last instanceof Error ? last.message : JSON.stringify(last);
  throw new Error(`After ${timeout} ms still not so: ${what}\nLast seen: ${seen}`, { cause: last });
}
