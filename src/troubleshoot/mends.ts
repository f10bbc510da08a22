/** Repairs in the record. Each step is one transaction, and may be one of the conversation as well. */
import { sql } from 'kysely';
import type { Instant } from '../../workflows/language.ts';
import type { LoginExtension } from '../../workflows/troubleshoot/login-extension.ts';
import type { MendOrder, MendState, RenewalStep } from '../../workflows/troubleshoot/mending.ts';
import type { Database, Within } from '../record/database.ts';
import { reaching } from '../record/database.ts';
import type { NewWork } from '../record/task.ts';
import { addWork, settle } from '../record/work.ts';
import { deedRow, lanesOf, stepWithin } from './record.ts';
import type { Deed, TalkStep } from './record.ts';

export type RecordedMend = { readonly state: MendState; readonly version: number };

export async function readMend(db: Database, id: string): Promise<RecordedMend | undefined> {
  const row = await reaching(() =>
    db.selectFrom('mends').select(['state', 'version']).where('id', '=', id).executeTakeFirst(),
  );
  return row === undefined ? undefined : { state: row.state, version: row.version };
}

/** Repairs asked for in a conversation, the newest first. */
export async function mendsOf(db: Database, talk: string): Promise<readonly MendState[]> {
  const rows = await db
    .selectFrom('mends')
    .select('state')
    .where('talk', '=', talk)
    .orderBy('changed_at', 'desc')
    .limit(5)
    .execute();
  return rows.map((row) => row.state);
}

/**
 * The extension that a repair may have taken off this machine and has not put on again, unless a later one put on another: what it
 * was is known to nobody else.
 *
 * @param machine Azure's own id: what was on a VM that was deleted is nothing to one of the same name
 */
export async function lastTakenOff(db: Database, vm: string, machine: string): Promise<LoginExtension | undefined> {
  const state = await lastRenewal(db, vm);
  const renewal = state?.is === 'failed' || state?.is === 'doing' ? state.renewal : undefined;
  return renewal?.machine === machine ? renewal.extension : undefined;
}

/**
 * The repair that put this machine's extension on anew after the other one had been approved: doing it twice would take people off
 * the VM twice. What was approved later is wanted once more.
 */
export async function doneInstead(
  db: Database,
  { id, vm }: MendOrder,
  approvedAt: Instant,
  machine: string,
): Promise<string | undefined> {
  const last = await lastRenewal(db, vm.id);
  if (last?.is !== 'done' || last.order.id === id || last.at <= approvedAt) return undefined;
  return last.machine === machine ? last.order.id : undefined;
}

/** The latest repair that did anything to the extension of the VM of this name. */
async function lastRenewal(db: Database, vm: string): Promise<MendState | undefined> {
  const row = await reaching(() =>
    db
      .selectFrom('mends')
      .select('state')
      .where('vm', '=', vm.toLowerCase())
      .where(sql<boolean>`state #>> '{order,doing,is}' = 'reinstall_extension'`)
      .where(sql<boolean>`(status = 'done' and state ->> 'instead' is null or state #>> '{renewal,begun}' = 'true')`)
      .orderBy('changed_at', 'desc')
      .limit(1)
      .executeTakeFirst(),
  );
  return row?.state;
}

/**
 * Writes a repair as it is now; `before` is nought for a new one. Undefined when somebody was quicker. Whatever has become of
 * it is drawn, and told to who asked when it is decided. `along` is a step of the conversation at the same time: where it
 * `must` fit and does not, nothing is written; else the conversation that has gone on meanwhile is not disturbed.
 */
export async function writeMend(
  db: Database,
  before: number,
  step: {
    readonly state: MendState;
    readonly by?: string;
    readonly now: Instant;
    readonly settles?: string;
    /** A step on the way that changes nothing anybody sees: recorded and logged, neither drawn nor told. */
    readonly step?: RenewalStep['is'];
    readonly along?: { readonly before: number; readonly step: TalkStep; readonly must: boolean };
  },
): Promise<readonly string[] | undefined> {
  const { state, by, now } = step;
  return reaching(() => db.transaction().execute((within) => mendWithin(within))).catch((error: unknown) => {
    if (error instanceof Overtaken) return undefined;
    throw error;
  });

  async function mendWithin(within: Within): Promise<readonly string[] | undefined> {
    const along = step.along === undefined ? [] : await stepWithin(within, step.along.before, step.along.step);
    if (along === undefined && step.along?.must === true) return undefined;
    if (!(await saveMend(within, before, state, now))) {
      if (along !== undefined && step.along !== undefined) throw new Overtaken();
      return undefined;
    }
    const work = step.step === undefined ? mendWork(state, before + 1) : [];
    const { id, talk, doing, vm, about } = state.order;
    const on = step.step === undefined ? {} : { step: step.step };
    const details = { mend: id, doing: doing.is, vm: vm.id, about: about.id, state: state.is, ...on };
    const deed: Deed = { what: 'mend', details, ...(by === undefined ? {} : { by }) };
    await within
      .insertInto('talk_log')
      .values(deedRow(talk, deed, now))
      .execute();
    await addWork(within, work);
    if (step.settles !== undefined) await settle(within, step.settles);
    return [...lanesOf(work), ...(along ?? [])];
  }
}

/** Takes back what a transaction has written already. */
class Overtaken extends Error {}

async function saveMend(within: Within, before: number, state: MendState, now: Instant): Promise<boolean> {
  const { order } = state;
  const values = {
    status: state.is,
    version: before + 1,
    state: JSON.stringify(state),
    lapses_at: new Date(order.lapsesAt),
    changed_at: new Date(now),
  };
  if (before === 0) {
    // One of a kind at a time in a conversation: whoever makes up a button cannot ask those who decide twice.
    const going = await within
      .selectFrom('mends')
      .select('id')
      .where('talk', '=', order.talk)
      .where('id', '!=', order.id)
      .where('status', 'in', ['asked', 'doing'])
      .where(sql<boolean>`state #>> '{order,doing,is}' = ${order.doing.is}`)
      .executeTakeFirst();
    if (going !== undefined) return false;
    const inserted = await within
      .insertInto('mends')
      .values({ id: order.id, talk: order.talk, vm: order.vm.id.toLowerCase(), ...values })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    return inserted !== undefined;
  }
  const updated = await within
    .updateTable('mends')
    .set(values)
    .where('id', '=', order.id)
    .where('version', '=', before)
    .returning('id')
    .executeTakeFirst();
  return updated !== undefined;
}

function mendWork(state: MendState, version: number): readonly NewWork[] {
  const { id, channels, talk } = state.order;
  const drawn = channels.map((channel): NewWork => ({
    lane: `mend/${id}/${channel}`,
    task: { is: 'mend_draw', mend: id, channel },
  }));
  const own: NewWork = { lane: `talk/${talk}`, task: { is: 'talk_draw', talk } };
  const told: NewWork = { lane: `talk/${talk}`, task: { is: 'mend_tell', mend: id } };
  const asked = state.is === 'asked';
  // A delay changes nothing but the words; the work that is at it goes on by itself.
  const begins = state.is === 'doing' && state.fault === undefined;
  return [
    ...drawn,
    ...(asked && version > 1 ? [] : [own]),
    ...(asked || state.is === 'doing' ? [] : [told]),
    ...(begins ? [{ lane: laneOf(state.order), task: { is: 'mend', mend: id } } as const] : []),
  ];
}

/** One after the other where two at once would be in each other's way: each takes the extension off for minutes. */
function laneOf({ id, doing, vm }: MendOrder): string {
  // What a lane ends with tells what it is for, and a VM may be called anything.
  return doing.is === 'reinstall_extension' ? `mend/on/${vm.id.toLowerCase()}/extension` : `mend/${id}`;
}
