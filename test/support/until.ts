import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until `fn` answers something truthy, and returns that. An error thrown by `fn` counts as "not yet".
 *
 * @param options.timeout milliseconds, 5,000 unless told
 * @param options.every milliseconds between two tries, 20 unless told
 * @param options.what named in the failure
 */
export async function until<T>(
  fn: () => T | Promise<T>,
  options: { timeout?: number; every?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const { timeout = 5_000, every = 20, what = fn.toString() } = options;
  const deadline = Date.now() + timeout;
  let last: unknown = 'nothing yet';
  for (;;) {
    try {
      last = await fn();
      if (last) return last as NonNullable<T>;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= deadline) break;
    await sleep(every);
  }
  const seen = last instanceof Error ? last.message : JSON.stringify(last);
  throw new Error(`After ${timeout} ms still not so: ${what}\nLast seen: ${seen}`, { cause: last });
}
