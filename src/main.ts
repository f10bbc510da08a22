/** Puts the parts together and runs them: the only file that knows which adapters there are. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Router } from 'express';
import { createAzure } from '../adapters/azure/index.ts';
import { createCredential } from '../adapters/entra/credential.ts';
import { createQueue } from '../adapters/bullmq/index.ts';
import { createGraph } from '../adapters/graph/index.ts';
import { createSlack } from '../adapters/slack/index.ts';
import { slackManifest } from '../adapters/slack/manifest.ts';
import { paintHome, paintMessage } from '../adapters/slack/paint.ts';
import { paintForm } from '../adapters/slack/views.ts';
import type { Policy } from '../workflows/policy.ts';
import type { Exhibit } from '../workflows/present/gallery.ts';
import { createAnswerer } from './answer.ts';
import { printProblems, readConfig } from './config.ts';
import type { Config } from './config.ts';
import { createEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { Fault } from './faults.ts';
import { createHomes } from './home.ts';
import { createInventory } from './inventory.ts';
import { createLog, faultFields } from './log.ts';
import type { Log } from './log.ts';
import { createPeople } from './people.ts';
import { createPerform } from './perform/perform.ts';
import { openPolicy } from './policy-book.ts';
import type { PolicyBook } from './policy-book.ts';
import { printPolicyProblems } from './policy-file.ts';
import type { Clock, Examined } from './ports.ts';
import { createReception } from './reception.ts';
import { isUnreachable, migrate, openDatabase, reaching } from './record/database.ts';
import type { Database } from './record/database.ts';
import { startEmbedded } from './record/embedded.ts';
import { overdue, readRequest } from './record/questions.ts';
import { createRelay } from './relay.ts';
import { createSweep } from './sweep.ts';
import { createTelemetry } from './telemetry.ts';
import { rdpRouter } from './web/rdp.ts';
import { startWeb } from './web/web.ts';

const SWEEP_EVERY = 60_000;
const GLANCE_EVERY = 5_000;
const INVENTORY_EVERY = 5 * 60_000;
const POLICY_EVERY = 5_000;
/** A stop waits this long, in milliseconds, for what is in flight. */
const STOP_PATIENCE = 10_000;
/** sysexits.h EX_CONFIG: the configuration is wrong, and starting again will not help. */
export const EXIT_CONFIG = 78;

const CLOCK: Clock = { now: () => Date.now() };

/** Everything outside, connected but not started. */
export function connectWorld(config: Config, log: Log) {
  const { azure, chats } = config;
  const credential = createCredential({ tenantId: azure.tenant, authorityHost: azure.authorityHost });
  const { cloud, estate, examine } = createAzure({
    credential,
    armEndpoint: azure.armEndpoint,
    subscriptions: azure.subscriptions,
    clock: CLOCK,
    log,
  });
  const directory = createGraph({ credential, graphEndpoint: azure.graphEndpoint, clock: CLOCK, log });
  const slack = chats.slack === undefined ? [] : [createSlack({ ...slackOptions(chats.slack), clock: CLOCK, log })];
  return { cloud, estate, examineAzure: examine, directory, chats: slack };
}

function slackOptions(settings: NonNullable<Config['chats']['slack']>) {
  const { botToken, apiUrl, receive } = settings;
  return receive.is === 'socket'
    ? { botToken, apiUrl, appToken: receive.appToken }
    : { botToken, apiUrl, signingSecret: receive.signingSecret };
}

/** How each chat shows what there is to show. */
export const painters = {
  slack: (exhibit: Exhibit): unknown =>
    exhibit.is === 'form'
      ? paintForm(exhibit.form, { subject: exhibit.form.subject, reply: '' })
      : exhibit.is === 'home'
        ? paintHome(exhibit.card)
        : paintMessage(exhibit.card),
};

/** The app manifest of each chat, for this configuration. */
export const manifests = {
  slack: (config: Config): unknown =>
    slackManifest({
      socketMode: config.chats.slack?.receive.is === 'socket',
      ...(config.http.publicUrl === undefined ? {} : { publicUrl: config.http.publicUrl }),
    }),
};

/** Whether the queue takes work, for `doctor`. */
export async function examineQueue(config: Config, databaseUrl: string): Promise<readonly Examined[]> {
  const what = config.redisUrl === undefined ? 'queue (BullMQ on PostgreSQL)' : 'queue (BullMQ on Redis)';
  const queue = createQueue({
    ...(config.redisUrl === undefined ? {} : { redisUrl: config.redisUrl }),
    databaseUrl,
    clock: CLOCK,
    log: createLog('silent'),
  });
  try {
    await queue.clear('doctor');
    return [{ what, ok: true, seen: 'answers', next: '' }];
  } catch (error) {
    const next = error instanceof Fault ? error.next : 'Check REDIS_URL, or DATABASE_URL without it.';
    return [{ what, ok: false, seen: error instanceof Error ? error.message : 'failed', next }];
  } finally {
    await queue.stop();
  }
}

/** Where the record is; starts the embedded server when none was named. */
export async function openRecord(config: Config, log: Log): Promise<{ url: string; stop(): Promise<void> }> {
  if (config.record.is === 'server') return { url: config.record.url, stop: async () => {} };
  return startEmbedded({ dir: join(config.record.folder, 'postgres'), log });
}

/** Starts everything and returns what stops it. Waits for PostgreSQL as long as it takes. */
export async function start(config: Config, book: PolicyBook, log: Log): Promise<{ stop(): Promise<void> }> {
  const telemetry = createTelemetry(CLOCK);
  const policy = (): Policy => book.policy();
  const record = await openRecord(config, log);
  const db = openDatabase(record.url, (cause) => {
    const fault = new Fault('record_unreachable', 'PostgreSQL closed an idle connection', { cause });
    log.warn(faultFields(fault), 'a connection to PostgreSQL was lost');
  });
  await untilMigrated(db, log);
  const world = connectWorld(config, log);
  const queue = createQueue({
    ...(config.redisUrl === undefined ? {} : { redisUrl: config.redisUrl }),
    databaseUrl: record.url,
    clock: CLOCK,
    log,
  });

  const wake = (lanes: readonly string[]): void => relay.wake(lanes);
  const people = createPeople({ db, chats: world.chats, directory: world.directory, policy, clock: CLOCK });
  const inventory = createInventory({ db, estate: world.estate, policy, clock: CLOCK });
  const homes = createHomes({ db, people, policy });
  const engine: Engine = createEngine({ db, policy, wake, log, telemetry });
  const answer = createAnswerer({
    db,
    chats: world.chats,
    people,
    estate: world.estate,
    inventory,
    engine: () => engine,
    homes,
    clock: CLOCK,
    wake,
  });
  const cards = {
    db,
    chats: world.chats,
    clock: CLOCK,
    homes,
    operators: () => policy().operators.channels,
    publicUrl: config.http.publicUrl,
    wake,
  };
  const perform = createPerform({
    db,
    cloud: world.cloud,
    alarm: queue,
    cards,
    answer,
    engine,
    clock: CLOCK,
    telemetry,
  });
  const relay = createRelay({ db, queue, clock: CLOCK, replica: randomUUID(), perform, log, telemetry });
  const sweep = createSweep({ db, cloud: world.cloud, engine, relay, clock: CLOCK, log, telemetry });
  const reception = createReception({ db, inventory, policy, clock: CLOCK, wake });

  async function ring(alarm: { request: string }): Promise<void> {
    const recorded = await readRequest(db, alarm.request);
    if (recorded === undefined) return;
    const { state } = recorded;
    const due =
      state.is === 'pending'
        ? state.ask.lapsesAt
        : state.is === 'approved' || state.is === 'active'
          ? state.endsAt
          : undefined;
    if (due === undefined || due > CLOCK.now()) return;
    telemetry.alarmRang((CLOCK.now() - due) / 1000);
    await engine.handle({
      request: alarm.request,
      command: { is: state.is === 'pending' ? 'lapse' : 'expire', at: CLOCK.now() },
    });
  }

  async function refreshInventory(): Promise<void> {
    try {
      telemetry.inventoryRead(CLOCK.now(), await inventory.refresh());
    } catch (error) {
      log.warn(faultFields(error), 'VMs not listed: the last list stays in use');
    }
  }

  const away = new Map<string, string>();
  await inventory.load();
  const web = await startWeb({
    port: config.http.port,
    log,
    metrics: () => telemetry.print(),
    health: async () => {
      await reaching(() => overdue(db, 0, 1));
      return { away: [...away] };
    },
    routers: [
      rdpRouter(db),
      ...world.chats.flatMap((chat) =>
        chat.router === undefined ? [] : [Router().use(`/${chat.name}/events`, chat.router)],
      ),
    ],
  });
  await queue.start({ lane: (lane) => relay.run(lane), ring });
  // What is overdue is closed before anything new is taken.
  const swept = sweep.run();
  for (const chat of world.chats) await startChat(chat.name, () => chat.start(reception), log, away);
  void refreshInventory();
  const refreshing = setInterval(() => void refreshInventory(), INVENTORY_EVERY);
  book.watch(POLICY_EVERY, log);
  sweep.start(SWEEP_EVERY, GLANCE_EVERY);
  log.info({ url: web.url }, 'ready');

  return {
    async stop() {
      clearInterval(refreshing);
      book.close();
      await Promise.allSettled(world.chats.map((chat) => chat.stop()));
      // All at once: whatever hangs outside is waited for once, not by each in turn. What is not finished by then is
      // handed back, and another replica sees it at its next glance.
      const idle = Promise.allSettled([swept, web.stop(), sweep.stop(), queue.stop()]);
      await relay.stop(STOP_PATIENCE);
      await Promise.race([idle, pause(2_000)]);
      await Promise.race([db.destroy(), pause(2_000)]);
      await record.stop();
      log.info('stopped');
    },
  };
}

/** PostgreSQL may start after us, or be away for a while: we wait, and say so. */
async function untilMigrated(db: Database, log: Log): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const fresh = await migrate(db);
      if (fresh.length > 0) log.info({ migrations: fresh }, 'tables brought up to date');
      return;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      log.warn(
        { attempt, ...faultFields(new Fault('record_unreachable', 'PostgreSQL does not answer', { cause: error })) },
        'waiting for PostgreSQL',
      );
      await pause(Math.min(attempt, 10) * 1000);
    }
  }
}

/** A chat that cannot be reached must not keep the rest from closing what is due: it is tried again in the background. */
async function startChat(
  name: string,
  go: () => Promise<void>,
  log: Log,
  away: Map<string, string>,
  attempt = 1,
): Promise<void> {
  try {
    await go();
    away.delete(name);
  } catch (error) {
    away.set(name, error instanceof Fault ? error.next : 'See the log.');
    const wait = Math.min(attempt * 5, 60) * 1000;
    log.error(
      { chat: name, ...faultFields(error), againInMs: wait },
      'chat not started; open access is closed on time all the same',
    );
    setTimeout(() => void startChat(name, go, log, away, attempt + 1), wait).unref();
  }
}

/** Configuration and policy together: every problem of both at once. */
async function readAll(): Promise<{ config: Config; book: PolicyBook } | string> {
  const config = readConfig(process.env);
  const path = 'policyPath' in config ? config.policyPath : (process.env['LATCHKEY_POLICY'] ?? 'access.yaml');
  const book = await openPolicy(path).catch((error: unknown) => {
    if (error instanceof Fault) return error;
    throw error;
  });
  const texts = [
    ...('policyPath' in config ? [] : [printProblems(config)]),
    ...(book instanceof Fault
      ? [`${book.message}.\n    Next: set LATCHKEY_POLICY, or copy access.example.yaml to ${path} and adapt it.`]
      : []),
    ...(Array.isArray(book) ? [printPolicyProblems(path, book)] : []),
  ];
  if (texts.length === 0 && 'policyPath' in config && 'policy' in book) return { config, book };
  return texts.join('\n\n');
}

async function run(): Promise<void> {
  const read = await readAll();
  if (typeof read === 'string') {
    process.stderr.write(`${read}\n`);
    process.exitCode = EXIT_CONFIG;
    return;
  }
  const log = createLog(read.config.logLevel);
  process.on('unhandledRejection', (error) => log.error(faultFields(error), 'a defect: nobody waited for this'));
  const running = await start(read.config, read.book, log);
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'stopping: finishing what is in flight');
      void running.stop().finally(() => process.exit(0));
    });
}

if (import.meta.main) await run();
