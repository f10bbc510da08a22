/** Conversations and repairs on a real PostgreSQL: one at a time, one step at a time, and what is forgotten. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { begin, UNSPOKEN } from '../../workflows/troubleshoot/conversation.ts';
import type { Talk } from '../../workflows/troubleshoot/conversation.ts';
import type { MendState } from '../../workflows/troubleshoot/mending.ts';
import type { Database } from '../../src/record/database.ts';
import { forget, idle } from '../../src/troubleshoot/forgetting.ts';
import { mendsOf, readMend, writeMend } from '../../src/troubleshoot/mends.ts';
import { beginTalk, noteDeed, readTalk, stepTalk } from '../../src/troubleshoot/record.ts';
import { createKnowledge } from '../../src/troubleshoot/setting.ts';
import { createTidy } from '../../src/troubleshoot/tidy.ts';
import { rememberDrawn } from '../../src/record/memory.ts';
import { ownDatabase } from '../support/postgres.ts';
import { ana, mia, NOW, origin, raj, vm } from '../workflows/given.ts';

let db: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ db, close } = await ownDatabase());
});
afterAll(() => close());
beforeEach(async () => {
  await sql`truncate talks, talk_log, mends, work, messages`.execute(db);
});

const other = { ...vm, id: `${vm.id}-2`, name: 'sql-prod-02' };

function talkOf(about: Partial<Talk>): Talk {
  const id = randomUUID();
  const started = begin(
    { id, asker: ana, origin, about: ana, text: '', vm, symptoms: UNSPOKEN, startedAt: NOW, ...about },
    [],
    NOW,
  );
  if (started.is === 'stale') throw new Error('it did not begin');
  return started.talk;
}

const step = (talk: Talk) => ({ talk, next: [], deeds: [], now: NOW, operators: ['chat:OPS'] }) as const;
const opened = async (about: Partial<Talk> = {}): Promise<Talk> => {
  const talk = talkOf(about);
  await beginTalk(db, { ...step(talk), next: ['look'] });
  return talk;
};
const stageOf = async (talk: Talk) => (await readTalk(db, talk.id))?.talk.stage;
const work = async () =>
  (await db.selectFrom('work').select(['lane', 'task']).orderBy('id').execute()).map(({ lane, task }) => [
    lane,
    task.is,
  ]);

describe('one conversation for each person and VM', () => {
  it('a new one takes the place of the old, and of one without a VM yet', async () => {
    const [first, vague] = [await opened(), talkOf({})];
    const { vm: _vm, ...unknown } = vague;
    await beginTalk(db, step(unknown));
    const elsewhere = await opened({ vm: other });
    expect(await stageOf(unknown as Talk)).toMatchObject({ is: 'over', why: 'replaced' });
    const second = await opened();
    expect(await stageOf(first)).toEqual({ is: 'over', why: 'replaced' });
    expect((await stageOf(second))?.is).toBe('looking');
    expect((await stageOf(elsewhere))?.is).toBe('looking');
    expect(await stageOf(await opened({ asker: raj }))).toMatchObject({ is: 'looking' });
    expect((await stageOf(second))?.is).toBe('looking');
  });

  it('also when several begin at the same moment', async () => {
    await Promise.all(Array.from({ length: 8 }, () => opened()));
    const rows = await db.selectFrom('talks').select('open').execute();
    expect(rows.filter(({ open }) => open)).toHaveLength(1);
  });

  it('a delivery worked off twice begins once', async () => {
    const talk = await opened();
    await beginTalk(db, { ...step(talk), next: ['look'] });
    expect(await work()).toEqual([[`talk/${talk.id}`, 'talk_look']]);
  });
});

describe('a step', () => {
  it('counts once: of two at the same moment the second is told so, and writes nothing', async () => {
    const talk = await opened();
    const over: Talk = { ...talk, stage: { is: 'over', why: 'solved' } };
    const both = await Promise.all([
      stepTalk(db, 1, { ...step(over), deeds: [{ what: 'over', by: ana.id }], pressed: 'solved' }),
      stepTalk(db, 1, { ...step(over), deeds: [{ what: 'over', by: ana.id }], pressed: 'solved' }),
    ]);
    expect(both.filter((lanes) => lanes === undefined)).toHaveLength(1);
    expect(await readTalk(db, talk.id)).toMatchObject({ version: 2, pressed: 'solved' });
    expect(await db.selectFrom('talk_log').select('what').execute()).toEqual([{ what: 'over' }]);
  });

  it('hands over to every channel of the operators', async () => {
    const talk = await opened();
    const over: Talk = { ...talk, stage: { is: 'over', why: 'handed over' } };
    await stepTalk(db, 1, { ...step(over), next: ['hand over'], operators: ['chat:A', 'chat:B'] });
    expect((await work()).slice(1)).toEqual([
      [`talk/${talk.id}`, 'talk_draw'],
      [`talk/${talk.id}/chat:A`, 'talk_hand_over'],
      [`talk/${talk.id}/chat:B`, 'talk_hand_over'],
    ]);
  });
});

const mendOf = (talk: Talk, id: string = randomUUID()): MendState => ({
  is: 'asked',
  approvals: [],
  order: {
    id,
    talk: talk.id,
    doing: { is: 'start_vm' },
    vm,
    asker: ana,
    about: ana,
    askedAt: NOW,
    lapsesAt: NOW + 1000,
    needed: 1,
    channels: ['chat:C1'],
  },
});

describe('a repair', () => {
  it('is not asked for when the conversation has gone on', async () => {
    const talk = await opened();
    const state = mendOf(talk);
    const along = { before: 7, step: step(talk), must: true };
    expect(await writeMend(db, 0, { state, now: NOW, along })).toBeUndefined();
    expect(await mendsOf(db, talk.id)).toEqual([]);
    expect(await writeMend(db, 0, { state, now: NOW, along: { ...along, before: 1 } })).toBeDefined();
    expect(await readTalk(db, talk.id)).toMatchObject({ version: 2 });
  });

  it('is asked for once at a time, whatever button was made up', async () => {
    const talk = await opened();
    const first = mendOf(talk);
    const ask = (state: MendState, before: number) =>
      writeMend(db, 0, { state, now: NOW, along: { before, step: step(talk), must: true } });
    expect(await ask(first, 1)).toBeDefined();
    expect(await ask(mendOf(talk), 2)).toBeUndefined();
    expect(await readTalk(db, talk.id)).toMatchObject({ version: 2 });
    await writeMend(db, 1, { state: { ...first, is: 'lapsed', at: NOW }, now: NOW });
    expect(await ask(mendOf(talk), 2)).toBeDefined();
  });

  it('is decided once, and takes back what went along with what came too late', async () => {
    const talk = await opened();
    const state = mendOf(talk);
    await writeMend(db, 0, { state, now: NOW });
    const doing: MendState = { ...state, is: 'doing', approvals: [{ by: mia, at: NOW }], since: NOW };
    expect(await writeMend(db, 1, { state: doing, by: mia.id, now: NOW })).toContain(`mend/${state.order.id}`);
    const along = { before: 1, step: step(talk), must: false };
    expect(await writeMend(db, 1, { state: doing, now: NOW, along })).toBeUndefined();
    expect(await readTalk(db, talk.id)).toMatchObject({ version: 1 });
    expect(await readMend(db, state.order.id)).toMatchObject({ version: 2, state: { is: 'doing' } });
  });
});

describe('what is old', () => {
  const DAY = 86_400_000;
  const rememberAll = (keys: readonly string[], now: number) =>
    Promise.all(keys.map((key) => rememberDrawn(db, 'chat', key, { handle: key, version: 1 }, now)));
  const keys = async () =>
    (await db.selectFrom('messages').select('key').orderBy('key').execute()).map(({ key }) => key);
  const over = (talk: Talk) => ({ ...step({ ...talk, stage: { is: 'over', why: 'left' } as const }) });

  it('of conversations is forgotten; what went into a VM or changed something is kept, and who said no', async () => {
    const [talk, open] = [await opened(), await opened({ vm: other })];
    await stepTalk(db, 1, { ...over(talk), deeds: [{ what: 'over' }] });
    await noteDeed(db, talk.id, { what: 'looked inside', by: ana.id }, NOW);
    const mends = (['asked', 'doing', 'done', 'failed', 'denied', 'lapsed'] as const).map((is) => {
      const id = randomUUID();
      const when = { at: NOW, since: NOW, by: mia, fault: 'vm_gone' };
      // Each of a conversation of its own: there is one of a kind at a time in each.
      return { ...mendOf({ ...talk, id: randomUUID() }, id), is, ...when };
    });
    for (const state of mends) {
      await writeMend(db, 0, { state: { ...state, is: 'lapsed', at: NOW }, now: NOW });
      await writeMend(db, 1, { state, by: mia.id, now: NOW });
    }
    const [asked, doing, done, , denied, lapsed] = mends.map(({ order }) => `mend/${order.id}/chat:C1`);
    const drawn = [asked, doing, done, denied, lapsed].map(String);
    await rememberAll([`talk/${talk.id}`, `talk/${open.id}`, `${ana.id}/requester`, ...drawn], NOW);
    await rememberAll(['talk/just-now'], NOW + DAY);
    expect(await idle(db, NOW + 1, NOW, 10)).toMatchObject({ talks: [open.id], mends: [] });
    await forget(db, NOW + 1);
    expect(await readTalk(db, talk.id)).toBeUndefined();
    expect(await readTalk(db, open.id)).toBeDefined();
    const left = await db.selectFrom('mends').select('status').orderBy('status').execute();
    expect(left.map(({ status }) => status)).toEqual(['asked', 'doing', 'done', 'failed']);
    const log = await db.selectFrom('talk_log').select(['what', 'person']).execute();
    expect(new Set(log.map(({ what }) => what))).toEqual(new Set(['looked inside', 'mend']));
    expect(log.filter(({ what, person }) => what === 'mend' && person === mia.id)).toHaveLength(mends.length);
    expect(await keys()).toEqual(
      [`${ana.id}/requester`, 'talk/just-now', `talk/${open.id}`, String(asked), String(doing)].toSorted(),
    );
  });

  it('goes a part at a time', async () => {
    for (const one of [await opened(), await opened(), await opened()]) await stepTalk(db, 1, over(one));
    const many = async () => (await db.selectFrom('talks').select('id').execute()).length;
    await forget(db, NOW + 1, 2);
    expect(await many()).toBe(1);
    await forget(db, NOW + 1, 2);
    expect(await many()).toBe(0);
  });

  it('is tidied up by itself: left after a day, forgotten thirty days after that', async () => {
    const talk = await opened();
    let now = NOW + 23 * 3_600_000;
    const tidy = createTidy({
      db,
      mending: { abandon: async () => {}, lapse: async () => {} },
      knowledge: createKnowledge({ tenant: '00000000-0000-4000-8000-000000000000', cloud: 'public' }),
      clock: { now: () => now },
      wake: () => {},
    });
    const stageAfter = async (until: number) => {
      now = until;
      await tidy();
      return (await stageOf(talk))?.is;
    };
    expect(await stageAfter(now)).toBe('looking');
    expect(await stageAfter(NOW + DAY + 1)).toBe('over');
    expect(await stageAfter(NOW + 31 * DAY)).toBe('over');
    expect(await stageAfter(NOW + 31 * DAY + 2)).toBeUndefined();
  });
});
