/** Homes are drawn in one go for everybody: what one person or one chat cannot take for now must not keep the rest waiting. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Card } from '../../workflows/card.ts';
import { Fault } from '../../src/faults.ts';
import type { FaultCode } from '../../src/faults.ts';
import { drawHomes } from '../../src/perform/cards.ts';
import type { CardParts } from '../../src/perform/cards.ts';
import type { Chat } from '../../src/ports.ts';
import type { Database } from '../../src/record/database.ts';
import { rememberHome, rememberPerson } from '../../src/record/memory.ts';
import { addWork, claim, putOff } from '../../src/record/work.ts';
import { machineClock } from '../support/clock.ts';
import { ownDatabase } from '../support/postgres.ts';

const REPLICA = '11111111-2222-4333-8444-555555555555';

let db: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await ownDatabase(2));
  for (let each = 0; each < 12; each += 1) {
    const user = { chat: each % 2 === 0 ? 'teams' : 'slack', team: 't', id: `u${each}` };
    await rememberPerson(db, user, { id: `p${each}`, upn: `p${each}@contoso.example`, name: `P ${each}` }, Date.now());
    await rememberHome(db, user, Date.now() - each * 1000);
  }
});
afterAll(() => close());

let refuses: Record<string, FaultCode>;
let tried: string[];
beforeEach(async () => {
  refuses = {};
  tried = [];
  await db.deleteFrom('messages').execute();
  await db.deleteFrom('work').execute();
});

const card: Card = { tone: 'over', summary: 'Home', blocks: [] };

/** By name, or by person, what is refused. */
function chatCalled(name: string): Chat {
  const draw: Chat['draw'] = async ({ place }) => {
    const id = place.is === 'home' ? place.user.id : '';
    tried.push(id);
    const code = refuses[id] ?? refuses[name];
    if (code !== undefined) throw new Fault(code, `${id} is refused`);
    return `message ${id}`;
  };
  return { name, draw } as unknown as Chat;
}

async function draw(): Promise<void> {
  await addWork(db, [{ lane: 'homes', task: { is: 'draw_homes' } }]);
  const work = (await claim(db, 'homes', REPLICA)) ?? expect.fail('there was nothing to draw');
  const parts = {
    db,
    clock: machineClock,
    chats: ['teams', 'slack'].map(chatCalled),
    homes: { build: async () => ({ card, gap: false }) },
  } as unknown as CardParts;
  await drawHomes(parts, work);
}

const all = Array.from({ length: 12 }, (_, each) => `u${each}`);

it('goes on past a person whose messages are throttled, and comes back for them', async () => {
  refuses = { u0: 'chat_throttled' };
  await expect(draw()).rejects.toMatchObject({ code: 'chat_throttled' });
  expect(tried).toEqual(all);
});

it('leaves a chat that throttles everybody alone after a few, and goes on in the other', async () => {
  refuses = { teams: 'chat_throttled' };
  await expect(draw()).rejects.toMatchObject({ code: 'chat_throttled' });
  expect(tried).toEqual(['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u7', 'u9', 'u11']);
});

it('asks a chat that is away once, and goes on in the other', async () => {
  refuses = { teams: 'chat_unreachable' };
  await expect(draw()).rejects.toMatchObject({ code: 'chat_unreachable' });
  expect(tried).toEqual(['u0', 'u1', 'u3', 'u5', 'u7', 'u9', 'u11']);
});

it('passes by who is out of reach for ever', async () => {
  refuses = { u0: 'chat_place_gone' };
  await draw();
  expect(tried).toEqual(all);
});

it('is not put off any longer once something changes', async () => {
  const homes = { lane: 'homes', task: { is: 'draw_homes' } } as const;
  await addWork(db, [homes]);
  await putOff(db, (await claim(db, 'homes', REPLICA))?.id ?? '', 900_000, 'chat_throttled');
  await addWork(db, [homes]);
  expect(await claim(db, 'homes', REPLICA)).toMatchObject({ attempts: 2 });
});
