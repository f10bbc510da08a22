import express, { Router, type Response } from 'express';
import { z } from 'zod';
import type { SandboxContext } from './context.ts';
import { controlAzure } from './control-azure.ts';
import { controlEntra } from './control-entra.ts';
import { controlPeople } from './control-people.ts';
import { controlTrouble } from './control-trouble.ts';
import { faultOrder } from './faults.ts';
import type { Part, WorldData } from './model.ts';

/** Events within this many milliseconds of each other are told as one. */
const GATHER = 40;

/** The control API under `/sandbox/`, but for what belongs to the chats. */
export function controlService(
  context: SandboxContext,
  options: { env: Record<string, string>; reset: () => void; slackState: () => unknown; teamsState: () => unknown },
): Router {
  const { world, clock, faults, calls, urls } = context;
  const router = Router();
  router.use('/sandbox', express.json({ limit: '1mb' }));
  router.get('/sandbox/urls', (_request, response) => void response.json(urls));
  router.get('/sandbox/env', (_request, response) => void response.json(options.env));
  router.get('/sandbox/state', (_request, response) => {
    // Devices and sign-ins are many; `/sandbox/entra` has them.
    const { slack, teams, devices: _devices, signIns: _signIns, ...data } = world.now;
    const own = options.slackState();
    response.json({
      clock: clock.now(),
      ...data,
      slack: { team: slack.team, bot: slack.bot, channels: slack.channels, users: users(context), ...(own as object) },
      teams: { ...teamsShown(teams), ...(options.teamsState() as object) },
      faults: faults.list(),
    });
  });
  router.get('/sandbox/calls', (request, response) => {
    const { service, since } = request.query;
    response.json(calls.list(typeof service === 'string' ? service : undefined, Number(since ?? 0) || 0));
  });
  router.get('/sandbox/events', (_request, response) => events(context, response));
  router.post('/sandbox/reset', (_request, response) => {
    options.reset();
    response.json({});
  });
  router.post('/sandbox/clock', (request, response) => {
    const { advance } = z.strictObject({ advance: z.number().min(0) }).parse(request.body);
    clock.advance(advance);
    response.json({ now: clock.now() });
  });
  router.get('/sandbox/faults', (_request, response) => void response.json(faults.list()));
  router.post('/sandbox/faults', (request, response) => {
    response.status(201).json({ id: faults.on(faultOrder.parse(request.body)) });
  });
  router.delete('/sandbox/faults', (_request, response) => {
    faults.offAll();
    response.json({});
  });
  router.delete('/sandbox/faults/:id', (request, response) => {
    if (faults.off(request.params.id)) response.json({});
    else response.status(404).json({ error: `There is no fault ${request.params.id}.` });
  });
  router.use('/sandbox', controlAzure(context), controlEntra(context), controlPeople(context), controlTrouble(context));
  router.use('/sandbox', (request, response) => {
    response.status(404).json({ error: `The control API has no ${request.method} ${request.originalUrl}.` });
  });
  return router;
}

/** Errors of the whole control API, Slack's part included: what was wrong with the call, in one sentence. */
export const controlErrors: express.ErrorRequestHandler = (error, _request, response, _next) => {
  if (error instanceof z.ZodError) response.status(400).json({ error: z.prettifyError(error) });
  else if (error instanceof SyntaxError) response.status(400).json({ error: 'The body is not JSON.' });
  else response.status(500).json({ error: String(error) });
};

/** Without the application's secret. */
function teamsShown({ app, ...rest }: WorldData['teams']) {
  const { secret: _secret, ...shown } = app;
  return { ...rest, bot: shown };
}

function users({ world }: SandboxContext) {
  return world.now.people.flatMap((person) =>
    person.slack ? [{ ...person.slack, key: person.key, real_name: person.displayName }] : [],
  );
}

function events({ world }: SandboxContext, response: Response): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  response.write(':\n\n');
  const waiting = new Set<Part>();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    timer = undefined;
    for (const part of waiting) response.write(`event: change\ndata: ${JSON.stringify({ part })}\n\n`);
    waiting.clear();
  };
  const stop = world.onChange((part) => {
    waiting.add(part);
    timer ??= setTimeout(tell, GATHER);
  });
  response.once('close', () => {
    stop();
    clearTimeout(timer);
  });
}
