import { randomUUID } from 'node:crypto';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { SandboxContext } from '../context.ts';
import type { Tokens } from '../entra/tokens.ts';
import { armVersions } from './api-version.ts';
import { armGate } from './gate.ts';
import { authorization } from './authorization.ts';
import { locks } from './locks.ts';
import { networkInterfaces } from './network-interfaces.ts';
import { Operations } from './operations.ts';
import { ArmRefusal } from './refusal.ts';
import { resourceGraph } from './resource-graph.ts';
import { roleAssignments } from './role-assignments.ts';
import { runCommand } from './run-command.ts';
import { throttle } from './throttle.ts';
import { vmChanges } from './vm-changes.ts';
import { vms } from './vms.ts';

/** Azure Resource Manager. */
export function armService(context: SandboxContext, tokens: Tokens): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.use((request, response, next) => {
    const correlation = request.get('x-ms-correlation-request-id') ?? randomUUID();
    response.set('x-ms-request-id', randomUUID());
    response.set('x-ms-correlation-request-id', correlation);
    response.set('x-ms-routing-request-id', `SANDBOX:${new Date(context.clock.now()).toISOString()}:${correlation}`);
    response.set('Cache-Control', 'no-cache');
    next();
  });
  app.use(context.calls.record('arm'));
  app.use(express.json({ limit: '1mb', type: () => true }));
  app.use(
    context.faults.faulty('arm', (_request, response, fault) => {
      write(
        response,
        fault.status,
        fault.code ?? defaultCode(fault.status),
        fault.message ?? 'The request could not be served.',
      );
    }),
  );
  app.use((request: Request, _response: Response, next: NextFunction) => {
    request.url = request.url.replace(/^[^?]*/, (path) => path.replace(/\/{2,}/g, '/'));
    next();
  });
  app.use(armGate(context, tokens));
  app.use(armVersions);
  app.use(throttle(context));
  roleAssignments(app, context);
  authorization(app, context);
  locks(app, context);
  vms(app, context);
  const operations = new Operations(app, context);
  vmChanges(app, context, operations);
  runCommand(app, context, operations);
  networkInterfaces(app, context, operations);
  resourceGraph(app, context);
  app.use((request) => {
    throw new ArmRefusal(404, 'InvalidResourceType', `The sandbox does not have ${request.method} ${request.path}.`);
  });
  app.use(((error: unknown, _request, response, _next) => {
    if (error instanceof ArmRefusal) write(response, error.status, error.code, error.message, error.details);
    else if (error instanceof SyntaxError) {
      write(
        response,
        400,
        'InvalidRequestContent',
        `The request content was invalid and could not be deserialized: '${error.message}'.`,
      );
    } else write(response, 500, 'InternalServerError', String(error));
  }) satisfies express.ErrorRequestHandler);
  return app;
}

function write(response: Response, status: number, code: string, message: string, details?: readonly unknown[]): void {
  response.set('x-ms-failure-cause', 'gateway');
  response.status(status).json({ error: { code, message, ...(details ? { details } : {}) } });
}

function defaultCode(status: number): string {
  if (status === 429) return 'TooManyRequests';
  if (status === 403) return 'AuthorizationFailed';
  if (status === 404) return 'ResourceNotFound';
  if (status === 409) return 'Conflict';
  if (status === 503) return 'ServiceUnavailable';
  return status >= 500 ? 'InternalServerError' : 'BadRequest';
}
