import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { SandboxClock } from './clock.ts';
import type { World } from './world.ts';

/** One call that reached a service. */
export type Call = {
  readonly id: number;
  /** When it came in, on the sandbox's clock, in milliseconds. */
  readonly at: number;
  readonly service: string;
  readonly method: string;
  /** Path and query as they came. */
  readonly path: string;
  /** Null while it is not answered, and for ever when the connection was cut. */
  status: number | null;
  /** Real milliseconds from its arrival to its answer. */
  ms: number | null;
  /** The kind of fault it met. */
  fault?: string;
  request?: unknown;
  response?: unknown;
};

const KEPT = 5000;
const LARGEST = 64 * 1024;
const SECRETS = new Set(['client_secret', 'client_assertion', 'access_token', 'token', 'refresh_token']);

/** What was called, oldest first. Calls are listed from the moment they arrive. */
export class Calls {
  #next = 1;
  #calls: Call[] = [];
  readonly #clock: SandboxClock;
  readonly #world: World;

  constructor(clock: SandboxClock, world: World) {
    this.#clock = clock;
    this.#world = world;
  }

  /** Calls with an id above `since`, of one service or of all. */
  list(service?: string, since = 0): readonly Call[] {
    return this.#calls.filter((call) => call.id > since && (service === undefined || call.service === service));
  }

  /** Logs each call, with bodies where they are JSON or a form of moderate size. Mount it before anything else. */
  record(service: string): RequestHandler {
    return (request, response, next) => this.#record(service, request, response, next);
  }

  /** Forgets what was called; ids go on rising. */
  reset(): void {
    this.#calls = [];
    this.#world.changed('calls');
  }

  #record(service: string, request: Request, response: Response, next: NextFunction): void {
    const started = performance.now();
    const call: Call = {
      id: this.#next++,
      at: this.#clock.now(),
      service,
      method: request.method,
      path: request.originalUrl,
      status: null,
      ms: null,
    };
    this.#calls.push(call);
    if (this.#calls.length > KEPT) this.#calls.splice(0, this.#calls.length - KEPT);
    response.locals['call'] = call;
    const body = listen(response);
    response.once('close', () => {
      call.ms = Math.round(performance.now() - started);
      if (response.writableFinished) call.status = response.statusCode;
      const asked = (request as { body?: unknown }).body;
      if (asked !== undefined) call.request = hide(asked);
      const answered = body();
      if (answered !== undefined && call.status !== null) call.response = hide(answered);
      this.#world.changed('calls');
    });
    this.#world.changed('calls');
    next();
  }
}

/** Notes on the call's log entry which fault it met. */
export function noteFault(response: Response, kind: string): void {
  const call = response.locals['call'] as Call | undefined;
  if (call) call.fault = kind;
}

function listen(response: Response): () => unknown {
  const chunks: Buffer[] = [];
  let size = 0;
  const keep = (chunk: unknown) => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    const bytes = Buffer.from(chunk as string);
    size += bytes.length;
    if (size <= LARGEST) chunks.push(bytes);
  };
  const write = response.write.bind(response) as (...given: unknown[]) => boolean;
  const end = response.end.bind(response) as (...given: unknown[]) => Response;
  response.write = ((...given: unknown[]) => {
    keep(given[0]);
    return write(...given);
  }) as Response['write'];
  response.end = ((...given: unknown[]) => {
    keep(given[0]);
    return end(...given);
  }) as Response['end'];
  return () => {
    if (size === 0 || size > LARGEST) return undefined;
    const text = Buffer.concat(chunks).toString('utf8');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  };
}

function hide(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hide);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRETS.has(key) && typeof inner === 'string' ? '(hidden)' : hide(inner),
    ]),
  );
}
