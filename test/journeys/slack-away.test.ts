/** Slack away, slow, or without the channel: no card twice, every card right in the end, and access closes on time. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/postgres.ts';
import type { FaultOrder } from '../support/sandbox-types.ts';
import { until } from '../support/until.ts';
import { defaultPolicy, openStage } from './stage.ts';
import type { Stage } from './stage.ts';

describe('Slack', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.bot();
  });
  afterAll(() => stage.close());
  afterEach(() => stage.sandbox.clearFaults());

  function shown(who: string, text: string) {
    return stage.sees(who).then((all) => all.filter((each) => each.text.includes(text) && !each.ephemeral));
  }

  it.each([
    ['asks to wait', 'farm-201', { is: 'status', status: 429, retryAfter: 2 }],
    ['fails', 'farm-202', { is: 'status', status: 500 }],
    ['loses its answers', 'farm-203', { is: 'cut-after' }],
    ['does not answer', 'farm-204', { is: 'cut-before' }],
  ] as const satisfies readonly (readonly [string, string, FaultOrder['fault']])[])(
    '%s for a while: one card for each, and right in the end',
    async (_why, vm, fault) => {
      for (const path of ['chat\\.postMessage', 'chat\\.update'])
        await stage.sandbox.fault({ service: 'slack', match: { path }, times: 3, fault });
      await stage.ask('ana', `${vm} 1h because`);
      await stage.press('mia', 'Approve', vm);
      await stage.untilSees('ana', [`${vm} is open for you`], 20_000);
      await stage.press('ana', 'I’m done', vm);
      await stage.untilGrants(0);
      await stage.untilSees('mia', [`Ana Torres asks for ${vm}`, 'Access has ended'], 20_000);
      await stage.untilSees('ana', [`Your request for ${vm}`, 'Access has ended'], 20_000);
      await stage.untilSees('ana', [`Your access to ${vm} has ended`], 20_000);
      expect(await shown('mia', `asks for ${vm}`)).toHaveLength(1);
      expect(await shown('ana', `Your request for ${vm}`)).toHaveLength(1);
      expect(await shown('ana', `${vm} is open for you`)).toHaveLength(1);
      expect(await shown('ana', `Your access to ${vm} has ended`)).toHaveLength(1);
    },
  );

  it('cannot say who somebody is for a while: kept, and done when it can', async () => {
    const off = await stage.sandbox.fault({
      service: 'slack',
      match: { path: 'users\\.info' },
      fault: { is: 'status', status: 500 },
    });
    await stage.sandbox.person('raj').command({ command: '/vm', text: 'request farm-205 1h because' });
    await stage.untilSees('raj', ['The chat is not answering. Nothing is lost.']);
    await off();
    await stage.untilSees('mia', ['Raj Patel asks for farm-205', 'Approval needed'], 20_000);
  });

  it('refuses to say who somebody is: they are told that nothing was done', async () => {
    const fault = { is: 'status', status: 200, code: 'missing_scope' } as const;
    await stage.sandbox.fault({ service: 'slack', match: { path: 'users\\.info' }, fault });
    await stage.sandbox.person('raj').command({ command: '/vm', text: 'request farm-206 1h because' });
    await stage.untilSees('raj', ['This was not done.', 'Please try again']);
  });
});

describe('the approvers’ channel', () => {
  let stage: Stage;
  beforeAll(async () => {
    // By its name, as people would write it.
    stage = await openStage({ policy: (ids) => defaultPolicy(ids).replace('C0APPROVE', '#vm-approvals') });
    await stage.bot();
  });
  afterAll(() => stage.close());

  it.each([
    ['farm-211', 'has no bot in it', { members: ['U0MIA', 'U0TOM'] }],
    ['farm-212', 'is archived', { is_archived: true }],
    ['farm-213', 'is private to others', { is_archived: false, is_private: true }],
  ])('%s: %s: requester and operators are told', async (vm, _why, change) => {
    await stage.sandbox.control('PATCH', 'channels/C0APPROVE', change);
    await stage.sandbox.person('ana').command({ command: '/vm', text: `request ${vm} 1h because` });
    const said = `The card for Ana Torres on ${vm} could not be posted to its channel`;
    await stage.untilSees('ana', [said, 'Approvers may not have seen it']);
    await stage.untilSees('olga', [said, 'Next step:', 'Invite the bot to the channel']);
    await stage.untilSees('ana', [`Your request for ${vm}`, 'Waiting for approval']);
  });

  it('is used again once it is right again', async () => {
    const members = ['U0MIA', 'U0TOM', 'U0LATCHKEY'];
    await stage.sandbox.control('PATCH', 'channels/C0APPROVE', { is_private: false, members });
    await stage.ask('ana', 'farm-214 1h because');
  });
});

describe.concurrent('Slack out of reach when Latchkey starts', () => {
  it('does not keep it from closing what is overdue; the words follow', { timeout: 90_000 }, async () => {
    const stage = await openStage();
    try {
      const before = await stage.bot();
      await stage.ask('ana', 'sql-prod-01 1h because');
      await stage.press('mia', 'Approve', 'sql-prod-01');
      await stage.untilSees('ana', ['sql-prod-01 is open for you']);
      await before.kill();
      // As if its time had run out meanwhile.
      const past = Date.now() - 60_000;
      await command(
        stage.databaseUrl,
        `update requests set ends_at = to_timestamp(${past / 1000}), state = jsonb_set(state, '{endsAt}', '${past}')`,
      );
      const off = await stage.sandbox.fault({ service: 'slack', fault: { is: 'cut-before' } });
      const bot = await stage.bot();
      await stage.untilGrants(0, 10_000);
      expect((await fetch(`${bot.url}/readyz`)).status).toBe(200);
      await off();
      await stage.untilSees('ana', ['Your access to sql-prod-01 has ended', 'Time was up'], 40_000);
      await until(async () => (await stage.sandbox.person('raj').command({ command: '/vm', text: 'help' })).acked, {
        timeout: 40_000,
        every: 500,
        what: 'it listens',
      });
      await stage.ask('raj', 'web-prod-01 1h because');
    } finally {
      await stage.close();
    }
  });
});
