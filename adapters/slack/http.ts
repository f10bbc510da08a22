/** HTTP mode: Slack's requests at one address, verified before anything else looks at them. */
import { ExpressReceiver } from '@slack/bolt';
import { Router } from 'express';
import type { Clock } from '../../src/ports.ts';
import { quiet } from './client.ts';
import type { Log } from './client.ts';
import { isTimely } from './guard.ts';
import type { Line } from './line.ts';

/** A view may hold 250 kB, and its form encoding triples the worst of it; everything larger is not from Slack. */
const BODY_LIMIT = 1_000_000;

/**
 * The router is to be mounted where Slack's request URL points. Nothing before it may read the body: the signature covers
 * its bytes. Throws when the signing secret is empty: everybody could then speak in anybody's name.
 */
export function httpOf(signingSecret: string, clock: Clock, log: Log): Line {
  if (signingSecret.trim() === '') throw new Error('SLACK_SIGNING_SECRET is empty: requests could not be verified');
  let heard: number | undefined;
  const router = Router();
  router.use((request, response, next) => {
    if (isTimely(request.headers['x-slack-request-timestamp'], clock.now())) return next();
    log.warn({}, 'Refused a request whose time is missing or more than five minutes off');
    response.status(401).end();
  });
  const receiver = new ExpressReceiver({
    signingSecret,
    router,
    endpoints: '/',
    bodyLimit: BODY_LIMIT,
    logger: quiet(log),
    customPropertiesExtractor: () => {
      heard = clock.now();
      return {};
    },
    // Not 2xx, so that Slack delivers events again and shows people that their click did not count.
    processEventErrorHandler: async ({ error, response }) => {
      log.error({ error: error.message }, 'A delivery from Slack failed');
      if (!response.headersSent) response.writeHead(500).end();
      return true;
    },
    unhandledRequestHandler: ({ response }) => {
      log.error({}, 'A delivery from Slack was not handled within three seconds');
      if (!response.headersSent) response.writeHead(503).end();
    },
  });
  return {
    receiver,
    router,
    connect: async () => {},
    disconnect: async () => {},
    examine: async () => {
      const seen =
        heard === undefined
          ? 'nothing heard from Slack since the start'
          : `last heard ${new Date(heard).toISOString()}`;
      return { what: 'Slack request URL', ok: true, seen: `signing secret set; ${seen}`, next: '' };
    },
  };
}
