/** The pure rules alone: a whole request, from asking to its end, decided, evolved and reacted to. */
import { decide } from '../../workflows/decide.ts';
import { evolve } from '../../workflows/evolve.ts';
import { react } from '../../workflows/react.ts';
import type { Command, State } from '../../workflows/request.ts';
import { ask, facts, mia, NOW, policy } from '../../test/workflows/given.ts';
import { median, quantile, rounded } from './figures.ts';

export type Absolute = {
  readonly is: 'absolute';
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Smallest and largest of the rounds, where there were several. */
  readonly low?: number;
  readonly high?: number;
};

const HOUR = 3_600_000;
const LIFE: readonly Command[] = [
  ask,
  { is: 'approve', at: NOW, by: mia },
  { is: 'granted', at: NOW, assignment: 'a' },
  { is: 'expire', at: NOW + 3 * HOUR },
  { is: 'revoked', at: NOW + 3 * HOUR, absent: false },
];

export function benchDeciding(rounds: number): Absolute {
  const lives = 10_000;
  const speeds: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const began = performance.now();
    for (let life = 0; life < lives; life += 1) live();
    speeds.push((lives * LIFE.length) / ((performance.now() - began) / 1000));
  }
  const counted = speeds.slice(1);
  return {
    is: 'absolute',
    name: 'commands decided, evolved and reacted to, by the pure rules alone',
    value: rounded(median(counted)),
    unit: 'a second',
    low: rounded(quantile(counted, 0)),
    high: rounded(quantile(counted, 1)),
  };
}

function live(): void {
  let state: State = { is: 'none' };
  for (const command of LIFE) {
    const decision = decide(state, command, { policy, facts });
    if ('refusal' in decision) throw new Error(`refused: ${decision.refusal.code}`);
    for (const event of decision.events) {
      const after = evolve(state, event);
      react(event, after, state);
      state = after;
    }
  }
  if (state.is !== 'ended') throw new Error(`not ended but ${state.is}`);
}
