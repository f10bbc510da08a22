/** All checks at once, each with its own deadline; whatever one of them does, the others are not kept. */
import type { Person, Vm } from '../../workflows/language.ts';
import type { RecordSight, SeenSoFar, Sight, Sights } from '../../workflows/troubleshoot/sights.ts';
import { sameId } from '../../workflows/language.ts';
import type { Living } from '../../workflows/request.ts';
import type { Inspector, Lookout } from '../ports.ts';
import type { Database } from '../record/database.ts';
import { requestsOf } from '../record/questions.ts';

/** How long a check may take, in milliseconds. */
const CHECK_WITHIN = 8_000;
/** Run Command alone takes twenty seconds and more. */
const INSIDE_WITHIN = 120_000;
/** What does not end at its signal is not waited for much longer. */
const GRACE = 500;
const REQUESTS_AT_MOST = 200;

type About = { readonly vm: Vm; readonly person: Person };

/**
 * Never throws for what outside answers; throws Fault `record_unreachable`.
 *
 * @param onSight called with all that has been seen so far, whenever there is more
 */
export async function lookAround(
  parts: { readonly lookout: Lookout; readonly db: Database },
  about: About,
  onSight: (seen: SeenSoFar) => void,
): Promise<SeenSoFar> {
  let seen: SeenSoFar = {};
  const note = (more: SeenSoFar) => {
    seen = { ...seen, ...more };
    onSight(seen);
  };
  // The record is ours and quick: without it nothing else could be written either.
  const record = recordSight(parts.db, about).then((value) => note({ record: { is: 'seen', value } }));
  const checks = (Object.keys(parts.lookout) as (keyof Lookout)[]).map(async (check) => {
    const sight = await inTime<Sight<unknown>>(CHECK_WITHIN, (signal) => parts.lookout[check](about, signal));
    note({ [check]: sight });
  });
  await Promise.all([record, ...checks]);
  return seen;
}

export function lookInside(inspector: Inspector, about: Pick<About, 'vm'>): Promise<Sights['inside']> {
  return inTime(INSIDE_WITHIN, (signal) => inspector.inside(about, signal));
}

async function inTime<S extends Sight<unknown>>(
  ms: number,
  look: (signal: AbortSignal) => Promise<S>,
): Promise<S | Extract<Sight<never>, { is: 'unseen' }>> {
  const ending = new AbortController();
  const abort = setTimeout(() => ending.abort(), ms);
  let giveUp: NodeJS.Timeout | undefined;
  const late = new Promise<Extract<Sight<never>, { is: 'unseen' }>>((resolve) => {
    giveUp = setTimeout(() => resolve({ is: 'unseen', why: 'late', detail: 'It did not answer in time.' }), ms + GRACE);
  });
  try {
    return await Promise.race([look(ending.signal), late]);
  } catch {
    // A check of ours that fails must not take the others with it; what it could not tell is said as such.
    return { is: 'unseen', why: 'unreadable', detail: 'The check itself failed.' };
  } finally {
    clearTimeout(abort);
    clearTimeout(giveUp);
  }
}

/** What Latchkey's own record says of this person and VM. */
async function recordSight(db: Database, { person, vm }: About): Promise<RecordSight> {
  const all = await requestsOf(db, person.id, REQUESTS_AT_MOST);
  const here = all.filter((state) => sameId(state.ask.vm.id, vm.id)).toSorted((a, b) => b.ask.askedAt - a.ask.askedAt);
  // What is open counts before whatever was asked for later and came to nothing.
  const latest = here.find((state) => state.is === 'active') ?? here[0];
  const elsewhere = all
    .filter((state) => state.is === 'active' && !sameId(state.ask.vm.id, vm.id))
    .map(({ ask }) => ({ vm: ask.vm.name, role: ask.role }));
  return { ...(latest === undefined ? {} : { latest: latestOf(latest) }), elsewhere };
}

function latestOf(state: Living): NonNullable<RecordSight['latest']> {
  const { id: request, role } = state.ask;
  const base = { request, role };
  switch (state.is) {
    case 'pending':
      return { ...base, state: 'pending', at: state.ask.askedAt };
    case 'approved':
      return { ...base, state: 'approved', at: state.approvedAt, endsAt: state.endsAt };
    case 'active':
      return { ...base, state: 'active', at: state.grantedAt, endsAt: state.endsAt };
    case 'revoking':
      return { ...base, state: 'ending', at: state.ending.at, endsAt: state.endsAt };
    case 'ended':
      return { ...base, state: 'ended', at: state.endedAt, endsAt: state.endsAt };
    case 'denied':
    case 'withdrawn':
    case 'lapsed':
      return { ...base, state: state.is, at: state.at };
    case 'grant_failed':
      return { ...base, state: 'failed', at: state.at };
    default:
      return state satisfies never;
  }
}
