import { setTimeout as sleep } from 'node:timers/promises';
import type { Complaints } from './complaints.ts';
import type { AnyWorker, Store } from './store.ts';
import { within } from './within.ts';

const FIRST_WAIT_MS = 2_000;
const AGAIN_MS = 1_000;
/** For what is running when we stop, and for closing afterwards. Together below ten seconds. */
const FINISH_MS = 8_000;
const CLOSE_MS = 1_500;
const PROBE_MS = 500;

/** PostgreSQL's codes for a missing schema, table or function: somebody dropped BullMQ's; a new worker makes them anew. */
const DROPPED = new Set(['3F000', '42P01', '42883']);

/** Where jobs are worked off: one worker, made again for as long as its store is not usable. */
export class Station<Data> {
  readonly #store: Store;
  readonly #name: string;
  readonly #concurrency: number;
  readonly #work: (data: Data) => Promise<void>;
  readonly #complaints: Complaints;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #worker: AnyWorker<Data> | undefined;
  #life: Promise<void> | undefined;

  constructor(
    store: Store,
    name: string,
    concurrency: number,
    work: (data: Data) => Promise<void>,
    complaints: Complaints,
  ) {
    this.#store = store;
    this.#name = name;
    this.#concurrency = concurrency;
    this.#work = work;
    this.#complaints = complaints;
  }

  /** Resolves when the worker runs, or soon when its store is away: then it begins as soon as the store is there. */
  async start(): Promise<void> {
    const { promise: first, resolve: begun } = Promise.withResolvers<void>();
    this.#life = this.#live(begun);
    await within(FIRST_WAIT_MS, first).catch(() => undefined);
  }

  /** Finishes what runs, within ten seconds, whether the store is there or not. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const worker = this.#worker;
    if (worker) await this.#close(worker);
    await within(CLOSE_MS, this.#life ?? Promise.resolve()).catch(() => undefined);
  }

  async #live(begun: () => void): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const { promise: useless, resolve: giveUp } = Promise.withResolvers<void>();
      const worker = this.#store.worker<Data>(this.#name, this.#concurrency, (job) => this.#handle(job.data));
      this.#worker = worker;
      worker.on('error', (error: NodeJS.ErrnoException) => {
        if (signal.aborted) return;
        this.#complaints.hear(error);
        if (DROPPED.has(error.code ?? '')) giveUp();
      });
      signal.addEventListener('abort', () => giveUp(), { once: true });
      try {
        await Promise.race([worker.waitUntilReady(), useless]);
        if (signal.aborted) return;
        this.#complaints.well();
        worker.run().catch((error: unknown) => {
          this.#complaints.hear(error);
          giveUp();
        });
        begun();
        await useless;
      } catch (error) {
        if (!signal.aborted) this.#complaints.hear(error);
      }
      if (signal.aborted) return;
      await this.#close(worker);
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #handle(data: Data): Promise<void> {
    const work = this.#work(data);
    this.#running.add(work);
    try {
      await work;
      this.#complaints.well();
    } catch (error) {
      this.#complaints.failed(this.#name, error);
      throw error;
    } finally {
      this.#running.delete(work);
    }
  }

  async #close(worker: AnyWorker<Data>): Promise<void> {
    if (await this.#answers(worker)) {
      const closed = await within(FINISH_MS, worker.close()).then(
        () => true,
        () => false,
      );
      if (closed) return;
    } else {
      // A polite end would wait for the store to come back. Whoever works is waited for all the same.
      await within(FINISH_MS, Promise.allSettled(this.#running)).catch(() => undefined);
      worker
        .getBackend()
        .disconnectBlocking(false)
        .catch(() => undefined);
      const closed = await within(CLOSE_MS, worker.close(true)).then(
        () => true,
        () => false,
      );
      if (closed) return;
    }
    cut(worker);
  }

  async #answers(worker: AnyWorker<Data>): Promise<boolean> {
    const probe = async () => {
      await worker.waitUntilReady();
      await worker.getBackend().getQueueMetaField('version');
    };
    return within(PROBE_MS, probe()).then(
      () => true,
      () => false,
    );
  }
}

/** Cuts both connections, so that nothing goes on trying on behalf of a worker that is gone. */
function cut<Data>(worker: AnyWorker<Data>): void {
  worker
    .getBackend()
    .disconnectBlocking(false)
    .catch(() => undefined);
  worker.disconnect().catch(() => undefined);
}
