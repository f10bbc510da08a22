import type { Logger } from 'pino';
import { Fault } from '../../src/faults.ts';

const QUIET_MS = 60_000;

/**
 * What the queue has to say to the operator. BullMQ reports every failed attempt to connect of each of its connections,
 * many a second: here each kind of line is written at most once a minute.
 */
export class Complaints {
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  readonly #said = new Map<string, number>();
  #away = false;

  constructor(log: Pick<Logger, 'info' | 'warn'>) {
    this.#log = log;
  }

  /** An error of BullMQ itself, or of the store beneath it. */
  hear(error: unknown): void {
    const cause = error instanceof Error ? error.message || error.name : String(error);
    if (isConnectionTrouble(error)) {
      this.#away = true;
      this.#once('away', () =>
        this.#log.warn(
          { code: 'queue_unreachable', cause },
          'the queue cannot be reached; the sweep does its work meanwhile',
        ),
      );
    } else {
      this.#once('trouble', () => this.#log.warn({ cause }, 'the queue reported an error'));
    }
  }

  /** Something went through. */
  well(): void {
    if (!this.#away) return;
    this.#away = false;
    this.#once('back', () => this.#log.info('the queue can be reached again'));
  }

  /** A handler threw: what it was at is left to the next nudge and to the sweep. */
  failed(queue: string, error: unknown): void {
    const code = error instanceof Fault ? error.code : 'unexpected';
    const cause = error instanceof Error ? error.message : String(error);
    this.#log.warn({ code, queue, cause }, 'a job failed');
  }

  #once(kind: string, say: () => void): void {
    const now = performance.now();
    const last = this.#said.get(kind);
    if (last !== undefined && now - last < QUIET_MS) return;
    this.#said.set(kind, now);
    say();
  }
}

const CONNECTION_CODES = /^(E[A-Z]+|57P0\d|08\w{3}|53300)$/;
const CONNECTION_WORDS =
  /connection|connect |stream isn't writeable|socket|no answer within|timeout exceeded|shutting down|starting up/i;

/** Node's, Redis's and PostgreSQL's words for "not there" (postgresql.org, "PostgreSQL Error Codes", classes 08, 53, 57). */
export function isConnectionTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (typeof code === 'string' && CONNECTION_CODES.test(code)) || CONNECTION_WORDS.test(error.message);
}
