/** Commands in, outcomes out: commits a command and wakes whoever carries out what follows. */
import type { RequestId } from '../workflows/language.ts';
import type { Policy } from '../workflows/policy.ts';
import type { Command, Facts } from '../workflows/request.ts';
import { commit } from './record/commit.ts';
import type { Outcome } from './record/commit.ts';
import type { Database } from './record/database.ts';
import type { Log } from './log.ts';
import type { Telemetry } from './telemetry.ts';

export type Engine = {
  /** Throws Fault `record_unreachable`; a refusal is part of the outcome. */
  handle(order: {
    request: RequestId;
    command: Command;
    facts?: Omit<Facts, 'open'>;
    settles?: string;
  }): Promise<Outcome>;
};

export const NO_FACTS: Omit<Facts, 'open'> = { groups: {}, standing: [], locks: [] };

export function createEngine(parts: {
  readonly db: Database;
  readonly policy: () => Policy;
  /** Called after the commit with the lanes that have new work. Must not throw. */
  readonly wake: (lanes: readonly string[]) => void;
  readonly log: Log;
  readonly telemetry: Telemetry;
}): Engine {
  return {
    async handle({ request, command, facts = NO_FACTS, settles }) {
      const outcome = await commit(parts.db, {
        request,
        command,
        policy: parts.policy(),
        facts,
        ...(settles === undefined ? {} : { settles }),
      });
      parts.wake(outcome.lanes);
      parts.telemetry.command(command.is, outcome.refusal?.code);
      const fields = { request, command: command.is, state: outcome.state.is };
      if (outcome.refusal !== undefined) parts.log.info({ ...fields, refusal: outcome.refusal.code }, 'refused');
      else if (outcome.events.length > 0)
        parts.log.info({ ...fields, events: outcome.events.map((event) => event.is) }, 'committed');
      return outcome;
    },
  };
}
