/**
 * Not faster than Teams allows. The limits are per bot and conversation (learn.microsoft.com, rate-limit): sending 7 times in
 * a second, 8 in two, 60 in thirty, 1,800 in an hour; changing a message counts as sending one. Beyond them Teams refuses
 * with 429; to know beforehand keeps a busy channel from being refused over and over.
 */
import { Fault } from '../../src/faults.ts';
import type { Clock } from '../../src/ports.ts';
import { pause } from './time.ts';

const WINDOWS = [
  { ms: 1_000, most: 7 },
  { ms: 2_000, most: 8 },
  { ms: 30_000, most: 60 },
  { ms: 3_600_000, most: 1_800 },
] as const;

/** Milliseconds by which a window is taken longer than it is: what was sent later may arrive sooner. */
const MARGIN = 250;
/** So long, in milliseconds, it is waited here; for longer the outbox waits, which can be stopped and handed on. */
const WAIT_HERE = 1_500;

export type Pace = {
  /** Resolves when it may be sent. Throws Fault `chat_throttled` when that is not soon. */
  turn(conversation: string): Promise<void>;
};

export function paceOf(clock: Clock, sleep: (ms: number) => Promise<unknown> = pause): Pace {
  const sent = new Map<string, number[]>();

  function earliest(times: readonly number[], now: number): number {
    return Math.max(
      now,
      ...WINDOWS.map(({ ms, most }) => {
        const limiting = times.at(-most);
        return limiting === undefined ? now : limiting + ms + MARGIN;
      }),
    );
  }

  return {
    turn: async (conversation) => {
      const now = clock.now();
      const times = (sent.get(conversation) ?? []).filter((time) => time > now - 3_700_000);
      const at = earliest(times, now);
      if (at - now > WAIT_HERE)
        throw new Fault('chat_throttled', 'Teams takes only so many messages a minute in one conversation', {
          // Uneven, so that those who wait do not all come back in the same moment.
          retryAfter: Math.round((at - now) * (1 + Math.random() / 2)),
        });
      // Taken before the wait, so that whoever comes next queues behind.
      times.push(at);
      sent.delete(conversation);
      sent.set(conversation, times);
      if (sent.size > 5_000) sent.delete(sent.keys().next().value ?? '');
      if (at > now) await sleep(at - now);
    },
  };
}
