/** What people depend on goes away for a while: nobody is misled, nothing crashes, and all goes on by itself. */
import { describe, expect, it } from 'vitest';
import { command, ownPostgres } from '../support/postgres.ts';
import { redisAvailable, startRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';
import { wireTo } from '../support/wire.ts';
import type { Bot } from './bot.ts';
import { openStage } from './stage.ts';

describe.concurrent('PostgreSQL stopped under a running bot', () => {
  it('is told to whoever acts meanwhile, and costs nothing but time', { timeout: 150_000 }, async () => {
    const postgres = await ownPostgres();
    const stage = await openStage({ databaseUrl: postgres.url });
    try {
      const bot = await stage.bot();
      await stage.ask('bo', 'build-01 1h look at the agent');
      await stage.press('mia', 'Approve', 'build-01');
      await stage.untilSees('bo', ['build-01 is open for you']);
      await stage.ask('raj', 'web-prod-01 1h look at the logs');
      await stage.press('tom', 'Deny…', 'web-prod-01');
      const form = await until(async () => (await stage.sandbox.person('tom').screen()).modal, { what: 'the form' });
      expect(await readiness(bot)).toMatchObject({ status: 200, body: { ready: true } });

      // Its time is nearly up, and no alarm knows.
      const ends = Date.now() + 10_000;
      await command(
        postgres.url,
        `update requests set ends_at = to_timestamp(${ends / 1000}), state = jsonb_set(state, '{endsAt}', '${ends}') where status = 'active'`,
      );
      await postgres.stop();
      const away = 'Latchkey cannot reach its own record. This was not done.';
      const order = { command: '/vm', text: 'request sql-prod-01 1h restart the import' };
      const typed = await stage.sandbox.person('ana').command(order);
      expect(typed.acked).toBe(false);
      expect((await stage.untilSees('ana', [away])).ephemeral).toBe(true);
      const press = await stage.press('mia', 'Approve', 'web-prod-01');
      expect(press.acked).toBe(false);
      expect((await stage.untilSees('mia', [away])).ephemeral).toBe(true);
      const input = form.blocks.find((block: { type: string }) => block.type === 'input');
      const values = { [input.block_id]: { [input.element.action_id]: 'not today' } };
      await stage.sandbox.person('tom').submit({ view: form.id, values });
      expect(JSON.stringify((await stage.sandbox.person('tom').screen()).modal)).toContain(
        'Latchkey cannot reach its own record',
      );
      await stage.sandbox.person('olga').command({ command: '/vm', text: '' });
      expect(await readiness(bot)).toMatchObject({ status: 503, body: { ready: false } });
      expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);
      expect(await stage.grants()).toHaveLength(1);

      // The grant runs out while the record is away.
      await until(() => Date.now() > ends + 2_000, { timeout: 20_000, every: 500, what: 'time is up' });
      await postgres.start();
      const back = Date.now();
      await stage.untilGrants(0, 40_000);
      expect(Date.now() - back).toBeLessThan(30_000);
      await stage.untilSees('bo', ['Your access to build-01 has ended', 'Time was up']);
      expect(await readiness(bot)).toMatchObject({ status: 200 });

      // What was said to be not done was not done, and can be done now.
      await stage.untilSees('mia', ['Raj Patel asks for web-prod-01', 'Approval needed']);
      await stage.press('mia', 'Approve', 'web-prod-01');
      await stage.untilGrants(1, 20_000);
      await stage.ask('ana', 'sql-prod-01 1m restart the import');
      await stage.press('tom', 'Approve', 'sql-prod-01');
      await stage.untilSees('ana', ['sql-prod-01 is open for you']);
      // The alarm rings as before.
      await stage.untilSees('ana', ['Your access to sql-prod-01 has ended'], 75_000);
      expect(defects(bot)).toEqual([]);
    } finally {
      await stage.close();
      await postgres.remove();
    }
  });
});

describe.concurrent('PostgreSQL that falls silent, as in a failover', () => {
  it('is given up on, and a new connection is tried', { timeout: 120_000 }, async () => {
    const stage = await openStage();
    const wire = await wireTo(stage.databaseUrl);
    try {
      const bot = await stage.bot({ DATABASE_URL: wire.url });
      await stage.ask('ana', 'sql-prod-01 1h restart the import');
      await stage.press('mia', 'Approve', 'sql-prod-01');
      await stage.untilSees('ana', ['sql-prod-01 is open for you']);
      const ends = Date.now() + 3_000;
      await command(
        stage.databaseUrl,
        `update requests set ends_at = to_timestamp(${ends / 1000}), state = jsonb_set(state, '{endsAt}', '${ends}')`,
      );
      wire.mute();
      const typed = await stage.sandbox.person('raj').command({ command: '/vm', text: 'request web-prod-01 1h logs' });
      expect(typed.acked).toBe(false);
      await stage.untilSees('raj', ['This was not done.']);
      expect(await readiness(bot)).toMatchObject({ status: 503 });
      await until(() => Date.now() > ends + 8_000, { timeout: 20_000, every: 500, what: 'time is up' });
      wire.speak();
      await stage.untilGrants(0, 45_000);
      await until(async () => (await readiness(bot)).status === 200, { timeout: 30_000, what: 'it is ready again' });
      await stage.ask('raj', 'web-prod-02 1h logs');
      expect(defects(bot)).toEqual([]);
    } finally {
      await stage.close();
      wire.close();
    }
  });
});

describe.concurrent('Redis', () => {
  it.runIf(redisAvailable())(
    'may go away and come back empty: requests go on, and what is due is closed',
    { timeout: 150_000 },
    async () => {
      const redis = await startRedis();
      if (redis === undefined) throw new Error('Redis did not start');
      const stage = await openStage({ redisUrl: redis.url });
      try {
        const bot = await stage.bot();
        await stage.ask('ana', 'sql-prod-01 1m restart the import');
        await stage.press('mia', 'Approve', 'sql-prod-01');
        await stage.untilSees('ana', ['sql-prod-01 is open for you']);
        expect(await redis.command('DBSIZE')).not.toMatch(/^:0/);

        await redis.stop();
        await stage.ask('raj', 'web-prod-01 1m look at the logs');
        await stage.press('tom', 'Approve', 'web-prod-01');
        await stage.untilSees('raj', ['web-prod-01 is open for you']);
        expect(await readiness(bot)).toMatchObject({ status: 200 });
        // No alarm can ring for either.
        await stage.untilSees('ana', ['Your access to sql-prod-01 has ended', 'Time was up'], 130_000);
        await redis.start();
        await stage.untilSees('raj', ['Your access to web-prod-01 has ended'], 130_000);
        expect(await stage.grants()).toEqual([]);
        expect(await count(bot, 'latchkey_alarms_late_total')).toBeGreaterThanOrEqual(1);

        await stage.ask('bo', 'build-01 1h look at the agent');
        await redis.flush();
        await stage.press('mia', 'Approve', 'build-01');
        await stage.untilGrants(1);
        await stage.press('bo', 'I’m done', 'build-01');
        await stage.untilGrants(0);
        expect(defects(bot)).toEqual([]);
      } finally {
        await stage.close();
        await redis.remove();
      }
    },
  );
});

async function readiness(bot: Bot): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${bot.url}/readyz`);
  return { status: answer.status, body: await answer.json() };
}

/** Lines that would mean that nobody had thought of this. */
function defects(bot: Bot): readonly unknown[] {
  return bot.lines.filter((line) => line.msg.startsWith('a defect') || line['fault'] === 'unexpected');
}

async function count(bot: Bot, metric: string): Promise<number> {
  const line = (await bot.metrics()).split('\n').find((each) => each.startsWith(`${metric} `));
  return Number(line?.split(' ')[1] ?? Number.NaN);
}
