import type { Courier } from './courier.ts';
import type { Manner, Outcome, Retry } from './delivery.ts';
import type { Json } from './model.ts';
import { eventCallback } from './event-payloads.ts';
import type { Store } from './store.ts';
import type { Timetable } from '../timetable.ts';

/** Slack delivers an event that was not acknowledged again at once, after a minute and after five (apis/events-api). */
const AGAIN_AFTER = [0, 60_000, 300_000];

/** Brings events to the app, again and again if need be. */
export class Events {
  readonly #store: Store;
  readonly #courier: Courier;
  readonly #timetable: Timetable;

  constructor(store: Store, courier: Courier, timetable: Timetable) {
    this.#store = store;
    this.#courier = courier;
    this.#timetable = timetable;
  }

  /** Delivers the event; answers how the first attempt went, while later ones go on by themselves. */
  async emit(event: Json, how?: Manner): Promise<[Outcome, ...Outcome[]]> {
    const payload = eventCallback(this.#store, event);
    const outcomes = await this.#courier.deliver(delivery(payload), how);
    this.#again(payload, outcomes[0], 1);
    return outcomes;
  }

  #again(payload: Json, last: Outcome, number: number): void {
    const after = AGAIN_AFTER[number - 1];
    if (last.acked || last.noRetry || after === undefined) return;
    const retry: Retry = { number, reason: last.reason ?? 'unknown_error' };
    this.#timetable.in(after, async () => {
      const [outcome] = await this.#courier.deliver(delivery(payload, retry));
      this.#again(payload, outcome, number + 1);
    });
  }
}

function delivery(payload: Json, retry?: Retry) {
  return { kind: 'events_api', payload, takesAnswer: false, ...(retry ? { retry } : {}) } as const;
}
