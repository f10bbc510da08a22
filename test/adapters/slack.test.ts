/** What is Slack's alone: signatures, sockets, shared channels, triggers, scopes. The rest is in the suite for every chat. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSlack } from '../../adapters/slack/index.ts';
import { Fault } from '../../src/faults.ts';
import type { Card } from '../../workflows/card.ts';
import { APOLOGY, recordedReception } from '../conformance/chat-world.ts';
import { machineClock } from '../support/clock.ts';
import type { FaultOrder, ScreenMessage } from '../support/sandbox-types.ts';
import { until } from '../support/until.ts';
import { textOf } from './slack-screen.ts';
import { CHANNEL, serve, slackOptions, slackWorld } from './slack-world.ts';
import type { SlackWorld } from './slack-world.ts';

const REQUEST = '3f0c6c1e-8d0a-4a57-9a53-2b8f0c9d1e77';

function card(text: string): Card {
  return { tone: 'waiting', summary: text, blocks: [{ is: 'heading', text }] };
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const fault = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof Fault) return fault;
  throw new Error('There was no fault.', { cause: fault });
}

let socket: SlackWorld;
let http: SlackWorld;

beforeAll(async () => {
  [socket, http] = await Promise.all([slackWorld('socket'), slackWorld('http')]);
});
beforeEach(async () => {
  await Promise.all([socket.reset(), http.reset()]);
  socket.lines.length = 0;
});
afterAll(() => Promise.all([socket.stop(), http.stop()]));

const toChannel = (address = CHANNEL, more: { key?: string; retried?: boolean } = {}) =>
  socket.chat.draw({
    place: { is: 'channel', address },
    card: card('Ana asks'),
    key: 'k',
    views: [],
    retried: false,
    ...more,
  });

async function failing(order: Omit<FaultOrder, 'service'>): Promise<void> {
  await socket.sandbox.fault({ service: 'slack', ...order });
}

describe('a request over HTTP', () => {
  const say = (deliver: object) => http.sandbox.person('ana').command({ command: '/vm', text: 'mine', deliver });

  test.each([
    ['dated an hour ahead', { skewSeconds: 3600 }],
    ['dated six minutes ahead', { skewSeconds: 360 }],
    ['dated six minutes back', { skewSeconds: -360 }],
    ['signed by somebody else', { badSignature: true }],
  ])('%s is refused', async (_name, deliver) => {
    expect(await say(deliver)).toMatchObject({ acked: false, status: 401 });
    expect(http.reception.received).toEqual([]);
    expect(await say({})).toMatchObject({ acked: true });
  });

  test.each([{ skewSeconds: 200 }, { skewSeconds: -200 }])('a little off is taken: %j', async (deliver) => {
    expect(await say(deliver)).toMatchObject({ acked: true });
    expect(http.reception.received).toHaveLength(1);
  });

  test('without a signature, without a time, or too large is refused', async () => {
    const { requestUrl } = await http.sandbox.control('GET', 'slack/app');
    const post = async (body: string, headers: Record<string, string>) =>
      (await fetch(requestUrl, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } }))
        .status;
    const now = String(Math.floor(Date.now() / 1000));
    expect(await post('{}', {})).toBe(401);
    expect(await post('{}', { 'x-slack-request-timestamp': now })).toBe(401);
    expect(await post('{}', { 'x-slack-request-timestamp': now, 'x-slack-signature': 'v0=00' })).toBe(401);
    const large = JSON.stringify({ text: 'x'.repeat(5_000_000) });
    expect(await post(large, { 'x-slack-request-timestamp': now, 'x-slack-signature': 'v0=00' })).toBe(413);
    expect(http.reception.received).toEqual([]);
  });

  test('before the start and after the end is not taken', async () => {
    const options = slackOptions(http.sandbox, 'http');
    const other = createSlack(options);
    const server = await serve(other.router ?? expect.fail('there is no router'));
    const { requestUrl } = await http.sandbox.control('GET', 'slack/app');
    try {
      await http.sandbox.requestUrl(server.url);
      expect(await say({})).toMatchObject({ acked: false, status: 500 });
      const reception = recordedReception();
      await other.start(reception);
      expect(await say({})).toMatchObject({ acked: true });
      await other.stop();
      expect(await say({})).toMatchObject({ acked: false, status: 500 });
      expect(reception.received).toHaveLength(1);
    } finally {
      await server.close();
      await http.sandbox.requestUrl(requestUrl);
    }
  });

  test('that Slack makes to verify the address is answered', async () => {
    const { requestUrl } = await http.sandbox.control('GET', 'slack/app');
    expect(await http.sandbox.control('POST', 'slack/app', { requestUrl })).toMatchObject({ verified: true });
  });
});

describe.each(['socket', 'http'] as const)('an event over %s', (over) => {
  const world = () => (over === 'socket' ? socket : http);

  test('is acknowledged after it was stored, not before', async () => {
    world().reception.slow.receive = 700;
    const told = await world().sandbox.person('ana').say({ text: 'mine' });
    expect(told.acked).toBe(true);
    expect(told.ms).toBeGreaterThanOrEqual(690);
    expect(world().reception.received).toHaveLength(1);
  });

  test('that fails every time ends with an apology', async () => {
    world().reception.failure = new Error('the record is away');
    expect(await world().sandbox.person('ana').say({ text: 'mine' })).toMatchObject({ acked: false });
    const told = async () => {
      const { conversations } = await world().sandbox.person('ana').screen();
      return conversations.flatMap(({ messages }) => messages).filter(({ blocks }) => textOf(blocks).includes(APOLOGY));
    };
    expect(await told()).toEqual([]);
    await until(
      async () => {
        await world().advance(60_000);
        return (await told()).length > 0;
      },
      { every: 300, timeout: 25_000 },
    );
    await world().advance(600_000);
    expect(await told()).toHaveLength(1);
  });

  test('says that somebody changed', async () => {
    await world().sandbox.changePerson('raj', { slack: { email: 'raj.patel@contoso.com' } });
    const heard = await until(() => world().reception.received.find(({ intent }) => intent.is === 'changed'));
    expect(heard.user).toEqual({ chat: 'slack', team: 'T0CONTOSO', id: 'U0RAJ' });
  });
});

describe('the socket', () => {
  const hears = async () => {
    const told = await socket.sandbox.person('ana').command({ command: '/vm', text: 'mine' });
    return told.acked;
  };

  test.each(['warning', 'refresh_requested'])('comes back when Slack ends it: %s', async (disconnect) => {
    await socket.sandbox.control('POST', 'slack/app', { disconnect });
    await until(async () => (await socket.sandbox.control('GET', 'slack/app')).sockets === 0, { timeout: 8000 }).catch(
      () => undefined,
    );
    await until(hears, { timeout: 10_000 });
  });

  test('comes back after Slack was out of reach, without ending the process', async () => {
    await failing({ match: { path: 'apps\\.connections\\.open' }, times: 3, fault: { is: 'status', status: 503 } });
    await failing({ match: { path: 'apps\\.connections\\.open' }, times: 2, fault: { is: 'cut-before' } });
    await socket.sandbox.control('POST', 'slack/app', { disconnect: 'warning' });
    await until(() => socket.lines.filter(({ msg }) => msg.includes('cannot be reached')).length >= 5, {
      timeout: 20_000,
    });
    await until(hears, { timeout: 20_000 });
  });

  test('a second replica hears the same delivery under the same name', async () => {
    const second = createSlack(slackOptions(socket.sandbox, 'socket'));
    const reception = recordedReception();
    await second.start(reception);
    try {
      await socket.sandbox.person('ana').command({ command: '/vm', text: 'mine', deliver: { to: 'all' } });
      await until(() => reception.received.length === 1 && socket.reception.received.length === 1);
      expect(reception.received[0]?.delivery).toBe(socket.reception.received[0]?.delivery);
    } finally {
      await second.stop();
    }
  });
});

describe('starting', () => {
  test('with a token that Slack refuses fails and says so', async () => {
    const options = { ...slackOptions(socket.sandbox, 'socket'), botToken: 'xoxb-of-nobody' };
    expect(await faultOf(createSlack(options).start(recordedReception()))).toMatchObject({ code: 'chat_forbidden' });
    const app = { ...slackOptions(socket.sandbox, 'socket'), appToken: 'xapp-of-nobody' };
    expect(await faultOf(createSlack(app).start(recordedReception()))).toMatchObject({ code: 'chat_forbidden' });
  });

  test('does not wait for a Slack that is out of reach, and connects when it is back', async () => {
    await failing({ match: { path: 'auth\\.test' }, times: 2, fault: { is: 'status', status: 503 } });
    const other = createSlack(slackOptions(socket.sandbox, 'socket'));
    await other.start(recordedReception());
    await until(async () => (await socket.sandbox.control('GET', 'slack/app')).sockets === 2);
    await other.stop();
  });
});

describe('a channel', () => {
  test('that outsiders can read gets no card', async () => {
    const fault = await faultOf(toChannel('C0GENERAL'));
    expect(fault).toMatchObject({ code: 'chat_place_gone', retryable: false });
    expect(fault.message).toContain('shared with another organisation');
    const { messages } = (await socket.sandbox.state()).slack;
    expect(messages).toEqual([]);
  });

  test('is found by its name, unless there is none', async () => {
    expect(await toChannel('#vm-approvals')).toContain(CHANNEL);
    expect((await socket.sandbox.state()).slack.messages).toMatchObject([{ channel: CHANNEL }]);
    expect(await faultOf(toChannel('#no-such-channel'))).toMatchObject({ code: 'chat_place_gone' });
  });

  test('is looked at once, not before each card', async () => {
    const options = slackOptions(socket.sandbox, 'socket');
    const other = createSlack(options);
    const since = (await socket.sandbox.calls({ service: 'slack' })).at(-1)?.id ?? 0;
    const draw = () =>
      other.draw({
        place: { is: 'channel', address: CHANNEL },
        card: card('Ana asks'),
        key: 'k',
        views: [],
        retried: false,
      });
    await draw();
    await draw();
    const calls = await socket.sandbox.calls({ service: 'slack', since });
    expect(calls.filter(({ path }) => path.includes('conversations.info'))).toHaveLength(1);
    expect(calls.filter(({ path }) => path.includes('chat.postMessage'))).toHaveLength(2);
  });

  test.each(['is_archived', 'not_in_channel', 'channel_not_found'])('that answers %s is gone', async (code) => {
    await failing({ match: { path: 'chat\\.postMessage' }, times: 1, fault: { is: 'status', status: 200, code } });
    expect(await faultOf(toChannel())).toMatchObject({ code: 'chat_place_gone' });
  });

  test('that has to wait holds nothing else up', async () => {
    await failing({
      match: { path: 'chat\\.postMessage' },
      times: 1,
      fault: { is: 'status', status: 429, retryAfter: 30 },
    });
    const began = Date.now();
    expect(await faultOf(toChannel())).toMatchObject({ code: 'chat_throttled', retryAfter: 30_000 });
    await toChannel();
    expect(Date.now() - began).toBeLessThan(5000);
  });

  test('a slow Slack is given up on, and nothing is repeated by itself', async () => {
    const since = (await socket.sandbox.calls({ service: 'slack' })).at(-1)?.id ?? 0;
    await failing({ match: { path: 'chat\\.postMessage' }, fault: { is: 'slow', ms: 4000 } });
    const began = Date.now();
    expect(await faultOf(toChannel())).toMatchObject({ code: 'chat_unreachable' });
    expect(Date.now() - began).toBeLessThan(3900);
    await socket.sandbox.clearFaults();
    const posted = (await socket.sandbox.calls({ service: 'slack', since })).filter(({ path }) =>
      path.includes('post'),
    );
    expect(posted).toHaveLength(1);
  });

  test('whose history may not be read is posted to all the same, and that is said once', async () => {
    const { scopes } = await socket.sandbox.control('GET', 'slack/app');
    try {
      await socket.sandbox.control('POST', 'slack/app', {
        scopes: scopes.filter((scope: string) => !scope.endsWith(':history')),
      });
      await toChannel(CHANNEL, { retried: true });
      await toChannel(CHANNEL, { retried: true, key: 'other' });
      expect(socket.lines.filter(({ msg }) => msg.includes('history scopes'))).toHaveLength(1);
      expect((await socket.sees('approver')).channel).toHaveLength(2);
    } finally {
      await socket.sandbox.control('POST', 'slack/app', { scopes });
    }
  });

  test('a message with our key that may not be changed is posted anew', async () => {
    await toChannel(CHANNEL, { key: 'k' });
    await failing({
      match: { path: 'chat\\.update' },
      times: 1,
      fault: { is: 'status', status: 200, code: 'cant_update_message' },
    });
    await toChannel(CHANNEL, { key: 'k', retried: true });
    expect((await socket.sees('approver')).channel).toHaveLength(2);
  });
});

describe('home', () => {
  const place = { is: 'home', user: { chat: 'slack', team: 'T0CONTOSO', id: 'U0ANA' } } as const;
  const publish = (text: string) =>
    socket.chat.draw({ place, card: card(text), key: 'home', views: [], retried: false });

  test('is published again once when Slack saw two changes at once', async () => {
    const conflict = { is: 'status', status: 200, code: 'hash_conflict' } as const;
    await failing({ match: { path: 'views\\.publish' }, times: 1, fault: conflict });
    await publish('One open');
    expect((await socket.sees('member')).home?.text).toContain('One open');
    await failing({ match: { path: 'views\\.publish' }, times: 2, fault: conflict });
    expect(await faultOf(publish('Two open'))).toBeInstanceOf(Fault);
  });

  test('shows the newest of several at once', async () => {
    await failing({ match: { path: 'views\\.publish' }, times: 1, fault: { is: 'slow', ms: 300 } });
    await Promise.all(['first', 'second', 'third'].map(publish));
    expect((await socket.sees('member')).home?.text).toContain('third');
  });
});

describe('a person’s click', () => {
  const ana = () => socket.sandbox.person('ana');
  const privately = async (words: string): Promise<ScreenMessage[]> => {
    const { conversations } = await ana().screen();
    return conversations.flatMap(({ messages }) => messages).filter(({ blocks }) => textOf(blocks).includes(words));
  };

  test('on the shortcut opens the form', async () => {
    expect(await ana().shortcut({ callback_id: 'request_access' })).toMatchObject({ acked: true });
    await until(async () => (await socket.sees('member')).form?.text.includes('For how long'));
  });

  test.each(['expired_trigger_id', 'trigger_expired'])('that came too late is told: %s', async (code) => {
    await failing({ match: { path: 'views\\.open' }, fault: { is: 'status', status: 200, code } });
    await ana().command({ command: '/vm', text: '' });
    const seen = await until(async () => (await privately(APOLOGY))[0]);
    expect(seen.ephemeral).toBe(true);
  });

  test('that was delivered twice has its form from the other copy: nobody is told that anything failed', async () => {
    await failing({
      match: { path: 'views\\.open' },
      fault: { is: 'status', status: 200, code: 'exchanged_trigger_id' },
    });
    await ana().command({ command: '/vm', text: '' });
    await until(() => socket.reception.shown.length === 1);
    await pause(700);
    expect(await privately(APOLOGY)).toEqual([]);
  });

  test('on the shortcut, which has no way back, is told in the direct message', async () => {
    await failing({ match: { path: 'views\\.open' }, fault: { is: 'status', status: 503 } });
    await ana().shortcut({ callback_id: 'request_access' });
    const seen = await until(async () => (await privately(APOLOGY))[0]);
    expect(seen.ephemeral).toBe(false);
  });

  test('on a link or on anything that is not ours is acknowledged, and nothing else', async () => {
    const { SLACK_API_URL, SLACK_BOT_TOKEN } = socket.sandbox.env;
    const elements = [
      {
        type: 'button',
        action_id: 'link',
        text: { type: 'plain_text', text: 'Read' },
        url: 'https://latchkey.example',
      },
      { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Fake' }, value: REQUEST },
    ];
    const posted = await fetch(`${SLACK_API_URL}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SLACK_BOT_TOKEN}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: 'U0ANA', text: 'x', blocks: [{ type: 'actions', elements }] }),
    });
    const { channel, ts } = (await posted.json()) as { channel: string; ts: string };
    for (const action_id of ['link', 'approve'])
      expect(await ana().press({ channel, ts, action_id })).toMatchObject({ acked: true });
    expect(socket.reception.received).toEqual([]);
  });

  test('with a forged value is told politely, to nobody else', async () => {
    const button = { action: 'release', label: 'I’m done', style: 'plain', subject: REQUEST } as const;
    const user = socket.user('member');
    const at = await socket.chat.draw({
      place: { is: 'direct', user },
      card: { ...card('Yours'), blocks: [{ is: 'buttons', buttons: [button] }] },
      key: 'k',
      views: [],
      retried: false,
    });
    const [, channel = '', ts = ''] = at.split(' ');
    expect(await ana().press({ channel, ts, action_id: 'latchkey.release.0', value: 'x' })).toMatchObject({
      acked: true,
    });
    expect((await privately('nothing has happened'))[0]?.ephemeral).toBe(true);
  });

  test('answered five times already is answered in the direct message', async () => {
    await ana().command({ command: '/vm', text: 'mine', channel: 'C0GENERAL' });
    const { reply: token = '', user = socket.user('member') } = socket.reception.received[0] ?? {};
    const answer = (n: number) =>
      socket.chat.draw({
        place: { is: 'reply', user, token },
        card: card(`answer ${n}`),
        key: `${n}`,
        views: [],
        retried: false,
      });
    for (const n of [1, 2, 3, 4, 5, 6]) await answer(n);
    expect((await privately('answer 5'))[0]?.ephemeral).toBe(true);
    expect((await privately('answer 6'))[0]?.ephemeral).toBe(false);
  });

  test('answered after half an hour is answered in the direct message', async () => {
    let now = machineClock.now();
    const other = createSlack({ ...slackOptions(socket.sandbox, 'socket'), clock: { now: () => now } });
    await ana().command({ command: '/vm', text: 'mine', channel: 'C0GENERAL' });
    const { reply: token = '', user = socket.user('member') } = socket.reception.received[0] ?? {};
    now += 30 * 60_000;
    await other.draw({ place: { is: 'reply', user, token }, card: card('late'), key: 'k', views: [], retried: false });
    expect((await privately('late'))[0]?.ephemeral).toBe(false);
  });
});

describe('somebody of another organisation', () => {
  const erik = () => socket.sandbox.person('erik');

  test('is refused at the shortcut and in a message as well', async () => {
    expect(await erik().shortcut({ callback_id: 'request_access' })).toMatchObject({ acked: true });
    expect((await erik().screen()).modal).toBeNull();
    expect(await erik().say({ text: 'mine' })).toMatchObject({ acked: true });
    expect(socket.reception.received).toEqual([]);
  });

  test('who opens App Home, where Slack names no team, is known for it by who()', async () => {
    await erik().home();
    const { user } = socket.reception.received[0] ?? expect.fail('nothing was received');
    expect(await socket.chat.who(user)).toEqual({ is: 'problem', problem: 'chat_external' });
  });
});

describe('examining', () => {
  const wrong = async (addresses: string[] = []) =>
    (await socket.chat.examine(addresses)).filter(({ ok, next }) => !ok && next !== '');

  test('names the scopes that are missing', async () => {
    const { scopes } = await socket.sandbox.control('GET', 'slack/app');
    try {
      await socket.sandbox.control('POST', 'slack/app', { scopes: ['chat:write', 'channels:read'] });
      const found = await wrong();
      expect(found).toMatchObject([{ what: 'Slack scopes' }]);
      expect(found[0]?.seen).toContain('users:read.email');
    } finally {
      await socket.sandbox.control('POST', 'slack/app', { scopes });
    }
  });

  test('names the channel that outsiders read', async () => {
    const found = await wrong(['C0GENERAL', CHANNEL]);
    expect(found).toMatchObject([{ what: 'Slack channel C0GENERAL' }]);
    expect(found[0]?.seen).toContain('shared with another organisation');
  });

  test('with a token that Slack refuses says only that', async () => {
    const other = createSlack({ ...slackOptions(socket.sandbox, 'socket'), botToken: 'xoxb-of-nobody' });
    expect(await other.examine([CHANNEL])).toMatchObject([{ what: 'Slack bot token', ok: false }]);
  });

  test('with an app token that Slack refuses names the setting', async () => {
    const other = createSlack({ ...slackOptions(socket.sandbox, 'socket'), appToken: 'xapp-of-nobody' });
    const found = (await other.examine([])).filter(({ ok }) => !ok);
    expect(found).toMatchObject([{ what: 'Slack Socket Mode' }]);
    expect(found[0]?.next).toContain('SLACK_APP_TOKEN');
  });
});

test('no token is ever logged', () => {
  const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '', SLACK_SIGNING_SECRET = '' } = socket.sandbox.env;
  const logged = JSON.stringify([...socket.lines, ...http.lines]);
  for (const secret of [SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET]) expect(logged).not.toContain(secret);
});
