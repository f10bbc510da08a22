/** Work that has so long, and no longer. */
import { Fault } from '../../src/faults.ts';

export function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

/** Throws a Fault when it takes longer, `record_unreachable` unless another is given. The work itself goes on. */
export async function within<T>(ms: number, work: Promise<T>, tooLate = recordTooLate): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLate()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function recordTooLate(): Fault {
  return new Fault('record_unreachable', 'The record took too long');
}

/** Waits for work that nobody must wait for, and no longer than this; what went wrong is its own affair. */
export async function briefly(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work.catch(() => undefined), pause(ms)]);
}

/** Tries again and again, more and more rarely, until it works or the time is over; then throws what went wrong last. */
export async function insist<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const end = Date.now() + ms;
  for (let wait = 250; ; wait *= 2) {
    try {
      return await within(Math.max(end - Date.now(), 1), work());
    } catch (error) {
      if (Date.now() + wait >= end) throw error;
    }
    await pause(wait);
  }
}
