import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Timetable } from '../timetable.ts';
import type { Delivery, Manner, Outcome } from './delivery.ts';
import { INVOKE_PATIENCE, manner, MOST_TIMES, PATIENCE } from './delivery.ts';
import type { Issuer } from './issuer.ts';
import type { Json } from './json.ts';
import { patience } from './patience.ts';
import type { Store } from './store.ts';

/** Brings activities to the app's endpoint, each with a token of the issuer. */
export class Courier {
  #turn = 0;
  readonly #store: Store;
  readonly #issuer: Issuer;
  readonly #timetable: Timetable;

  constructor(store: Store, issuer: Issuer) {
    this.#store = store;
    this.#issuer = issuer;
    this.#timetable = new Timetable(store.context.clock);
  }

  reset(): void {
    this.#timetable.clear();
  }

  close(): void {
    this.#timetable.close();
  }

  /**
   * Every copy's outcome, the one that counts first: the first copy that was taken. Copies are of one activity, with the
   * same id and another timestamp each.
   */
  async deliver(delivery: Delivery, how: Manner = manner.parse({})): Promise<[Outcome, ...Outcome[]]> {
    const rounds = Array.from({ length: how.times }, () => this.#addresses(how.to));
    const outcomes = (
      await Promise.all(
        rounds.map(async (addresses, round) => {
          if (how.apart > 0) await pause(round * how.apart);
          const at = this.#store.now() + round * addresses.length;
          return Promise.all(addresses.map((address, copy) => this.#send(address, delivery, how, at + copy)));
        }),
      )
    ).flat();
    const [first] = outcomes;
    if (!first) return [{ acked: false, status: 0, ms: 0, reason: 'no_endpoint' }];
    if (!delivery.invoke) this.#again(delivery, how, outcomes, how.times);
    const counts = outcomes.find((outcome) => outcome.acked) ?? first;
    return [counts, ...outcomes.filter((outcome) => outcome !== counts)];
  }

  /** What was not answered in time comes once more, with a later timestamp. */
  #again(delivery: Delivery, how: Manner, outcomes: readonly Outcome[], sent: number): void {
    if (sent >= MOST_TIMES || !outcomes.every((outcome) => outcome.reason === 'timeout')) return;
    this.#timetable.in(0, async () => {
      const [address] = this.#addresses('any');
      if (address === undefined) return;
      this.#again(delivery, how, [await this.#send(address, delivery, how, this.#store.now())], sent + 1);
    });
  }

  #addresses(to: Manner['to']): readonly string[] {
    const { endpoints } = this.#store.app;
    const next = endpoints[this.#turn++ % Math.max(endpoints.length, 1)];
    return to === 'all' ? endpoints : next === undefined ? [] : [next];
  }

  async #send(address: string, { activity, invoke }: Delivery, how: Manner, at: number): Promise<Outcome> {
    const token = await this.#issuer.sign(how);
    const wait = patience(this.#store.context.clock, invoke ? INVOKE_PATIENCE : PATIENCE);
    const started = performance.now();
    const ms = () => Math.round(performance.now() - started);
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
          'ms-cv': randomUUID(),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(stamped(activity, how, at)),
        redirect: 'manual',
        signal: wait.signal,
      });
      const text = await response.text();
      if (!response.ok) return { acked: false, status: response.status, ms: ms(), reason: 'http_error' };
      return { acked: true, status: response.status, ms: ms(), ...(text === '' ? {} : { response: parsed(text) }) };
    } catch {
      return { acked: false, status: 0, ms: ms(), reason: wait.signal.aborted ? 'timeout' : 'connection_failed' };
    } finally {
      wait.end();
    }
  }
}

/** The activity as this one delivery carries it. */
function stamped(activity: Json, how: Manner, at: number): Json {
  const timestamp = new Date(at).toISOString();
  const foreign = how.wrongTenant ? foreignTenant(activity) : {};
  return { ...activity, timestamp, localTimestamp: timestamp, ...foreign };
}

const FOREIGN = '00000000-dead-4bad-8000-000000000000';

function foreignTenant({ conversation, channelData }: Json): Json {
  return {
    conversation: { ...(conversation as Json), tenantId: FOREIGN },
    channelData: { ...(channelData as Json), tenant: { id: FOREIGN } },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
