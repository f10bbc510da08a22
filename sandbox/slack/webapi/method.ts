import type { Request } from 'express';
import type { Json } from '../model.ts';
import type { SocketMode } from '../socket.ts';
import type { Store } from '../store.ts';

/** The Web API's "no": HTTP 200 with `ok: false`, unless it is a 429. */
export class ApiError extends Error {
  readonly code: string;
  readonly messages: readonly string[];
  readonly more: Json;
  /** Seconds; makes it a 429. */
  readonly retryAfter: number | undefined;

  constructor(code: string, options: { messages?: readonly string[]; more?: Json; retryAfter?: number } = {}) {
    super(code);
    this.name = 'ApiError';
    this.code = code;
    this.messages = options.messages ?? [];
    this.more = options.more ?? {};
    this.retryAfter = options.retryAfter;
  }
}

export type Api = { readonly store: Store; readonly sockets: SocketMode; readonly request: Request };

export type Method = {
  /** Which kind of token it takes; the bot's unless said otherwise. */
  readonly token?: 'app';
  /** Scopes of which the app must hold one; an empty list needs none. */
  readonly scopes: readonly string[];
  run(args: Args, api: Api): Json;
};

export type Methods = Readonly<Record<string, Method>>;

/** Arguments as they came, from a form (structures as JSON text) or from JSON. */
export class Args {
  readonly #given: Json;

  constructor(given: Json) {
    this.#given = given;
  }

  text(name: string): string | undefined {
    const value = this.#given[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  need(name: string, code = 'invalid_arguments'): string {
    const value = this.text(name);
    if (value === undefined || value === '') {
      throw new ApiError(code, { messages: [`[ERROR] missing required field: ${name}`] });
    }
    return value;
  }

  flag(name: string): boolean {
    return ['true', '1', 'True'].includes(this.text(name) ?? '');
  }

  /** A structure; undefined when it was not given. */
  json(name: string, code = 'invalid_arguments'): unknown {
    const value = this.#given[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw new ApiError(code, { messages: [`[ERROR] ${name} is not JSON [json-pointer:/${name}]`] });
    }
  }
}
