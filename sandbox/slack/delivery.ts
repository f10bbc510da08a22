import { z } from 'zod';
import { postSigned } from './http.ts';
import type { Json } from './model.ts';
import type { SocketMode } from './socket.ts';
import type { Store } from './store.ts';

/** Slack waits three seconds for an acknowledgement (docs.slack.dev, interactivity/handling-user-interaction). */
export const PATIENCE = 3000;

export type Retry = { readonly number: number; readonly reason: string };

/** One payload on its way to the app. */
export type Delivery = {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Json;
  /** Whether the acknowledgement may carry an answer. */
  readonly takesAnswer: boolean;
  readonly retry?: Retry;
};

/** How the app took it. `status` is the HTTP status, 200 for an acknowledgement over a socket, 0 for none. */
export type Outcome = {
  readonly acked: boolean;
  readonly status: number;
  /** Real milliseconds until it was acknowledged or given up. */
  readonly ms: number;
  readonly response?: unknown;
  /** Why it failed, in the words of `x-slack-retry-reason`. */
  readonly reason?: string;
  /** The app said `x-slack-no-retry: 1`. */
  readonly noRetry?: boolean;
};

export const manner = z
  .strictObject({
    times: z.number().int().min(1).max(50).default(1),
    to: z.enum(['any', 'all']).default('any'),
    skewSeconds: z.number().default(0),
    badSignature: z.boolean().default(false),
  })
  .prefault({});

/** How often, to whom, and with which flaws a payload is delivered. */
export type Manner = z.infer<typeof manner>;

/** Brings payloads to the app: over Socket Mode when a socket is open, else to its request URL. */
export class Courier {
  readonly #store: Store;
  readonly #sockets: SocketMode;

  constructor(store: Store, sockets: SocketMode) {
    this.#store = store;
    this.#sockets = sockets;
  }

  /**
   * Every copy's outcome, the one that counts first: the first copy that was acknowledged. Slack delivers a copy to
   * one connection; several copies at once play a redelivery that crosses its original.
   */
  async deliver(delivery: Delivery, how: Manner = manner.parse({})): Promise<[Outcome, ...Outcome[]]> {
    const outcomes = await Promise.all(Array.from({ length: how.times }, () => this.#send(delivery, how)).flat());
    const [first] = outcomes;
    if (!first) return [{ acked: false, status: 0, ms: 0, reason: 'connection_failed' }];
    const counts = outcomes.find((outcome) => outcome.acked) ?? first;
    return [counts, ...outcomes.filter((outcome) => outcome !== counts)];
  }

  #send(delivery: Delivery, how: Manner): Promise<Outcome>[] {
    if (this.#sockets.count > 0) return this.#sockets.deliver(delivery, how.to);
    const { requestUrl } = this.#store.app;
    if (requestUrl === null) return [];
    return [postSigned(requestUrl, delivery, { ...how, now: this.#store.now() })];
  }
}
