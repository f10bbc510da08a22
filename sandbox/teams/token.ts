import express, { Router } from 'express';
import { z } from 'zod';
import { manner } from './delivery.ts';
import type { Issuer } from './issuer.ts';

const order = z.strictObject({ serviceUrl: z.url() });

/**
 * `POST /sandbox/teams/token`: a token of the issuer for activities of another client at that service URL. Clients for
 * developers send no token of their own, and a bot that took activities without one would take anybody's.
 */
export function tokenApi(issuer: Issuer): Router {
  const router = Router();
  router.post('/sandbox/teams/token', express.json(), async (request, response) => {
    const { serviceUrl } = order.parse(request.body);
    response.json({ token: await issuer.sign(manner.parse({}), serviceUrl) });
  });
  return router;
}
