/** Every state and every command, as a table: what `workflows/TRANSITIONS.md` holds. */
import { decide } from '../../workflows/decide.ts';
import { evolve } from '../../workflows/evolve.ts';
import type { State } from '../../workflows/request.ts';
import { commands, facts, policy, samples } from './given.ts';

export function transitionsTable(): string {
  const states = Object.values(samples());
  const all = commands();
  const head = ['', ...all.map((command) => command.is)];
  const rows = states.map((state) => [
    `**${state.is}**`,
    ...all.map((command) => {
      const decision = decide(state, command, { policy, facts });
      if ('refusal' in decision) return decision.refusal.code;
      return `→ ${decision.events.reduce<State>(evolve, state).is}`;
    }),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '# Transitions',
    '',
    'Every state (row) and every command (column), given by somebody who may, at a time when it is due: the state that',
    'follows, or the refusal. Written by `npm run transitions`; a test keeps it true.',
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n');
}
