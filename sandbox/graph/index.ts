import { randomUUID } from 'node:crypto';
import express, { Router, type Express, type Response } from 'express';
import type { SandboxContext } from '../context.ts';
import type { Tokens } from '../entra/tokens.ts';
import { authentication } from './authentication.ts';
import { devices } from './devices.ts';
import { groups } from './groups.ts';
import { policies } from './policies.ts';
import { GraphRefusal } from './refusal.ts';
import { servicePrincipals } from './service-principals.ts';
import { signIns } from './sign-ins.ts';
import { users } from './users.ts';

const UNAUTHORISED = {
  missing: 'Access token is empty.',
  expired: 'Lifetime validation failed, the token is expired.',
  invalid: 'IDX14100: JWT is not well formed, or its signature could not be verified.',
  foreign: 'Access token validation failure. Invalid audience.',
} as const;

/** Microsoft Graph: v1.0, and of beta what v1.0 has not or has less of; people and groups are in v1.0 alone. */
export function graphService(context: SandboxContext, tokens: Tokens): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.use((request, response, next) => {
    const id = randomUUID();
    response.set('request-id', id);
    response.set('client-request-id', request.get('client-request-id') ?? id);
    next();
  });
  app.use(context.calls.record('graph'));
  app.use(express.json({ limit: '1mb' }));
  const refuse = (response: Response, status: number, code: string, message: string) => {
    response.status(status).json({
      error: {
        code,
        message,
        innerError: {
          date: new Date(context.clock.now()).toISOString().slice(0, 19),
          'request-id': response.get('request-id'),
          'client-request-id': response.get('client-request-id'),
        },
      },
    });
  };
  app.use(
    context.faults.faulty('graph', (_request, response, fault) => {
      refuse(
        response,
        fault.status,
        fault.code ?? defaultCode(fault.status),
        fault.message ?? 'The request could not be served.',
      );
    }),
  );
  app.use(async (request, _response, next) => {
    const verdict = await tokens.judge(request.get('authorization'), 'graph');
    if (verdict.is !== 'valid') throw new GraphRefusal(401, 'InvalidAuthenticationToken', UNAUTHORISED[verdict.is]);
    next();
  });
  for (const version of ['v1.0', 'beta'] as const) {
    const router = Router();
    if (version === 'v1.0') {
      users(router, context);
      groups(router, context);
    }
    authentication(router, context, version);
    devices(router, context, version);
    policies(router, context, version);
    servicePrincipals(router, context, version);
    signIns(router, context, version);
    app.use(`/${version}`, router);
  }
  app.use((request) => {
    const segment = request.path.split('/')[2] ?? '';
    throw new GraphRefusal(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
  });
  app.use(((error: unknown, _request, response, _next) => {
    if (error instanceof GraphRefusal) refuse(response, error.status, error.code, error.message);
    else if (error instanceof SyntaxError) refuse(response, 400, 'BadRequest', 'Unable to read JSON request payload.');
    else refuse(response, 500, 'InternalServerError', String(error));
  }) satisfies express.ErrorRequestHandler);
  return app;
}

function defaultCode(status: number): string {
  if (status === 429) return 'TooManyRequests';
  if (status === 403) return 'Authorization_RequestDenied';
  if (status === 404) return 'Request_ResourceNotFound';
  if (status === 401) return 'InvalidAuthenticationToken';
  if (status === 503) return 'serviceNotAvailable';
  return status >= 500 ? 'UnknownError' : 'BadRequest';
}
