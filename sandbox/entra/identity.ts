import { Router } from 'express';
import type { SandboxContext } from '../context.ts';
import { same } from '../ids.ts';
import { resourceOf, type Tokens } from './tokens.ts';

/** The managed-identity endpoint of App Service and its siblings (learn.microsoft.com, REST endpoint reference, 2019-08-01). */
export function identityService(context: SandboxContext, tokens: Tokens): Router {
  const router = Router();
  router.use('/identity', context.calls.record('identity'));
  router.use(
    '/identity',
    context.faults.faulty('identity', (_request, response, fault) => {
      response
        .status(fault.status)
        .json({ statusCode: fault.status, message: fault.message ?? fault.code ?? 'The identity service failed.' });
    }),
  );
  router.get('/identity/token', async (request, response) => {
    const { bot } = context.world.now;
    const fail = (status: number, message: string) => response.status(status).json({ statusCode: status, message });
    const { resource, client_id: clientId } = request.query;
    if (request.get('X-IDENTITY-HEADER') !== bot.identityHeader) {
      fail(401, 'The X-IDENTITY-HEADER header is missing or wrong.');
    } else if (request.query['api-version'] !== '2019-08-01') {
      fail(400, 'Unsupported api-version.');
    } else if (typeof resource !== 'string') {
      fail(400, 'The resource parameter is missing.');
    } else if (typeof clientId === 'string' && !same(clientId, bot.clientId)) {
      fail(400, 'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.');
    } else {
      const known = resourceOf(context, resource);
      if (known === undefined) {
        fail(
          400,
          `AADSTS500011: The resource principal named ${resource} was not found in the tenant named ${context.world.now.tenant.displayName}.`,
        );
        return;
      }
      response.json({
        access_token: await tokens.issue(known),
        client_id: bot.clientId,
        expires_on: String(Math.floor(Date.now() / 1000) + tokens.lifetime()),
        not_before: String(Math.floor(Date.now() / 1000)),
        resource,
        token_type: 'Bearer',
      });
    }
  });
  return router;
}
