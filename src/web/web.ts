/** The one HTTP server: health, metrics, and whatever the routers handed in serve. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import express from 'express';
import type { ErrorRequestHandler, RequestHandler, Router } from 'express';
import type { Log } from '../log.ts';
import { faultFields } from '../log.ts';
import { bodyLimit, plainWords, safeHeaders } from './guards.ts';
import { healthRouter } from './health.ts';
import type { HealthOptions } from './health.ts';

export type Web = {
  /** With the port that was really taken, without a slash at the end. */
  readonly url: string;
  /** Takes no new connection, lets what is under way finish for at most `patience` milliseconds (10 seconds), then ends. */
  stop(patience?: number): Promise<void>;
};

/**
 * Starts listening. Rejects when the port is taken.
 *
 * @param options.port 0 takes any free one
 * @param options.host all interfaces when left out
 * @param options.routers each parses its own bodies, because a chat's signature covers the raw bytes
 */
export async function startWeb(
  options: HealthOptions & { readonly port: number; readonly host?: string; readonly routers: readonly Router[] },
): Promise<Web> {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(safeHeaders, bodyLimit, healthRouter(options));
  for (const router of options.routers) app.use(router);
  app.use(notFound, failed(options.log));
  const server = createServer(app);
  // Slow or silent callers are let go: nobody has to send more than a small form.
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  await listen(server, options.port, options.host);
  return { url: urlOf(server, options.host), stop: (patience = 10_000) => close(server, patience) };
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function urlOf(server: Server, host = 'localhost'): string {
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function close(server: Server, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), patience);
    // A connection kept alive becomes idle only when its answer has gone out.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
}

const notFound: RequestHandler = (_request, response) => {
  plainWords(response, 404, 'There is nothing at this address.');
};

/** A caller learns that something failed and nothing else; the log learns the rest. */
function failed(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = statusOf(error);
    if (status >= 500)
      log.error({ method: request.method, path: request.path, ...faultFields(error) }, 'a web request failed');
    if (response.headersSent) next(error);
    else plainWords(response, status, sentenceFor(status));
  };
}

function sentenceFor(status: number): string {
  if (status === 413) return 'This request is larger than anything Latchkey accepts.';
  if (status < 500) return 'This request cannot be understood.';
  return 'Something failed here. It has been written to the log; please try again in a moment.';
}

/** Parsers mark what the caller did wrong with a 4xx; everything else is ours. */
function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
