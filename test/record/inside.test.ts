/** A look into a VM on a real PostgreSQL: only where it is allowed at that moment, and on record before it runs. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Vm } from '../../workflows/language.ts';
import { begin, UNSPOKEN } from '../../workflows/troubleshoot/conversation.ts';
import type { Database } from '../../src/record/database.ts';
import { Fault } from '../../src/faults.ts';
import { createInventory } from '../../src/inventory.ts';
import type { Lookout } from '../../src/ports.ts';
import { lookForTalk } from '../../src/perform/talks.ts';
import { beginTalk } from '../../src/troubleshoot/record.ts';
import { createKnowledge } from '../../src/troubleshoot/setting.ts';
import { ownDatabase } from '../support/postgres.ts';
import { ana, NOW, origin, policy, vm } from '../workflows/given.ts';

let db: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ db, close } = await ownDatabase());
});
afterAll(() => close());

const blind = { is: 'unseen', why: 'forbidden', detail: '' } as const;
const tagged: Vm = { ...vm, tags: { ...vm.tags, look: 'yes' } };
const where = { subscriptions: [], resourceGroups: [], vms: [], tags: { look: 'yes' }, roles: [] };
const allowing = { ...policy, troubleshooting: [{ match: where, inside: true, mend: [] }] };
const clock = { now: () => NOW };

/** What was on record when the script ran; undefined when it did not run. */
async function ranWith(now: () => Promise<Vm | undefined>): Promise<readonly string[] | undefined> {
  const started = begin(
    {
      id: randomUUID(),
      asker: ana,
      origin,
      about: ana,
      text: '',
      vm: tagged,
      symptoms: UNSPOKEN,
      startedAt: NOW,
    },
    [],
    NOW,
  );
  if (started.is === 'stale') throw new Error('it did not begin');
  const { talk } = started;
  await beginTalk(db, { talk, next: [], deeds: [], now: NOW, operators: [] });
  let ran: readonly string[] | undefined;
  const estate = { vm: now, vms: async () => [], locks: async () => [] };
  const lookout = {} as Lookout;
  await lookForTalk(
    {
      db,
      chats: [],
      clock,
      lookout,
      inspector: {
        async inside() {
          const deeds = await db.selectFrom('talk_log').select('what').where('talk', '=', talk.id).execute();
          ran = deeds.map(({ what }) => what);
          return blind;
        },
      },
      estate,
      inventory: createInventory({ db, estate: estate as never, policy: () => allowing, clock }),
      knowledge: createKnowledge({ tenant: '00000000-0000-4000-8000-000000000000', cloud: 'public' }),
      policy: () => allowing,
      publicUrl: undefined,
      wake: () => {},
    },
    { id: '1', lane: `talk/${talk.id}`, attempts: 1 } as never,
    { is: 'talk_look', talk: talk.id, version: 1 },
  );
  return ran;
}

it.each([
  ['it is as it was', async () => tagged, ['looked inside']],
  ['its tags have changed since', async () => ({ ...tagged, tags: {} }), undefined],
  ['it is gone', async () => undefined, undefined],
  [
    'Azure does not tell',
    async () => {
      throw new Fault('azure_unreachable', 'away');
    },
    undefined,
  ],
])('looks inside a VM, if at all, by what is allowed now: %s', async (_when, now, ran) => {
  expect(await ranWith(now)).toEqual(ran);
});
