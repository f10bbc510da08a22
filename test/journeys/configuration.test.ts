/** A configuration that is wrong, at the start and while Latchkey runs: said whole, with the next step, and safely. */
import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import type { Bot } from './bot.ts';
import { runToEnd } from './bot.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

describe('a wrong configuration', () => {
  let stage: Stage;
  let bot: Bot;
  let good: string;
  beforeAll(async () => {
    stage = await openStage();
    good = await readFile(stage.env['LATCHKEY_POLICY'] ?? '', 'utf8');
    bot = await stage.bot();
  });
  afterAll(() => stage.close());

  it('keeps it from starting: every problem of environment and policy at once, each with its next step', async () => {
    await stage.policy('rules:\n  - name: A\n    asc: everyone\n');
    const wrong = {
      DATABASE_URL: 'mysql://secret-user:secret-password@db/x',
      SLACK_BOT_TOKEN: 'xoxp-secret-1-2-3',
      AZURE_TENANT_ID: 'contoso',
      AZURE_ARM_ENDPOINT: 'http://insecure.example',
      AZURE_SUBSCRIPTION_IDS: ' ',
      PORT: '99999',
      LOG_LEVEL: 'loud',
    };
    const started = Date.now();
    const { code, out, err } = await runToEnd('src/main.ts', [], { ...stage.env, ...wrong });
    await stage.policy(good);
    expect(code).toBe(78);
    expect(Date.now() - started).toBeLessThan(15_000);
    for (const name of Object.keys(wrong)) expect(err).toMatch(new RegExp(`${name} [^\n]+\n +Next: [^\n]+`));
    expect(err).toMatch(/operators/);
    expect(err).toMatch(/asc[^\n]*\n[^]*Next: /);
    expect(out + err).not.toMatch(/secret|at .*\.ts:\d+/);
  });

  it('without a policy: where to get one', async () => {
    const { code, err } = await runToEnd('src/main.ts', [], { ...stage.env, LATCHKEY_POLICY: '/nowhere/access.yaml' });
    expect(code).toBe(78);
    expect(err).toMatch(
      /\/nowhere\/access\.yaml cannot be read\.\n +Next: set LATCHKEY_POLICY, or copy access\.example\.yaml/,
    );
  });

  it('of the policy while it runs: the old one stays in force, and the log says why', async () => {
    const before = bot.lines.length;
    await stage.policy(
      good.replace('ask: everyone', 'ask: { people: raj@contoso.com }').replace('duration:', 'durations:'),
    );
    const line = await until(
      () => bot.lines.slice(before).find((each) => each.msg.includes('access.yaml changed and is wrong')),
      {
        timeout: 15_000,
        what: 'the log says so',
      },
    );
    expect(line.level).toBe('error');
    expect(JSON.stringify(line['problems'])).toMatch(/durations.*duration/);
    await stage.ask('ana', 'sql-prod-01 1h because');
    await stage.press('ana', 'Withdraw', 'sql-prod-01');
  });

  it('a right one takes its place within seconds, also for requests that wait already', async () => {
    await stage.ask('ana', 'web-prod-01 1h because');
    const before = bot.lines.length;
    await stage.policy(
      good.replace(/approve: \{.*\}/, 'approve: { people: olga@contoso.com, channels: "slack:C0APPROVE" }'),
    );
    await until(() => bot.lines.slice(before).find((each) => each.msg.includes('the new policy is in force')), {
      timeout: 15_000,
    });
    await stage.press('mia', 'Approve', 'web-prod-01');
    await stage.untilSees('mia', ['You are not an approver under the rule “Everything”']);
    expect(await stage.grants()).toEqual([]);
    await stage.press('olga', 'Approve', 'web-prod-01');
    await stage.untilGrants(1);
  });

  it('a policy that disappears while it runs changes nothing either', async () => {
    const before = bot.lines.length;
    await rm(stage.env['LATCHKEY_POLICY'] ?? '');
    await until(() => bot.lines.slice(before).find((each) => each.msg.includes('cannot be read')), { timeout: 15_000 });
    const asked = await stage.sandbox.person('raj').command({ command: '/vm', text: 'request build-01 1h because' });
    expect(asked.acked).toBe(true);
    await stage.untilSees('olga', ['Raj Patel asks for build-01']);
    await stage.policy(good);
    await until(() => bot.lines.slice(before).find((each) => each.msg.includes('the new policy is in force')), {
      timeout: 15_000,
    });
  });
});
