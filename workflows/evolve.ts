/** From a state and an event to the next state. Every event of a request, applied in order, gives its state. */
import type { Ending, Event, Living, State } from './request.ts';

/** Throws when the event cannot follow the state: that would be a defect in `decide`, and nothing must be committed. */
export function evolve(state: State, event: Event): Living {
  if (event.is === 'asked') {
    if (state.is !== 'none') throw impossible(state, event);
    return { is: 'pending', ask: event.ask, approvals: [] };
  }
  switch (event.is) {
    case 'approval_given':
      if (state.is !== 'pending') throw impossible(state, event);
      return { ...state, approvals: [...state.approvals, { by: event.by, at: event.at }] };
    case 'approved':
      if (state.is !== 'pending') throw impossible(state, event);
      return { ...state, is: 'approved', approvedAt: event.at, endsAt: event.endsAt };
    case 'denied':
      if (state.is !== 'pending') throw impossible(state, event);
      return { ...state, is: 'denied', by: event.by, reason: event.reason, at: event.at };
    case 'withdrawn':
    case 'lapsed':
      if (state.is !== 'pending') throw impossible(state, event);
      return { ...state, is: event.is, at: event.at };
    case 'granted': {
      if (state.is !== 'approved') throw impossible(state, event);
      const { delay: _, ...rest } = state;
      return { ...rest, is: 'active', assignment: event.assignment, grantedAt: event.at };
    }
    case 'grant_delayed':
      if (state.is !== 'approved') throw impossible(state, event);
      return { ...state, delay: event.delay };
    case 'grant_failed': {
      if (state.is !== 'approved') throw impossible(state, event);
      const { delay: _, ...rest } = state;
      return { ...rest, is: 'grant_failed', failure: event.failure, at: event.at };
    }
    case 'expired':
      return revoking(state, event, (ends) => ({ why: 'expired', at: ends }));
    case 'released':
      return revoking(state, event, () => ({ why: 'released', at: event.at }));
    case 'revoke_ordered':
      return revoking(state, event, () => ({ why: 'revoked', at: event.at, by: event.by, reason: event.reason }));
    case 'removed':
      return revoking(state, event, () => ({ why: 'removed', at: event.at }));
    case 'strayed': {
      if (state.is !== 'ended' && state.is !== 'grant_failed') throw impossible(state, event);
      const { ask, approvals, approvedAt, endsAt } = state;
      return {
        is: 'revoking',
        ask,
        approvals,
        approvedAt,
        endsAt,
        grantedAt: event.at,
        ending: { why: 'stray', at: event.at },
      };
    }
    case 'revoke_delayed':
      if (state.is !== 'revoking') throw impossible(state, event);
      return { ...state, delay: event.delay };
    case 'ended': {
      if (state.is !== 'revoking') throw impossible(state, event);
      const { delay: _, ...rest } = state;
      // There was something to take away: it had been opened, and only the report of it was lost. From when on nobody
      // knows; not before it was approved.
      const opened = state.grantedAt === undefined && !event.absent ? { grantedAt: state.approvedAt } : {};
      return { ...rest, ...opened, is: 'ended', endedAt: event.at };
    }
    default:
      return event satisfies never;
  }
}

function revoking(state: State, event: Event, ending: (endsAt: number) => Ending): Living {
  if (state.is !== 'approved' && state.is !== 'active') throw impossible(state, event);
  const { ask, approvals, approvedAt, endsAt } = state;
  const grantedAt = state.is === 'active' ? { grantedAt: state.grantedAt } : {};
  return { is: 'revoking', ask, approvals, approvedAt, endsAt, ending: ending(endsAt), ...grantedAt };
}

function impossible(state: State, event: Event): Error {
  return new Error(`The event ${event.is} cannot follow the state ${state.is}`);
}
