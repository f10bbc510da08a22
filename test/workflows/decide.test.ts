import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decide } from '../../workflows/decide.ts';
import { evolve } from '../../workflows/evolve.ts';
import { react } from '../../workflows/react.ts';
import type { Policy } from '../../workflows/policy.ts';
import type { Command, Event, Facts, State } from '../../workflows/request.ts';
import {
  after,
  ana,
  APPROVERS,
  ask,
  commands,
  facts,
  mia,
  MINUTE,
  NOW,
  olga,
  OPERATORS,
  policy,
  raj,
  refused,
  rule,
  run,
  samples,
  tom,
  vm,
} from './given.ts';
import { transitionsTable } from './transitions.ts';

const approve = (by: typeof mia, at = NOW + MINUTE): Command => ({ is: 'approve', at, by });
const withRule = (change: Partial<typeof rule>): Policy => ({ ...policy, rules: [{ ...rule, ...change }] });

describe('asking', () => {
  it('becomes a pending request with the rule’s channels and lapse time', () => {
    const state = after(ask);
    expect(state).toMatchObject({
      is: 'pending',
      ask: { minutes: 120, rule: 'production', needed: 1, channels: ['chat:C1'], lapsesAt: NOW + 480 * MINUTE },
    });
  });

  it('takes the usual duration when none is named', () => {
    expect(run({ is: 'none' }, { ...ask, duration: ' ' }).state).toMatchObject({ ask: { minutes: 60 } });
  });

  it.each([
    ['-1h', 'duration_unreadable'],
    ['two hours', 'duration_unreadable'],
    ['0h', 'duration_unreadable'],
    ['1.5h', 'duration_unreadable'],
    ['9999d', 'duration_too_long'],
    ['241m', 'duration_too_long'],
  ])('refuses the duration %s', (duration, code) => {
    expect(refused({ is: 'none' }, { ...ask, duration })).toMatchObject({ code });
  });

  it('refuses when no rule matches, naming what each rule wanted', () => {
    const other = { ...vm, resourceGroup: 'rg-dev' };
    expect(refused({ is: 'none' }, { ...ask, vm: other })).toMatchObject({
      code: 'no_rule',
      tried: [{ rule: 'production', because: [{ part: 'resource group', found: 'rg-dev' }] }],
    });
  });

  it('refuses those a rule does not let ask, and everybody when the facts hold no groups', () => {
    const narrow = withRule({ ask: { people: [], groups: [APPROVERS] } });
    expect(refused({ is: 'none' }, ask, { policy: narrow })).toMatchObject({ code: 'may_not_ask' });
    expect(
      refused({ is: 'none' }, { ...ask, by: mia }, { policy: narrow, facts: { ...facts, groups: {} } }),
    ).toMatchObject({ code: 'may_not_ask' });
    expect(run({ is: 'none' }, { ...ask, by: mia }, { policy: narrow }).state.is).toBe('pending');
  });

  it('wants a reason and a fitting ticket where the rule does', () => {
    expect(refused({ is: 'none' }, { ...ask, reason: '  ' })).toMatchObject({ code: 'reason_missing' });
    expect(refused({ is: 'none' }, { ...ask, reason: 'x'.repeat(3000) })).toMatchObject({
      code: 'reason_too_long',
      length: 3000,
    });
    const ticket = withRule({ ticket: { required: true, pattern: 'INC\\d+', example: 'INC123' } });
    expect(refused({ is: 'none' }, ask, { policy: ticket })).toMatchObject({
      code: 'ticket_missing',
      example: 'INC123',
    });
    expect(refused({ is: 'none' }, { ...ask, ticket: 'xINC1' }, { policy: ticket })).toMatchObject({
      code: 'ticket_unfit',
    });
    expect(run({ is: 'none' }, { ...ask, ticket: 'INC42' }, { policy: ticket }).state.is).toBe('pending');
  });

  it('does not ask for what is already held, and shows a lesser standing role to the approver', () => {
    const standing = [{ role: 'user', assignment: '/a', level: 'resource group', through: 'group' }] as const;
    expect(refused({ is: 'none' }, ask, { facts: { ...facts, standing } })).toMatchObject({ code: 'already_held' });
    expect(run({ is: 'none' }, { ...ask, role: 'admin' }, { facts: { ...facts, standing } }).state).toMatchObject({
      ask: { standing },
    });
  });

  it('refuses a second open request for the same, and a locked VM', () => {
    expect(refused({ is: 'none' }, ask, { facts: { ...facts, open: [after(ask)] } })).toMatchObject({
      code: 'already_open',
    });
    const elsewhere = { ...vm, id: `${vm.id}-2` };
    const many = Array.from({ length: 10 }, () => after({ ...ask, vm: elsewhere }));
    expect(refused({ is: 'none' }, ask, { facts: { ...facts, open: many } })).toMatchObject({
      code: 'too_many_open',
      most: 10,
    });
    expect(run({ is: 'none' }, ask, { facts: { ...facts, open: many.slice(1) } }).state.is).toBe('pending');
    const locks = [{ name: 'keep', level: 'CanNotDelete', scope: '/rg' }] as const;
    expect(refused({ is: 'none' }, ask, { facts: { ...facts, locks } })).toMatchObject({ code: 'vm_locked' });
  });
});

describe('deciding', () => {
  it('counts the time from the approval and commits the end before anything is opened', () => {
    const { state, events } = run(after(ask), approve(mia));
    expect(state).toMatchObject({ is: 'approved', endsAt: NOW + 121 * MINUTE });
    const effects = events.flatMap((event) => react(event, after(ask, approve(mia)), after(ask)));
    expect(effects).toContainEqual({ is: 'grant' });
    expect(effects).toContainEqual({ is: 'set_alarm', at: NOW + 121 * MINUTE });
  });

  it('never lets the requester decide, even as a named approver', () => {
    const self = withRule({ approve: { ...rule.approve, people: [ana.upn] } });
    expect(refused(after(ask), approve(ana), { policy: self })).toEqual({ code: 'own_request' });
  });

  it('refuses who is not an approver, and an approver who has left the group since', () => {
    expect(refused(after(ask), approve(raj))).toMatchObject({ code: 'not_an_approver' });
    expect(refused(after(ask), approve(mia), { facts: { ...facts, groups: { [mia.id]: [] } } })).toMatchObject({
      code: 'not_an_approver',
    });
    expect(refused(after(ask), { is: 'deny', at: NOW, by: raj, reason: '' })).toMatchObject({
      code: 'not_an_approver',
    });
  });

  it('refuses when the requester may no longer ask, or the rule is gone', () => {
    const narrow = withRule({ ask: { people: [], groups: ['somewhere'] } });
    expect(refused(after(ask), approve(mia), { policy: narrow })).toMatchObject({ code: 'may_not_ask' });
    expect(refused(after(ask), approve(mia), { policy: { ...policy, rules: [] } })).toMatchObject({
      code: 'rule_gone',
    });
  });

  it('goes by the VM as it is now: its tags may choose another rule', () => {
    const strict = {
      ...rule,
      name: 'strict',
      match: { ...rule.match, tags: { env: 'prod' } },
      ask: { people: [], groups: [OPERATORS] },
    };
    const tagged: Policy = { ...policy, rules: [strict, { ...rule, name: 'rest' }] };
    const pending = run({ is: 'none' }, { ...ask, vm: { ...vm, tags: {} } }, { policy: tagged }).state;
    expect(refused(pending, approve(mia), { policy: tagged, facts: { ...facts, vm } })).toMatchObject({
      code: 'may_not_ask',
      rule: 'strict',
    });
    expect(run(pending, approve(mia), { policy: tagged, facts: { ...facts, vm: { ...vm, tags: {} } } }).state.is).toBe(
      'approved',
    );
  });

  it('counts only those who would still count today', () => {
    const two = withRule({ approve: { ...rule.approve, needed: 2 } });
    const first = run(after(ask), approve(mia), { policy: two }).state;
    const left = { ...facts, groups: { ...facts.groups, [mia.id]: [] } };
    expect(run(first, approve(tom), { policy: two, facts: left }).state.is).toBe('pending');
    expect(run(first, approve(tom), { policy: two }).state.is).toBe('approved');
  });

  it('wants a ticket that the rule has come to want', () => {
    const ticket = withRule({ ticket: { required: true, example: 'INC1' } });
    expect(refused(after(ask), approve(mia), { policy: ticket })).toMatchObject({ code: 'ticket_missing' });
  });

  it('refuses when the requester can no longer be served', () => {
    const gone = { facts: { ...facts, unfit: 'directory_disabled' } };
    expect(refused(after(ask), approve(mia), gone)).toMatchObject({
      code: 'requester_unfit',
      problem: 'directory_disabled',
    });
  });

  it('keeps that access was open when the report of it was lost', () => {
    const ended = after(
      ask,
      approve(mia),
      { is: 'expire', at: NOW + 200 * MINUTE },
      { is: 'revoked', at: NOW + 201 * MINUTE, absent: false },
    );
    expect(ended).toMatchObject({ is: 'ended', grantedAt: NOW + MINUTE });
  });

  it('needs as many different approvers as the rule says, by the stricter of then and now', () => {
    const two = withRule({ approve: { ...rule.approve, needed: 2 } });
    const first = run(after(ask), approve(mia), { policy: two });
    expect(first.state).toMatchObject({ is: 'pending', approvals: [{ by: mia }] });
    expect(refused(first.state, approve(mia), { policy: two })).toMatchObject({
      code: 'approved_before',
      given: 1,
      needed: 2,
    });
    expect(run(first.state, approve(tom), { policy: two }).state.is).toBe('approved');
  });

  it('refuses an approval after the lapse time, even when no alarm rang', () => {
    expect(refused(after(ask), approve(mia, NOW + 480 * MINUTE))).toMatchObject({ code: 'too_late' });
  });

  it('gives no more time than the rule allows today', () => {
    expect(run(after(ask), approve(mia), { policy: withRule({ longest: 30 }) }).state).toMatchObject({
      endsAt: NOW + 31 * MINUTE,
    });
  });

  it('lets only the requester withdraw and release, and only approvers and operators revoke', () => {
    const { pending, active } = samples();
    expect(refused(pending, { is: 'withdraw', at: NOW, by: mia })).toEqual({ code: 'not_yours' });
    expect(refused(active, { is: 'release', at: NOW, by: mia })).toEqual({ code: 'not_yours' });
    expect(refused(active, { is: 'revoke', at: NOW, by: raj, reason: '' })).toEqual({ code: 'may_not_revoke' });
    expect(run(active, { is: 'revoke', at: NOW, by: olga, reason: 'incident' }).state).toMatchObject({
      is: 'revoking',
      ending: { why: 'revoked', by: olga },
    });
  });
});

describe('closing', () => {
  it('has no way out of revoking but ended', () => {
    const revoking = samples().revoking;
    for (const command of commands()) {
      const decision = decide(revoking, command, { policy, facts });
      const next = 'refusal' in decision ? revoking : decision.events.reduce<State>(evolve, revoking);
      expect(['revoking', 'ended'], command.is).toContain(next.is);
    }
  });

  it('closes again when a grant is reported after the end', () => {
    const late: Command = { is: 'granted', at: NOW + 130 * MINUTE, assignment: '/assignment/1' };
    for (const state of [samples().ended, samples().grant_failed]) {
      const { state: next, events } = run(state, late);
      expect(next).toMatchObject({ is: 'revoking', ending: { why: 'stray' } });
      if (next.is === 'none' || events[0] === undefined) throw new Error('nothing happened');
      expect(react(events[0], next, state)).toContainEqual({ is: 'revoke' });
    }
  });

  it('says a delay once for each fault', () => {
    const delayed: Command = { is: 'revoke_delayed', at: NOW, fault: 'revoke_locked', attempts: 1 };
    const { state } = run(samples().revoking, delayed);
    expect(run(state, delayed).events).toEqual([]);
    expect(run(state, { ...delayed, fault: 'azure_unreachable' }).events).toHaveLength(1);
  });
});

describe('any sequence of commands', () => {
  const anyCommand = fc.constantFrom(
    ...commands(),
    approve(mia),
    { is: 'release', at: NOW + 200 * MINUTE, by: ana } as Command,
    { is: 'granted', at: NOW + 999 * MINUTE, assignment: '/x' } as Command,
  );
  const anyFacts: fc.Arbitrary<Facts> = fc.constantFrom(
    facts,
    { ...facts, groups: {} },
    { ...facts, locks: [{ name: 'l', level: 'ReadOnly' as const, scope: '/' }] },
  );

  it('opens access only after an approval by somebody else, and always asks for it to be closed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyCommand, anyFacts), { maxLength: 30 }), (steps) => {
        let state: State = { is: 'none' };
        const happened: Event[] = [];
        let opened = 0;
        let closing = 0;
        for (const [command, known] of steps) {
          const decision = decide(state, command, { policy, facts: known });
          if ('refusal' in decision) continue;
          for (const event of decision.events) {
            const before: State = state;
            const next = evolve(before, event);
            const effects = react(event, next, before);
            opened += effects.filter((effect) => effect.is === 'grant').length;
            closing += effects.filter((effect) => effect.is === 'revoke').length;
            happened.push(event);
            state = next;
          }
        }
        expect(opened).toBeLessThanOrEqual(1);
        const approvals = happened.filter((event) => event.is === 'approval_given');
        if (opened === 1) {
          expect(approvals.length).toBeGreaterThanOrEqual(1);
          expect(approvals.every((event) => event.by.id !== ana.id)).toBe(true);
        }
        if (state.is === 'ended' || state.is === 'revoking') expect(closing).toBeGreaterThanOrEqual(1);
        // Replaying what happened gives the same state: the events are the whole truth.
        expect(happened.reduce<State>(evolve, { is: 'none' })).toEqual(state);
      }),
      { numRuns: 500 },
    );
  });
});

describe('TRANSITIONS.md', () => {
  it('is what the code does; `npm run transitions` writes it', async () => {
    expect(await readFile(new URL('../../workflows/TRANSITIONS.md', import.meta.url), 'utf8')).toBe(transitionsTable());
  });
});
