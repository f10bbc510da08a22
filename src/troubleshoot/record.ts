/**
 * Conversations in the record; repairs are in mends.ts. Each step is one transaction: the version is compared, state, work and log are
 * written together or not at all, and nothing outside is called in here.
 */
import { sql } from 'kysely';
import type { Channel, Instant } from '../../workflows/language.ts';
import type { Consequence, Talk } from '../../workflows/troubleshoot/conversation.ts';
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

/** The same within a transaction that writes more. */
export async function stepWithin(
  within: Within,
  before: number,
  step: TalkStep,
): Promise<readonly string[] | undefined> {
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

export function deedRow(talk: string, { what, by, details }: Deed, now: Instant) {
  return { talk, at: new Date(now), person: by ?? null, what, details: JSON.stringify(details ?? {}) };
}

export function lanesOf(work: readonly NewWork[]): readonly string[] {
  return [...new Set(work.map(({ lane }) => lane))];
}
