/** One request from asking to its end, through the vendors' own SDKs. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

describe.each(['socket', 'http'] as const)('a request, with Slack over %s', (over) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ over });
    await stage.bot();
  });
  afterAll(() => stage.close());
  afterEach(() => stage.sandbox.clearFaults());

  it('opens access on that VM alone, says so, and closes it when released', async () => {
    await stage.ask('ana', 'sql-prod-01 2h restart the stuck import');
    await stage.untilSees('ana', ['Your request for sql-prod-01', 'Waiting for approval', 'restart the stuck import']);
    await stage.press('mia', 'Approve', 'sql-prod-01');
    const [grant] = await stage.untilGrants(1);
    const { people } = await stage.sandbox.state();
    expect(grant).toMatchObject({
      principalId: people.find((each) => each.key === 'ana')?.id,
      role: 'fb879df8-f326-4884-b1cf-06f3ad86be52',
    });
    expect(grant?.scope).toMatch(/virtualMachines\/sql-prod-01$/);
    expect(grant?.description).toMatch(/^Latchkey request=[0-9a-f-]{36} ends=\d{4}-\d\d-\d\dT/);
    await stage.untilSees('ana', ['sql-prod-01 is open for you', 'approved by Mia Chen', 'card above']);
    await stage.untilSees('ana', ['Access is open', 'Connect: ', 'ana@contoso.com']);
    const card = await stage.untilSees('mia', ['Access is open', 'Approved by Mia Chen']);
    expect(card.buttons).toEqual(['Revoke…']);
    await stage.press('ana', 'I’m done', 'sql-prod-01');
    await stage.untilGrants(0);
    await stage.untilSees('mia', ['Access has ended', 'Ana Torres was done']);
    const mine = await stage.untilSees('ana', ['Your request for sql-prod-01', 'Access has ended']);
    expect(mine.buttons).toEqual(['Ask again']);
  });

  it('is denied with a reason that reaches the requester', async () => {
    await stage.ask('raj', 'web-prod-01 1h look at the logs');
    await stage.press('tom', 'Deny…', 'web-prod-01');
    const empty = await stage.giveReason('tom', ' ');
    expect(Object.values(empty.errors ?? {})).toEqual([expect.stringContaining('Say in a few words')]);
    await stage.giveReason('tom', 'Use the *staging* box <!channel>');
    await stage.untilSees('raj', [
      'Tom Okafor denied your request for web-prod-01',
      'Use the *staging* box <!channel>',
    ]);
    const card = await stage.untilSees('mia', ['Denied by Tom Okafor']);
    expect(card.buttons).toEqual([]);
    expect(await stage.grants()).toEqual([]);
  });

  it('can be withdrawn; an approval pressed on an old card then changes nothing and says why', async () => {
    await stage.ask('ana', 'web-prod-02 1h wrong machine');
    // Her card stays as it was: Slack takes no updates for a while.
    await stage.sandbox.fault({ service: 'slack', match: { path: 'chat.update' }, fault: { is: 'hold-before' } });
    await stage.press('ana', 'Withdraw', 'web-prod-02');
    await stage.press('mia', 'Approve', 'web-prod-02');
    const answer = await stage.untilSees('mia', ['Too late to approve', 'Withdrawn']);
    expect(answer.ephemeral).toBe(true);
    expect(await stage.grants()).toEqual([]);
    await stage.sandbox.clearFaults();
    const card = await stage.untilSees('mia', ['Ana Torres asks for web-prod-02', 'Withdrawn']);
    expect(card.buttons).toEqual([]);
  });

  it('is revoked early by an operator, who says why', async () => {
    await stage.ask('ana', 'build-01 admin 2h build is stuck');
    await stage.press('tom', 'Approve', 'build-01');
    await stage.untilSees('mia', ['build-01', 'Access is open']);
    await stage.press('mia', 'Revoke…', 'build-01');
    await stage.giveReason('mia', 'incident 42');
    await stage.untilGrants(0);
    await stage.untilSees('ana', ['Your access to build-01 has ended', 'Revoked by Mia Chen']);
  });

  it('goes through the form: typeahead, problems at their fields, then the card', async () => {
    const ana = stage.sandbox.person('ana');
    await ana.command({ command: '/vm', text: '' });
    const modal = await until(async () => (await ana.screen()).modal, { what: 'the form' });
    const input = (label: string) =>
      modal.blocks.find((block: { label?: { text: string } }) => block.label?.text === label);
    const vmField = input('VM');
    const { options = [] } = await ana.type({
      view: modal.id,
      block_id: vmField.block_id,
      action_id: vmField.element.action_id,
      value: 'jump',
    });
    expect(options[0]?.text.text).toBe('jump-eu-01');
    const values = (duration: string, reason: string) => ({
      [vmField.block_id]: { [vmField.element.action_id]: options[0]?.value },
      [input('Role').block_id]: { [input('Role').element.action_id]: 'user' },
      [input('For how long').block_id]: { [input('For how long').element.action_id]: duration },
      [input('Reason').block_id]: { [input('Reason').element.action_id]: reason },
    });
    const wrong = await ana.submit({ view: modal.id, values: values('two hours', '') });
    expect(Object.values(wrong.errors ?? {}).join(' ')).toMatch(/“two hours” is not a duration.*30m, 2h or 1h30m/);
    const right = await ana.submit({ view: modal.id, values: values('30m', 'patching') });
    expect(right.closed).toBe(true);
    await stage.untilSees('ana', ['Your request for jump-eu-01', '30m', 'patching']);
    await stage.press('ana', 'Withdraw', 'jump-eu-01');
  });

  it('shows what is mine and what waits for me on App Home', async () => {
    await stage.ask('raj', 'dev-raj-01 1h testing');
    await stage.sandbox.person('tom').home();
    const home = async (who: string) => JSON.stringify((await stage.sandbox.person(who).screen()).home);
    await until(async () => (await home('tom')).includes('Raj Patel asks for dev-raj-01'));
    await stage.sandbox.person('raj').home();
    await until(async () => (await home('raj')).includes('Waiting for approval'));
    await stage.press('raj', 'Withdraw', 'dev-raj-01');
    await until(async () => !(await home('tom')).includes('Raj Patel asks for dev-raj-01'));
    await until(async () => (await home('raj')).includes('Withdrawn'));
  });
});

describe('what cannot be asked', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.bot();
  });
  afterAll(() => stage.close());

  it.each([
    ['sql-prod-99 1h x', 'There is no VM called “sql-prod-99”'],
    ['sql-prod-01 -1h x', '“-1h” is not a duration'],
    ['sql-prod-01 9999d x', 'is too long for sql-prod-01'],
    ['sql-prod-01 2h', 'Say in a few words why'],
    ['vault-prod-01 1h x', 'has a lock'],
    ['legacy-01 1h x', 'You already hold Virtual Machine User Login on legacy-01'],
  ])('/vm request %s', async (text, answer) => {
    await stage.sandbox.person('ana').command({ command: '/vm', text: `request ${text}` });
    const seen = await stage.untilSees('ana', [answer]);
    expect(seen.ephemeral).toBe(true);
    expect((await stage.sees('mia')).filter((each) => each.buttons.includes('Approve'))).toEqual([]);
  });

  it('shows a guest no machine, however they ask for the form', async () => {
    const gus = stage.sandbox.person('gus');
    await gus.command({ command: '/vm', text: '' });
    const modal = await until(async () => (await gus.screen()).modal, { what: 'the form' });
    const { options } = await gus.type({ view: modal.id, block_id: 'vm', action_id: 'vm', value: 'sql' });
    expect(options).toEqual([]);
    await gus.command({ command: '/vm', text: 'request sql-prod-01' });
    await until(async () => JSON.stringify((await gus.screen()).modal).includes('You are a guest'));
    expect(JSON.stringify((await gus.screen()).modal)).not.toContain('rg-');
  });

  it.each([
    ['gus', 'guest'],
    ['erik', 'members of its own organisation only'],
    ['sam1', 'More than one account'],
  ])('%s is told why not', async (who, answer) => {
    await stage.sandbox.person(who).command({ command: '/vm', text: 'request sql-prod-01 1h let me in' });
    await stage.untilSees(who, [answer]);
    expect(await stage.grants()).toEqual([]);
  });

  it('keeps text that people type from becoming anything else, in every length', async () => {
    const nasty = `&lt;!channel&gt; &lt;@U0MIA&gt; *bold* _it_ :smile: =1+1 مرحبا 👩🏽‍🚒 ${'x'.repeat(500)}`;
    await stage.ask('ana', `sql-prod-02 1h ${nasty}`);
    const card = await stage.untilSees('mia', ['<!channel> <@U0MIA> *bold* _it_ :smile: =1+1 مرحبا 👩🏽‍🚒 xxx']);
    expect(JSON.stringify(card.raw)).not.toMatch(/"type":"(user|broadcast|link|emoji|mrkdwn)"/);
    expect(card.raw.text).not.toContain('<!channel>');
    await stage.press('ana', 'Withdraw', 'sql-prod-02');
    await stage.sandbox.person('ana').command({ command: '/vm', text: `request sql-prod-02 1h ${'y'.repeat(3000)}` });
    await stage.untilSees('ana', ['The reason has', 'characters; 1000 is the most']);
  });

  it('serves nobody by the address of somebody who is served already', async () => {
    await stage.sandbox.person('mia').command({ command: '/vm', text: 'mine' });
    await stage.untilSees('mia', ['You have no access and no requests']);
    const proxyAddresses = ['SMTP:mia@contoso.com', 'smtp:vm-requests@contoso.com'];
    await stage.sandbox.changePerson('mia', { proxyAddresses });
    await stage.sandbox.changePerson('raj', { slack: { email: 'vm-requests@contoso.com' } });
    await stage.sandbox.person('raj').command({ command: '/vm', text: 'request sql-prod-02 1h let me in' });
    await stage.untilSees('raj', ['leads to a different person']);
  });
});
