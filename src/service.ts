/** The engine's parts put together, whatever world they are given: started, and stopped in order. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Router } from 'express';
import type { Policy } from '../workflows/policy.ts';
import { createAnswerer } from './answer.ts';
import type { CloudName } from './clouds.ts';
import { createEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { Fault } from './faults.ts';
import { createHomes } from './home.ts';
import { createInventory } from './inventory.ts';
import { faultFields } from './log.ts';
import type { Log } from './log.ts';
import { createPeople } from './people.ts';
import { createPerform } from './perform/perform.ts';
import type { Chat, Clock, Cloud, Directory, Estate, Inspector, Lookout, Mender, Queue } from './ports.ts';
import { createReception } from './reception.ts';
import { reaching } from './record/database.ts';
import type { Database } from './record/database.ts';
import { overdue, readRequest } from './record/questions.ts';
import { createRelay } from './relay.ts';
import { createSweep } from './sweep.ts';
import { createTelemetry } from './telemetry.ts';
import { createConverser } from './troubleshoot/converse.ts';
import { createMending } from './troubleshoot/mending.ts';
import { recognise } from './troubleshoot/recognise.ts';
import { createScope } from './troubleshoot/scope.ts';
import { createKnowledge } from './troubleshoot/setting.ts';
import { createTidy } from './troubleshoot/tidy.ts';
import { rdpRouter } from './web/rdp.ts';
import { startWeb } from './web/web.ts';

const SWEEP_EVERY = 60_000;
const GLANCE_EVERY = 5_000;
const INVENTORY_EVERY = 5 * 60_000;
/** A stop waits this long, in milliseconds, for what is in flight. */
const STOP_PATIENCE = 10_000;

/** What the engine works with. A chat's `router`, if it has one, is mounted at `/<name>/events`. */
export type World = {
  readonly cloud: Cloud;
  readonly estate: Estate;
  readonly directory: Directory;
  readonly lookout: Lookout;
  readonly inspector: Inspector;
  readonly mender: Mender;
  readonly chats: readonly (Chat & { readonly router?: Router })[];
  readonly queue: Queue;
};

/** Starts everything, what is overdue first, and returns what stops it. The record must be migrated. */
export async function startService(parts: {
  readonly db: Database;
  readonly world: World;
  readonly policy: () => Policy;
  /** The directory that is served and the cloud that it is in: what is said to people depends on them. */
  readonly served: { readonly tenant: string; readonly cloud: CloudName };
  readonly clock: Clock;
  readonly port: number;
  /** All interfaces when left out. */
  readonly host?: string;
  readonly publicUrl: string | undefined;
  readonly log: Log;
}): Promise<{ stop(): Promise<void> }> {
  const { db, world, policy, clock, log } = parts;
  const { queue } = world;
  const telemetry = createTelemetry(clock);
  const wake = (lanes: readonly string[]): void => relay.wake(lanes);
  const people = createPeople({ db, chats: world.chats, directory: world.directory, policy, clock: clock });
  const inventory = createInventory({ db, estate: world.estate, policy, clock: clock });
  const homes = createHomes({ db, people, policy });
  const engine: Engine = createEngine({ db, policy, wake, log, telemetry });
  const knowledge = createKnowledge(parts.served);
  const mending = createMending({
    db,
    mender: world.mender,
    people,
    estate: world.estate,
    policy,
    knowledge,
    clock,
    log,
    wake,
  });
  const converser = createConverser({
    db,
    inventory,
    scope: createScope({ db, people, directory: world.directory, inventory, policy }),
    recognise,
    knowledge,
    policy,
    clock,
    publicUrl: parts.publicUrl,
    wake,
  });
  const answer = createAnswerer({
    db,
    chats: world.chats,
    people,
    estate: world.estate,
    inventory,
    engine: () => engine,
    homes,
    converser,
    mending,
    clock: clock,
    wake,
  });
  const talks = {
    db,
    chats: world.chats,
    clock,
    lookout: world.lookout,
    inspector: world.inspector,
    estate: world.estate,
    inventory,
    knowledge,
    policy,
    publicUrl: parts.publicUrl,
    wake,
  };
  const cards = {
    db,
    chats: world.chats,
    clock: clock,
    homes,
    policy,
    operators: () => policy().operators.channels,
    publicUrl: parts.publicUrl,
    wake,
  };
  const perform = createPerform({
    db,
    cloud: world.cloud,
    alarm: queue,
    cards,
    talks,
    mending,
    answer,
    engine,
    clock: clock,
    telemetry,
  });
  const relay = createRelay({ db, queue, clock: clock, replica: randomUUID(), perform, log, telemetry });
  const sweep = createSweep({
    db,
    cloud: world.cloud,
    engine,
    relay,
    tidy: createTidy({ db, mending, knowledge, clock, wake }),
    clock: clock,
    log,
    telemetry,
  });
  const reception = createReception({
    db,
    inventory,
    people,
    policy,
    clock: clock,
    publicUrl: parts.publicUrl,
    wake,
  });

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
    if (due === undefined || due > clock.now()) return;
    telemetry.alarmRang((clock.now() - due) / 1000);
    await engine.handle({
      request: alarm.request,
      command: { is: state.is === 'pending' ? 'lapse' : 'expire', at: clock.now() },
    });
  }

  async function refreshInventory(): Promise<void> {
    try {
      telemetry.inventoryRead(clock.now(), await inventory.refresh());
    } catch (error) {
      log.warn(faultFields(error), 'VMs not listed: the last list stays in use');
    }
  }

  const away = new Map<string, string>();
  await inventory.load();
  const web = await startWeb({
    port: parts.port,
    ...(parts.host === undefined ? {} : { host: parts.host }),
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
  sweep.start(SWEEP_EVERY, GLANCE_EVERY);
  log.info({ url: web.url }, 'ready');

  return {
    async stop() {
      clearInterval(refreshing);
      await Promise.allSettled(world.chats.map((chat) => chat.stop()));
      // All at once: whatever hangs outside is waited for once, not by each in turn. What is not finished by then is
      // handed back, and another replica sees it at its next glance.
      const idle = Promise.allSettled([swept, web.stop(), sweep.stop(), queue.stop()]);
      await relay.stop(STOP_PATIENCE);
      await Promise.race([idle, pause(2_000)]);
    },
  };
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
