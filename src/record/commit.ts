/**
 * One command, one transaction: the state is locked, the command decided, and events, state and work are written
 * together or not at all. Nothing outside is called in here (design invariant 1).
 */
import { sql } from 'kysely';
import type { Instant, RequestId } from '../../workflows/language.ts';
import { decide } from '../../workflows/decide.ts';
import { evolve } from '../../workflows/evolve.ts';
import type { Policy } from '../../workflows/policy.ts';
import { react } from '../../workflows/react.ts';
import { OPEN_STATES } from '../../workflows/request.ts';
import type { Command, Effect, Event, Facts, Living, Refusal, State } from '../../workflows/request.ts';
import type { Database, Within } from './database.ts';
import { reaching } from './database.ts';
import type { NewWork } from './task.ts';
import { addWork, HOMES, settle } from './work.ts';

export type Outcome = {
  /** The state after the command, or as it stands when the command was refused. */
  readonly state: State;
  readonly events: readonly Event[];
  readonly refusal: Refusal | undefined;
  /** Lanes that have new work. */
  readonly lanes: readonly string[];
};

export type Committing = {
  readonly request: RequestId;
  readonly command: Command;
  readonly policy: Policy;
  readonly facts: Omit<Facts, 'open'>;
  /** A row of work that this command brings to its end: settled in the same transaction, unless refused. */
  readonly settles?: string;
};

export async function commit(db: Database, order: Committing): Promise<Outcome> {
  return reaching(() => db.transaction().execute((within) => commitWithin(within, order)));
}

async function commitWithin(within: Within, order: Committing): Promise<Outcome> {
  const { request, command, policy } = order;
  if (command.is === 'ask') await lockWish(within, command);
  const row = await within
    .selectFrom('requests')
    .select(['version', 'state'])
    .where('id', '=', request)
    .forUpdate()
    .executeTakeFirst();
  const before: State = row?.state ?? { is: 'none' };
  const open = command.is === 'ask' ? await openRequests(within, command.by.id) : [];
  const decision = decide(before, command, { policy, facts: { ...order.facts, open } });
  if ('refusal' in decision) return { state: before, events: [], refusal: decision.refusal, lanes: [] };
  const work = await write(within, request, row?.version ?? 0, before, decision.events, command.at, policy);
  if (order.settles !== undefined) await settle(within, order.settles);
  return { state: work.state, events: decision.events, refusal: undefined, lanes: work.lanes };
}

/** Two asks of the same person wait for each other here, so that the second sees the first. */
async function lockWish(within: Within, command: Command & { is: 'ask' }): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${command.by.id}, 0))`.execute(within);
}

async function openRequests(within: Within, requester: string): Promise<readonly Living[]> {
  const rows = await within
    .selectFrom('requests')
    .select('state')
    .where('requester', '=', requester)
    .where('status', 'in', [...OPEN_STATES])
    .execute();
  return rows.map((row) => row.state);
}

async function write(
  within: Within,
  request: RequestId,
  version: number,
  before: State,
  events: readonly Event[],
  at: Instant,
  policy: Policy,
): Promise<{ state: State; lanes: readonly string[] }> {
  let state = before;
  let next = version;
  const work: NewWork[] = [];
  for (const event of events) {
    const previous = state;
    const after = evolve(previous, event);
    next += 1;
    await within
      .insertInto('events')
      .values({ request, version: next, name: event.is, event: JSON.stringify(event), committed_at: new Date(at) })
      .execute();
    work.push(...react(event, after, previous).flatMap((effect) => toWork(effect, request, next, after, policy)));
    state = after;
  }
  if (state.is === 'none' || events.length === 0) return { state, lanes: [] };
  await save(within, request, next, state, at);
  const last = dropRepeated(work);
  await addWork(within, last);
  return { state, lanes: [...new Set(last.map((item) => item.lane))] };
}

async function save(within: Within, request: RequestId, version: number, state: Living, at: Instant): Promise<void> {
  const changing = {
    version,
    status: state.is,
    state: JSON.stringify(state),
    ends_at: 'endsAt' in state ? new Date(state.endsAt) : null,
    changed_at: new Date(at),
  };
  await within
    .insertInto('requests')
    .values({
      id: request,
      requester: state.ask.requester.id,
      vm: state.ask.vm.id.toLowerCase(),
      role: state.ask.role,
      asked_at: new Date(state.ask.askedAt),
      lapses_at: new Date(state.ask.lapsesAt),
      ...changing,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .execute();
}

/** Each effect gets the lane in which it must stay in order. */
function toWork(
  effect: Effect,
  request: RequestId,
  version: number,
  state: Living,
  policy: Policy,
): readonly NewWork[] {
  const at = (lane: string, task: NewWork['task']): NewWork => ({ lane: `${request}/${lane}`, request, version, task });
  switch (effect.is) {
    case 'grant':
    case 'revoke':
      return [at('cloud', { is: effect.is })];
    case 'set_alarm':
      return [at('alarm', { is: 'set_alarm', at: effect.at })];
    case 'clear_alarm':
      return [at('alarm', { is: 'clear_alarm' })];
    case 'draw':
      if (effect.place === 'approvers')
        return state.ask.channels.map((channel) => at(channel, { is: 'draw_channel', channel }));
      return [
        effect.place === 'requester'
          ? at('requester', { is: 'draw_requester' })
          : { lane: HOMES, task: { is: 'draw_homes' } },
      ];
    case 'tell':
      if (effect.to === 'requester') return [at('requester', { is: 'tell_requester', notice: effect.notice })];
      return policy.operators.channels.map((channel) =>
        at(`operators/${channel}`, { is: 'tell_channel', channel, notice: effect.notice }),
      );
    default:
      return effect satisfies never;
  }
}

/** Cards are drawn from the state as it is then: of several drawings of one place the last is enough. */
function dropRepeated(work: readonly NewWork[]): readonly NewWork[] {
  const isDraw = (item: NewWork) => item.task.is.startsWith('draw_');
  return work.filter(
    (item, index) => !isDraw(item) || !work.slice(index + 1).some((later) => isDraw(later) && later.lane === item.lane),
  );
}
