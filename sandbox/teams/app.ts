import express, { Router } from 'express';
import { z } from 'zod';
import type { Store } from './store.ts';

const settings = z.strictObject({
  endpoint: z.union([z.url(), z.array(z.url()), z.null()]).optional(),
  throttling: z.boolean().optional(),
  disabledByAdmin: z.boolean().optional(),
  issuer: z.url().optional(),
});

/** `/sandbox/teams/app`: what somebody would set on the bot's own pages, and an administrator of Teams on theirs. */
export function appApi(store: Store): Router {
  const router = Router();
  router.use('/sandbox/teams/app', express.json());
  router.get('/sandbox/teams/app', (_request, response) => void response.json(shown(store)));
  router.post('/sandbox/teams/app', (request, response) => {
    const { endpoint, issuer, ...given } = settings.parse(request.body);
    store.app = {
      endpoints: endpoint === undefined ? store.app.endpoints : [endpoint ?? []].flat(),
      throttling: given.throttling ?? store.app.throttling,
      disabledByAdmin: given.disabledByAdmin ?? store.app.disabledByAdmin,
    };
    if (issuer !== undefined) store.context.world.edit('teams', ({ teams }) => ({ teams: { ...teams, issuer } }));
    store.changed();
    response.json(shown(store));
  });
  return router;
}

export function shown(store: Store) {
  const { endpoints, throttling, disabledByAdmin } = store.app;
  const [only = null] = endpoints;
  const endpoint = endpoints.length > 1 ? endpoints : only;
  return { endpoint, throttling, disabledByAdmin, issuer: store.workspace.issuer };
}
