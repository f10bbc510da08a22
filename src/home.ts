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

export type HomeBuilder = { build(person: Person): Promise<Card> };

const MINE_AT_MOST = 50;
const PENDING_AT_MOST = 200;

export function createHomes(parts: {
  readonly db: Database;
  readonly people: People;
  readonly policy: () => Policy;
}): HomeBuilder {
  async function waitingFor(person: Person): Promise<{ waiting: readonly Living[]; gap?: string }> {
    const pending = await pendingRequests(parts.db, PENDING_AT_MOST);
    if (pending.length === 0) return { waiting: [] };
    try {
      const facts = { groups: await parts.people.groups([person]), standing: [], locks: [], open: [] };
      const policy = parts.policy();
      const counts = (state: Living) =>
        'rule' in mayDecide(policy, facts, person, state.ask) &&
        !state.approvals.some((each) => each.by.id === person.id);
      return { waiting: pending.filter(counts) };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return {
        waiting: [],
        gap: 'The directory (Entra ID) is not answering, so Latchkey cannot tell which requests wait for you. The cards in the channel still work once it is back.',
      };
    }
  }

  return {
    async build(person) {
      const [mine, waiting] = await Promise.all([requestsOf(parts.db, person.id, MINE_AT_MOST), waitingFor(person)]);
      return homeCard({ mine, ...waiting });
    },
  };
}
