import type { RequestHandler } from 'express';
import type { SandboxContext } from '../context.ts';
import { ArmRefusal } from './refusal.ts';
import { pathOf } from './request.ts';

/** Token buckets per subscription, principal and kind of operation (learn.microsoft.com, Understand how Azure Resource Manager throttles requests). */
const BUCKETS = {
  reads: { size: 250, perSecond: 25 },
  writes: { size: 200, perSecond: 10 },
  deletes: { size: 200, perSecond: 10 },
} as const;

/** The limit of all principals together is this many times that of one. */
const GLOBAL = 15;

type Kind = keyof typeof BUCKETS;

/** Counts calls the way ARM does, tells what remains, and answers 429 with Retry-After when nothing does. */
export function throttle(context: SandboxContext): RequestHandler {
  const levels = new Map<string, { left: number; at: number }>();
  context.world.onReset(() => levels.clear());
  return (request, response, next) => {
    const subscription = /^\/subscriptions\/([^/]+)/i.exec(pathOf(request))?.[1]?.toLowerCase();
    const kind = kindOf(request.method);
    const { size, perSecond } = BUCKETS[kind];
    const key = `${subscription ?? ''} ${kind}`;
    const now = context.clock.now();
    const before = levels.get(key) ?? { left: size, at: now };
    const left = Math.min(size, before.left + ((now - before.at) / 1000) * perSecond);
    const granted = left >= 1;
    levels.set(key, { left: granted ? left - 1 : left, at: now });
    const remaining = Math.floor(granted ? left - 1 : left);
    const of = subscription === undefined ? 'tenant' : 'subscription';
    response.set(`x-ms-ratelimit-remaining-${of}-${kind}`, String(remaining));
    if (subscription !== undefined) {
      response.set(`x-ms-ratelimit-remaining-subscription-global-${kind}`, String(size * GLOBAL - (size - remaining)));
    }
    if (granted || !context.world.now.rules.throttling) {
      next();
      return;
    }
    const seconds = Math.max(1, Math.ceil((1 - left) / perSecond));
    response.set('Retry-After', String(seconds));
    throw new ArmRefusal(
      429,
      subscription === undefined ? 'TenantRequestsThrottled' : 'SubscriptionRequestsThrottled',
      `Number of '${kind.slice(0, -1)}' requests for ${of} '${subscription ?? context.world.now.tenant.id}' actor '${context.world.now.bot.objectId}' exceeded. Please try again after '${seconds}' seconds after additional tokens are available.`,
    );
  };
}

function kindOf(method: string): Kind {
  if (method === 'DELETE') return 'deletes';
  return method === 'GET' || method === 'HEAD' ? 'reads' : 'writes';
}
