/** "My access, and what waits for me", for one person. */
import type { Card } from '../workflows/card.ts';
import { mayDecide } from '../workflows/check.ts';
import type { Person } from '../workflows/language.ts';
import { homeCard } from '../workflows/present/home.ts';
import type { Policy } from '../workflows/policy.ts';
import type { Living } from '../workflows/request.ts';
import { Fault } from './faults.ts';
import type { People } from './people.ts';
import type { Database } from './record/database.ts';
import { pendingRequests, requestsOf } from './record/questions.ts';

export type HomeBuilder = {
  /** `gap` when the directory did not answer; with `ask` false it is not asked at all. */
  build(person: Person, ask?: boolean): Promise<{ readonly card: Card; readonly gap: boolean }>;
};

const GAP =
  'The directory (Entra ID) is not answering, so Latchkey cannot tell which requests wait for you. The cards in the channel still work once it is back.';

const MINE_AT_MOST = 50;
const PENDING_AT_MOST = 200;

export function createHomes(parts: {
  readonly db: Database;
  readonly people: People;
  readonly policy: () => Policy;
}): HomeBuilder {
  async function waitingFor(person: Person, ask: boolean): Promise<{ waiting: readonly Living[]; gap?: string }> {
    const pending = await pendingRequests(parts.db, PENDING_AT_MOST);
    if (pending.length === 0) return { waiting: [] };
    if (!ask) return { waiting: [], gap: GAP };
    try {
      const facts = { groups: await parts.people.groups([person]), standing: [], locks: [], open: [] };
      const policy = parts.policy();
      const counts = (state: Living) =>
        'rule' in mayDecide(policy, facts, person, state.ask) &&
        !state.approvals.some((each) => each.by.id === person.id);
      return { waiting: pending.filter(counts) };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { waiting: [], gap: GAP };
    }
  }

  return {
    async build(person, ask = true) {
      const [mine, waiting] = await Promise.all([
        requestsOf(parts.db, person.id, MINE_AT_MOST),
        waitingFor(person, ask),
      ]);
      return { card: homeCard({ mine, ...waiting }), gap: waiting.gap !== undefined };
    },
  };
}
