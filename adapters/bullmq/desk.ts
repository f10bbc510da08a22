import { Fault } from '../../src/faults.ts';
import { isConnectionTrouble, type Complaints } from './complaints.ts';
import type { AnyQueue, Store } from './store.ts';
import { within } from './within.ts';

/** Nobody waits longer than this for a queue: the sweep does without it. */
const PATIENCE_MS = 1_000;
/** Nor than this for one that did not come up while others waited. */
const ONCE_BURNT_MS = 50;

/** Where jobs are handed in. Opens its queue on first use, and anew when the one it had turned out unusable. */
export class Desk<Data> {
  readonly #store: Store;
  readonly #name: string;
  readonly #complaints: Complaints;
  #queue: AnyQueue<Data> | undefined;
  #burnt = false;
  #closed = false;

  constructor(store: Store, name: string, complaints: Complaints) {
    this.#store = store;
    this.#name = name;
    this.#complaints = complaints;
  }

  /** @throws Fault `queue_unreachable` within about a second */
  async use(order: (queue: AnyQueue<Data>) => Promise<unknown>): Promise<void> {
    if (this.#closed) throw new Fault('queue_unreachable', `The queue ${this.#name} has been stopped.`);
    const queue = (this.#queue ??= this.#open());
    let ready = false;
    try {
      await within(this.#burnt ? ONCE_BURNT_MS : PATIENCE_MS, queue.waitUntilReady());
      ready = true;
      this.#burnt = false;
      await within(PATIENCE_MS, order(queue));
      this.#complaints.well();
    } catch (cause) {
      this.#complaints.hear(cause);
      // BullMQ remembers a failed first connection for ever on PostgreSQL, and does not miss its tables when they are
      // dropped. A queue on Redis that merely waits is left to wait: it connects by itself.
      const waits = !ready && cause instanceof Error && cause.name === 'TooLate';
      if (waits) this.#burnt = true;
      else if (!ready || !isConnectionTrouble(cause)) this.#discard(queue);
      throw new Fault('queue_unreachable', `The queue ${this.#name} did not take the job.`, { cause });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const queue = this.#queue;
    this.#queue = undefined;
    if (queue) await end(queue);
  }

  #open(): AnyQueue<Data> {
    const queue = this.#store.queue<Data>(this.#name);
    queue.on('error', (error: unknown) => this.#complaints.hear(error));
    return queue;
  }

  #discard(queue: AnyQueue<Data>): void {
    if (this.#queue === queue) this.#queue = undefined;
    void end(queue);
  }
}

async function end<Data>(queue: AnyQueue<Data>): Promise<void> {
  try {
    await within(PATIENCE_MS, queue.close());
  } catch {
    // Its store is away: cut the connection, so that it does not go on trying for a queue nobody holds.
    queue.disconnect().catch(() => undefined);
  }
}
