/** What is left when all is calm: the record as it stands, and Slack and Azure beside it. */
import type { Event, Living } from '../../workflows/request.ts';
import { openDatabase } from '../../src/record/database.ts';
import type { Task } from '../../src/record/task.ts';
import type { Json, SandboxState } from '../../test/support/sandbox-types.ts';
import type { LogLine } from './replica.ts';
import type { Sighting } from './watch.ts';

export type Evidence = {
  readonly requests: readonly {
    readonly id: string;
    readonly version: number;
    readonly state: Living;
    readonly events: readonly { readonly version: number; readonly event: Event }[];
  }[];
  readonly work: readonly {
    readonly id: string;
    readonly lane: string;
    readonly request: string | null;
    readonly task: Task;
    readonly done: boolean;
    readonly attempts: number;
    readonly fault: string | null;
  }[];
  /** Where each card is said to stand: key to handle. */
  readonly cards: ReadonlyMap<string, string>;
  /** Messages as Slack has them. */
  readonly messages: readonly { readonly channel: string; readonly ts: string; readonly [more: string]: Json }[];
  readonly assignments: SandboxState['roleAssignments'];
  readonly sightings: readonly Sighting[];
  readonly seen: readonly string[];
  readonly deleted: ReadonlySet<string>;
  readonly foreign: SandboxState['roleAssignments'];
  /** When everything was whole again, in milliseconds since 1970. */
  readonly healedAt: number;
  readonly ends: readonly string[];
  readonly lines: readonly LogLine[];
};

export async function readRecord(url: string): Promise<Pick<Evidence, 'requests' | 'work' | 'cards'>> {
  const db = openDatabase(url, () => undefined, 2);
  try {
    const requests = await db.selectFrom('requests').select(['id', 'version', 'state']).orderBy('asked_at').execute();
    const events = await db.selectFrom('events').select(['request', 'version', 'event']).orderBy('version').execute();
    const work = await db
      .selectFrom('work')
      .select(['id', 'lane', 'request', 'task', 'done_at', 'attempts', 'fault'])
      .orderBy('id')
      .execute();
    const cards = await db.selectFrom('messages').select(['key', 'handle']).execute();
    return {
      requests: requests.map((row) => ({
        ...row,
        events: events.filter((each) => each.request === row.id),
      })),
      work: work.map(({ done_at: doneAt, ...row }) => ({ ...row, done: doneAt !== null })),
      cards: new Map(cards.map((row) => [row.key, row.handle])),
    };
  } finally {
    await db.destroy();
  }
}
