import express, { Router } from 'express';
import { z } from 'zod';
import { Refusal } from '../../refusal.ts';
import type { Courier } from '../courier.ts';
import type { Events } from '../events.ts';
import type { Store } from '../store.ts';
import type { Stage, Told } from './act.ts';
import { command, globalShortcut } from './command.ts';
import { close, submit, type } from './form.ts';
import { press } from './press.ts';
import { screen } from './screen.ts';
import { home, say } from './talk.ts';

const ACTS: Readonly<Record<string, (stage: Stage, body: unknown) => Promise<Told>>> = {
  command,
  shortcut: globalShortcut,
  press,
  type,
  submit,
  close,
  home,
  say,
};

/** `/sandbox/slack/people/{user}/…`: a person at their own Slack. */
export function personApi(store: Store, courier: Courier, events: Events): Router {
  const router = Router();
  router.use('/sandbox/slack/people', express.json({ limit: '1mb' }));
  router.get('/sandbox/slack/people/:user/screen', (request, response) => {
    const member = store.member(request.params.user);
    if (member) response.json(screen(store, member));
    else response.status(404).json({ error: `Slack knows nobody called ${request.params.user}.` });
  });
  router.post('/sandbox/slack/people/:user/:act', async (request, response) => {
    const { user, act } = request.params;
    const does = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
    if (!does) throw new Refusal(404, `A person cannot ${act}.`);
    const member = store.member(user);
    if (!member) throw new Refusal(404, `Slack knows nobody called ${user}.`);
    if (member.slack.deleted) throw new Refusal(403, `${member.key} is deactivated and cannot sign in to Slack.`);
    response.json(await does({ store, courier, events, member }, (request.body as unknown) ?? {}));
  });
  router.use('/sandbox/slack', ((error, _request, response, next) => {
    if (error instanceof Refusal) response.status(error.status).json({ error: error.message });
    else if (error instanceof z.ZodError) response.status(400).json({ error: z.prettifyError(error) });
    else if (error instanceof SyntaxError) response.status(400).json({ error: 'The body is not JSON.' });
    else next(error);
  }) satisfies express.ErrorRequestHandler);
  return router;
}
