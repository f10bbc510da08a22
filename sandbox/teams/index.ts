/** Microsoft Teams with one bot in it: connector, OpenID metadata, deliveries, and the people. */
import { Router, type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import type { Tokens } from '../entra/tokens.ts';
import { Refusal } from '../refusal.ts';
import { appApi, shown } from './app.ts';
import { Pace } from './connector/pace.ts';
import { connector } from './connector/router.ts';
import { Courier } from './courier.ts';
import { makeIssuer, openId } from './issuer.ts';
import { personApi } from './person/router.ts';
import { Store } from './store.ts';
import { teamApi } from './team.ts';
import { tokenApi } from './token.ts';

export type TeamsService = {
  /** Serves `/teams/**` and `/sandbox/teams/**`. */
  readonly router: Router;
  state(): unknown;
  /** Forgets messages, views and dialogs; the endpoint stays. */
  reset(): void;
  close(): void;
};

export async function teamsService(context: SandboxContext, tokens: Tokens): Promise<TeamsService> {
  const store = new Store(context);
  const issuer = await makeIssuer(context);
  const courier = new Courier(store, issuer);
  const pace = new Pace(store);
  const router = Router();
  router.use(openId(context, issuer), connector(store, tokens, pace));
  router.use(appApi(store), tokenApi(issuer), teamApi(store, courier), personApi(store, courier));
  router.use('/sandbox/teams', ((error, _request, response, next) => {
    if (error instanceof Refusal) response.status(error.status).json({ error: error.message });
    else if (error instanceof z.ZodError) response.status(400).json({ error: z.prettifyError(error) });
    else if (error instanceof SyntaxError) response.status(400).json({ error: 'The body is not JSON.' });
    else next(error);
  }) satisfies ErrorRequestHandler);
  return {
    router,
    state: () => stateOf(store),
    reset: () => {
      store.reset();
      courier.reset();
      pace.reset();
      store.changed();
    },
    close: () => courier.close(),
  };
}

function stateOf(store: Store) {
  return {
    app: shown(store),
    conversations: store.personals,
    messages: store.messages.map(({ views, earlier, ...message }) => ({
      ...message,
      versions: earlier.length + 1,
      views: Object.fromEntries([...views].flatMap(([key, view]) => (view.card ? [[key, view.card]] : []))),
    })),
    dialogs: Object.fromEntries(store.dialogs),
  };
}
