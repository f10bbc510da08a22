import { manner } from './delivery.ts';
import type { Delivery, Manner, Outcome } from './delivery.ts';
import { postSigned } from './http.ts';
import type { SocketMode } from './socket.ts';
import type { Store } from './store.ts';

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
