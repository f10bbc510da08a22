import type { SandboxClock } from './clock.ts';

type Entry = { readonly at: number; readonly run: () => Promise<void> };

/** Things to be done at a time on the sandbox's clock, however the clock gets there. */
export class Timetable {
  #entries: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #clock: SandboxClock;
  readonly #stopListening: () => void;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
    this.#stopListening = clock.onAdvance(() => this.#wake());
  }

  /** @param ms milliseconds from now on the sandbox's clock */
  in(ms: number, run: () => Promise<void>): void {
    this.#entries.push({ at: this.#clock.now() + ms, run });
    this.#sleep();
  }

  clear(): void {
    this.#entries = [];
    clearTimeout(this.#timer);
  }

  close(): void {
    this.clear();
    this.#stopListening();
  }

  #wake(): void {
    const now = this.#clock.now();
    const due = this.#entries.filter((entry) => entry.at <= now);
    this.#entries = this.#entries.filter((entry) => entry.at > now);
    for (const entry of due) void entry.run();
    this.#sleep();
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    if (this.#entries.length === 0) return;
    const next = Math.min(...this.#entries.map((entry) => entry.at));
    this.#timer = setTimeout(() => this.#wake(), Math.max(next - this.#clock.now(), 0));
    this.#timer.unref();
  }
}
