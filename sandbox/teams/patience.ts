import type { SandboxClock } from '../clock.ts';

/**
 * Ends after so many milliseconds of the sandbox's clock, however it gets there. Answers a signal that is aborted then,
 * and how to give the wait up.
 */
export function patience(clock: SandboxClock, ms: number): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const until = clock.now() + ms;
  const end = () => {
    clearTimeout(timer);
    stop();
  };
  const look = () => {
    clearTimeout(timer);
    if (clock.now() >= until) {
      end();
      controller.abort();
    } else timer = setTimeout(look, until - clock.now());
  };
  let timer = setTimeout(look, ms);
  const stop = clock.onAdvance(look);
  return { signal: controller.signal, end };
}
