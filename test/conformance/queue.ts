import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../src/faults.ts';
import type { Queue } from '../../src/ports.ts';
import { until } from '../support/until.ts';

/** One store that several replicas share, and what can befall it. */
export type QueueWorld = {
  /** Another replica. */
  replica(): Queue;
  /** A replica takes up this lane and is killed in the middle of it. */
  killedDuring(lane: string): Promise<void>;
  /** Everything in the store is lost. */
  empty(): Promise<void>;
  /** The store goes away without a word, and comes back. */
  away(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
};

const REQUEST = '0a1b2c3d-0000-4000-8000-00000000abcd';
const LANE = `${REQUEST}/cloud`;

type Seen = { lanes: string[]; rings: { id: string; request: string; version: number; at: number }[] };

export function queueConformance(name: string, open: () => Promise<QueueWorld>): void {
  describe(`Queue: ${name}`, () => {
    let world: QueueWorld;
    let replicas: Queue[] = [];
    let alarms = 0;
    beforeAll(async () => {
      world = await open();
    });
    afterEach(async () => {
      await Promise.all(replicas.map((replica) => replica.stop()));
      replicas = [];
      await world.empty();
    });
    afterAll(() => world.close());

    /** A replica that notes what it is asked to do. */
    async function worker(work: Partial<Parameters<Queue['start']>[0]> = {}): Promise<{ queue: Queue; seen: Seen }> {
      const seen: Seen = { lanes: [], rings: [] };
      const queue = world.replica();
      replicas.push(queue);
      await queue.start({
        async lane(lane) {
          seen.lanes.push(lane);
          await work.lane?.(lane);
        },
        async ring(alarm) {
          seen.rings.push({ ...alarm, at: Date.now() });
          await work.ring?.(alarm);
        },
      });
      return { queue, seen };
    }
    const alarm = (inMs: number) => ({
      id: `${REQUEST}-${++alarms}`,
      at: Date.now() + inMs,
      request: REQUEST,
      version: alarms,
    });
    async function fault(act: () => Promise<unknown>): Promise<{ code: unknown; ms: number }> {
      const started = Date.now();
      const error = await act().then(
        () => undefined,
        (caught: unknown) => caught,
      );
      return { code: error instanceof Fault ? error.code : error, ms: Date.now() - started };
    }

    test('a nudge has the lane worked off', async () => {
      const { queue, seen } = await worker();
      await queue.nudge(LANE);
      await until(() => seen.lanes.length > 0);
      expect(seen.lanes).toEqual([LANE]);
    });

    test('lanes with any characters keep their names', async () => {
      const { queue, seen } = await worker();
      const names = ['a:b/c', 'slack:C042/card', '17', 'ü %2F/x'];
      for (const lane of names) await queue.nudge(lane);
      await until(() => seen.lanes.length === names.length);
      expect(seen.lanes.toSorted()).toEqual(names.toSorted());
    });

    test('a nudge during the run of its lane leads to one more run afterwards, never to two at once', async () => {
      const gate = Promise.withResolvers<void>();
      let running = 0;
      let most = 0;
      let first = true;
      const { queue, seen } = await worker({
        async lane() {
          most = Math.max(most, ++running);
          if (first) {
            first = false;
            await gate.promise;
          }
          running--;
        },
      });
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 1);
      await queue.nudge(LANE);
      await queue.nudge(LANE);
      await queue.nudge(LANE);
      await sleep(300);
      expect(seen.lanes).toHaveLength(1);
      gate.resolve();
      await until(() => seen.lanes.length >= 2);
      await sleep(500);
      expect(seen.lanes).toHaveLength(2);
      expect(most).toBe(1);
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 3);
    });

    test('no nudge is lost in a storm: the last run always begins after the last nudge', async () => {
      let written = 0;
      let read = 0;
      const { queue } = await worker({
        async lane() {
          read = written;
          await sleep(10 + Math.random() * 20);
        },
      });
      for (let i = 0; i < 60; i++) {
        written++;
        await queue.nudge(LANE);
        await sleep(Math.random() * 8);
      }
      await until(() => read === written, { what: 'the last write was read' });
      expect(read).toBe(60);
    });

    test('a slow lane does not hold up another', async () => {
      const gate = Promise.withResolvers<void>();
      const { queue, seen } = await worker({ lane: (lane) => (lane === 'slow' ? gate.promise : Promise.resolve()) });
      await queue.nudge('slow');
      await until(() => seen.lanes.includes('slow'));
      await queue.nudge('quick');
      await until(() => seen.lanes.includes('quick'));
      gate.resolve();
    });

    test('an alarm rings once, at its time, and says whose it is', async () => {
      const { queue, seen } = await worker();
      const due = alarm(1_200);
      await queue.set(due);
      await until(() => seen.rings.length > 0, { timeout: 8_000 });
      await sleep(500);
      expect(seen.rings).toHaveLength(1);
      const [rung] = seen.rings;
      expect(rung).toMatchObject({ id: due.id, request: due.request, version: due.version });
      expect(rung?.at).toBeGreaterThanOrEqual(due.at - 20);
      expect(rung?.at).toBeLessThan(due.at + 2_000);
    });

    test('an alarm in the past rings at once', async () => {
      const { queue, seen } = await worker();
      await queue.set(alarm(-60_000));
      await until(() => seen.rings.length === 1, { timeout: 3_000 });
    });

    test('an alarm set again under its id stays where it is', async () => {
      const { queue, seen } = await worker();
      const due = alarm(600);
      await queue.set(due);
      await queue.set({ ...due, at: due.at + 3_600_000 });
      await queue.set({ ...due, at: due.at - 3_600_000 });
      await sleep(200);
      expect(seen.rings).toHaveLength(0);
      await until(() => seen.rings.length > 0, { timeout: 6_000 });
      await sleep(300);
      expect(seen.rings).toHaveLength(1);
    });

    test('a cleared alarm does not ring, and clearing what is not there is no error', async () => {
      const { queue, seen } = await worker();
      const [cleared, kept] = [alarm(500), alarm(900)];
      await queue.set(cleared);
      await queue.set(kept);
      await queue.clear(cleared.id);
      await queue.clear(cleared.id);
      await queue.clear(`${REQUEST}-never`);
      await until(() => seen.rings.length > 0, { timeout: 6_000 });
      expect(seen.rings.map((ring) => ring.id)).toEqual([kept.id]);
    });

    test('an alarm survives its replica and rings in another', async () => {
      const first = await worker();
      const due = alarm(1_000);
      await first.queue.set(due);
      await first.queue.stop();
      const second = await worker();
      await until(() => second.seen.rings.length === 1, { timeout: 8_000 });
      expect(first.seen.rings).toHaveLength(0);
    });

    test('of two replicas one does the work', async () => {
      const [one, two] = [await worker(), await worker()];
      const lanes = Array.from({ length: 20 }, (_, i) => `lane-${i}/cloud`);
      for (const lane of lanes) await one.queue.nudge(lane);
      await two.queue.set(alarm(-1));
      const done = () => [...one.seen.lanes, ...two.seen.lanes];
      await until(() => done().length >= 20 && one.seen.rings.length + two.seen.rings.length >= 1);
      await sleep(300);
      expect(done().toSorted()).toEqual(lanes.toSorted());
      expect(one.seen.rings.length + two.seen.rings.length).toBe(1);
    });

    test('a handler that throws ends neither the process nor its lane', async () => {
      let failures = 0;
      const { queue, seen } = await worker({
        async lane() {
          if (failures++ === 0) throw new Fault('azure_unreachable', 'cut');
        },
        async ring() {
          if (failures++ === 1) throw new Error('once');
        },
      });
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 1);
      await sleep(300);
      await queue.set(alarm(-1));
      await until(() => seen.rings.length === 2, { timeout: 8_000, what: 'an alarm whose handler threw rings again' });
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 2);
    });

    test('a nudge during a run that then throws is not lost', async () => {
      const gate = Promise.withResolvers<void>();
      let first = true;
      const { queue, seen } = await worker({
        async lane() {
          if (!first) return;
          first = false;
          await gate.promise;
          throw new Error('in the end');
        },
      });
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 1);
      await queue.nudge(LANE);
      gate.resolve();
      await until(() => seen.lanes.length === 2);
    });

    test('the lane of a replica that was killed goes to another, and nudges in between are not lost', async () => {
      await world.killedDuring(LANE);
      const { queue, seen } = await worker();
      await queue.nudge(LANE);
      await until(() => seen.lanes.length >= 1, { timeout: 25_000 });
      await until(() => seen.lanes.length === 2, { what: 'and once more for the nudge' });
    });

    test('stop finishes what runs and takes nothing new', async () => {
      let finished = false;
      const { queue, seen } = await worker({
        async lane() {
          await sleep(700);
          finished = true;
        },
      });
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 1);
      await queue.stop();
      expect(finished).toBe(true);
      const other = world.replica();
      replicas.push(other);
      await other.nudge('later/cloud');
      await sleep(400);
      expect(seen.lanes).toEqual([LANE]);
      expect((await fault(() => queue.nudge(LANE))).code).toBe('queue_unreachable');
    });

    test('after the store was emptied, nudges and alarms work again', async () => {
      const { queue, seen } = await worker();
      await queue.nudge(LANE);
      await queue.set(alarm(400));
      await until(() => seen.lanes.length === 1 && seen.rings.length === 1, { timeout: 8_000 });
      await queue.set(alarm(3_600_000));
      await world.empty();
      await queue.nudge(LANE);
      await queue.set(alarm(400));
      await until(() => seen.lanes.length === 2 && seen.rings.length === 2, { timeout: 15_000 });
    });

    test('a store emptied during a run does not lock the lane', async () => {
      const gate = Promise.withResolvers<void>();
      const { queue, seen } = await worker({
        lane: () => (seen.lanes.length === 1 ? gate.promise : Promise.resolve()),
      });
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 1);
      await queue.nudge(LANE);
      await world.empty();
      gate.resolve();
      await sleep(200);
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 2, { timeout: 15_000 });
    });

    test('while the store is away the fault comes quickly; when it is back all goes on', async () => {
      const { queue, seen } = await worker();
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 1);
      await world.away();
      try {
        const acts = [
          () => queue.nudge(LANE),
          () => queue.set(alarm(100)),
          () => queue.clear('none'),
          () => queue.nudge('other/cloud'),
        ];
        for (const act of acts) {
          const { code, ms } = await fault(act);
          expect(code).toBe('queue_unreachable');
          expect(ms).toBeLessThan(2_000);
        }
      } finally {
        await world.back();
      }
      await until(() => queue.nudge(`${LANE}-again`).then(() => true), { timeout: 15_000, every: 200 });
      await until(() => seen.lanes.includes(`${LANE}-again`), { timeout: 20_000 });
      await queue.set(alarm(-1));
      await until(() => seen.rings.length >= 1, { timeout: 20_000 });
    });

    test('a replica that starts while the store is away begins when it is there', async () => {
      await world.away();
      let started: Awaited<ReturnType<typeof worker>>;
      try {
        const begun = Date.now();
        started = await worker();
        expect(Date.now() - begun).toBeLessThan(5_000);
        expect((await fault(() => started.queue.nudge(LANE))).code).toBe('queue_unreachable');
      } finally {
        await world.back();
      }
      const { queue, seen } = started;
      await until(() => queue.nudge(LANE).then(() => true), { timeout: 15_000, every: 200 });
      await until(() => seen.lanes.length >= 1, { timeout: 20_000 });
    });

    test('stop works while the store is away, and waits for what runs', async () => {
      let finished = false;
      const { queue, seen } = await worker({
        async lane() {
          await sleep(800);
          finished = true;
        },
      });
      await queue.nudge(LANE);
      await until(() => seen.lanes.length === 1);
      await world.away();
      try {
        const begun = Date.now();
        await queue.stop();
        expect(finished).toBe(true);
        expect(Date.now() - begun).toBeLessThan(10_000);
      } finally {
        await world.back();
      }
    });
  });
}
