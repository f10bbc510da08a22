/**
 * `npm run chaos`: the real bot, twice, in a storm against the sandbox. Faults come and go, replicas are killed, the queue
 * is emptied, PostgreSQL stops; then everything is mended, and what must always hold is checked.
 *
 * `--seed N` plays a storm again, `--minutes M` is how long it lasts, `--quick` is a short one, `--json` reports as JSON.
 * Ends with code 1 when something did not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openStage } from '../test/journeys/stage.ts';
import { ownPostgres } from '../test/support/postgres.ts';
import { rounded, spreadOf } from './bench/figures.ts';
import type { Spread } from './bench/figures.ts';
import { untilCalm } from './chaos/calm.ts';
import { readRecord } from './chaos/evidence.ts';
import type { Evidence } from './chaos/evidence.ts';
import { breaches, INVARIANT_COUNT } from './chaos/invariants.ts';
import type { Breach } from './chaos/invariants.ts';
import { planStorm, REPLICAS } from './chaos/plan.ts';
import { openQueueStore } from './chaos/queue-store.ts';
import { replicaIn } from './chaos/replica.ts';
import { heal, rage } from './chaos/storm.ts';
import type { Tally, Weather } from './chaos/storm.ts';
import { undoable } from './chaos/undo.ts';
import { watch } from './chaos/watch.ts';

type Report = {
  readonly seed: number;
  readonly queue: string;
  readonly stormSeconds: number;
  readonly calmSeconds: number;
  readonly steps: Tally;
  readonly requests: Readonly<Record<string, number>>;
  /** Seconds from when access should have been closed to when it was known to be, by why it ended. */
  readonly lateness: Readonly<Record<string, Spread>>;
  readonly invariants: number;
  readonly breaches: readonly Breach[];
  /** Logs and diary, kept when something did not hold. */
  readonly folder: string | undefined;
};

const USAGE = 'npm run chaos -- [--seed NUMBER] [--minutes NUMBER] [--quick] [--json]';
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
const minutes = Number(values.minutes ?? (values.quick ? 0.25 : 1.5));
if (!Number.isSafeInteger(seed) || !(minutes > 0 && minutes <= 60)) {
  console.error(`A seed is a whole number, and a storm lasts at most 60 minutes.\n${USAGE}`);
  process.exit(2);
}

const say = (text: string): void => {
  if (!values.json) console.log(text);
};
const again = `npm run chaos -- --seed ${seed} --minutes ${minutes}${values.quick ? ' --quick' : ''}`;
say(`Storm ${seed}: ${minutes} min. To play it again: ${again}`);
const report = await run();
if (values.json) console.log(JSON.stringify(report, null, 2));
else print(report);
process.exit(report.breaches.length === 0 ? 0 : 1);

async function run(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-chaos-'));
  const postgres = await ownPostgres();
  const removePostgres = undoable(() => postgres.remove());
  // Every other storm is on the other store, where there is one.
  const store = await openQueueStore(postgres.url, seed % 2 === 0);
  const removeStore = undoable(() => store.remove());
  const redis = store.redisUrl === undefined ? {} : { redisUrl: store.redisUrl };
  const stage = await openStage({ databaseUrl: postgres.url, ...redis, policy });
  const closeStage = undoable(() => stage.close());
  const { sandbox } = stage;
  const replicas = Array.from({ length: REPLICAS }, (_, index) => replicaIn(folder, `replica-${index + 1}`, stage.env));
  const killReplicas = undoable(() => Promise.all(replicas.map((replica) => replica.kill())));
  const watching = watch(sandbox, postgres.url);
  const weather: Weather = { sandbox, postgres, store, replicas, watch: watching, diary: join(folder, 'storm.jsonl') };
  let sound = false;
  try {
    for (const replica of replicas) replica.start();
    await Promise.all(replicas.map((replica) => replica.ready(60_000)));
    say(`Two replicas, ${store.name}. The storm begins.`);
    const began = Date.now();
    const tally = await rage(weather, planStorm(seed, minutes * 60_000));
    await heal(weather);
    const healedAt = Date.now();
    say(`Everything is whole again after ${seconds(healedAt - began)} s. Waiting until nothing is left to do.`);
    await untilCalm(weather, postgres.url, values.quick);
    const calmAt = Date.now();
    await watching.stop();
    const state = await watching.look();
    const evidence: Evidence = {
      ...(await readRecord(postgres.url)),
      messages: state.slack.messages,
      assignments: state.roleAssignments,
      sightings: [...watching.sightings.values()],
      seen: watching.seen,
      deleted: watching.deleted,
      foreign: [...watching.foreign.values()],
      healedAt,
      ends: replicas.flatMap((replica) => replica.ends),
      lines: (await Promise.all(replicas.map((replica) => replica.lines()))).flat(),
    };
    const found = breaches(evidence);
    sound = found.length === 0;
    return {
      seed,
      queue: store.name,
      stormSeconds: seconds(healedAt - began),
      calmSeconds: seconds(calmAt - healedAt),
      steps: tally,
      requests: countBy(evidence.requests.map(({ state: { is } }) => is)),
      lateness: latenessOf(evidence),
      invariants: INVARIANT_COUNT,
      breaches: found,
      folder: sound ? undefined : folder,
    };
  } finally {
    await watching.stop().catch(() => undefined);
    await killReplicas();
    await closeStage();
    await removeStore();
    await removePostgres();
    if (sound) await rm(folder, { recursive: true, force: true });
  }
}

/** Everything may be asked for by everybody, and nobody waits for long. */
function policy({ approvers, operators }: { approvers: string; operators: string }): string {
  const approve = (needed: number) =>
    `approve: { groups: ${approvers}, channels: "slack:C0APPROVE", needed: ${needed} }`;
  return `operators: { groups: ${operators}, channels: "slack:C0OPS" }
rules:
  - { name: Two, match: { vm: sql-*, role: admin }, ask: everyone, ${approve(2)}, duration: { longest: 1h }, lapse: 1m }
  - { name: One, ask: everyone, ${approve(1)}, duration: { longest: 1h }, lapse: 1m }
`;
}

function latenessOf({ requests }: Evidence): Report['lateness'] {
  const ended = requests.flatMap(({ state }) => (state.is === 'ended' ? [state] : []));
  const by = Map.groupBy(ended, (state) => state.ending.why);
  return Object.fromEntries(
    [...by].map(([why, all]) => [why, spreadOf(all.map((state) => (state.endedAt - state.ending.at) / 1000))]),
  );
}

function countBy(words: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]));
}

function print({ steps, requests, lateness, breaches: found, folder, calmSeconds, invariants }: Report): void {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([word, count]) => `${count} ${word}`)
      .join(', ');
  const tried = Object.entries(steps).map(([step, { tried: all, done }]) => `${step} ${done}/${all}`);
  console.log(`Calm after ${calmSeconds} s more.\n\nWhat happened (done/tried): ${tried.join(', ')}.`);
  console.log(`Requests: ${list(requests)}.`);
  for (const [why, { count, p50, p95, max }] of Object.entries(lateness))
    console.log(
      `Closed late, ${why} (${count}): median ${rounded(p50)} s, 95 % ${rounded(p95)} s, at most ${rounded(max)} s`,
    );
  if (found.length === 0) {
    console.log(`\nAll ${invariants} invariants held.`);
    return;
  }
  console.log(`\n${found.length} breaches:`);
  for (const { invariant, account } of found) console.log(`  ${invariant}: ${account}`);
  console.log(`\nLogs and diary: ${folder}\nAgain: ${again}`);
}

function seconds(ms: number): number {
  return rounded(ms / 1000);
}
