/** One Latchkey in both chats: a request made in one is decided in the other, and every copy of its card ends the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORKING } from '../../workflows/present/forms.ts';
import { buttonsOf, textOf } from '../adapters/teams-screen.ts';
import type { Delivered, Json } from '../support/sandbox-types.ts';
import { complaints, countSeen, putNames, untilGone } from './evidence.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { until } from '../support/until.ts';
import { teamsClient } from './teams-client.ts';
import type { TeamsClient, Times } from './teams-client.ts';

const APPROVALS = { slack: 'C0APPROVE', teams: '19:approvals@thread.tacv2' };
/** Processes start, and each chat has its pace. */
const LONG = 120_000;
/** The same for a word in Slack, as {@link Stage.untilSees} takes it. */
const PATIENT = 30_000;

const bothChats = ({ approvers, operators }: { approvers: string; operators: string }) => `
operators: { groups: ${operators}, channels: ["slack:C0OPS", "teams:19:platformops@thread.tacv2"] }
rules:
  - name: Everything
    ask: everyone
    approve: { groups: ${approvers}, channels: ["slack:${APPROVALS.slack}", "teams:${APPROVALS.teams}"] }
    duration: { longest: 4h, default: 1h }
`;

describe('Slack and Teams on one record', () => {
  let stage: Stage;
  let teams: TeamsClient;
  beforeAll(async () => {
    stage = await openStage({ teams: true, policy: bothChats });
    teams = teamsClient(stage.sandbox);
    // Two replicas: what one hears, the other may answer.
    await stage.bot();
    await stage.bot();
  }, LONG);
  afterAll(() => stage.close());

  /** The approvers' cards about this VM, one in each chat. */
  async function cards(vm: string) {
    const slack = (await stage.sees('mia')).filter(
      ({ channel, text }) => channel === APPROVALS.slack && text.includes(`asks for ${vm}`),
    );
    const inTeams = (await teams.sees('mia')).filter(
      ({ conversation, text }) => conversation === APPROVALS.teams && text.includes(`asks for ${vm}`),
    );
    return { slack, teams: inTeams };
  }

  /** Both copies say this, there is one of each, and neither can be pressed any more. */
  async function expectEnded(vm: string, texts: readonly string[]) {
    await stage.untilSees('mia', [`asks for ${vm}`, ...texts], PATIENT);
    await teams.untilSees('mia', [`asks for ${vm}`, ...texts]);
    const both = await cards(vm);
    expect(both.slack.map(({ buttons }) => buttons)).toEqual([[]]);
    expect(both.teams.map(({ buttons }) => buttons)).toEqual([[]]);
    expect(both.teams.map(({ text }) => words(text))).toEqual(both.slack.map(({ text }) => words(text)));
  }

  it('asked in Teams, approved in Slack, released in Teams', { timeout: LONG }, async () => {
    await teams.write('ana', 'request sql-prod-01 2h restart the import');
    await teams.untilSees('ana', ['Your request for sql-prod-01', 'Waiting for approval', 'restart the import']);
    await teams.untilSees('mia', ['Ana Torres asks for sql-prod-01', 'restart the import']);
    await stage.press('mia', 'Approve', 'asks for sql-prod-01');
    await stage.untilGrants(1, PATIENT);
    await teams.untilSees('ana', ['sql-prod-01 is open for you', 'approved by Mia Chen']);
    const open = await teams.untilSees('mia', ['asks for sql-prod-01', 'Access is open', 'Approved by Mia Chen']);
    expect(open.buttons.map(({ label }) => label)).toEqual(['Revoke…']);
    await teams.press('ana', 'I’m done', 'Your request for sql-prod-01');
    await untilGone(stage, 'sql-prod-01', PATIENT);
    await expectEnded('sql-prod-01', ['Access has ended', 'Ana Torres was done']);
    const own = await teams.untilSees('ana', ['Your request for sql-prod-01', 'Access has ended', 'You were done']);
    expect(own.buttons.map(({ label }) => label)).toEqual(['Ask again']);
    expect(await countSeen(stage, 'ana', 'Your request for sql-prod-01')).toBe(0);
    expect(complaints(stage.bots)).toEqual([]);
  });

  it('asked in Slack, approved in Teams, revoked in Slack', { timeout: LONG }, async () => {
    await stage.sandbox.person('raj').command({ command: '/vm', text: 'request web-prod-01 1h look at the logs' });
    await stage.untilSees('raj', ['Your request for web-prod-01', 'Waiting for approval'], PATIENT);
    await teams.press('tom', 'Approve', 'asks for web-prod-01');
    await stage.untilSees('raj', ['web-prod-01 is open for you', 'approved by Tom Okafor'], PATIENT);
    await stage.press('mia', 'Revoke…', 'asks for web-prod-01');
    await stage.giveReason('mia', 'incident 42');
    await untilGone(stage, 'web-prod-01', PATIENT);
    await stage.untilSees('raj', ['Your access to web-prod-01 has ended', 'Revoked by Mia Chen'], PATIENT);
    const ended = ['Access has ended', 'Revoked by Mia Chen', 'incident 42'];
    await expectEnded('web-prod-01', ended);
    const own = await stage.untilSees('raj', ['Your request for web-prod-01', ...ended], PATIENT);
    expect(own.buttons).toEqual(['Ask again']);
    expect(complaints(stage.bots)).toEqual([]);
  });

  it('asked by an approver, who sees it in the channel as who asked', { timeout: LONG }, async () => {
    await teams.write('mia', 'request farm-012 1h look at the queue');
    const all = await teams.untilSees('tom', ['Mia Chen asks for farm-012']);
    expect(all.buttons.map(({ label }) => label)).toEqual(['Approve', 'Deny…']);
    /** The copy in the channel, as Mia has it before her. */
    const herCopy = async (button: string) => {
      const found = (await teams.sees('mia')).find(({ message }) => message === all.message);
      return found?.buttons[0]?.label === button ? found : undefined;
    };
    const own = await until(() => herCopy('Withdraw'), { what: 'Mia sees her own view' });
    expect(own.text).toContain('Your request for farm-012');
    await teams.press('tom', 'Approve', 'asks for farm-012');
    await until(() => herCopy('I’m done'), { timeout: 30_000, what: 'Mia can end her access from the channel' });
    await teams.press('mia', 'I’m done', 'Your request for farm-012');
    await untilGone(stage, 'farm-012', PATIENT);
    await expectEnded('farm-012', ['Access has ended', 'Mia Chen was done']);
    // On a screen that is behind, the button is still there.
    const behind = { conversation: all.conversation, message: all.message, action: 'Approve', stale: true };
    const late = await stage.sandbox.control('POST', 'teams/people/tom/press', behind);
    expect(textOf(late.card)).toContain('Access has ended');
    expect(await putNames(stage, 'farm-012')).toHaveLength(1);
    expect(complaints(stage.bots)).toEqual([]);
  });

  it('denied in Teams with a reason that reaches Slack', { timeout: LONG }, async () => {
    await stage.sandbox.person('raj').command({ command: '/vm', text: 'request web-prod-02 1h look around' });
    await teams.press('tom', 'Deny…', 'asks for web-prod-02');
    await teams.giveReason('tom', 'Use the *staging* box');
    await stage.untilSees('raj', ['Tom Okafor denied your request for web-prod-02', 'Use the *staging* box'], PATIENT);
    await expectEnded('web-prod-02', ['Denied by Tom Okafor']);
    expect(await putNames(stage, 'web-prod-02')).toEqual([]);
  });

  it('the same activity four times to two replicas asks once and decides once', { timeout: LONG }, async () => {
    await Promise.all([
      teams.write('ana', 'request farm-011 1h check the farm', FOUR).then(expectTaken),
      teams.askByForm('bo', 'farm-013', 'by the form', FOUR).then(expectTaken),
    ]);
    const [approved] = await Promise.all([
      teams.press('mia', 'Approve', 'asks for farm-011', FOUR),
      teams.press('tom', 'Deny…', 'asks for farm-013', FOUR),
    ]);
    expectCurrent(approved, /Approved, opening access|Access is open/, 'Approve');
    await teams.untilSees('ana', ['farm-011 is open for you', 'approved by Mia Chen']);
    const [released] = await Promise.all([
      teams.press('ana', 'I’m done', 'Your request for farm-011', FOUR),
      teams.giveReason('tom', 'not this one', FOUR).then(expectTaken),
    ]);
    expectCurrent(released, /Closing access|Access has ended/, 'I’m done');
    await untilGone(stage, 'farm-011', PATIENT);
    await expectEnded('farm-011', ['Access has ended', 'Ana Torres was done']);
    await expectEnded('farm-013', ['Denied by Tom Okafor', 'not this one']);
    expect([await putNames(stage, 'farm-011'), await putNames(stage, 'farm-013')]).toMatchObject([
      [expect.any(String)],
      [],
    ]);
    const said = {
      ana: ['Your request for farm-011', 'farm-011 is open for you', 'Your access to farm-011 has ended'],
      bo: ['Your request for farm-013', 'denied your request for farm-013'],
    };
    for (const [who, texts] of Object.entries(said)) {
      await teams.untilSees(who, [texts.at(-1) ?? '']);
      const seen = (await teams.sees(who)).filter(({ text }) => /farm-01[13]/.test(text));
      for (const text of texts)
        expect(
          seen.filter((each) => each.text.includes(text)),
          text,
        ).toHaveLength(1);
      for (const words of ['Too late', 'already have a request', 'not done', 'went wrong'])
        expect(
          seen.filter((each) => each.text.includes(words)),
          words,
        ).toEqual([]);
    }
    expect(complaints(stage.bots)).toEqual([]);
  });
});

/** Two at once, one to each replica, and two more when it is long decided. */
const FOUR: Times = { times: 2, to: 'all', apart: 3_000 };

/** Every copy's answer. */
function answers({ others, ...first }: Delivered): readonly Json[] {
  expect(others).toHaveLength(3);
  return [first, ...others];
}

/** Every copy closed the form, and none was told of anything wrong. */
function expectTaken(told: Delivered): void {
  for (const { acked, status, response = null } of answers(told))
    expect({ acked, status, response }).toEqual({ acked: true, status: 200, response: null });
}

/**
 * Every copy is answered with the card as it is after the press, or with the word that it is being done; what came later,
 * with the card.
 */
function expectCurrent(told: Delivered, shows: RegExp, pressed: string): void {
  const all = answers(told).map(({ acked, response }) => ({ acked, ...response }));
  for (const { acked, statusCode } of all) expect([acked, statusCode]).toEqual([true, 200]);
  const words = all.filter(({ type }) => type === 'application/vnd.microsoft.activity.message');
  expect(words.map(({ value }) => value)).toEqual(words.map(() => WORKING));
  expect(words.length).toBeLessThanOrEqual(2);
  for (const { value } of all.filter((each) => !words.includes(each))) {
    expect(textOf(value)).toMatch(shows);
    expect(buttonsOf(value).map(({ title }) => title)).not.toContain(pressed);
  }
}

/** What both chats say alike: spaces and lines are theirs, and each writes times its own way. */
function words(text: string): string {
  return text.replaceAll(/(\d{4}-\d\d-\d\d),? (\d\d:\d\d)(?: UTC)?/g, '$1 $2').replaceAll(/\s/g, '');
}
