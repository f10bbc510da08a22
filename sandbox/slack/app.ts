import { randomBytes } from 'node:crypto';
import express, { Router } from 'express';
import { z } from 'zod';
import { VERIFICATION_TOKEN } from './credentials.ts';
import { postSigned } from './http.ts';
import type { SocketMode } from './socket.ts';
import type { Store } from './store.ts';

const settings = z.strictObject({
  /** Where payloads go while no socket is open; null for nowhere. */
  requestUrl: z.url().nullable().optional(),
  scopes: z.array(z.string()).optional(),
  rateLimits: z.boolean().optional(),
  /** Ends every connection: announced, as Slack does every few hours, or cut without a word. */
  disconnect: z.enum(['warning', 'refresh_requested', 'link_disabled', 'cut']).optional(),
});

/** `/sandbox/slack/app`: what somebody would set on the app's own pages. */
export function appApi(store: Store, sockets: SocketMode): Router {
  const router = Router();
  router.use('/sandbox/slack/app', express.json());
  router.get('/sandbox/slack/app', (_request, response) => {
    response.json({ ...store.app, sockets: sockets.count });
  });
  router.post('/sandbox/slack/app', async (request, response) => {
    const { disconnect, ...given } = settings.parse(request.body);
    store.app = {
      requestUrl: given.requestUrl === undefined ? store.app.requestUrl : given.requestUrl,
      scopes: given.scopes ?? store.app.scopes,
      rateLimits: given.rateLimits ?? store.app.rateLimits,
    };
    store.changed();
    if (disconnect) sockets.end(disconnect);
    const verified = given.requestUrl ? { verified: await challenge(store, given.requestUrl) } : {};
    response.json({ ...store.app, sockets: sockets.count, ...verified });
  });
  return router;
}

/** Slack asks a new request URL to echo a challenge; here a URL that does not is kept all the same, but reported. */
async function challenge(store: Store, url: string): Promise<boolean> {
  const asked = randomBytes(16).toString('hex');
  const payload = { type: 'url_verification', token: VERIFICATION_TOKEN, challenge: asked };
  const how = { skewSeconds: 0, badSignature: false, now: store.now() };
  const { acked, response } = await postSigned(url, { kind: 'events_api', payload, takesAnswer: true }, how);
  const echoed = typeof response === 'string' ? response : (response as { challenge?: unknown } | undefined)?.challenge;
  return acked && echoed === asked;
}
