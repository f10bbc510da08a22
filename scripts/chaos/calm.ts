/** Waits until nothing is left to do, for as long as anything may still have to wait, and no longer. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { readAssignment } from '../../adapters/azure/assignment.ts';
import { BOUND } from './invariants.ts';
import { peopleOf } from './people.ts';
import { PEOPLE } from './plan.ts';
import type { Weather } from './storm.ts';

type Left = { readonly open: number; readonly work: number; readonly deciding: number; readonly until: Date | null };

const LEFT = `select
  (select count(*)::int from requests where status in ('pending', 'approved', 'active', 'revoking')) as open,
  (select count(*)::int from requests where status in ('pending', 'approved', 'active')) as deciding,
  (select count(*)::int from work where done_at is null) as work,
  (select max(coalesce(ends_at, lapses_at)) from requests where status in ('pending', 'approved', 'active')) as until`;

/**
 * Resolves when all is calm, or when the bound has passed: the invariants say then what is wrong.
 *
 * @param hurry has people end what they asked for, instead of waiting until it ends by itself
 */
export async function untilCalm(weather: Weather, databaseUrl: string, hurry: boolean): Promise<void> {
  const people = peopleOf(weather.sandbox);
  const began = Date.now();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (let round = 0; ; round += 1) {
      const left = (await client.query<Left>(LEFT)).rows[0];
      const state = await weather.watch.look();
      const ours = state.roleAssignments.filter((each) => readAssignment(each) !== undefined).length;
      if (left === undefined || left.open + left.work + ours === 0) return;
      if (Date.now() > Math.max(began, left.until?.getTime() ?? 0) + BOUND) return;
      if (hurry && left.deciding > 0)
        await Promise.all(
          PEOPLE.flatMap((who) =>
            [0, 0.5].map((luck) => people.act({ at: 0, is: 'finish', who, luck: luck + (round % 5) / 10, times: 1 })),
          ),
        );
      await pause(500);
    }
  } finally {
    await client.end();
  }
}
