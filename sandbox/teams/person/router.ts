import express, { Router } from 'express';
import { Refusal } from '../../refusal.ts';
import type { Courier } from '../courier.ts';
import type { Store } from '../store.ts';
import type { Stage, Told } from './act.ts';
import { compose } from './compose.ts';
import { close, fetch, submit } from './dialog.ts';
import { install, uninstall } from './install.ts';
import { message } from './message.ts';
import { press } from './press.ts';
import { refresh } from './refresh.ts';
import { screen } from './screen.ts';
import { search } from './search.ts';

const ACTS: Readonly<Record<string, (stage: Stage, body: unknown) => Promise<Told>>> = {
  message,
  press,
  refresh,
  search,
  fetch,
  submit,
  close,
  compose,
  install,
  uninstall,
};

/** `/sandbox/teams/people/{user}/…`: what somebody does in Teams, and what they see there. */
export function personApi(store: Store, courier: Courier): Router {
  const router = Router();
  router.use('/sandbox/teams/people', express.json({ limit: '6mb' }));
  router.get('/sandbox/teams/people/:user/screen', async (request, response) => {
    const stage = stageOf(store, courier, request.params.user);
    response.json(await screen(stage, { refresh: request.query['refresh'] !== 'false' }));
  });
  router.post('/sandbox/teams/people/:user/:act', async (request, response) => {
    const { user, act } = request.params;
    const does = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
    if (!does) throw new Refusal(404, `A person cannot ${act}.`);
    const stage = stageOf(store, courier, user);
    if (stage.member.teams.deleted) throw new Refusal(403, `${stage.member.key} cannot sign in to Teams.`);
    response.json(await does(stage, (request.body as unknown) ?? {}));
  });
  return router;
}

function stageOf(store: Store, courier: Courier, user: string): Stage {
  const member = store.member(user);
  if (!member) throw new Refusal(404, `Teams knows nobody called ${user}.`);
  return { store, courier, member };
}
