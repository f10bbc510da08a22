/** A storm is the same each time, and what it checks can fail. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignmentName } from '../../adapters/azure/assignment.ts';
import { paintMessage } from '../../adapters/slack/paint.ts';
import type { Evidence } from '../../scripts/chaos/evidence.ts';
import { BOUND, breaches } from '../../scripts/chaos/invariants.ts';
import { planStorm } from '../../scripts/chaos/plan.ts';
import { evolve } from '../../workflows/evolve.ts';
import { requestCard } from '../../workflows/present/request.ts';
import type { Command, Event, State } from '../../workflows/request.ts';
import { ask, mia, MINUTE, NOW, REQUEST, run } from '../workflows/given.ts';

describe('the plan of a storm', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planStorm(7, 60_000)).toEqual(planStorm(7, 60_000));
    expect(planStorm(7, 60_000)).not.toEqual(planStorm(8, 60_000));
  });

  it('keeps within its length, in order, and leaves nothing broken behind', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2_000, max: 600_000 }), (seed, length) => {
        const steps = planStorm(seed, length);
        expect(steps).toEqual(steps.toSorted((a, b) => a.at - b.at));
        for (const step of steps) {
          const lasts = step.is === 'fault' ? step.lasts : 'away' in step ? step.away : 0;
          expect(step.at).toBeGreaterThanOrEqual(0);
          expect(step.at + lasts).toBeLessThan(length);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('has every kind of step in it before long', () => {
    const kinds = new Set(planStorm(1, 300_000).map((step) => step.is));
    expect([...kinds].toSorted()).toEqual(
      ['ask', 'cut_sockets', 'decide', 'empty_queue', 'fault', 'finish', 'kill', 'open_home'].concat([
        'portal_assign',
        'portal_remove',
        'press_old',
        'revoke',
        'stop_postgres',
      ]),
    );
  });
});

const END = NOW + 120 * MINUTE;
const NAME = assignmentName(REQUEST);
const DESCRIPTION = `Latchkey request=${REQUEST} ends=${new Date(END).toISOString().slice(0, 19)}Z. Temporary access.`;
const FOREIGN = {
  name: 'f0000000-0000-4000-8000-000000000000',
  scope: '/s',
  role: 'r',
  principalId: 'p',
  description: null,
};

/** A request that was asked for, opened and closed again, as the record and Slack should have it. */
function sound(): Evidence {
  const commands: readonly Command[] = [
    ask,
    { is: 'approve', at: NOW, by: mia },
    { is: 'granted', at: NOW, assignment: NAME },
    { is: 'expire', at: END },
    { is: 'revoked', at: END, absent: false },
  ];
  let state: State = { is: 'none' };
  const events: Event[] = [];
  for (const command of commands) {
    const outcome = run(state, command);
    state = outcome.state;
    events.push(...outcome.events);
  }
  if (state.is !== 'ended') throw new Error('nothing has ended');
  const ended = state;
  const message = (ts: string, viewer: 'approvers' | 'requester', key: string) => {
    const { text, blocks } = paintMessage(requestCard(ended, viewer));
    return { channel: 'C', ts, text, blocks, metadata: { event_type: 'latchkey_card', event_payload: { key } } };
  };
  const keys = [`${REQUEST}/${state.ask.channels[0]}`, `${REQUEST}/requester`] as const;
  const numbered = events.map((event, index) => ({ version: index + 1, event }));
  const requests = [
    { id: REQUEST, version: events.length, state: JSON.parse(JSON.stringify(state)), events: numbered },
  ];
  return {
    requests,
    work: [],
    cards: new Map(keys.map((key, index) => [key, `message C ${index + 1}`])),
    messages: [message('1', 'approvers', keys[0]), message('2', 'requester', keys[1])],
    assignments: [FOREIGN],
    sightings: [{ name: NAME, request: REQUEST, endsAt: END, first: NOW, last: END }],
    seen: [],
    deleted: new Set([NAME]),
    foreign: [FOREIGN],
    healedAt: NOW,
    ends: [],
    lines: [],
  };
}

/** What can be wrong, and the invariant that must notice. */
const WRONG: readonly (readonly [string, string, (evidence: Evidence) => Partial<Evidence>])[] = [
  [
    'nothing stays open past its end',
    'an assignment that is left',
    () => ({ assignments: [FOREIGN, { ...FOREIGN, name: NAME, description: DESCRIPTION }] }),
  ],
  [
    'nothing stays open past its end',
    'one that was closed too late',
    () => ({ sightings: [{ name: NAME, request: REQUEST, endsAt: END, first: NOW, last: END + BOUND + 1 }] }),
  ],
  ['never two at once for one person, VM and role', 'two at once', () => ({ seen: ['two'] })],
  ['nothing is removed that Latchkey did not make', 'a foreign assignment gone', () => ({ assignments: [] })],
  [
    'nothing is removed that Latchkey did not make',
    'a deletion of something else',
    () => ({ deleted: new Set(['0f000000-0000-4000-8000-000000000000']) }),
  ],
  [
    'every request comes to an end',
    'a request that is still being closed',
    ({ requests }) => ({
      requests: requests.map((each) => ({
        ...each,
        version: each.version - 1,
        events: each.events.slice(0, -1),
        state: each.events
          .slice(0, -1)
          .reduce((state: State, { event }) => evolve(state, event), { is: 'none' }) as never,
      })),
    }),
  ],
  ['every card shows how it ended, once in each place', 'no card', () => ({ cards: new Map(), messages: [] })],
  [
    'every card shows how it ended, once in each place',
    'an old card',
    ({ messages }) => ({ messages: messages.map((each) => ({ ...each, text: 'Approval needed' })) }),
  ],
  [
    'every card shows how it ended, once in each place',
    'a second card',
    ({ messages }) => ({ messages: [...messages, { ...messages[0], channel: 'C', ts: '3' }] }),
  ],
  [
    'a person is told at most once that access is open',
    'told twice',
    ({ messages }) => {
      const metadata = { event_payload: { key: `${REQUEST}/notice/5` } };
      const task = { is: 'tell_requester', notice: 'ready' } as const;
      return {
        work: [{ id: '5', lane: 'l', request: REQUEST, task, done: true, attempts: 2, fault: null }],
        messages: [...messages, { channel: 'D', ts: '4', metadata }, { channel: 'D', ts: '5', metadata }],
      };
    },
  ],
  [
    'the events of a request give its state',
    'a state that no event explains',
    ({ requests }) => ({ requests: requests.map((each) => ({ ...each, events: each.events.toReversed() })) }),
  ],
  [
    'no work is left over, given up or defective',
    'work that is not done',
    () => ({
      work: [{ id: '1', lane: 'l', request: null, task: { is: 'answered' }, done: false, attempts: 1, fault: null }],
    }),
  ],
  ['no work is left over, given up or defective', 'a defect', () => ({ lines: [{ level: 'error', msg: 'given up' }] })],
  ['no replica ends by itself', 'a replica that ended', () => ({ ends: ['replica-1: it ended with code 1'] })],
];

describe('what is checked after a storm', () => {
  it('finds nothing wrong where nothing is', () => {
    expect(breaches(sound())).toEqual([]);
  });

  it.each(WRONG)('%s: notices %s', (invariant, _what, change) => {
    const evidence = sound();
    const found = breaches({ ...evidence, ...change(evidence) });
    expect(found.map((each) => each.invariant)).toContain(invariant);
  });
});
