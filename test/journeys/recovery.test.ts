/** Everything Latchkey remembers is lost, or lags, or was changed behind its back: what is open still closes, and nothing else. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assignmentName, describe as describeGrant } from '../../adapters/azure/assignment.ts';
import { command, freshDatabase } from '../support/postgres.ts';
import { startRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

describe.concurrent('with the record and the queue both lost', () => {
  it(
    'closes from Azure alone what is overdue, later the rest, and nothing that is not ours',
    { timeout: 180_000 },
    async () => {
      const redis = await startRedis();
      const stage = await openStage(redis === undefined ? {} : { redisUrl: redis.url });
      const empty = await freshDatabase();
      try {
        const before = await stage.bot();
        await open(stage, 'ana', 'sql-prod-01', '1m');
        await open(stage, 'raj', 'web-prod-01', '1m');
        await before.kill();
        const all = await stage.grants();
        const [overdue, later] = ['sql-prod-01', 'web-prod-01'].map((vm) =>
          all.find((each) => each.scope.endsWith(vm)),
        );
        if (overdue === undefined || later === undefined) throw new Error('two grants were to be open');
        // As if the time of the first had run out already: the very same assignment, with an earlier end.
        const request = /request=(\S+)/.exec(overdue.description ?? '')?.[1] ?? '';
        const { scope, principalId } = overdue;
        await stage.sandbox.unassign(overdue.name);
        const past = describeGrant({ request, endsAt: Date.now() - 90_000 });
        await stage.sandbox.assign({ name: overdue.name, scope, principalId, role: 'user', description: past });
        // By an administrator's hand; with a copied description; with a rewritten one.
        const bo = (await stage.sandbox.state()).people.find((each) => each.key === 'bo')?.id ?? '';
        const foreign = [
          await stage.sandbox.assign({ scope, principalId: bo, role: 'user' }),
          await stage.sandbox.assign({ scope, principalId: bo, role: 'admin', description: past }),
          await stage.sandbox.assign({
            name: assignmentName(randomUUID()),
            scope: later.scope,
            principalId: bo,
            role: 'user',
            description: 'Agreed with Olga',
          }),
        ].map((each) => String(each.name));
        await redis?.flush();

        const bot = await stage.bot({ DATABASE_URL: empty.url });
        const names = async () => (await stage.sandbox.state()).roleAssignments.map((each) => each.name);
        await until(async () => !(await names()).includes(overdue.name), {
          timeout: 10_000,
          what: 'the overdue one is closed',
        });
        expect(await names()).toContain(later.name);
        const done = /latchkey_effects_total\{kind="close_stray",outcome="done"\} 1/;
        const metrics = await until(async () => [await bot.metrics()].find((text) => done.test(text)), {
          what: 'metrics',
        });
        expect(Number(/latchkey_revocation_lateness_seconds_sum (\S+)/.exec(metrics)?.[1])).toBeGreaterThanOrEqual(90);

        await until(async () => !(await names()).includes(later.name), {
          timeout: 130_000,
          every: 500,
          what: 'the other is closed',
        });
        expect(Date.now()).toBeGreaterThanOrEqual(
          Date.parse(/ends=([^.\s]+)/.exec(later.description ?? '')?.[1] ?? ''),
        );
        expect(await names()).toEqual(expect.arrayContaining(foreign));
        // Each was named once, and nothing that only looks like ours.
        const said = bot.lines.filter((line) => line.msg.startsWith('closing an assignment of ours'));
        const other = /request=(\S+)/.exec(later.description ?? '')?.[1];
        expect(said.map((line) => line['request'])).toEqual([request, other]);
      } finally {
        await stage.close();
        await empty.drop();
        await redis?.remove();
      }
    },
  );
});

describe.concurrent('Azure, looked at by a sweep', () => {
  it('with lists that lag: nothing is closed and nothing is reported by them', { timeout: 90_000 }, async () => {
    const stage = await openStage();
    try {
      const first = await stage.bot();
      await open(stage, 'ana', 'sql-prod-01', '1h');
      await open(stage, 'raj', 'web-prod-01', '1h');
      await stage.press('raj', 'I’m done', 'web-prod-01');
      await stage.untilSees('raj', ['Your access to web-prod-01 has ended']);
      const closed = await callsThatClose(stage);
      // Both are long past the caution time, and the list shows neither the first nor the second change.
      await age(stage);
      const list = { service: 'arm', match: { method: 'GET', path: 'roleAssignments\\?' } } as const;
      await stage.sandbox.fault({ ...list, fault: { is: 'stale', ms: 3_600_000 } });
      const second = await stage.bot();
      await swept(second);
      expect(await stage.grants()).toHaveLength(1);
      expect(await callsThatClose(stage)).toBe(closed);
      expect((await stage.sees('ana')).some((each) => each.text.includes('has ended'))).toBe(false);

      expect([...first.lines, ...second.lines].filter((line) => line.level === 'error')).toEqual([]);
    } finally {
      await stage.close();
    }
  });

  it(
    'where somebody removed an assignment by hand: ended, and said so, once the caution time is over',
    { timeout: 90_000 },
    async () => {
      const stage = await openStage();
      try {
        await stage.bot();
        await open(stage, 'ana', 'sql-prod-01', '1h');
        const [grant] = await stage.grants();
        await stage.sandbox.unassign(grant?.name ?? '');
        await swept(await stage.bot());
        await stage.untilSees('mia', ['asks for sql-prod-01', 'Access is open']);
        await age(stage);
        await swept(await stage.bot());
        await stage.untilSees('mia', [
          'asks for sql-prod-01',
          'Access has ended',
          'Somebody removed the role in Azure',
        ]);
        await stage.untilSees('ana', ['Your access to sql-prod-01 has ended', 'Somebody removed the role in Azure']);
      } finally {
        await stage.close();
      }
    },
  );

  it('where an assignment of an ended request came back: closed again', { timeout: 90_000 }, async () => {
    const stage = await openStage();
    try {
      await stage.bot();
      await open(stage, 'ana', 'sql-prod-01', '1h');
      const [grant] = await stage.grants();
      await stage.press('ana', 'I’m done', 'sql-prod-01');
      await stage.untilGrants(0);
      await stage.untilSees('ana', ['Your access to sql-prod-01 has ended']);
      const { name = '', scope = '', principalId = '', description } = grant ?? {};
      await stage.sandbox.assign({ name, scope, principalId, role: 'user', description: description ?? '' });
      await stage.bot();
      await stage.untilGrants(0);
    } finally {
      await stage.close();
    }
  });
});

describe.concurrent('told to stop with work in its hands', () => {
  it('ends well within seconds, and another replica goes on at once', { timeout: 120_000 }, async () => {
    const stage = await openStage();
    try {
      const first = await stage.bot();
      const put = { service: 'arm', match: { method: 'PUT', path: 'sql-prod-01' } } as const;
      const off = await stage.sandbox.fault({ ...put, times: 1, fault: { is: 'hold-before' } });
      const fleeting = { service: 'arm', match: { method: 'PUT', path: 'web-prod-01' } } as const;
      await stage.sandbox.fault({ ...fleeting, times: 1, fault: { is: 'slow', ms: 3_000 } });
      for (const [who, vm] of [
        ['ana', 'sql-prod-01'],
        ['raj', 'web-prod-01'],
      ] as const) {
        await stage.ask(who, `${vm} 1h because`);
        await stage.press('mia', 'Approve', vm);
      }
      await until(
        async () =>
          (await stage.sandbox.calls({ service: 'arm' })).filter((call) => call.method === 'PUT').length === 2,
        { timeout: 10_000, what: 'both are being opened' },
      );
      const second = await stage.bot();
      const asked = Date.now();
      const code = await first.stop();
      const stopped = Date.now();
      expect(code).toBe(0);
      expect(stopped - asked).toBeLessThan(20_000);
      expect(first.lines.at(-1)?.msg).toBe('stopped');
      await stage.untilGrants(2, 8_000);
      await stage.untilSees('ana', ['sql-prod-01 is open for you']);
      await stage.untilSees('raj', ['web-prod-01 is open for you']);
      // The call that the first replica left behind goes through in the end, and changes nothing.
      await off();
      await stage.press('ana', 'I’m done', 'sql-prod-01');
      await stage.untilSees('ana', ['Your access to sql-prod-01 has ended']);
      expect(await stage.grants()).toHaveLength(1);
      expect(await second.stop()).toBe(0);
    } finally {
      await stage.close();
    }
  });
});

async function open(stage: Stage, who: string, vm: string, duration: string): Promise<void> {
  await stage.ask(who, `${vm} ${duration} because`);
  await stage.press('mia', 'Approve', vm);
  await stage.untilSees(who, [`${vm} is open for you`]);
}

/** As if everything that is recorded had happened two hours earlier: past the time for which lists may lag. */
async function age(stage: Stage): Promise<void> {
  const hours = 2 * 3_600_000;
  const earlier = (field: string) =>
    `update requests set state = jsonb_set(state, '{${field}}', to_jsonb((state ->> '${field}')::bigint - ${hours})) where state ? '${field}'`;
  await command(stage.databaseUrl, `${earlier('grantedAt')}; ${earlier('endedAt')}`);
}

/** Waits until this replica's first sweep is over. */
async function swept(bot: Awaited<ReturnType<Stage['bot']>>): Promise<void> {
  await until(async () => /latchkey_sweep_seconds_count [1-9]/.test(await bot.metrics()), {
    timeout: 15_000,
    what: 'a sweep',
  });
}

async function callsThatClose(stage: Stage): Promise<number> {
  return (await stage.sandbox.calls({ service: 'arm' })).filter((call) => call.method === 'DELETE').length;
}
