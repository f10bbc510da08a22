/** The sandbox's own clock: the machine's, plus whatever it was moved ahead by. It never runs backwards but for a reset. */
export class SandboxClock {
  #ahead = 0;
  #halted: number | undefined;
  readonly #listeners = new Set<(now: number) => void>();

  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number {
    return (this.#halted ?? Date.now()) + this.#ahead;
  }

  /** Milliseconds by which this clock is ahead of the machine's. */
  ahead(): number {
    return this.#ahead;
  }

  /** Stands still until the next reset, but for being moved ahead. */
  halt(): void {
    this.#halted = Date.now();
  }

  /** Moves the clock ahead by this many milliseconds, and tells whoever waits for a time. */
  advance(ms: number): void {
    if (!Number.isFinite(ms) || ms < 0) throw new RangeError('A clock can only be moved ahead.');
    this.#ahead += ms;
    for (const listener of this.#listeners) listener(this.now());
  }

  /** Calls back whenever the clock was moved; answers how to stop that. */
  onAdvance(listener: (now: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  reset(): void {
    this.#halted = undefined;
    this.#ahead = 0;
  }
}
