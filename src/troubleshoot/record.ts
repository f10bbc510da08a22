/**
 * Conversations and repairs in the record. Each step is one transaction: the version is compared, state, work and log are
 * written together or not at all, and nothing outside is called in here.
 */
import { sql } from 'kysely';
import type { Channel, Instant } from '../../workflows/language.ts';
import type { Consequence, Talk } from '../../workflows/troubleshoot/conversation.ts';
import type { MendState } from '../../workflows/troubleshoot/mending.ts';
import type { Database, TalkDeed, Within } from '../record/database.ts';
import { reaching } from '../record/database.ts';
import type { NewWork } from '../record/task.ts';
import { addWork, settle } from '../record/work.ts';

export type RecordedTalk = {
  readonly talk: Talk;
  readonly version: number;
  /** The button that led to this version. */
  readonly pressed: string | undefined;
  readonly touchedAt: Instant;
};

/** For `talk_log`. `by` is an Entra object id; left out for Latchkey itself. */
export type Deed = { readonly what: TalkDeed; readonly by?: string; readonly details?: unknown };

export type TalkStep = {
  readonly talk: Talk;
  readonly next: readonly Consequence[];
  readonly deeds: readonly Deed[];
  readonly now: Instant;
  /** Channels of the operators, for a hand-over. */
  readonly operators: readonly Channel[];
  readonly pressed?: string;
  /** A row of work that this step brings to its end. */
  readonly settles?: string;
};

export async function readTalk(db: Database, id: string): Promise<RecordedTalk | undefined> {
  const row = await reaching(() =>
    db
      .selectFrom('talks')
      .select(['state', 'version', 'pressed', 'touched_at'])
      .where('id', '=', id)
      .executeTakeFirst(),
  );
  if (row === undefined) return undefined;
  return {
    talk: row.state,
    version: row.version,
    pressed: row.pressed ?? undefined,
    touchedAt: row.touched_at.getTime(),
  };
}

/** Begins a conversation in place of any of the same person about the same VM; the lanes with new work. */
export async function beginTalk(db: Database, step: TalkStep): Promise<readonly string[]> {
  const { talk, now } = step;
  return reaching(() =>
    db.transaction().execute(async (within) => {
      await lockPerson(within, talk.asker.id);
      const replaced = await replaceOthers(within, talk, now);
      const inserted = await within
        .insertInto('talks')
        .values({ id: talk.id, person: talk.asker.id, started_at: new Date(now), ...changing(step, 1) })
        // The same delivery worked off twice begins once.
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      const work = inserted === undefined ? [] : workOf(step, 1);
      if (inserted !== undefined) await writeDeeds(within, talk.id, step);
      await addWork(within, [...replaced, ...work]);
      if (step.settles !== undefined) await settle(within, step.settles);
      return lanesOf([...replaced, ...work]);
    }),
  );
}

/** One step on; undefined when somebody was quicker, and nothing is written then. */
export async function stepTalk(db: Database, before: number, step: TalkStep): Promise<readonly string[] | undefined> {
  return reaching(() => db.transaction().execute((within) => stepWithin(within, before, step)));
}

async function stepWithin(within: Within, before: number, step: TalkStep): Promise<readonly string[] | undefined> {
  const { talk, now } = step;
  await lockPerson(within, talk.asker.id);
  const row = await within
    .selectFrom('talks')
    .select(['version', 'vm'])
    .where('id', '=', talk.id)
    .forUpdate()
    .executeTakeFirst();
  if (row?.version !== before) return undefined;
  const replaced = row.vm === vmOf(talk) ? [] : await replaceOthers(within, talk, now);
  await within
    .updateTable('talks')
    .set(changing(step, before + 1))
    .where('id', '=', talk.id)
    .execute();
  const work = workOf(step, before + 1);
  await writeDeeds(within, talk.id, step);
  await addWork(within, [...replaced, ...work]);
  if (step.settles !== undefined) await settle(within, step.settles);
  return lanesOf([...replaced, ...work]);
}

/** A line in the log outside of any step: before something is run in a VM, so that it is recorded whatever follows. */
export async function noteDeed(db: Database, talk: string, deed: Deed, now: Instant): Promise<void> {
  await reaching(() =>
    db
      .insertInto('talk_log')
      .values(deedRow(talk, deed, now))
      .execute(),
  );
}

function changing(step: TalkStep, version: number) {
  const { talk, now, pressed } = step;
  return {
    vm: vmOf(talk),
    version,
    open: talk.stage.is !== 'over',
    state: JSON.stringify(talk),
    pressed: pressed ?? null,
    touched_at: new Date(now),
  };
}

function vmOf(talk: Talk): string {
  return talk.vm?.id.toLowerCase() ?? '';
}

/** Two deeds of one person wait for each other here, so that there is never more than one conversation about a VM. */
async function lockPerson(within: Within, person: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`talk ${person}`}, 0))`.execute(within);
}

/** Others of this person about this VM, or about none yet. */
async function replaceOthers(within: Within, talk: Talk, now: Instant): Promise<readonly NewWork[]> {
  const others = await within
    .selectFrom('talks')
    .select(['id', 'state', 'version'])
    .where('person', '=', talk.asker.id)
    .where('vm', 'in', [vmOf(talk), ''])
    .where('open', '=', true)
    .where('id', '!=', talk.id)
    .forUpdate()
    .execute();
  const work: NewWork[] = [];
  for (const { id, state, version } of others) {
    const over: Talk = { ...state, stage: { is: 'over', why: 'replaced' } };
    const step = { talk: over, next: [], deeds: [], now, operators: [] } as const;
    await within
      .updateTable('talks')
      .set(changing(step, version + 1))
      .where('id', '=', id)
      .execute();
    work.push(...workOf(step, version + 1));
  }
  return work;
}

function workOf({ talk, next, operators }: TalkStep, version: number): readonly NewWork[] {
  const lane = `talk/${talk.id}`;
  const shown: NewWork = next.includes('look')
    ? { lane, task: { is: 'talk_look', talk: talk.id, version } }
    : { lane, task: { is: 'talk_draw', talk: talk.id } };
  const handing = next.includes('hand over')
    ? operators.map((channel): NewWork => ({
        lane: `${lane}/${channel}`,
        task: { is: 'talk_hand_over', talk: talk.id, channel },
      }))
    : [];
  return [shown, ...handing];
}

async function writeDeeds(within: Within, talk: string, { deeds, now }: TalkStep): Promise<void> {
  if (deeds.length === 0) return;
  await within
    .insertInto('talk_log')
    .values(deeds.map((deed) => deedRow(talk, deed, now)))
    .execute();
}

function deedRow(talk: string, { what, by, details }: Deed, now: Instant) {
  return { talk, at: new Date(now), person: by ?? null, what, details: JSON.stringify(details ?? {}) };
}

function lanesOf(work: readonly NewWork[]): readonly string[] {
  return [...new Set(work.map(({ lane }) => lane))];
}

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
    const work = mendWork(state, before + 1);
    const { id, talk, doing, vm } = state.order;
    const details = { mend: id, doing: doing.is, vm: vm.id, state: state.is };
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
      .values({ id: order.id, talk: order.talk, ...values })
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
    ...(begins ? [{ lane: `mend/${id}`, task: { is: 'mend', mend: id } } as const] : []),
  ];
}

/** What nobody touched for long, and what waits too long for a decision. */
export async function idle(
  db: Database,
  untouchedSince: Instant,
  now: Instant,
  limit: number,
): Promise<{ readonly talks: readonly string[]; readonly mends: readonly string[] }> {
  const [talks, mends] = await Promise.all([
    db
      .selectFrom('talks')
      .select('id')
      .where('open', '=', true)
      .where('touched_at', '<', new Date(untouchedSince))
      .limit(limit)
      .execute(),
    db
      .selectFrom('mends')
      .select('id')
      .where('status', '=', 'asked')
      .where('lapses_at', '<=', new Date(now))
      .limit(limit)
      .execute(),
  ]);
  return { talks: talks.map(({ id }) => id), mends: mends.map(({ id }) => id) };
}

/** Old conversations are forgotten. What was run in a VM and what was mended stays on record, as grants do. */
export async function forgetTalks(db: Database, before: Instant): Promise<void> {
  const at = new Date(before);
  await db.deleteFrom('talks').where('open', '=', false).where('touched_at', '<', at).execute();
  await db.deleteFrom('talk_log').where('what', 'not in', ['looked inside', 'mend']).where('at', '<', at).execute();
  await sql`delete from messages where key like 'talk/%' and drawn_at < ${at}`.execute(db);
}
