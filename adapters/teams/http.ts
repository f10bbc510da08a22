/** Teams' activities at one address, verified before anything else looks at them. */
import { CloudAdapter } from 'botbuilder';
import type { Activity, TurnContext } from 'botbuilder';
import { AuthenticationError } from 'botframework-connector';
import type { AuthenticateRequestResult, BotFrameworkAuthentication } from 'botframework-connector';
import { json, Router } from 'express';
import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { Fault } from '../../src/faults.ts';
import { faultFields } from '../../src/log.ts';
import { isFromTeams } from './guard.ts';
import type { Answer } from './invoke.ts';
import type { Log } from './log.ts';
import { within } from './time.ts';

/** In bytes. What Teams delivers is under a quarter of it. */
const BODY_LIMIT = 1_000_000;

/** In milliseconds. botbuilder waits for the keys as long as it takes, and Teams waits for its answer no longer than this. */
const KEYS_WITHIN = 5_000;

/** The least that an activity has. botbuilder fails on less before it looks at the token. */
const Shape = z.looseObject({
  type: z.string().min(1),
  channelId: z.string(),
  serviceUrl: z.string().min(1),
  conversation: z.looseObject({ id: z.string().min(1) }),
});

export type HttpOptions = {
  readonly authentication: BotFrameworkAuthentication;
  readonly issuer: string;
  readonly appId: string;
  readonly isPinned: (serviceUrl: string) => boolean;
  /** Called with verified activities only. */
  readonly take: (activity: Activity) => Promise<Answer>;
  readonly log: Log;
};

/** Its own way in takes activities whose authentication is known already: so the two can fail differently. */
class Adapter extends CloudAdapter {
  run(authenticated: AuthenticateRequestResult, activity: Activity, logic: (context: TurnContext) => Promise<void>) {
    return this.processActivity(authenticated, activity, logic);
  }
}

/** The router is to be mounted where the Azure Bot's messaging endpoint points. */
export function routerOf(options: HttpOptions): Router {
  const { authentication, issuer, appId, isPinned, take, log } = options;
  const adapter = new Adapter(authentication);
  const router = Router();

  /** What is wrong with the caller, as a status; undefined when it is Teams. */
  async function stranger(activity: Activity, header: string): Promise<number | AuthenticateRequestResult> {
    if (!isPinned(activity.serviceUrl)) {
      log.warn(
        { serviceUrl: activity.serviceUrl.slice(0, 200) },
        'Refused an activity with a service URL that is not Microsoft’s',
      );
      return 403;
    }
    try {
      const result = await within(KEYS_WITHIN, authentication.authenticateRequest(activity, header), keysTooLate);
      if (isFromTeams(result.claimsIdentity, { issuer, appId, serviceUrl: activity.serviceUrl })) return result;
      log.warn({}, 'Refused an activity that did not come by way of Teams');
      return 401;
    } catch (error) {
      const away = isAway(error);
      log.warn(
        away
          ? faultFields(
              error instanceof Fault
                ? error
                : new Fault('chat_unreachable', 'asking for the keys of Teams’ tokens', { cause: error }),
            )
          : { error: String(error) },
        away ? 'The keys for Teams’ tokens cannot be had' : 'Refused an activity without a good token',
      );
      return away ? 503 : 401;
    }
  }

  async function answer(body: unknown, header: string): Promise<Answer> {
    const parsed = Shape.safeParse(body);
    if (!parsed.success || parsed.data.channelId !== 'msteams') return { status: 400 };
    const activity = parsed.data as unknown as Activity;
    const verdict = await stranger(activity, header);
    if (typeof verdict === 'number') return { status: verdict };
    let taken: Answer = { status: 500 };
    const response = await adapter.run(verdict, activity, async (context) => {
      taken = await take(context.activity);
      if (activity.type === 'invoke') await context.sendActivity({ type: 'invokeResponse', value: taken });
    });
    return response === undefined ? taken : { status: response.status, body: response.body };
  }

  router.post('/', json({ limit: BODY_LIMIT, type: () => true, strict: true }), (request, response) => {
    answer(request.body, request.headers.authorization ?? '')
      .catch((error: unknown): Answer => {
        log.error(faultFields(error), 'An activity from Teams failed');
        return { status: 500 };
      })
      .then(({ status, body }) => {
        response.status(status);
        if (body === undefined) response.end();
        else response.json(body);
      })
      .catch((error: unknown) => log.warn({ error: String(error) }, 'Could not answer Teams'));
  });
  router.use(unreadable);
  return router;
}

const unreadable: ErrorRequestHandler = (error: { status?: unknown }, _request, response, next) => {
  if (response.headersSent) return next(error);
  response.status(error.status === 413 ? 413 : 400).end();
};

function keysTooLate(): Fault {
  return new Fault('chat_unreachable', 'asking for the keys of Teams’ tokens: no answer in time');
}

/** Whether the keys could not be asked for, as opposed to the token being bad. */
function isAway(error: unknown): boolean {
  if (error instanceof Fault) return error.retryable;
  if (error instanceof AuthenticationError) return error.statusCode >= 500;
  return error instanceof Error && error.name === 'FetchError';
}
