import type { ActiveFault, FaultKind } from '../app/shapes.ts';
import { serviceName } from './services.ts';

/** The faults that the page offers. `does` follows the name of a service: “Azure …”. */
export type Offer = {
  readonly key: string;
  readonly name: string;
  readonly detail: string;
  readonly does: string;
  readonly fault: FaultKind;
};

export const OFFERS: readonly Offer[] = [
  {
    key: '429',
    name: 'Too busy',
    detail: '429, try again in 5 s',
    does: 'says it is too busy',
    fault: { is: 'status', status: 429, retryAfter: 5 },
  },
  {
    key: '403',
    name: 'Forbidden',
    detail: '403',
    does: 'refuses the bot',
    fault: { is: 'status', status: 403 },
  },
  {
    key: '500',
    name: 'Broken',
    detail: '500, server error',
    does: 'answers with server errors',
    fault: { is: 'status', status: 500 },
  },
  { key: 'slow', name: 'Slow', detail: '5 s an answer', does: 'takes 5 s to answer', fault: { is: 'slow', ms: 5000 } },
  {
    key: 'cut',
    name: 'Cut off',
    detail: 'nothing is done',
    does: 'cuts the connection before doing anything',
    fault: { is: 'cut-before' },
  },
  {
    key: 'lost',
    name: 'Reply lost',
    detail: 'done, but not told',
    does: 'does the work and loses the reply',
    fault: { is: 'cut-after' },
  },
  {
    key: 'stale',
    name: 'Stale reads',
    detail: 'a minute old',
    does: 'answers reads from a minute ago',
    fault: { is: 'stale', ms: 60_000 },
  },
];

export function offerOf(active: ActiveFault): Offer | undefined {
  return OFFERS.find(({ fault }) => fault.is === active.fault.is && statusOf(fault) === statusOf(active.fault));
}

/** A sentence about a fault that is on, whoever switched it on. */
export function tell(active: ActiveFault): string {
  const offer = offerOf(active);
  const does = offer?.does ?? (active.fault.is === 'status' ? `answers ${active.fault.status}` : 'keeps calls waiting');
  const some = active.match === undefined ? '' : ' for some calls';
  return `${serviceName(active.service)} ${does}${some}`;
}

function statusOf(fault: FaultKind): number | undefined {
  return fault.is === 'status' ? fault.status : undefined;
}
