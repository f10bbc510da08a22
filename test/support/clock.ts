import type { Clock } from '../../src/ports.ts';
import type { Instant } from '../../workflows/language.ts';

export type HandClock = Clock & {
  /** Moves the clock on by so many milliseconds and answers the new time. */
  advance(ms: number): Instant;
  set(now: Instant): void;
};

/** A clock that moves only by hand. */
export function handClock(start: Instant = Date.UTC(2026, 0, 5, 9, 0)): HandClock {
  let now = start;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
      return now;
    },
    set(to) {
      now = to;
    },
  };
}

/** The machine's own. */
export const machineClock: Clock = { now: () => Date.now() };
