/**
 * `npm run bench`: how far Latchkey is from the limit, as ratios: both sides measured in turns in the same run. And the
 * figure that matters to operators: how late access is closed.
 *
 * `--quick` takes less than a minute, `--grants N` is how many are closed, `--json` reports as JSON.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { migrate, openDatabase } from '../src/record/database.ts';
import { ownPostgres } from '../test/support/postgres.ts';
import { redisAvailable, startRedis } from '../test/support/redis.ts';
import type { Compared } from './bench/alternate.ts';
import { benchClosing } from './bench/closing.ts';
import type { Closing, Hindrance } from './bench/closing.ts';
import { benchCommitting } from './bench/committing.ts';
import { benchDeciding } from './bench/deciding.ts';
import type { Absolute } from './bench/deciding.ts';
import { rounded } from './bench/figures.ts';
import type { Spread } from './bench/figures.ts';
import { benchNudging } from './bench/nudging.ts';
import { benchRushing } from './bench/rushing.ts';
import type { Rushing } from './bench/rushing.ts';
import { benchSearching } from './bench/searching.ts';
import { benchSymptoms, recognitionLines } from './bench/symptoms.ts';
import type { Recognition } from './bench/symptoms.ts';
import { undoable } from './chaos/undo.ts';

type Result = Compared | Absolute | Closing | Rushing | Recognition;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    grants: { type: 'string' },
  },
});
const grants = Number(values.grants ?? (values.quick ? 20 : 60));
if (!Number.isSafeInteger(grants) || grants < 1 || grants > 120) {
  console.error('The number of grants is a whole number from 1 to 120.');
  process.exit(2);
}
const rounds = values.quick ? 5 : 15;
const leftOut: string[] = [];
const results: Result[] = [];

function report(found: readonly Result[]): void {
  results.push(...found);
  if (!values.json) for (const each of found) console.log(line(each));
}

report(benchSymptoms());
await quickOnes();
await lateness();
if (!values.quick) report([await inOwnWorld((databaseUrl) => benchRushing({ databaseUrl, requests: 200 }))]);
if (values.json) console.log(JSON.stringify({ quick: values.quick, rounds, results, leftOut }, null, 2));
else for (const each of leftOut) console.log(`LEFT OUT: ${each}`);
process.exit(0);

async function quickOnes(): Promise<void> {
  const postgres = await ownPostgres();
  const remove = undoable(() => postgres.remove());
  const db = openDatabase(postgres.url, () => undefined, 1);
  try {
    await migrate(db);
    report([await benchCommitting(db, postgres.url, rounds)]);
    report([benchDeciding(rounds)]);
    report(await benchSearching(db, rounds));
    report(await benchNudging({ databaseUrl: postgres.url }, rounds));
    const redis = await startRedis();
    if (redis === undefined) leftOut.push('BullMQ on Redis: redis-server is not installed.');
    else {
      const removeRedis = undoable(() => redis.remove());
      report(await benchNudging({ databaseUrl: postgres.url, redisUrl: redis.url }, rounds));
      await removeRedis();
    }
  } finally {
    await db.destroy();
    await remove();
  }
}

/** Two worlds side by side: most of the time both only wait. */
async function lateness(): Promise<void> {
  const onRedis = redisAvailable();
  const common = { grants, onRedis, spread: values.quick ? 5_000 : 20_000 };
  const pairs: readonly (readonly Hindrance[])[] = [
    ['none', 'no_alarms'],
    ['chat_hangs', 'both'],
  ];
  for (const pair of values.quick ? pairs.slice(0, 1) : pairs)
    report(
      await Promise.all(
        pair.map((hindrance) => inOwnWorld((databaseUrl) => benchClosing({ ...common, hindrance, databaseUrl }))),
      ),
    );
}

async function inOwnWorld<Found>(measure: (databaseUrl: string) => Promise<Found>): Promise<Found> {
  const postgres = await ownPostgres();
  const remove = undoable(() => postgres.remove());
  try {
    return await measure(postgres.url);
  } finally {
    await remove();
  }
}

function line(result: Result): string {
  switch (result.is) {
    case 'ratio': {
      const { ratio, limit, oursMs, limitMs } = result;
      return `${result.name}: ${ratio.median} × ${limit} (${ratio.low} to ${ratio.high}; ${oursMs} ms against ${limitMs} ms)`;
    }
    case 'absolute': {
      const range = result.low === undefined ? '' : ` (${result.low} to ${result.high})`;
      return `${result.name}: ${result.value} ${result.unit}${range} [absolute, of this machine]`;
    }
    case 'lateness': {
      const { lateness: late, answering, limit, queue, name } = result;
      return `${name} (${late.count} grants, ${queue}): ${inSeconds(late)}; the limit is ${limit} s\n  of that, Azure's own answer: ${inSeconds(answering)}`;
    }
    case 'rush': {
      const { name, requests, asked, settled, sent, least, throttled } = result;
      const took = `every card right after ${seconds(settled)}, ${rounded(settled / least)} × the ${seconds(least)} that ${sent} messages take within Teams' limits`;
      return `${name} (${requests} requests in ${seconds(asked)}): ${took}; refused as too many: ${throttled}`;
    }
    case 'recognition':
      return recognitionLines(result);
    default:
      return result satisfies never;
  }
}

function seconds(ms: number): string {
  return `${rounded(ms / 1000)} s`;
}

function inSeconds({ p50, p95, p99, max }: Spread): string {
  return `p50 ${rounded(p50)} s, p95 ${rounded(p95)} s, p99 ${rounded(p99)} s, max ${rounded(max)} s`;
}
