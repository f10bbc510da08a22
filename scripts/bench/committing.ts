/** One command through the engine's only writer, against `pg` sending the very same statements with nothing around them. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { commit } from '../../src/record/commit.ts';
import type { Database } from '../../src/record/database.ts';
import { ana, ask, facts, policy } from '../../test/workflows/given.ts';
import { alternate, oneByOne } from './alternate.ts';
import type { Compared } from './alternate.ts';

type Statement = { readonly text: string; readonly values: readonly unknown[] };

/** @param db with a pool of one connection, as the other side has one */
export async function benchCommitting(db: Database, url: string, rounds: number): Promise<Compared> {
  const first = { request: randomUUID(), person: randomUUID() };
  const statements = await captured(() => askOnce(db, first.request, first.person));
  const bare = new pg.Client({ connectionString: url });
  await bare.connect();
  try {
    return await alternate({
      name: 'one command committed',
      limit: `pg alone, the same ${statements.length} statements`,
      rounds,
      times: 40,
      sides: {
        ours: oneByOne(() => askOnce(db, randomUUID(), randomUUID())),
        limit: async (times) => {
          const all = Array.from({ length: times }, () => {
            const fresh = { request: randomUUID(), person: randomUUID() };
            return statements.map((each) => renamed(each, first, fresh));
          });
          return oneByOne(async (index) => {
            for (const { text, values } of all[index] ?? []) await bare.query(text, [...values]);
          })(times);
        },
      },
    });
  } finally {
    await bare.end();
  }
}

async function askOnce(db: Database, request: string, person: string): Promise<void> {
  const command = { ...ask, id: request, by: { ...ana, id: person } };
  await commit(db, { request, command, policy, facts });
}

/** What `pg` is told to send meanwhile. */
async function captured(work: () => Promise<void>): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  const { prototype } = pg.Client as unknown as { prototype: { query: (...given: unknown[]) => unknown } };
  const { query } = prototype;
  prototype.query = function capture(...given) {
    const [text, values] = given;
    if (typeof text === 'string') statements.push({ text, values: Array.isArray(values) ? values : [] });
    return query.apply(this, given);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return statements;
}

type Names = { readonly request: string; readonly person: string };

function renamed({ text, values }: Statement, before: Names, after: Names): Statement {
  const rename = (value: unknown) =>
    typeof value === 'string'
      ? value.replaceAll(before.request, after.request).replaceAll(before.person, after.person)
      : value;
  return { text, values: values.map(rename) };
}
