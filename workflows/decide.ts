/** From a state and a command to what happens, or to the reason why not. Pure: time arrives with the command. */
import { checkTicket, mayAsk, mayDecide, mayRevoke, stillMayAsk } from './check.ts';
import type { Policy } from './policy.ts';
import type { Command, CommandName, Decision, Event, Facts, Living, Refusal, State } from './request.ts';

export type Context = { readonly policy: Policy; readonly facts: Facts };

/** Milliseconds. */
const MINUTE = 60_000;

export function decide(state: State, command: Command, context: Context): Decision {
  if (command.is === 'ask') return state.is === 'none' ? ask(command, context) : late(command.is, state);
  if (state.is === 'none') return no({ code: 'not_found' });
  switch (command.is) {
    case 'approve':
      return approve(state, command, context);
    case 'deny':
      return deny(state, command, context);
    case 'withdraw':
      if (command.by.id !== state.ask.requester.id) return no({ code: 'not_yours' });
      return state.is === 'pending' ? happened({ is: 'withdrawn', at: command.at }) : late('withdraw', state);
    case 'release':
      if (command.by.id !== state.ask.requester.id) return no({ code: 'not_yours' });
      return isOpened(state) ? happened({ is: 'released', at: command.at }) : late('release', state);
    case 'revoke':
      if (!mayRevoke(context.policy, context.facts, command.by, state.ask)) return no({ code: 'may_not_revoke' });
      if (!isOpened(state)) return late('revoke', state);
      return happened({ is: 'revoke_ordered', by: command.by, reason: command.reason, at: command.at });
    case 'lapse':
      if (state.is !== 'pending') return late('lapse', state);
      return command.at < state.ask.lapsesAt
        ? no({ code: 'too_early', wanted: 'lapse' })
        : happened({ is: 'lapsed', at: command.at });
    case 'expire':
      if (!isOpened(state)) return late('expire', state);
      return command.at < state.endsAt
        ? no({ code: 'too_early', wanted: 'expire' })
        : happened({ is: 'expired', at: command.at });
    case 'removed':
      return state.is === 'active' ? happened({ is: 'removed', at: command.at }) : late('removed', state);
    case 'granted':
      return granted(state, command);
    case 'grant_delayed':
      if (state.is !== 'approved') return late('grant_delayed', state);
      if (state.delay?.fault === command.fault) return { events: [] };
      return happened({ is: 'grant_delayed', delay: delayOf(state.delay?.since, command) });
    case 'grant_failed':
      return state.is === 'approved'
        ? happened({ is: 'grant_failed', failure: command.failure, at: command.at })
        : late('grant_failed', state);
    case 'revoked':
      return state.is === 'revoking'
        ? happened({ is: 'ended', at: command.at, absent: command.absent })
        : late('revoked', state);
    case 'revoke_delayed':
      if (state.is !== 'revoking') return late('revoke_delayed', state);
      if (state.delay?.fault === command.fault) return { events: [] };
      return happened({ is: 'revoke_delayed', delay: delayOf(state.delay?.since, command) });
    default:
      return command satisfies never;
  }
}

function ask(command: Command & { is: 'ask' }, context: Context): Decision {
  const verdict = mayAsk(context.policy, context.facts, command);
  if ('refusal' in verdict) return no(verdict.refusal);
  const { rule, minutes } = verdict;
  return happened({
    is: 'asked',
    ask: {
      id: command.id,
      requester: command.by,
      origin: command.origin,
      vm: command.vm,
      role: command.role,
      minutes,
      reason: command.reason.trim(),
      ticket: command.ticket.trim(),
      rule: rule.name,
      needed: rule.approve.needed,
      channels: rule.approve.channels,
      askedAt: command.at,
      lapsesAt: command.at + rule.lapse * MINUTE,
      standing: context.facts.standing,
    },
  });
}

/**
 * The rule is that of the VM as it is now: whoever may write its tags could otherwise choose the rule, and put them back.
 * Everybody who said yes before must still count under it.
 */
function approve(state: Living, command: Command & { is: 'approve' }, context: Context): Decision {
  const { facts } = context;
  const ask = { ...state.ask, vm: facts.vm ?? state.ask.vm };
  const verdict = mayDecide(context.policy, facts, command.by, ask);
  if ('refusal' in verdict) return no(verdict.refusal);
  if (state.is !== 'pending') return late('approve', state);
  // The alarm and the sweep may both be behind: a request whose time has passed can no longer be approved.
  if (command.at >= state.ask.lapsesAt)
    return no({ code: 'too_late', wanted: 'approve', state: { ...state, is: 'lapsed', at: state.ask.lapsesAt } });
  const { rule } = verdict;
  if (facts.unfit !== undefined) return no({ code: 'requester_unfit', name: ask.requester.name, problem: facts.unfit });
  if (!stillMayAsk(rule, facts, ask.requester))
    return no({ code: 'may_not_ask', rule: rule.name, vm: ask.vm.name, name: ask.requester.name });
  const ticket = checkTicket(rule, ask.ticket);
  if (ticket !== undefined) return no(ticket);
  const counted = state.approvals.filter((each) => 'rule' in mayDecide(context.policy, facts, each.by, ask));
  // What was asked for and what the policy wants today may differ: the stricter counts.
  const needed = Math.max(ask.needed, rule.approve.needed);
  const before = counted.find((each) => each.by.id === command.by.id);
  if (before !== undefined) return no({ code: 'approved_before', at: before.at, given: counted.length, needed });
  const given: Event = { is: 'approval_given', by: command.by, at: command.at };
  if (counted.length + 1 < needed) return happened(given);
  const minutes = Math.min(ask.minutes, rule.longest);
  return happened(given, { is: 'approved', at: command.at, endsAt: command.at + minutes * MINUTE });
}

function deny(state: Living, command: Command & { is: 'deny' }, context: Context): Decision {
  const verdict = mayDecide(context.policy, context.facts, command.by, state.ask);
  if ('refusal' in verdict) return no(verdict.refusal);
  if (state.is !== 'pending') return late('deny', state);
  return happened({ is: 'denied', by: command.by, reason: command.reason.trim(), at: command.at });
}

/**
 * A report that the role is assigned. After the request was closed it means that a slow call got through in the end: the
 * access must go away again, whatever else happened.
 */
function granted(state: Living, command: Command & { is: 'granted' }): Decision {
  switch (state.is) {
    case 'approved':
      return happened({ is: 'granted', assignment: command.assignment, at: command.at });
    case 'ended':
    case 'grant_failed':
      return happened({ is: 'strayed', at: command.at });
    case 'active':
    case 'revoking':
    case 'pending':
    case 'denied':
    case 'withdrawn':
    case 'lapsed':
      return late('granted', state);
    default:
      return state satisfies never;
  }
}

/** Access is open, or may be at any moment. */
function isOpened(state: Living): state is Living & { is: 'approved' | 'active' } {
  return state.is === 'approved' || state.is === 'active';
}

function delayOf(since: number | undefined, command: { at: number; fault: string; attempts: number }) {
  return { fault: command.fault, since: since ?? command.at, attempts: command.attempts };
}

function late(wanted: CommandName, state: Living): Decision {
  return no({ code: 'too_late', wanted, state });
}

function happened(...events: readonly Event[]): Decision {
  return { events };
}

function no(refusal: Refusal): Decision {
  return { refusal };
}
