/** Slack as a chat: Bolt 5, over Socket Mode or HTTP. */
import { App, webApi } from '@slack/bolt';
import type { Router } from 'express';
import { Fault } from '../../src/faults.ts';
import type { Chat, Clock, Reception } from '../../src/ports.ts';
import { channelsOf } from './channels.ts';
import { clientOptions, quiet, SLACK_API } from './client.ts';
import type { Log } from './client.ts';
import { doorOf } from './door.ts';
import { draw } from './draw.ts';
import { examine } from './examine.ts';
import { handlerOf } from './handle.ts';
import { httpOf } from './http.ts';
import type { Line } from './line.ts';
import { askOwn } from './own.ts';
import { senderOf } from './send.ts';
import { socketOf } from './socket.ts';
import { who } from './who.ts';

export type SlackOptions = {
  /** The bot's token, `xoxb-…`. */
  readonly botToken: string;
  /** An app-level token, `xapp-…`: Socket Mode. */
  readonly appToken?: string;
  /** Needed without an app token. */
  readonly signingSecret?: string;
  /** With trailing slash; Slack's own when left out. */
  readonly apiUrl?: string;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * With an app token Slack is reached over Socket Mode. Without, `router` is to be mounted at the request URL, for
 * commands, interactivity, options and events alike, before anything that reads bodies. Throws when neither an app token
 * nor a signing secret is given. `start` throws Fault `chat_forbidden` for a token that Slack refuses; while Slack is out
 * of reach it goes on trying in the background.
 */
export function createSlack(options: SlackOptions): Chat & { readonly router?: Router } {
  const { botToken, appToken, signingSecret = '', clock, log } = options;
  const apiUrl = (options.apiUrl ?? SLACK_API).replace(/\/*$/, '/');
  const client = new webApi.WebClient(botToken, clientOptions(apiUrl, log));
  const own = askOwn(client);
  const channels = channelsOf(client, clock);
  const sender = senderOf({ client, apiUrl, clock, log, own: () => own.ask() });
  const line: Line = appToken === undefined ? httpOf(signingSecret, clock, log) : socketOf(appToken, apiUrl, log);

  let reception: Reception | undefined;
  const handler = handlerOf({
    sender,
    clock,
    log,
    team: () => own.known()?.team ?? '',
    reception: () => {
      // The door opens only after start() was given a reception.
      if (reception === undefined) throw new Error('Slack was not started');
      return reception;
    },
  });
  const door = doorOf({ inner: line.receiver, own: own.known, refuse: handler.refuse, log });
  const app = new App({
    receiver: door.receiver,
    // Who we are is known before the door opens, so Bolt need not ask Slack again.
    authorize: async () => ({ botToken, botId: own.known()?.bot ?? '', botUserId: own.known()?.botUser ?? '' }),
    clientOptions: clientOptions(apiUrl, log),
    logger: quiet(log),
    // Nothing is kept in memory: the next delivery may go to another replica.
    convoStore: false,
  });
  handler.listen(app);

  const stopping = new AbortController();
  const chat: Chat = {
    name: 'slack',
    command: '/vm',
    home: 'place',
    draw: (order) => draw(order, sender, channels),
    who: async (user) => who(client, user, await own.ask()),
    start: async (given) => {
      reception = given;
      door.open();
      try {
        await own.ask();
      } catch (error) {
        if (!(error instanceof Fault) || !error.retryable) throw error;
        // Access must still close on time while Slack is away, so the engine is not kept waiting.
        void untilKnown(own.ask, stopping.signal, log)
          .then(line.connect)
          .catch((fault: unknown) => {
            log.error({ error: String(fault) }, 'Slack does not let Latchkey in');
          });
        return;
      }
      await line.connect();
    },
    stop: async () => {
      stopping.abort();
      await door.close();
      await line.disconnect();
    },
    examine: (addresses) => examine(client, channels, addresses, line),
  };
  return line.router === undefined ? chat : { ...chat, router: line.router };
}

/** Asks again and again, more and more rarely. Throws Fault when trying again is of no use. */
async function untilKnown(ask: () => Promise<unknown>, stopping: AbortSignal, log: Log): Promise<void> {
  for (let pause = 250; !stopping.aborted; pause = Math.min(pause * 2, 30_000)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      await ask();
      return;
    } catch (error) {
      if (!(error instanceof Fault) || !error.retryable) throw error;
      log.warn({ pause, error: error.message }, 'Slack cannot be reached; trying again');
    }
  }
}
