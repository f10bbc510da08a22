/**
 * The one way in. It stands between Bolt's receivers and Bolt's `App`, for two things neither does by itself:
 *
 * Events are acknowledged only after they were handled. `App.processEvent` acknowledges them before any listener runs
 * (Bolt 5.1, App.ts), in Socket Mode whatever `processBeforeResponse` says: a crash in between would lose the event for
 * ever. Here the acknowledgement is held back until the handling has resolved; when it throws there is none, HTTP answers
 * 500, and Slack delivers again (at once, after one and after five minutes). Handling is idempotent by delivery id.
 *
 * Nobody foreign gets past it (guard.ts), whatever kind of payload it is.
 */
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { z } from 'zod';
import { faultFields } from '../../src/log.ts';
import type { Log } from './client.ts';
import { isOurs } from './guard.ts';
import type { Own } from './guard.ts';

export type Door = {
  readonly receiver: Receiver;
  open(): void;
  /** Takes nothing new and resolves when everything taken is finished. */
  close(): Promise<void>;
};

export type DoorOptions = {
  readonly inner: Receiver;
  readonly own: () => Own | undefined;
  /** Tells somebody of another organisation politely that they are not served. */
  readonly refuse: (event: ReceiverEvent) => Promise<void>;
  readonly log: Log;
};

export function doorOf({ inner, own, refuse, log }: DoorOptions): Door {
  const running = new Set<Promise<void>>();
  let isOpen = false;

  async function enter(app: App, event: ReceiverEvent): Promise<void> {
    const us = own();
    // Not acknowledged: Slack tries again, and another replica may take it.
    if (!isOpen || us === undefined) throw new Error('Latchkey is not taking deliveries at this moment');
    const work = isOurs(event.body, us) ? handled(app, event) : foreign(event);
    running.add(work);
    try {
      await work;
    } finally {
      running.delete(work);
    }
  }

  async function foreign(event: ReceiverEvent): Promise<void> {
    log.warn({ type: typeOf(event.body) }, 'Refused somebody of another organisation');
    await (isEvent(event.body) ? event.ack() : refuse(event));
  }

  async function handled(app: App, event: ReceiverEvent): Promise<void> {
    if (isEvent(event.body)) {
      await app.processEvent({ ...event, ack: async () => {} });
      return acknowledge(event);
    }
    let acknowledged = false;
    const ack: ReceiverEvent['ack'] = async (response) => {
      acknowledged = true;
      await event.ack(response);
    };
    await app.processEvent({ ...event, ack });
    // What nobody handles (a link button, a kind of payload yet unknown) is acknowledged too, or the person would be
    // shown a failure three seconds later.
    if (!acknowledged) {
      log.info({ type: typeOf(event.body) }, 'Acknowledged something that Latchkey does not handle');
      await acknowledge(event);
    }
  }

  /** Late acknowledgements fail, over HTTP because the answer is out, over a socket because it is gone: Slack repeats. */
  async function acknowledge(event: ReceiverEvent): Promise<void> {
    try {
      await event.ack();
    } catch (error) {
      log.warn(faultFields(error), 'Could not acknowledge; Slack will deliver again');
    }
  }

  return {
    receiver: {
      // Receivers use nothing of the app but this method.
      init: (app) => inner.init({ processEvent: (event: ReceiverEvent) => enter(app, event) } as App),
      start: (...args) => inner.start(...args),
      stop: (...args) => inner.stop(...args),
    },
    open: () => {
      isOpen = true;
    },
    close: async () => {
      isOpen = false;
      await Promise.allSettled(running);
    },
  };
}

const Kind = z.object({ type: z.string().optional(), command: z.string().optional(), event: z.unknown().optional() });

function isEvent(body: unknown): boolean {
  return Kind.safeParse(body).data?.event !== undefined;
}

function typeOf(body: unknown): string {
  const kind = Kind.safeParse(body).data;
  return kind?.type ?? kind?.command ?? 'unknown';
}
