/** A repair: every state against every command, and who may decide. */
import { describe, expect, it, test } from 'vitest';
import type { Policy } from '../../../workflows/policy.ts';
import { askMend, decideMend } from '../../../workflows/troubleshoot/mending.ts';
import type { Doing, MendCommand, MendOrder, MendState } from '../../../workflows/troubleshoot/mending.ts';
import { ana, APPROVERS, mia, MINUTE, NOW, olga, OPERATORS, policy, raj, rule, tom, vm } from '../given.ts';

const ANY = { subscriptions: [], resourceGroups: [], vms: [], tags: {}, roles: [] };
const allowing: Policy = {
  ...policy,
  troubleshooting: [{ match: ANY, inside: false, mend: ['start', 'extension', 'application'] }],
};
const asking = { id: 'm', talk: 't', vm, asker: ana, about: raj, askedAt: NOW };
const approver = { groups: [APPROVERS] };
const later = NOW + MINUTE;

function asked(doing: Doing = { is: 'start_vm' }, by: Policy = allowing): MendState {
  const begun = askMend({ ...asking, doing }, by);
  if ('refusal' in begun) throw new Error(begun.refusal);
  return begun.state;
}

const order: MendOrder = asked().order;
const states: Readonly<Record<MendState['is'], MendState>> = {
  asked: asked(),
  doing: { is: 'doing', order, approvals: [{ by: mia, at: NOW }], since: NOW },
  done: { is: 'done', order, approvals: [], at: NOW },
  failed: { is: 'failed', order, approvals: [], at: NOW, fault: 'azure_forbidden' },
  denied: { is: 'denied', order, approvals: [], at: NOW, by: mia },
  lapsed: { is: 'lapsed', order, approvals: [], at: NOW },
};
const extension = {
  name: 'Login',
  location: 'x',
  typeHandlerVersion: '2.0',
  autoUpgradeMinorVersion: false,
  settings: { mdmId: 'mdm' },
};
const commands: Readonly<Record<MendCommand['is'], MendCommand>> = {
  approve: { is: 'approve', at: later, by: mia },
  deny: { is: 'deny', at: later, by: mia },
  lapse: { is: 'lapse', at: order.lapsesAt },
  done: { is: 'done', at: later },
  failed: { is: 'failed', at: later, fault: 'vm_gone' },
  delayed: { is: 'delayed', at: later, fault: 'azure_throttled' },
  remembered: { is: 'remembered', at: later, machine: 'one', extension },
  'taking off': { is: 'taking off', at: later },
  'taken off': { is: 'taken off', at: later },
};
const LEADS: Readonly<Record<string, MendState['is']>> = {
  'asked approve': 'doing',
  'asked deny': 'denied',
  'asked lapse': 'lapsed',
  'doing done': 'done',
  'doing failed': 'failed',
  'doing delayed': 'doing',
  'doing remembered': 'doing',
};

describe('every state, every command', () => {
  const table = Object.values(states).flatMap((state) =>
    Object.values(commands).map((command) => [state.is, command.is] as const),
  );
  test.each(table)('%s, %s', (state, command) => {
    const decided = decideMend(states[state], commands[command], allowing, approver);
    const lead = LEADS[`${state} ${command}`];
    expect('state' in decided ? decided.state.is : decided.refusal).toBe(lead ?? 'too late');
  });
});

describe('asking', () => {
  it('goes to those who decide about administrators, and lapses as a request does', () => {
    expect(order).toMatchObject({
      needed: 1,
      channels: rule.approve.channels,
      lapsesAt: NOW + rule.lapse * MINUTE,
    });
    expect(asked({ is: 'create_app', appId: 'x' }).order.channels).toEqual(policy.operators.channels);
  });

  it.each([
    ['nothing is allowed', policy, 'not allowed'],
    [
      'another part is allowed',
      { ...policy, troubleshooting: [{ match: ANY, inside: true, mend: ['extension'] }] },
      'not allowed',
    ],
    [
      'another VM is meant',
      { ...policy, troubleshooting: [{ match: { ...ANY, vms: ['web-*'] }, inside: true, mend: ['start'] }] },
      'not allowed',
    ],
    ['no rule is about this VM', { ...allowing, rules: [] }, 'no rule'],
  ] as const)('is refused where %s', (_why, by, refusal) => {
    expect(askMend({ ...asking, doing: { is: 'start_vm' } }, by)).toEqual({ refusal });
  });
});

describe('deciding', () => {
  const yes = (by: typeof mia, facts: { groups: readonly string[] }, state: MendState = states.asked) =>
    decideMend(state, { is: 'approve', at: later, by }, allowing, facts);

  it.each([
    ['who asked', ana, [APPROVERS], 'own'],
    ['whose sign-in it is', raj, [APPROVERS], 'own'],
    ['somebody else', tom, [], 'not an approver'],
    ['an operator, for a VM', olga, [OPERATORS], 'not an approver'],
  ])('is refused to %s', (_who, by, groups, refusal) => {
    expect(yes(by, { groups })).toEqual({ refusal });
  });

  it('about the directory is for operators alone', () => {
    const state = asked({ is: 'create_app', appId: 'x' });
    expect(yes(mia, approver, state)).toEqual({ refusal: 'not an approver' });
    expect(yes(olga, { groups: [OPERATORS] }, state)).toMatchObject({ state: { is: 'doing' } });
  });

  it('needs as many as the rule needs, each once', () => {
    const two: Policy = { ...allowing, rules: [{ ...rule, approve: { ...rule.approve, needed: 2 } }] };
    const first = decideMend(asked({ is: 'start_vm' }, two), { is: 'approve', at: later, by: mia }, two, approver);
    if (!('state' in first)) throw new Error(first.refusal);
    expect(first.state.is).toBe('asked');
    const second = (by: typeof mia, groups: readonly string[] = [APPROVERS]) =>
      decideMend(first.state, { is: 'approve', at: later, by }, two, { ...approver, earlier: { [mia.id]: groups } });
    expect(second(mia)).toEqual({ refusal: 'approved before' });
    expect(second(tom)).toMatchObject({ state: { is: 'doing', approvals: [{ by: mia }, { by: tom }] } });
    // Who has left the approvers meanwhile counts no longer.
    expect(second(tom, [])).toMatchObject({ state: { is: 'asked', approvals: [{ by: tom }] } });
  });

  it('goes by the policy and the tags of the moment', () => {
    const command = { is: 'approve', at: later, by: mia } as const;
    expect(decideMend(states.asked, command, policy, approver)).toEqual({ refusal: 'not allowed' });
    const moved = { ...approver, vm: { ...vm, resourceGroup: 'rg-elsewhere' } };
    expect(decideMend(states.asked, command, allowing, moved)).toEqual({ refusal: 'no rule' });
  });
});

describe('putting the extension on anew', () => {
  const run = (state: MendState, ...steps: readonly MendCommand[]): MendState =>
    steps.reduce((before, step) => {
      const decided = decideMend(before, step, allowing, approver);
      if ('refusal' in decided) throw new Error(`${step.is}: ${decided.refusal}`);
      return decided.state;
    }, state);
  const { remembered, failed, delayed, done } = commands;
  const off = commands['taken off'];

  it('remembers what it was once, through delays, and whether it is off', () => {
    const kept = run(states.doing, remembered, delayed, off);
    expect(kept).toMatchObject({ is: 'doing', renewal: { machine: 'one', extension, off: true } });
    expect(decideMend(kept, remembered, allowing, approver)).toEqual({ refusal: 'too late' });
  });

  it('keeps it only while it is off and not on again', () => {
    expect(run(states.doing, remembered, failed)).not.toHaveProperty('renewal');
    expect(run(states.doing, remembered, off, failed)).toMatchObject({ renewal: { extension } });
    expect(run(states.doing, remembered, off, done)).not.toHaveProperty('renewal');
  });
});
