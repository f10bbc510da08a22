import { describe, expect, test } from 'vitest';
import type { Block } from '../../workflows/card.ts';
import { requestCard } from '../../workflows/present/request.ts';
import { viewerOf, viewersOf } from '../../workflows/present/viewers.ts';
import type { Policy } from '../../workflows/policy.ts';
import type { Command, Living } from '../../workflows/request.ts';
import { after, ana, ask, mia, MINUTE, NOW, olga, policy, raj, rule, run, samples, tom } from './given.ts';

const OPEN = ['pending', 'approved', 'active', 'revoking'];
const states = Object.values(samples()).filter((state): state is Living => state.is !== 'none');

const twice: Policy = { ...policy, rules: [{ ...rule, approve: { ...rule.approve, needed: 2 } }] };
const approve: Command = { is: 'approve', at: NOW + MINUTE, by: mia };

/** One yes of two. */
function halfway(): Living {
  const asked = run({ is: 'none' }, ask, { policy: twice }).state;
  const { state } = run(asked, approve, { policy: twice });
  return state.is === 'none' ? expect.fail('nothing was asked') : state;
}

function labels(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block) => (block.is === 'buttons' ? block.buttons.map(({ label }) => label) : []));
}

describe('in the approvers’ channel', () => {
  test('the requester sees their own request and cannot approve it', () => {
    const pending = after(ask);
    const card = requestCard(pending, viewerOf(pending, ana.id));
    expect(card.summary).toContain('Your request');
    expect(labels(card.blocks)).toEqual(['Withdraw']);
    const active = after(ask, approve, { is: 'granted', at: NOW + 2 * MINUTE, assignment: '/a' });
    expect(labels(requestCard(active, viewerOf(active, ana.id)).blocks)).toEqual(['I’m done', 'Sign-in failed?']);
  });

  test('who has approved is told so, may still deny, and cannot approve twice', () => {
    const state = halfway();
    const card = requestCard(state, viewerOf(state, mia.id));
    expect(labels(card.blocks)).toEqual(['Deny…']);
    expect(JSON.stringify(card)).toContain('You approved this at ');
    expect(JSON.stringify(card)).toContain('1 of 2 approvals are in');
  });

  test('everybody else sees what all see, and so do people of whom nothing is known', () => {
    const state = halfway();
    for (const person of [tom.id, olga.id, raj.id, '', undefined]) expect(viewerOf(state, person)).toBe('approvers');
    expect(labels(requestCard(state, 'approvers').blocks)).toEqual(['Approve', 'Deny…']);
  });

  test.each(states.map((state) => [state.is, state] as const))(
    '%s: what is over looks the same to all',
    (is, state) => {
      const own = viewerOf(state, ana.id);
      expect(own).toBe(OPEN.includes(is) ? 'requester' : 'approvers');
      expect(viewersOf(state, policy)).toEqual(
        !OPEN.includes(is) ? [] : is === 'pending' ? [ana.id] : [ana.id, mia.id],
      );
    },
  );

  test('the policy’s approvers come last, and nobody twice', () => {
    const people = ['tom@contoso.com', mia.id];
    const named: Policy = { ...policy, rules: [{ ...rule, approve: { ...rule.approve, people } }] };
    expect(viewersOf(halfway(), named)).toEqual([ana.id, mia.id, 'tom@contoso.com']);
    expect(viewersOf(halfway(), { ...policy, rules: [] })).toEqual([ana.id, mia.id]);
  });
});
