/** Teams as a chat: the Bot Framework's protocol over HTTP, by botbuilder 4. No other folder knows of botbuilder. */
import type { Activity } from 'botbuilder';
import type { Router } from 'express';
import type { CloudName } from '../../src/clouds.ts';
import { Fault } from '../../src/faults.ts';
import { faultFields } from '../../src/log.ts';
import type { Chat, Clock, Memory, Reception } from '../../src/ports.ts';
import { bookOf } from './book.ts';
import { BOT_CLOUDS, isPinned } from './clouds.ts';
import { connectorOf } from './connector.ts';
import { authenticationOf, signerOf } from './credentials.ts';
import type { BotIdentity } from './credentials.ts';
import { draw } from './draw.ts';
import { examine, SIGNING_IN } from './examine.ts';
import { faultOf } from './faults.ts';
import { isOurs } from './guard.ts';
import { handlerOf } from './handle.ts';
import { keepReference } from './hear.ts';
import { routerOf } from './http.ts';
import type { Answer } from './invoke.ts';
import type { Log } from './log.ts';
import { paceOf } from './pace.ts';
import { senderOf } from './send.ts';
import { within } from './time.ts';
import { waitingOf } from './waiting.ts';
import { whoOf } from './who.ts';

export type TeamsOptions = {
  readonly identity: BotIdentity;
  /** The tenant whose people are served, a UUID in lower case. */
  readonly tenant: string;
  readonly cloud: CloudName;
  readonly authorityHost: string;
  /** OpenID metadata of the Bot Framework; the cloud's own when left out. */
  readonly openId?: string;
  /** A service URL beside Microsoft's own; also where Teams is reached before it has written. */
  readonly serviceUrl?: string;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
};

/** Milliseconds. */
const KEEP_WITHIN = 1_000;
/** The engine starts all the same, and is not kept waiting for longer. */
const SIGN_IN_WITHIN = 2_500;

/**
 * `router` is to be mounted at the Azure Bot's messaging endpoint, before anything that reads bodies. Throws when the bot has
 * no application id. `start` throws Fault `chat_forbidden` when Entra ID refuses the bot's credentials, so that it is seen before
 * the first card is lost; what comes in is taken all the same.
 */
export function createTeams(options: TeamsOptions): Chat & { readonly router: Router } {
  const { identity, tenant, clock, log } = options;
  const cloud = BOT_CLOUDS[options.cloud];
  const openId = options.openId ?? cloud.openId;
  const pinned = (serviceUrl: string) => isPinned(serviceUrl, cloud, options.serviceUrl);
  const signer = signerOf(identity, cloud, options.authorityHost);
  const { appId } = identity;
  const authentication = authenticationOf({ appId, signer, cloud, openId, authorityHost: options.authorityHost });

  const book = bookOf(options.memory, clock, log);
  const connector = connectorOf(signer, pinned);
  const firstService = options.serviceUrl ?? cloud.serviceUrl;
  const sender = senderOf({ connector, book, pace: paceOf(clock), appId, tenant, firstService });
  const waiting = waitingOf();

  let reception: Reception | undefined;
  let isOpen = false;
  const running = new Set<Promise<Answer>>();
  const handler = handlerOf({
    sender,
    book,
    waiting,
    tenant,
    clock,
    log,
    reception: () => {
      // Nothing is taken before start() was given a reception.
      if (reception === undefined) throw new Error('Teams was not started');
      return reception;
    },
  });

  async function take(activity: Activity): Promise<Answer> {
    if (!isOurs(activity, tenant)) {
      log.warn({ type: activity.type }, 'Refused somebody of another organisation');
      return handler.refuse(activity, activity.serviceUrl);
    }
    // It must not keep anybody waiting who pressed a button while the record hangs.
    await within(KEEP_WITHIN, keepReference(activity, book)).catch((error: unknown) => {
      log.warn(faultFields(error), 'Could not keep where somebody in Teams is reached');
    });
    return handler.take(activity);
  }

  const router = routerOf({
    authentication,
    issuer: cloud.issuer,
    appId,
    isPinned: pinned,
    log,
    take: async (activity) => {
      if (!isOpen) return { status: 503 };
      const work = take(activity);
      running.add(work);
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    },
  });

  return {
    name: 'teams',
    command: '',
    home: 'message',
    router,
    draw: (order) => draw(order, { sender, book, waiting, log }),
    who: whoOf({ connector, sender, book, tenant, clock }),
    start: async (given) => {
      reception = given;
      isOpen = true;
      try {
        await within(
          SIGN_IN_WITHIN,
          signer.token(),
          () => new Fault('chat_unreachable', `${SIGNING_IN}: no answer in time`),
        );
      } catch (error) {
        const fault = faultOf(error, SIGNING_IN);
        if (!fault.retryable) throw fault;
        log.warn(faultFields(fault), 'Teams cannot be written to yet');
      }
    },
    stop: async () => {
      isOpen = false;
      await Promise.allSettled(running);
    },
    examine: (addresses) => examine(addresses, { signer, connector, sender, book, appId, openId }),
  };
}
