import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatMemory, noMemory } from '../../src/record/chat-memory.ts';
import { openDatabase } from '../../src/record/database.ts';
import type { Database } from '../../src/record/database.ts';
import { machineClock } from '../support/clock.ts';
import { ownDatabase } from '../support/postgres.ts';

let db: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ db, close } = await ownDatabase(2));
});
afterAll(() => close());

test('what a chat sets, every replica gets, the newest alone', async () => {
  const [one, other] = [chatMemory(db, 'a', machineClock), chatMemory(db, 'a', machineClock)];
  expect(await one.get('key')).toBeUndefined();
  await one.set('key', 'old');
  await other.set('key', 'new — 你好');
  expect(await one.get('key')).toBe('new — 你好');
});

test('no chat sees what another one set', async () => {
  await chatMemory(db, 'a', machineClock).set('own', 'x');
  expect(await chatMemory(db, 'b', machineClock).get('own')).toBeUndefined();
});

test('it says that the record is away', async () => {
  const away = openDatabase('postgres://latchkey:x@127.0.0.1:9/none', () => {}, 1);
  await expect(chatMemory(away, 'a', machineClock).get('key')).rejects.toMatchObject({ code: 'record_unreachable' });
  await away.destroy();
});

test('without a record nothing is kept', async () => {
  await noMemory.set('key', 'x');
  expect(await noMemory.get('key')).toBeUndefined();
});
