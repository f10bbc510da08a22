import { randomBytes } from 'node:crypto';
import express, { Router } from 'express';
import type { Request, Response } from 'express';
import type { StatusFault } from '../../faults.ts';
import { isRecord } from '../blocks/check.ts';
import { APP_TOKEN, BOT_TOKEN } from '../credentials.ts';
import type { Json } from '../model.ts';
import type { SocketMode } from '../socket.ts';
import type { Store } from '../store.ts';
import { auth } from './auth.ts';
import { blocks } from './blocks.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { ApiError, Args } from './method.ts';
import type { Method, Methods } from './method.ts';
import { users } from './users.ts';
import { views } from './views.ts';

const METHODS: Methods = { ...auth, ...blocks, ...chat, ...conversations, ...users, ...views };

/** `/slack/api/{method}`: every answer is an envelope with `ok`. */
export function webApi(store: Store, sockets: SocketMode): Router {
  const { faults } = store.context;
  const router = Router();
  router.use('/slack/api', express.json({ limit: '4mb' }), express.urlencoded({ extended: false, limit: '4mb' }));
  router.use('/slack/api', faults.faulty('slack', refuseAsSlack));
  router.all('/slack/api/:method', (request, response) => {
    const name = request.params.method;
    response.setHeader('x-slack-req-id', randomBytes(16).toString('hex'));
    try {
      const given = argumentsOf(request);
      const method = authorised(store, name, request, given, response);
      const answer = method.run(new Args(given), { store, sockets, request });
      response.json(enveloped({ ok: true, ...answer }, request));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      answerError(error, request, response);
    }
  });
  router.use('/slack/api', ((error, request, response, next) => {
    if (error instanceof SyntaxError) answerError(new ApiError('invalid_json'), request, response);
    else next(error);
  }) satisfies express.ErrorRequestHandler);
  return router;
}

/** A fault of the kind `status`, as Slack words it. */
export function refuseAsSlack(_request: Request, response: Response, fault: StatusFault): void {
  const code = fault.code ?? (fault.status === 429 ? 'ratelimited' : 'internal_error');
  response.status(fault.status).json({ ok: false, error: code, ...(fault.message ? { detail: fault.message } : {}) });
}

function answerError(error: ApiError, request: Request, response: Response): void {
  if (error.retryAfter !== undefined) response.status(429).setHeader('Retry-After', String(error.retryAfter));
  const messages = error.messages.length > 0 ? { response_metadata: { messages: error.messages } } : {};
  response.json(enveloped({ ok: false, error: error.code, ...error.more, ...messages }, request));
}

function argumentsOf(request: Request): Json {
  const body: unknown = request.body;
  return { ...(request.query as Json), ...(isRecord(body) ? body : {}) };
}

function authorised(store: Store, name: string, request: Request, given: Json, response: Response): Method {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method) throw new ApiError('unknown_method', { more: { req_method: name } });
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? (typeof given['token'] === 'string' ? given['token'] : undefined);
  if (token === undefined) throw new ApiError('not_authed');
  if (token !== BOT_TOKEN && token !== APP_TOKEN) throw new ApiError('invalid_auth');
  if ((method.token === 'app') !== (token === APP_TOKEN)) throw new ApiError('not_allowed_token_type');
  const { scopes } = store.app;
  response.setHeader('x-oauth-scopes', method.token === 'app' ? 'connections:write' : scopes.join(','));
  response.setHeader('x-accepted-oauth-scopes', method.scopes.join(','));
  if (method.scopes.length > 0 && !method.scopes.some((scope) => scopes.includes(scope))) {
    throw new ApiError('missing_scope', { more: { needed: method.scopes.join(','), provided: scopes.join(',') } });
  }
  return method;
}

/** Slack warns of a JSON body that does not name its character set, and of a form that does. */
function enveloped(answer: Json, request: Request): Json {
  const type = request.headers['content-type'] ?? '';
  const charset = /charset=/i.test(type);
  const json = type.startsWith('application/json');
  const warning = json && !charset ? 'missing_charset' : type && !json && charset ? 'superfluous_charset' : undefined;
  if (!warning) return answer;
  const metadata = isRecord(answer['response_metadata']) ? answer['response_metadata'] : {};
  return { ...answer, warning, response_metadata: { ...metadata, warnings: [warning] } };
}
