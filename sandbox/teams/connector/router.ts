/** Bot Connector REST API as Teams serves it (learn.microsoft.com, Bot Framework REST API reference). */
import express, { Router, type RequestHandler, type Response } from 'express';
import type { Tokens } from '../../entra/tokens.ts';
import type { Store } from '../store.ts';
import { remove, send, update } from './activities.ts';
import { create } from './conversations.ts';
import { member, members, pagedMembers } from './members.ts';
import type { Pace } from './pace.ts';
import { placeOf } from './place.ts';
import { ConnectorError } from './refusal.ts';

const BASE = '/teams/connector';

export function connector(store: Store, tokens: Tokens, pace: Pace): Router {
  const { calls, faults } = store.context;
  const router = Router();
  router.use(BASE, calls.record('teams'), express.json({ limit: '1mb' }));
  router.use(
    BASE,
    faults.faulty('teams', (_request, response, fault) => {
      const code = fault.code ?? CODES[fault.status] ?? 'ServiceError';
      answer(response, new ConnectorError(fault.status, code, fault.message ?? 'The service could not do this.'));
    }),
  );
  router.use(BASE, gate(store, tokens));
  const activities = `${BASE}/v3/conversations/:conversation/activities`;
  router.post(`${BASE}/v3/conversations`, (request, response) => {
    response.status(201).json(create(store, pace, request.body));
  });
  router.post(activities, (request, response) => {
    const { conversation } = request.params;
    pace.count('send', base(conversation));
    response.status(201).json(send(store, conversation, request.body));
  });
  router.post(`${activities}/:activity`, (request, response) => {
    const { conversation, activity } = request.params;
    pace.count('send', base(conversation));
    response.status(201).json(send(store, conversation, request.body, activity));
  });
  router.put(`${activities}/:activity`, (request, response) => {
    const { conversation, activity } = request.params;
    pace.count('send', base(conversation));
    response.json(update(store, conversation, activity, request.body));
  });
  router.delete(`${activities}/:activity`, (request, response) => {
    const { conversation, activity } = request.params;
    pace.count('send', base(conversation));
    remove(store, conversation, activity);
    response.json({});
  });
  const people = `${BASE}/v3/conversations/:conversation`;
  router.get(`${people}/members`, (request, response) => {
    const { conversation } = request.params;
    pace.count('members', base(conversation));
    response.json(members(store, placeOf(store, conversation)));
  });
  router.get(`${people}/members/:member`, (request, response) => {
    const { conversation } = request.params;
    pace.count('members', base(conversation));
    response.json(member(store, placeOf(store, conversation), request.params.member));
  });
  router.get(`${people}/pagedmembers`, (request, response) => {
    const { conversation } = request.params;
    const { pageSize, continuationToken } = request.query;
    pace.count('members', base(conversation));
    const token = typeof continuationToken === 'string' ? continuationToken : undefined;
    response.json(pagedMembers(store, placeOf(store, conversation), Number(pageSize), token));
  });
  router.get(`${BASE}/v3/teams/:team`, (request, response) => {
    const { id, name, aadGroupId } = team(store, request.params.team);
    const { channels } = store.workspace;
    const memberCount = new Set(channels.flatMap((channel) => channel.members)).size;
    response.json({ id, name, aadGroupId, channelCount: channels.length, memberCount });
  });
  router.get(`${BASE}/v3/teams/:team/conversations`, (request, response) => {
    const { id } = team(store, request.params.team);
    // The channel General has no name of its own here.
    const conversations = store.workspace.channels.map((channel) => ({
      id: channel.id,
      name: channel.id === id ? null : channel.name,
    }));
    response.json({ conversations });
  });
  router.use(BASE, (request) => {
    throw new ConnectorError(404, 'NotFound', `The sandbox does not have ${request.method} ${request.path}.`);
  });
  router.use(BASE, ((error, _request, response, next) => {
    if (error instanceof ConnectorError) answer(response, error);
    else if (error instanceof SyntaxError)
      answer(response, new ConnectorError(400, 'BadSyntax', 'The body is not JSON.'));
    else if ((error as { status?: number }).status === 413) {
      answer(response, new ConnectorError(413, 'MessageSizeTooBig', 'Message size too large.'));
    } else next(error);
  }) satisfies express.ErrorRequestHandler);
  return router;
}

const CODES: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'MessageWritesBlocked',
  404: 'ConversationNotFound',
  412: 'PreconditionFailed',
  413: 'MessageSizeTooBig',
  429: 'TooManyRequests',
  502: 'BadGateway',
  504: 'GatewayTimeout',
};

/** Lets only the bot itself pass, with a token for the Bot Framework that still holds. */
function gate(store: Store, tokens: Tokens): RequestHandler {
  return async (request, response, next) => {
    const verdict = await tokens.judge(request.get('authorization'), 'botframework');
    if (verdict.is === 'valid' && verdict.clientId === store.workspace.app.id) {
      next();
      return;
    }
    const reason = verdict.is === 'valid' ? `of the application ${verdict.clientId}` : verdict.is;
    answer(response, new ConnectorError(401, 'Unauthorized', `Authorization has been denied: token ${reason}.`));
  };
}

function answer(response: Response, error: ConnectorError): void {
  if (error.retryAfter !== undefined) response.set('Retry-After', String(error.retryAfter));
  response.status(error.status).json({ error: { code: error.code, message: error.message } });
}

/** Threads of a channel share its limits. */
function base(conversation: string): string {
  return conversation.split(';')[0] ?? conversation;
}

function team(store: Store, id: string) {
  const found = store.workspace.team;
  if (found.id !== id) throw new ConnectorError(404, 'ConversationNotFound', 'Team not found.');
  const general = store.conversation(id);
  if (general) placeOf(store, id);
  return found;
}
