/** From an event, and the state it led to, to what shall be done outside once it is committed. */
import type { Effect, Event, Living, Notice } from './request.ts';

/** `before` is the state the event met, so that a recovery can be told from a smooth end. */
export function react(
  event: Event,
  after: Living,
  before: { readonly is: string; readonly delay?: unknown },
): readonly Effect[] {
  switch (event.is) {
    case 'asked':
      return [{ is: 'set_alarm', at: event.ask.lapsesAt }, ...REDRAW];
    case 'approval_given':
      return REDRAW;
    case 'approved':
      return [{ is: 'grant' }, { is: 'set_alarm', at: event.endsAt }, ...REDRAW];
    case 'denied':
      return [{ is: 'clear_alarm' }, ...REDRAW, requester('denied')];
    case 'withdrawn':
      return [{ is: 'clear_alarm' }, ...REDRAW];
    case 'lapsed':
      return [{ is: 'clear_alarm' }, ...REDRAW, requester('lapsed')];
    case 'granted':
      return [...REDRAW, requester('ready')];
    case 'grant_delayed':
      return [...REDRAW, operators('grant_delayed')];
    case 'grant_failed':
      return [
        { is: 'clear_alarm' },
        ...REDRAW,
        requester('grant_failed'),
        ...(event.failure.why === 'fault' ? [operators('grant_failed')] : []),
      ];
    case 'expired':
    case 'released':
    case 'revoke_ordered':
    case 'removed':
      return [{ is: 'clear_alarm' }, { is: 'revoke' }, ...REDRAW];
    case 'strayed':
      return [{ is: 'revoke' }, ...REDRAW, operators('strayed')];
    case 'revoke_delayed':
      return [...REDRAW, operators('revoke_delayed')];
    case 'ended': {
      const recovered = before.is === 'revoking' && before.delay !== undefined;
      const silent = after.is === 'ended' && after.ending.why === 'stray';
      return [
        ...REDRAW,
        ...(silent ? [] : [requester('ended')]),
        ...(recovered ? [operators('revoke_recovered')] : []),
      ];
    }
    default:
      return event satisfies never;
  }
}

const REDRAW: readonly Effect[] = [
  { is: 'draw', place: 'approvers' },
  { is: 'draw', place: 'requester' },
  { is: 'draw', place: 'homes' },
];

function requester(notice: Notice): Effect {
  return { is: 'tell', to: 'requester', notice };
}

function operators(notice: Notice): Effect {
  return { is: 'tell', to: 'operators', notice };
}
