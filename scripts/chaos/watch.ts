/** Looks at Azure and at the record all the while, so that what was wrong only for a moment is seen too. */
import pg from 'pg';
import { assignmentName, readAssignment } from '../../adapters/azure/assignment.ts';
import type { Sandbox } from '../../test/support/sandbox.ts';
import type { SandboxState } from '../../test/support/sandbox-types.ts';

type RoleAssignment = SandboxState['roleAssignments'][number];

/** One of Latchkey's assignments, from when it was first seen to when it was last. Milliseconds since 1970. */
export type Sighting = {
  readonly name: string;
  readonly request: string;
  readonly endsAt: number;
  readonly first: number;
  last: number;
};

export type Watch = {
  /** By name. */
  readonly sightings: ReadonlyMap<string, Sighting>;
  /** What must never be, seen once is enough. */
  readonly seen: readonly string[];
  /** Names of the assignments that Azure deleted for the bot. */
  readonly deleted: ReadonlySet<string>;
  /** Assignments that Latchkey did not make, by name: as they stood when first seen. */
  readonly foreign: ReadonlyMap<string, RoleAssignment>;
  look(): Promise<SandboxState>;
  stop(): Promise<void>;
};

const EVERY_MS = 1_000;

/** Two requests of one person for one role on one VM that may both hold it. */
const TWICE = `select requester, vm, role, array_agg(id::text || ' ' || status) as requests from requests
  where status in ('pending', 'approved', 'active', 'revoking') group by requester, vm, role having count(*) > 1`;

/** @param databaseUrl asked for as long as it answers: it comes and goes */
export function watch(sandbox: Sandbox, databaseUrl: string): Watch {
  const sightings = new Map<string, Sighting>();
  const foreign = new Map<string, RoleAssignment>();
  const deleted = new Set<string>();
  const seen = new Set<string>();
  let since = 0;
  let stopped = false;

  async function look(): Promise<SandboxState> {
    const state = await sandbox.state();
    const now = Date.now();
    const triples = new Set<string>();
    for (const each of state.roleAssignments) {
      const mark = readAssignment(each);
      if (mark === undefined) {
        if (!foreign.has(each.name)) foreign.set(each.name, each);
        continue;
      }
      const sighting = sightings.get(each.name) ?? { name: each.name, ...mark, first: now, last: now };
      sighting.last = now;
      sightings.set(each.name, sighting);
      if (each.name !== assignmentName(mark.request)) seen.add(`${each.name} is not the name of ${mark.request}`);
      const triple = `${each.scope} ${each.principalId} ${each.role}`.toLowerCase();
      if (triples.has(triple)) seen.add(`Azure held two assignments of Latchkey at once for ${triple}`);
      triples.add(triple);
    }
    await readCalls();
    return state;
  }

  async function readCalls(): Promise<void> {
    const calls = await sandbox.calls({ service: 'arm', since });
    // Those that wait for their answer are read again.
    const open = calls.find((call) => call.ms === null)?.id;
    since = open === undefined ? (calls.at(-1)?.id ?? since) : open - 1;
    for (const call of calls) {
      const name = /\/roleAssignments\/([0-9a-f-]{36})/i.exec(call.path)?.[1]?.toLowerCase();
      const done = call.status === 200 || call.fault === 'cut-after';
      if (call.method === 'DELETE' && done && name !== undefined) deleted.add(name);
    }
  }

  async function askRecord(): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ requests: string[] }>(TWICE);
      for (const row of rows) seen.add(`Two requests were open at once for one triple: ${row.requests.join(', ')}`);
    } catch {
      // It was stopped on purpose, or has not got its tables yet.
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      await Promise.all([look(), askRecord()]);
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }
  const running = run();
  running.catch(() => undefined);

  return {
    sightings,
    deleted,
    foreign,
    get seen() {
      return [...seen];
    },
    look,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
