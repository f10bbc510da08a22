/** A small world for tests of the pure rules: people, a VM, a policy, and requests brought to any state. */
import type { Person, Vm } from '../../workflows/language.ts';
import { decide } from '../../workflows/decide.ts';
import { evolve } from '../../workflows/evolve.ts';
import type { Policy, Rule } from '../../workflows/policy.ts';
import type { Command, Event, Facts, Living, Refusal, State, StateName } from '../../workflows/request.ts';

export const NOW = Date.UTC(2026, 10, 22, 9, 0, 0);
export const MINUTE = 60_000;

export const ana: Person = { id: '00000000-0000-4000-8000-00000000000a', name: 'Ana Torres', upn: 'ana@contoso.com' };
export const mia: Person = { id: '00000000-0000-4000-8000-00000000000b', name: 'Mia Chen', upn: 'mia@contoso.com' };
export const tom: Person = { id: '00000000-0000-4000-8000-00000000000c', name: 'Tom Okafor', upn: 'tom@contoso.com' };
export const olga: Person = { id: '00000000-0000-4000-8000-00000000000d', name: 'Olga Novak', upn: 'olga@contoso.com' };
export const raj: Person = { id: '00000000-0000-4000-8000-00000000000e', name: 'Raj Patel', upn: 'raj@contoso.com' };

export const APPROVERS = '00000000-0000-4000-8000-0000000000f1';
export const OPERATORS = '00000000-0000-4000-8000-0000000000f2';
export const REQUEST = '11111111-1111-4111-8111-111111111111';

export const vm: Vm = {
  id: '/subscriptions/5d9f0f1c-0000-4000-8000-000000000001/resourceGroups/rg-prod/providers/Microsoft.Compute/virtualMachines/sql-prod-01',
  name: 'sql-prod-01',
  resourceGroup: 'rg-prod',
  subscription: '5d9f0f1c-0000-4000-8000-000000000001',
  location: 'westeurope',
  os: 'Windows',
  tags: { env: 'prod' },
};

export const rule: Rule = {
  name: 'production',
  match: { subscriptions: [], resourceGroups: ['rg-prod*'], vms: [], tags: {}, roles: [] },
  ask: 'everyone',
  approve: { people: [], groups: [APPROVERS], needed: 1, channels: ['chat:C1'] },
  longest: 240,
  usual: 60,
  lapse: 480,
  reason: 'required',
  ticket: { required: false },
};

export const policy: Policy = { rules: [rule], operators: { people: [], groups: [OPERATORS], channels: ['chat:OPS'] } };

export const facts: Facts = {
  groups: { [mia.id]: [APPROVERS], [tom.id]: [APPROVERS], [olga.id]: [OPERATORS], [ana.id]: [], [raj.id]: [] },
  standing: [],
  locks: [],
  open: [],
};

export const origin = { chat: 'chat', team: 'T1', id: 'UANA' };

export const ask = {
  is: 'ask',
  at: NOW,
  id: REQUEST,
  by: ana,
  origin,
  vm,
  role: 'user',
  duration: '2h',
  reason: 'restart the stuck import',
  ticket: '',
} as const satisfies Command;

/** Commands one after the other, each of which must succeed. */
export function after(...commands: readonly Command[]): Living {
  let state: State = { is: 'none' };
  for (const command of commands) state = run(state, command).state;
  if (state.is === 'none') throw new Error('nothing happened');
  return state;
}

export function run(
  state: State,
  command: Command,
  given: { policy?: Policy; facts?: Facts } = {},
): { state: State; events: readonly Event[] } {
  const decision = decide(state, command, { policy: given.policy ?? policy, facts: given.facts ?? facts });
  if ('refusal' in decision) throw new Error(`refused: ${JSON.stringify(decision.refusal)}`);
  return { state: decision.events.reduce<State>(evolve, state), events: decision.events };
}

export function refused(state: State, command: Command, given: { policy?: Policy; facts?: Facts } = {}): Refusal {
  const decision = decide(state, command, { policy: given.policy ?? policy, facts: given.facts ?? facts });
  if (!('refusal' in decision)) throw new Error(`not refused: ${JSON.stringify(decision.events)}`);
  return decision.refusal;
}

const approve: Command = { is: 'approve', at: NOW + MINUTE, by: mia };
const granted: Command = { is: 'granted', at: NOW + 2 * MINUTE, assignment: '/assignment/1' };
const expire: Command = { is: 'expire', at: NOW + 121 * MINUTE };

/** A request in each state there is. */
export function samples(): Readonly<Record<StateName, State>> {
  return {
    none: { is: 'none' },
    pending: after(ask),
    approved: after(ask, approve),
    active: after(ask, approve, granted),
    revoking: after(ask, approve, granted, expire),
    ended: after(ask, approve, granted, expire, { is: 'revoked', at: NOW + 122 * MINUTE, absent: false }),
    denied: after(ask, { is: 'deny', at: NOW + MINUTE, by: mia, reason: 'use staging' }),
    withdrawn: after(ask, { is: 'withdraw', at: NOW + MINUTE, by: ana }),
    lapsed: after(ask, { is: 'lapse', at: NOW + 481 * MINUTE }),
    grant_failed: after(ask, approve, {
      is: 'grant_failed',
      at: NOW + 2 * MINUTE,
      failure: { why: 'fault', fault: 'vm_gone', detail: '404' },
    }),
  };
}

/** One of each command, by whoever may give it and at a time when it is due. */
export function commands(): readonly Command[] {
  const at = NOW + 500 * MINUTE;
  const soon = NOW + 3 * MINUTE;
  return [
    ask,
    { is: 'approve', at: soon, by: tom },
    { is: 'deny', at: soon, by: tom, reason: 'no' },
    { is: 'withdraw', at: soon, by: ana },
    { is: 'release', at: soon, by: ana },
    { is: 'revoke', at: soon, by: olga, reason: 'incident' },
    { is: 'lapse', at },
    { is: 'expire', at },
    { is: 'granted', at: soon, assignment: '/assignment/1' },
    { is: 'grant_delayed', at: soon, fault: 'azure_unreachable', attempts: 3 },
    { is: 'grant_failed', at: soon, failure: { why: 'fault', fault: 'vm_gone', detail: '404' } },
    { is: 'revoked', at, absent: false },
    { is: 'revoke_delayed', at, fault: 'azure_unreachable', attempts: 3 },
    { is: 'removed', at: soon },
  ];
}
