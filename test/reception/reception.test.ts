/** Nobody is shown anything before it is known who they are; nobody who is known waits for it. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHall, account } from './hall.ts';
import type { Hall } from './hall.ts';
import type { Answers, FormName } from '../../workflows/card.ts';
import { commit } from '../../src/record/commit.ts';
import { accountsOf, rememberDrawn } from '../../src/record/memory.ts';
import { ana, ask, facts, mia, policy, REQUEST, raj, vm } from '../workflows/given.ts';
import { until } from '../support/until.ts';

let hall: Hall;
beforeAll(async () => {
  hall = await openHall([vm]);
  Object.assign(hall.leads, { UANA: ana, UMIA: mia, URAJ: raj, UGUS: 'chat_guest' });
  await commit(hall.db, { request: REQUEST, command: ask, policy, facts });
});
afterAll(() => hall.close());
beforeEach(async () => {
  await sql`truncate people`.execute(hall.db);
  Object.assign(hall, { slow: 0, away: false });
  // What was known is not any more.
  hall.clock.advance(3_600_000);
});

const names = async (id: string, text = '') =>
  (await hall.reception.search(text, 100, account(id))).map(({ label }) => label);
const form = (id: string, name: FormName, subject = '', given: Answers = {}) =>
  hall.reception.form(name, subject, given, account(id));
/** Whatever of a request or a machine could stand in a form or a card. */
const SECRET = /sql-prod|rg-prod|Ana Torres|stuck import|initial":"2h/;

async function took(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

describe('the search', () => {
  it('offers a guest nothing, and asks the chat about them once', async () => {
    const before = hall.asked;
    expect([await names('UGUS'), await names('UGUS', 'sql'), await names('UGUS', 'sql-prod-01')]).toEqual([[], [], []]);
    expect(hall.asked).toBe(before + 1);
  });

  it('offers an outsider nothing', async () => {
    expect(await names('UNOBODY', 'sql')).toEqual([]);
  });

  it('offers a member something at the first keystroke, although the chat is slow to tell who they are', async () => {
    hall.slow = 500;
    expect(await took(() => form('UANA', 'ask'))).toBeLessThan(300);
    expect(await names('UANA', 'sql')).toEqual(['sql-prod-01']);
    expect(await took(() => names('UANA', 'sql'))).toBeLessThan(300);
  });

  it('waits about a second and no longer, and asks once for all keystrokes meanwhile', async () => {
    hall.slow = 2500;
    const before = hall.asked;
    expect(
      await took(async () => expect(await Promise.all([names('UANA'), names('UANA', 's')])).toEqual([[], []])),
    ).toBeLessThan(2000);
    expect(hall.asked).toBe(before + 1);
    await until(async () => (await names('UANA')).length === 1, { timeout: 5000 });
    expect(hall.asked).toBe(before + 1);
  });

  it('does not crowd a chat that is away', async () => {
    hall.away = true;
    const before = hall.asked;
    for (const text of ['s', 'sq', 'sql']) expect(await names('UANA', text)).toEqual([]);
    expect(hall.asked).toBe(before + 1);
    hall.away = false;
    hall.clock.advance(10_000);
    expect(await names('UANA', 'sql')).toEqual(['sql-prod-01']);
  });

  it('offers nothing any more to somebody who became a guest', async () => {
    expect(await names('URAJ', 'sql')).toEqual(['sql-prod-01']);
    hall.leads['URAJ'] = 'chat_guest';
    await hall.people.doubt(account('URAJ'));
    expect(await names('URAJ', 'sql')).toEqual([]);
    hall.leads['URAJ'] = raj;
  });

  it('believes what another replica found out, without asking again', async () => {
    await hall.people.identify(account('UANA'), 0);
    const before = hall.asked;
    hall.clock.advance(120_000);
    expect(await names('UANA', 'sql')).toEqual(['sql-prod-01']);
    expect(hall.asked).toBe(before);
  });
});

describe('the form to ask', () => {
  it('is filled in with the VM that a member named, and with nothing for whoever is not known', async () => {
    expect(JSON.stringify(await form('UANA', 'ask', '', { vm: 'sql-prod-01' }))).toContain('rg-prod');
    hall.clock.advance(3_600_000);
    await sql`truncate people`.execute(hall.db);
    hall.away = true;
    expect(JSON.stringify(await form('UANA', 'ask', '', { vm: 'sql-prod-01' }))).not.toMatch(SECRET);
  });

  it('is not for guests: they are told so', async () => {
    const shown = await form('UGUS', 'ask', '', { vm: 'sql-prod-01' });
    expect(shown.is).toBe('card');
    expect(JSON.stringify(shown)).toContain('You are a guest');
    expect(JSON.stringify(shown)).not.toMatch(SECRET);
    expect((await form('UGUS', 'ask')).is).toBe('card');
  });

  it('is filled in again for whoever had asked, and for nobody else', async () => {
    await hall.people.identify(account('UANA'), 0);
    await hall.people.identify(account('URAJ'), 0);
    const own = JSON.stringify(await form('UANA', 'ask', REQUEST));
    expect(own).toContain('sql-prod-01');
    expect(own).toContain('restart the stuck import');
    expect(own).toContain('"initial":"2h"');
    for (const other of ['URAJ', 'UMIA', 'UGUS', 'UNOBODY'])
      expect(JSON.stringify(await form(other, 'ask', REQUEST)), other).not.toMatch(SECRET);
  });
});

describe.each(['deny', 'revoke'] as const)('the form to %s', (name) => {
  it('says nothing of the request to guests and outsiders', async () => {
    for (const id of ['UGUS', 'UNOBODY']) {
      const shown = await form(id, name, REQUEST);
      expect(shown.is).toBe('card');
      expect(JSON.stringify(shown)).not.toMatch(SECRET);
    }
  });

  it('opens without a word about the request while nobody can tell who it is', async () => {
    hall.away = true;
    const shown = await form('UMIA', name, REQUEST);
    expect(shown).toMatchObject({ is: 'form', form: { name, subject: REQUEST, fields: [{ name: 'reason' }] } });
    expect(JSON.stringify(shown)).not.toMatch(SECRET);
  });
});

it('a member who denies sees whose request it is', async () => {
  expect(JSON.stringify(await form('UMIA', 'deny', REQUEST))).toMatch(/Ana Torres asks for sql-prod-01/);
  expect(await form('UMIA', 'revoke', REQUEST)).toMatchObject({ is: 'card' });
});

describe('control characters', () => {
  it('are gone from whatever comes in, before it is stored', async () => {
    const dirty = 'a\u0000b\u001b[2Jc\u0007';
    const heard = { user: account('UANA'), at: hall.clock.now(), reply: '' };
    await hall.reception.receive({
      ...heard,
      delivery: 'one',
      intent: {
        is: 'ask',
        vm: dirty,
        role: 'user',
        duration: '2h\u0000',
        reason: `${dirty}\r\nd`,
        ticket: `${dirty}\ne`,
      },
    });
    await hall.reception.receive({
      ...heard,
      delivery: 'two',
      intent: { is: 'press', press: 'deny', request: REQUEST, reason: `${dirty}\nd` },
    });
    await hall.reception.receive({ ...heard, delivery: 'three', intent: { is: 'unclear', text: dirty } });
    const stored = await hall.db
      .selectFrom('work')
      .select('task')
      .where('delivery', 'is not', null)
      .orderBy('id')
      .execute();
    expect(stored.map(({ task }) => (task.is === 'answer' ? task.inbound.intent : undefined))).toEqual([
      { is: 'ask', vm: 'ab[2Jc', role: 'user', duration: '2h', reason: 'ab[2Jc\nd', ticket: 'ab[2Jc e' },
      { is: 'press', press: 'deny', request: REQUEST, reason: 'ab[2Jc\nd' },
      { is: 'unclear', text: 'ab[2Jc' },
    ]);
  });

  it('are no reason', () => {
    const wrong = hall.reception.check('ask', '', { vm: 'sql-prod-01', reason: '\u0000\u0007' });
    expect(wrong.reason).toContain('Say in a few words why');
    expect(hall.reception.check('deny', REQUEST, { reason: '\u0000' }).reason).toContain('Say in a few words why');
  });
});

describe('the view of one person', () => {
  const HANDLE = 'message C1 1.0';
  beforeAll(async () => {
    await rememberDrawn(hall.db, 'chat', `${REQUEST}/chat:C1`, { handle: HANDLE, version: 1 }, 0);
    await rememberDrawn(hall.db, 'chat', `${REQUEST}/requester`, { handle: 'message D2 1.0', version: 1 }, 0);
    await rememberDrawn(hall.db, 'chat', `${REQUEST}/notice/7`, { handle: 'message C1 2.0', version: undefined }, 0);
    await rememberDrawn(hall.db, 'chat', 'home/T1/UANA', { handle: 'message D1 1.0', version: undefined }, 0);
  });
  const view = async (id: string, at = HANDLE) => JSON.stringify(await hall.reception.view(at, account(id)));

  it('is the requester’s own for whoever asked, and for nobody else', async () => {
    await hall.people.identify(account('UANA'), 0);
    await hall.people.identify(account('UMIA'), 0);
    expect(await view('UANA')).toContain('"withdraw"');
    for (const id of ['UMIA', 'URAJ', 'UGUS', 'UNOBODY']) {
      expect(await view(id)).toContain('"approve"');
      expect(await view(id)).not.toContain('"withdraw"');
    }
  });

  it('of the requester’s own card is for the requester alone', async () => {
    await hall.people.identify(account('UANA'), 0);
    await hall.people.identify(account('UMIA'), 0);
    expect(await view('UANA', 'message D2 1.0')).toContain('"withdraw"');
    for (const id of ['UMIA', 'URAJ', 'UNOBODY']) expect(await view(id, 'message D2 1.0')).toBe('{"is":"same"}');
  });

  it('is there for the card of a request alone', async () => {
    await hall.people.identify(account('UANA'), 0);
    for (const at of ['message C1 2.0', 'message D1 1.0'])
      expect(await hall.reception.view(at, account('UANA'))).toEqual({ is: 'same' });
    for (const at of ['message C9 9.0', '', REQUEST])
      expect(await hall.reception.view(at, account('UANA'))).toEqual({ is: 'unknown' });
    expect(await hall.reception.view(HANDLE, { ...account('UANA'), chat: 'other' })).toEqual({ is: 'unknown' });
  });

  it('asks nobody outside, and changes nothing', async () => {
    hall.away = true;
    const before = hall.asked;
    await view('URAJ');
    expect(hall.asked).toBe(before);
    const { rows } = await sql`select 1 from people`.execute(hall.db);
    expect(rows).toEqual([]);
  });
});

describe('accounts of people', () => {
  it('are found by object id and by sign-in name, in the order asked for, in that chat alone', async () => {
    for (const id of ['UANA', 'UMIA', 'URAJ']) await hall.people.identify(account(id), 0);
    const found = await accountsOf(hall.db, 'chat', [raj.id, 'MIA@contoso.com', 'nobody@contoso.com', ana.id]);
    expect(found).toEqual([account('URAJ'), account('UMIA'), account('UANA')]);
    expect(await accountsOf(hall.db, 'other', [ana.id])).toEqual([]);
    expect(await accountsOf(hall.db, 'chat', [])).toEqual([]);
  });
});
