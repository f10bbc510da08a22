/** The memory of each chat, on PostgreSQL. */
import type { Clock, Memory } from '../ports.ts';
import { reaching } from './database.ts';
import type { Database } from './database.ts';

/** Each chat sees its own keys alone. Both throw Fault `record_unreachable`. */
export function chatMemory(db: Database, chat: string, clock: Clock): Memory {
  return {
    get: (key) =>
      reaching(async () => {
        const row = await db
          .selectFrom('chat_memory')
          .select('value')
          .where('chat', '=', chat)
          .where('key', '=', key)
          .executeTakeFirst();
        return row?.value;
      }),
    set: (key, value) =>
      reaching(async () => {
        const set = { value, set_at: new Date(clock.now()) };
        await db
          .insertInto('chat_memory')
          .values({ chat, key, ...set })
          .onConflict((conflict) => conflict.columns(['chat', 'key']).doUpdateSet(set))
          .execute();
      }),
  };
}

/** For commands that work without the record: nothing is kept, and nothing was. */
export const noMemory: Memory = {
  get: async () => undefined,
  set: async () => undefined,
};
