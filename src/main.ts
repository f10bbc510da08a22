/**
 * Puts the parts together and runs them: the only file that knows which adapters there are. What brings a vendor's package
 * with it is loaded when it is wanted: those take most of the time that starting takes, and neither a command nor a bot of
 * one chat wants all of them.
 */
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { slackManifest } from '../adapters/slack/manifest.ts';
import { paintHome, paintMessage } from '../adapters/slack/paint.ts';
import { paintForm } from '../adapters/slack/views.ts';
import { teamsManifest, teamsPackage } from '../adapters/teams/manifest.ts';
import { paintHome as paintTeamsHome, paintMessage as paintTeamsMessage } from '../adapters/teams/paint.ts';
import { paintForm as paintTeamsForm } from '../adapters/teams/views.ts';
import type { Exhibit } from '../workflows/present/gallery.ts';
import { EXIT_CONFIG, printProblems, readConfig } from './config.ts';
import type { Config } from './config.ts';
import { Fault } from './faults.ts';
import { createLog, faultFields } from './log.ts';
import type { Log } from './log.ts';
import { openPolicy } from './policy-book.ts';
import type { PolicyBook } from './policy-book.ts';
import { printPolicyProblems } from './policy-file.ts';
import type { Chat, Clock, Examined, Lookout, Memory, Mender, Queue } from './ports.ts';
import { chatMemory } from './record/chat-memory.ts';
import { isUnreachable, migrate, openDatabase } from './record/database.ts';
import type { Database } from './record/database.ts';
import type { Claim } from './record/embedded-claim.ts';
import { startEmbedded } from './record/embedded.ts';

const POLICY_EVERY = 2_500;

const CLOCK: Clock = { now: () => Date.now() };

/**
 * Everything outside, connected but not started.
 *
 * @param memoryOf what a chat, by name, remembers
 */
export async function connectWorld(config: Config, log: Log, memoryOf: (chat: string) => Memory) {
  const { azure } = config;
  const [
    { createCredential },
    { createAzure },
    { createAzureLookout },
    { createInspector },
    { createMender },
    { examineAzureLook },
    { createGraph },
    { createGraphLook },
  ] = await Promise.all([
    import('../adapters/entra/credential.ts'),
    import('../adapters/azure/index.ts'),
    import('../adapters/azure/look/index.ts'),
    import('../adapters/azure/look/inspect.ts'),
    import('../adapters/azure/mend.ts'),
    import('../adapters/azure/look/examine.ts'),
    import('../adapters/graph/index.ts'),
    import('../adapters/graph/look/index.ts'),
  ]);
  const credential = createCredential({ tenantId: azure.tenant, authorityHost: azure.authorityHost });
  const { cloud, estate, arm, examine } = createAzure({
    credential,
    armEndpoint: azure.armEndpoint,
    subscriptions: azure.subscriptions,
    clock: CLOCK,
    log,
  });
  const directory = createGraph({ credential, graphEndpoint: azure.graphEndpoint, clock: CLOCK, log });
  const graphLook = createGraphLook({ credential, graphEndpoint: azure.graphEndpoint, clock: CLOCK });
  const lookout: Lookout = {
    ...graphLook.lookout,
    ...createAzureLookout({ arm, clock: CLOCK, groupsOf: graphLook.groupsOf }),
  };
  const inspector = createInspector({ arm, cloud: azure.cloud });
  const mender: Mender = { ...createMender({ arm }), createApp: graphLook.createApp };
  const chats = await connectChats(config, log, memoryOf);
  return {
    cloud,
    estate,
    lookout,
    inspector,
    mender,
    examineAzure: examine,
    /** Which checks and mends are on: for information, since all of them are optional. */
    examineLook: async () => [...(await examineAzureLook(arm, azure.subscriptions)), ...(await graphLook.examine())],
    directory,
    chats,
  };
}

async function connectChats(
  { azure, chats: { slack, teams } }: Config,
  log: Log,
  memoryOf: (chat: string) => Memory,
): Promise<readonly Chat[]> {
  const chats: Chat[] = [];
  if (slack !== undefined) {
    const { createSlack } = await import('../adapters/slack/index.ts');
    chats.push(createSlack({ ...slackOptions(slack), clock: CLOCK, log }));
  }
  if (teams !== undefined) {
    const { createTeams } = await import('../adapters/teams/index.ts');
    const { tenant, cloud, authorityHost } = azure;
    chats.push(createTeams({ ...teams, tenant, cloud, authorityHost, memory: memoryOf('teams'), clock: CLOCK, log }));
  }
  return chats;
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
  teams: (exhibit: Exhibit): unknown =>
    exhibit.is === 'form'
      ? paintTeamsForm(exhibit.form, { where: 'message' })
      : exhibit.is === 'home'
        ? paintTeamsHome(exhibit.card).card
        : paintTeamsMessage(exhibit.card).card,
};

/** The app manifest of each chat, for this configuration; and, where the chat wants it as a file of its own, that file. */
export const manifests: Readonly<
  Record<
    'slack' | 'teams',
    (config: Config) => { manifest: unknown; file?: { name: string; bytes: Promise<Uint8Array> } }
  >
> = {
  slack: ({ chats, http }) => ({
    manifest: slackManifest({
      socketMode: chats.slack?.receive.is === 'socket',
      ...(http.publicUrl === undefined ? {} : { publicUrl: http.publicUrl }),
    }),
  }),
  teams: ({ chats, http }) => {
    const manifest = teamsManifest({ appId: chats.teams?.identity.appId, publicUrl: http.publicUrl });
    return { manifest, file: { name: 'latchkey-teams.zip', bytes: teamsPackage(manifest) } };
  },
};

/** Whether the queue takes work, for `doctor`. */
export async function examineQueue(config: Config, databaseUrl: string): Promise<readonly Examined[]> {
  const what = config.redisUrl === undefined ? 'queue (BullMQ on PostgreSQL)' : 'queue (BullMQ on Redis)';
  const queue = await connectQueue(config, databaseUrl, createLog('silent'));
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

/** Where the record is; starts the embedded server when none was named. The service claims it, a command only borrows it. */
export async function openRecord(
  config: Config,
  log: Log,
  claim: Claim = 'if-free',
): Promise<{ url: string; stop(): Promise<void> }> {
  if (config.record.is === 'server') return { url: config.record.url, stop: async () => {} };
  return startEmbedded({ dir: join(config.record.folder, 'postgres'), log, claim });
}

/** Starts everything and returns what stops it. Waits for PostgreSQL as long as it takes. */
async function start(config: Config, book: PolicyBook, log: Log): Promise<{ stop(): Promise<void> }> {
  const record = await openRecord(config, log, 'always');
  const db = openDatabase(record.url, (cause) => {
    const fault = new Fault('record_unreachable', 'PostgreSQL closed an idle connection', { cause });
    log.warn(faultFields(fault), 'a connection to PostgreSQL was lost');
  });
  await untilMigrated(db, log);
  const memoryOf = (chat: string) => chatMemory(db, chat, CLOCK);
  const world = {
    ...(await connectWorld(config, log, memoryOf)),
    queue: await connectQueue(config, record.url, log),
  };
  const { startService } = await import('./service.ts');
  const { publicUrl, ...listening } = config.http;
  const service = await startService({
    db,
    world,
    policy: () => book.policy(),
    served: { tenant: config.azure.tenant, cloud: config.azure.cloud },
    clock: CLOCK,
    ...listening,
    publicUrl,
    log,
  });
  book.watch(POLICY_EVERY, log);
  // Where NODE_COMPILE_CACHE is set. Left to its end, a bot that is killed would leave nothing to the next one.
  flushCompileCache();
  return {
    async stop() {
      book.close();
      await service.stop();
      await Promise.race([db.destroy(), pause(2_000)]);
      await record.stop();
      log.info('stopped');
    },
  };
}

async function connectQueue(config: Config, databaseUrl: string, log: Log): Promise<Queue> {
  const { createQueue } = await import('../adapters/bullmq/index.ts');
  const redis = config.redisUrl === undefined ? {} : { redisUrl: config.redisUrl };
  return createQueue({ ...redis, databaseUrl, clock: CLOCK, log });
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
