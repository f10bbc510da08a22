/** What is Teams' alone: tokens, tenants, service URLs, doors that are shut, references. The rest is in the suite for every chat. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTeams } from '../../adapters/teams/index.ts';
import type { Card } from '../../workflows/card.ts';
import { WORKING } from '../../workflows/present/forms.ts';
import { Fault } from '../../src/faults.ts';
import { APOLOGY, recordedReception } from '../conformance/chat-world.ts';
import { until } from '../support/until.ts';
import { buttonsOf, textOf } from './teams-screen.ts';
import { CHANNEL, memoryIn, serveTeams, teamsOptions, teamsWorld } from './teams-world.ts';
import type { TeamsWorld } from './teams-world.ts';

const REQUEST = '3f0c6c1e-8d0a-4a57-9a53-2b8f0c9d1e77';

function card(text: string): Card {
  const buttons = [{ action: 'approve', label: 'Approve', style: 'primary', subject: REQUEST }] as const;
  return {
    tone: 'waiting',
    summary: text,
    blocks: [
      { is: 'heading', text },
      { is: 'buttons', buttons },
    ],
  };
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const fault = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof Fault) return fault;
  throw new Error('There was no fault.', { cause: fault });
}

let world: TeamsWorld;

beforeAll(async () => {
  world = await teamsWorld();
});
beforeEach(async () => {
  await world.reset();
  world.lines.length = 0;
});
afterAll(() => world.stop());

const toChannel = (text = 'Ana asks') =>
  world.chat.draw({
    place: { is: 'channel', address: CHANNEL },
    card: card(text),
    key: 'k',
    views: [],
    retried: false,
  });
const toMember = (text = 'For you') =>
  world.chat.draw({
    place: { is: 'direct', user: world.user('member') },
    card: card(text),
    key: 'k',
    views: [],
    retried: false,
  });
const received = () => world.reception.received;
const teams = (path: string, body: object) => world.sandbox.control('POST', `teams/${path}`, body);

describe('an activity', () => {
  test.each([
    ['without a token', { noToken: true }],
    ['of another issuer', { wrongIssuer: true }],
    ['for another audience', { wrongAudience: true }],
    ['whose token names another service URL', { wrongServiceUrl: true }],
    ['whose token has expired', { expired: true }],
    ['signed with an unknown key', { unknownKey: true }],
    ['with an altered token', { badSignature: true }],
    ['dated an hour ahead', { skewSeconds: 3600 }],
  ])('%s is refused', async (_name, deliver) => {
    expect(await world.act('member', 'message', { text: 'mine', deliver })).toMatchObject({
      acked: false,
      status: 401,
    });
    expect(received()).toEqual([]);
    expect(await world.act('member', 'message', { text: 'mine' })).toMatchObject({ acked: true });
    expect(received()).toHaveLength(1);
  });

  test('of another tenant is not heard', async () => {
    await world.act('member', 'message', { text: 'mine', deliver: { wrongTenant: true } });
    expect(received()).toEqual([]);
    expect(world.memory.size).toBe(0);
  });

  test.each([
    ['an empty object', '{}', 400],
    ['no JSON', '{"type":', 400],
    ['a list', '[]', 400],
    ['a number', '7', 400],
    ['lists within lists, a hundred thousand deep', `{"type":"message","value":${'['.repeat(100_000)}`, 400],
    [
      'the same, well-formed, and without a good token',
      `{"type":"invoke","channelId":"msteams","serviceUrl":"https://smba.trafficmanager.net/x","conversation":{"id":"1"},"value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      401,
    ],
    ['a type that is no text', '{"type":{},"channelId":"msteams","serviceUrl":"x","conversation":{"id":"1"}}', 400],
    ['five megabytes', JSON.stringify({ type: 'message', text: 'x'.repeat(5_000_000) }), 413],
    [
      'another channel',
      JSON.stringify({ type: 'message', channelId: 'emulator', serviceUrl: 'http://x', conversation: { id: '1' } }),
      400,
    ],
    [
      'a service URL that is not Microsoft’s',
      JSON.stringify({
        type: 'message',
        channelId: 'msteams',
        serviceUrl: 'https://evil.example/',
        conversation: { id: '1' },
      }),
      403,
    ],
  ])('with %s is refused, and the process lives on', async (_name, body, status) => {
    const response = await fetch(world.endpoint, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.x' },
    });
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
    expect(await world.act('member', 'message', { text: 'mine' })).toMatchObject({ acked: true });
  });

  test('is answered although what is remembered of Teams hangs', async () => {
    await toChannel();
    const memory = { get: () => new Promise<never>(() => {}), set: () => new Promise<never>(() => {}) };
    const { lines: _lines, ...options } = teamsOptions(world.sandbox, new Map());
    const reception = recordedReception();
    const other = createTeams({ ...options, memory });
    await other.start(reception);
    const server = await serveTeams(other.router);
    await teams('app', { endpoint: server.url });
    expect(await world.act('member', 'message', { text: 'mine' })).toMatchObject({ acked: true });
    expect(reception.received).toHaveLength(1);
    await other.stop();
    await server.close();
  });

  test.each([
    ['an invoke that nobody knows', 'fetch', { data: { latchkey: 'grant' } }],
    ['a dialog of somebody else’s', 'fetch', { data: 7 }],
    ['a query that the compose box does not have', 'compose', { command: 'request', query: 'x' }],
  ])('%s is answered in its own form, and nothing is heard', async (_name, what, order) => {
    const told = await world.act('member', what, order);
    expect([200, 501]).toContain(told['status']);
    expect(received()).toEqual([]);
    expect(await world.act('member', 'message', { text: 'mine' })).toMatchObject({ acked: true });
  });

  test('is refused for now while the keys cannot be had', async () => {
    const kept = new Map<string, string>();
    const { lines, ...options } = teamsOptions(world.sandbox, kept);
    const reception = recordedReception();
    const other = createTeams({ ...options, openId: 'http://127.0.0.1:9/openid' });
    await other.start(reception);
    const server = await serveTeams(other.router);
    await teams('app', { endpoint: server.url });
    expect(await world.act('member', 'message', { text: 'mine' })).toMatchObject({ acked: false, status: 503 });
    expect(reception.received).toEqual([]);
    await other.stop();
    await server.close();
    expect(lines.length).toBeGreaterThan(0);
  });

  test('delivered four times has one name', async () => {
    await world.act('member', 'message', { text: 'mine', deliver: { times: 4 } });
    expect(received()).toHaveLength(4);
    expect(new Set(received().map(({ delivery }) => delivery)).size).toBe(1);
  });

  test('that asks for the form and comes again to another replica brings one form', async () => {
    const { lines: _lines, ...options } = teamsOptions(world.sandbox, new Map());
    const other = createTeams({ ...options, memory: memoryIn(world.memory) });
    await other.start(recordedReception());
    const server = await serveTeams(other.router);
    await teams('app', { endpoint: [world.endpoint, server.url] });
    const told = await world.act('member', 'message', { text: 'request', deliver: { times: 2, apart: 500 } });
    expect(told).toMatchObject({ acked: true, others: [{ acked: true }] });
    const { conversations } = await world.sandbox.control('GET', 'teams/people/ana/screen');
    expect(conversations[0].messages.filter((message: { bot: boolean }) => message.bot)).toHaveLength(1);
    await other.stop();
    await server.close();
  });

  test('that asks for the form and is delivered four times brings one form', async () => {
    await world.act('member', 'message', { text: 'request', deliver: { times: 4 } });
    const { conversations } = await world.sandbox.control('GET', 'teams/people/ana/screen');
    const forms = conversations[0].messages.filter((message: { bot: boolean }) => message.bot);
    expect(forms).toHaveLength(1);
  });
});

describe('in the cloud', () => {
  test.each([
    ['usgov', 'https://api.botframework.us'],
    ['china', 'https://api.botframework.azure.cn'],
  ] as const)('%s its own issuer is believed, and its own token is asked for', async (cloud, issuer) => {
    const { lines: _lines, ...options } = teamsOptions(world.sandbox, new Map());
    const reception = recordedReception();
    const other = createTeams({ ...options, cloud });
    await teams('app', { issuer });
    await other.start(reception);
    await teams('app', { issuer: 'https://api.botframework.com' });
    const server = await serveTeams(other.router);
    await teams('app', { endpoint: server.url });
    // The public cloud's.
    expect(await world.act('member', 'message', { text: 'mine' })).toMatchObject({ acked: false, status: 401 });
    await teams('app', { issuer });
    expect(await world.act('member', 'message', { text: 'mine' })).toMatchObject({ acked: true });
    expect(reception.received).toHaveLength(1);
    const place = { is: 'direct', user: world.user('member') } as const;
    await other.draw({ place, card: card('For you'), views: [], key: 'k', retried: false });
    expect((await world.sees('member')).direct.map(({ text }) => text.includes('For you'))).toEqual([true]);
    await other.stop();
    await server.close();
  });

  test('public nothing of another cloud’s is', async () => {
    await teams('app', { issuer: 'https://api.botframework.us' });
    expect(await world.act('member', 'message', { text: 'mine' })).toMatchObject({ acked: false, status: 401 });
    expect(received()).toEqual([]);
  });
});

test('a bot without an id is not started: botbuilder would let everybody in', () => {
  const { lines: _lines, ...options } = teamsOptions(world.sandbox, new Map());
  const identity = { is: 'single_tenant', appId: ' ', tenant: options.tenant, password: 'x' } as const;
  expect(() => createTeams({ ...options, identity })).toThrow('MicrosoftAppId');
});

describe('a press', () => {
  test('is answered with the card as it is redrawn meanwhile, and nobody waits', async () => {
    const at = await toChannel('Waiting');
    world.reception.receive = async (inbound) => {
      received().push(inbound);
      void world.chat.draw({
        place: { is: 'channel', address: CHANNEL },
        card: card('Approved'),
        key: 'k',
        at,
        views: [],
        retried: false,
      });
    };
    try {
      const told = await pressApprove();
      expect(textOf(told['card'])).toContain('Approved');
      expect(told['ms']).toBeLessThan(1_000);
    } finally {
      world.reception.receive = recordedReceive;
    }
  });

  test('that is refused tells the person, and the card stays', async () => {
    await toChannel('Waiting');
    world.reception.receive = async (inbound) => {
      received().push(inbound);
      const place = { is: 'reply', user: inbound.user, token: inbound.reply } as const;
      const said: Card = {
        tone: 'bad',
        summary: 'You are not an approver',
        blocks: [{ is: 'text', text: ['You are not an approver'] }],
      };
      void world.chat.draw({ place, card: said, key: 'r', views: [], retried: false });
    };
    try {
      expect(await pressApprove()).toMatchObject({ message: 'You are not an approver' });
      expect((await world.sees('approver')).direct).toEqual([]);
    } finally {
      world.reception.receive = recordedReceive;
    }
  });

  test('that could not be stored is answered as failed in time, although Teams itself takes no message meanwhile', async () => {
    await toChannel();
    await world.sandbox.fault({
      service: 'teams' as 'slack',
      match: { method: 'POST' },
      fault: { is: 'slow', ms: 6_000 },
    });
    world.reception.failure = new Error('the record is away');
    const told = await pressApprove();
    expect(told).toMatchObject({ error: APOLOGY });
    expect(told['ms']).toBeLessThan(4_000);
  });

  test('on a client that does not know Action.Execute counts as well', async () => {
    await toChannel();
    expect(await pressApprove({ client: 'old' })).toMatchObject({ acked: true });
    expect(received()).toMatchObject([{ intent: { is: 'press', press: 'approve', request: REQUEST } }]);
  });

  test('whose answer comes too late goes to the person directly', async () => {
    await toChannel();
    await pressApprove();
    const { user, reply } = received()[0] ?? expect.fail('nothing was received');
    await world.chat.draw({
      place: { is: 'reply', user, token: reply },
      card: card('Too late'),
      key: 'r',
      views: [],
      retried: false,
    });
    expect((await world.sees('approver')).direct.map(({ text }) => text).join()).toContain('Too late');
  });

  const recordedReceive = recordedReceiveOf();

  /** What the recorded reception does by itself. */
  function recordedReceiveOf(): TeamsWorld['reception']['receive'] {
    return async (inbound) => {
      if (world.reception.failure !== undefined) throw world.reception.failure;
      received().push(inbound);
    };
  }

  async function pressApprove(how: object = {}): Promise<Record<string, unknown>> {
    const { conversations } = await world.sandbox.control('GET', 'teams/people/mia/screen');
    const channel = conversations.find(({ id }: { id: string }) => id === CHANNEL);
    const message = channel.messages.at(-1);
    const [button] = buttonsOf(message.card);
    return world.act('approver', 'press', {
      conversation: CHANNEL,
      message: message.id,
      action: String(button?.['id']),
      ...how,
    });
  }
});

describe('a view of one’s own', () => {
  const screen = async (key: string) => {
    const { conversations } = await world.sandbox.control('GET', `teams/people/${key}/screen`);
    return conversations.find(({ id }: { id: string }) => id === CHANNEL).messages.at(-1);
  };
  const own = (text: string) => ({ is: 'card', card: card(text) }) as const;
  const toReaders = (text: string, views = [world.user('approver')], at?: string) =>
    world.chat.draw({
      place: { is: 'channel', address: CHANNEL },
      card: card(text),
      views,
      key: 'k',
      retried: false,
      ...(at === undefined ? {} : { at }),
    });

  test('reaches one client alone, says whose message it was, and is gone with the next redraw', async () => {
    await world.act('approver', 'message', { text: 'mine' });
    const at = await toReaders('Ana asks');
    world.reception.own = own('You approved this');
    expect(textOf((await screen('mia')).card)).toContain('You approved this');
    expect(world.reception.viewed).toEqual([{ at, user: world.user('approver') }]);
    expect(textOf((await screen('tom')).card)).toContain('Ana asks');
    world.reception.own = { is: 'unknown' };
    await toReaders('Approved', [], at);
    expect(textOf((await screen('mia')).card)).toContain('Approved');
  });

  test('is read, and neither stored, posted nor asked of anybody', async () => {
    await world.act('approver', 'message', { text: 'mine' });
    await toReaders('Ana asks');
    const before = [received().length, (await world.sandbox.calls()).length];
    world.reception.own = own('Yours');
    expect((await screen('mia')).view).toBe('own');
    expect([received().length, (await world.sandbox.calls()).length]).toEqual(before);
  });

  test('is asked for again when it is a minute old, as long as something can be pressed', async () => {
    await world.act('approver', 'message', { text: 'mine' });
    await toReaders('Ana asks');
    world.reception.own = own('Yours');
    await screen('mia');
    await screen('mia');
    expect(world.reception.viewed).toHaveLength(1);
    await world.sandbox.advance(61_000);
    world.reception.own = { is: 'card', card: { ...card('Over'), blocks: [{ is: 'heading', text: 'Over' }] } };
    expect(textOf((await screen('mia')).card)).toContain('Over');
    await world.sandbox.advance(61_000);
    await screen('mia');
    expect(world.reception.viewed).toHaveLength(2);
  });

  test('that is not there leaves what all see', async () => {
    await world.act('approver', 'message', { text: 'mine' });
    await toReaders('Ana asks');
    expect(await screen('mia')).toMatchObject({ view: 'base' });
    const recorded = world.reception.view;
    world.reception.view = async () => {
      throw new Error('the record is away');
    };
    try {
      await world.sandbox.advance(61_000);
      expect(await screen('mia')).toMatchObject({ view: 'base' });
    } finally {
      world.reception.view = recorded;
    }
  });

  test('is offered to people the bot has heard of, sixty at most, those first whom it concerns most', async () => {
    await toReaders('Ana asks', [world.user('approver')]);
    expect((await screen('mia')).card.refresh).toBeUndefined();
    const users = Array.from({ length: 70 }, (_, index) => ({ chat: 'teams', team: 't', id: `id-${index}` }));
    for (const { id } of users) {
      const contact = { member: `29:${id}`, name: '', conversation: '', heardIn: '' };
      world.memory.set(`contact/${id}`, JSON.stringify(id === 'id-0' ? { ...contact, member: id } : contact));
    }
    await toReaders('Raj asks', users);
    const { userIds } = (await screen('mia')).card.refresh;
    expect(userIds).toHaveLength(59);
    expect(userIds[0]).toBe('29:id-1');
  });

  test('is what a press is answered with', async () => {
    await world.act('approver', 'message', { text: 'mine' });
    const at = await toReaders('Ana asks');
    const recordedReceive = world.reception.receive;
    const mine: Card = { ...card('You approved this'), blocks: [{ is: 'heading', text: 'You approved this' }] };
    world.reception.receive = async (inbound) => {
      await recordedReceive(inbound);
      world.reception.own = { is: 'card', card: mine };
      void toReaders('One of two', [], at);
    };
    try {
      const message = await screen('mia');
      const [button] = buttonsOf(message.card);
      const order = { conversation: CHANNEL, message: message.id, action: String(button?.['id']) };
      expect(textOf((await world.act('approver', 'press', order))['card'])).toContain('You approved this');
    } finally {
      world.reception.receive = recordedReceive;
    }
  });

  test('that is older than the press is not what it is answered with, though the card is redrawn meanwhile', async () => {
    await world.act('approver', 'message', { text: 'mine' });
    const at = await toReaders('Ana asks');
    const recordedReceive = world.reception.receive;
    world.reception.own = own('Ana asks, and Raj has approved');
    let effect: (() => Promise<void>) | undefined;
    world.reception.receive = async (inbound) => {
      await recordedReceive(inbound);
      // Somebody else's press is drawn first.
      void toReaders('One of two', [], at).then(() => effect?.());
    };
    try {
      const message = await screen('mia');
      const order = { conversation: CHANNEL, message: message.id, action: String(buttonsOf(message.card)[0]?.['id']) };
      expect(await world.act('approver', 'press', order)).toMatchObject({ message: WORKING });
      effect = async () => {
        world.reception.own = { is: 'card', card: { ...card('Open'), blocks: [{ is: 'heading', text: 'Open' }] } };
        await toReaders('Two of two', [], at);
      };
      expect(textOf((await world.act('approver', 'press', order))['card'])).toContain('Open');
      effect = () => new Promise((resolve) => setTimeout(resolve, 50)).then(() => refuse());
      world.reception.own = own('Ana asks, and Raj has approved');
      expect(await world.act('approver', 'press', order)).toMatchObject({ message: 'You are not an approver' });
    } finally {
      world.reception.receive = recordedReceive;
    }

    async function refuse(): Promise<void> {
      const { user, reply } = received().at(-1) ?? expect.fail('nothing was received');
      const said: Card = { tone: 'bad', summary: 'You are not an approver', blocks: [{ is: 'text', text: ['No'] }] };
      await world.chat.draw({
        place: { is: 'reply', user, token: reply },
        card: said,
        key: 'r',
        views: [],
        retried: false,
      });
    }
  });

  test('is what a press that had its effect elsewhere is answered with, and a word while it has had none', async () => {
    await world.act('approver', 'message', { text: 'mine' });
    await toReaders('Ana asks', []);
    const message = await screen('mia');
    const order = { conversation: CHANNEL, message: message.id, action: String(buttonsOf(message.card)[0]?.['id']) };
    const open: Card = { ...card('Access is open'), blocks: [{ is: 'heading', text: 'Access is open' }] };
    world.reception.own = { is: 'card', card: open };
    const first = await world.act('approver', 'press', order);
    expect(textOf(first['card'])).toContain('Access is open');
    world.reception.own = own('Ana asks');
    expect(await world.act('approver', 'press', { ...order, view: 'base' })).toMatchObject({ message: WORKING });
  });
});

describe('the copy that a lost reply has left', () => {
  const OTHER = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
  const standing = async () => (await world.sees('approver')).channel.map(({ text }) => text.trim());

  test('does not take another card with it when a press names its request falsely', async () => {
    await world.fail('lost');
    await faultOf(toChannel('Ana asks'));
    const [place, key, views] = [{ is: 'channel', address: CHANNEL } as const, 'k', []];
    await world.chat.draw({ place, card: card('Ana asks'), views, key, retried: true });
    const other: Card = JSON.parse(JSON.stringify(card('Raj asks')).replaceAll(REQUEST, OTHER)) as Card;
    await world.chat.draw({ place, card: other, views, key: 'other', retried: false });
    // The record knows both that count.
    world.reception.own = { is: 'same' };
    await world.press('approver', 'channel', 'Approve', { forged: REQUEST });
    expect(received()).toMatchObject([{ intent: { request: REQUEST } }]);
    expect(await standing()).toHaveLength(3);
  });

  test('nor the request’s own card when it is a home that was drawn twice', async () => {
    const user = world.user('member');
    await toMember('For you');
    await world.chat.draw({ place: { is: 'home', user }, card: card('Home'), views: [], key: 'h', retried: true });
    world.reception.own = { is: 'same' };
    await world.press('member', 'direct', 'Approve');
    expect((await world.sees('member')).direct.map(({ text }) => text.includes('For you'))).toEqual([true]);
  });
});

describe('forms', () => {
  test('open from the compose box and close when they are sent', async () => {
    const told = await world.act('member', 'compose', { command: 'request' });
    expect(told.dialog.title).toBe('Ask for a VM');
    await world.act('member', 'search', { dialog: true, input: 'vm', text: 'web' });
    const sent = await world.act('member', 'submit', { inputs: { vm: 'vm-1', reason: 'because' } });
    expect(sent).toMatchObject({ closed: true });
    expect(received()).toMatchObject([{ intent: { is: 'ask', vm: 'vm-1', reason: 'because' } }]);
  });

  test('that are none, sent from a card that all see, leave it as it is', async () => {
    await toChannel('Ana asks');
    const { conversations } = await world.sandbox.control('GET', 'teams/people/mia/screen');
    const message = conversations.find(({ id }: { id: string }) => id === CHANNEL).messages.at(-1);
    const order = { conversation: CHANNEL, message: message.id, action: 'Approve' };
    for (const data of [
      { latchkey: 'form', form: 'ask', subject: '', vm: 'vm-1', reason: 'x' },
      { latchkey: 'form', form: 'deny', subject: REQUEST, reason: 'x' },
    ])
      for (const client of ['new', 'old'])
        await world.act('approver', 'press', { ...order, data, client, view: 'base' });
    // An update would be under way by now.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const after = await world.sandbox.control('GET', 'teams/people/tom/screen');
    const seen = after.conversations.find(({ id }: { id: string }) => id === CHANNEL).messages.at(-1);
    expect(textOf(seen.card)).toContain('Ana asks');
    expect(seen.edited).toBe(false);
  });

  test('asked for by a press that should have opened a dialog come as a message, and the press has its answer', async () => {
    await toChannel('Ana asks');
    const { conversations } = await world.sandbox.control('GET', 'teams/people/mia/screen');
    const message = conversations.find(({ id }: { id: string }) => id === CHANNEL).messages.at(-1);
    const data = { latchkey: 'deny', subject: REQUEST };
    const order = { conversation: CHANNEL, message: message.id, action: 'Approve', data };
    expect(await world.act('approver', 'press', order)).toMatchObject({ message: WORKING });
    expect((await world.sees('approver')).form?.text).toContain('Why');
  });

  test('search three hundred VMs of one prefix page by page, and no further', async () => {
    const all = Array.from({ length: 300 }, (_, index) => `farm-${String(index).padStart(3, '0')}`);
    const recorded = world.reception.search;
    world.reception.search = async (_text, limit) => all.slice(0, limit).map((name) => ({ value: name, label: name }));
    try {
      await world.act('member', 'compose', { command: 'request' });
      const page = async (skip: number) => {
        const { choices } = await world.act('member', 'search', { dialog: true, input: 'vm', text: 'farm', skip });
        return choices.map((choice: { title: string }) => choice.title) as string[];
      };
      const pages = [];
      for (let skip = 0; skip < 300; skip += 15) pages.push(await page(skip));
      expect(pages.flat()).toEqual(all);
      expect(await page(300)).toEqual([]);
      expect(await page(1_000_000_000)).toEqual([]);
    } finally {
      world.reception.search = recorded;
    }
  });

  test('take a typed name from clients without the search', async () => {
    await world.command('member', 'request');
    expect(await world.submit('member', { vmTyped: 'web-01' } as object)).toMatchObject({ closed: true });
    expect(received()).toMatchObject([{ intent: { is: 'ask', vm: 'web-01' } }]);
  });

  test('asked for in a channel open where nobody else reads', async () => {
    await world.act('approver', 'message', { conversation: CHANNEL, text: 'request' });
    const { channel, form } = await world.sees('approver');
    expect(channel).toEqual([]);
    expect(form?.text).toContain('For how long');
  });

  test('that could not be stored keep what was typed', async () => {
    await world.command('member', 'request web-01');
    world.reception.failure = new Error('the record is away');
    await world.submit('member', { reason: 'much *typing*' });
    const { form } = await world.sees('member');
    expect(form?.text).toContain(APOLOGY);
    world.reception.failure = undefined;
    await world.submit('member', {});
    expect(received()).toMatchObject([{ intent: { is: 'ask', reason: 'much *typing*' } }]);
  });
});

describe('doors that are shut', () => {
  const shut = async () => (await world.chat.examine([])).find(({ what }) => what.includes('out of reach'));

  test('a person who has removed the bot is not tried again, and operators see it; back again, they do not', async () => {
    await world.act('member', 'uninstall');
    expect(await faultOf(toMember())).toMatchObject({ code: 'chat_place_gone', retryable: false });
    expect(await shut()).toMatchObject({ ok: true, seen: expect.stringContaining('MessageWritesBlocked') });
    await world.act('member', 'install');
    await toMember();
    expect(await shut()).toMatchObject({ seen: 'none' });
  });

  test('who removed it for themselves and presses in a channel is still known', async () => {
    await world.act('approver', 'message', { text: 'mine' });
    await world.act('approver', 'uninstall');
    await toChannel();
    await world.press('approver', 'channel', 'Approve');
    expect(await world.chat.who(world.user('approver'))).toMatchObject({
      is: 'profile',
      profile: { directoryId: world.user('approver').id },
    });
  });

  test('a team that has removed the bot since a card was posted there is seen at the redraw', async () => {
    const at = await toChannel();
    await teams('team', { uninstall: true });
    const place = { is: 'channel', address: CHANNEL } as const;
    const redrawn = world.chat.draw({ place, card: card('Approved'), views: [], key: 'k', at, retried: false });
    expect(await faultOf(redrawn)).toMatchObject({ code: 'chat_place_gone', retryable: false });
    expect(await shut()).toMatchObject({ seen: expect.stringContaining(`${CHANNEL} (BotNotInConversationRoster`) });
  });

  test('an outsider’s is nothing to operators', async () => {
    await world.sandbox.fault({
      service: 'teams' as 'slack',
      match: { method: 'POST', path: '/activities' },
      times: 1,
      fault: { is: 'status', status: 403, code: 'MessageWritesBlocked' },
    });
    await world.act('outsider', 'message', { text: 'mine' });
    expect((await world.sees('outsider')).direct).toEqual([]);
    expect(await shut()).toMatchObject({ seen: 'none' });
  });

  test('a team that has removed the bot', async () => {
    await teams('team', { uninstall: true });
    expect(await faultOf(toChannel())).toMatchObject({ code: 'chat_place_gone', retryable: false });
    expect(await shut()).toMatchObject({ seen: expect.stringContaining('BotNotInConversationRoster') });
  });

  test('a team that has it again is in reach again', async () => {
    await teams('team', { uninstall: true });
    expect(await shut()).toMatchObject({ seen: expect.stringContaining('Uninstalled') });
    await teams('team', { install: true });
    expect(await shut()).toMatchObject({ seen: 'none' });
  });

  test('an administrator who has disabled the bot for all is a failure for the operators', async () => {
    await teams('app', { disabledByAdmin: true });
    expect(await faultOf(toChannel())).toMatchObject({ code: 'chat_place_gone', retryable: false });
    expect(await shut()).toMatchObject({ ok: false, seen: expect.stringContaining('BotDisabledByAdmin') });
    const failed = (await world.chat.examine([CHANNEL])).filter(({ ok }) => !ok);
    expect(failed.map(({ next }) => next.includes('admin centre'))).toEqual([true, true]);
    await teams('app', { disabledByAdmin: false });
  });

  test.each([412, 502, 504])('HTTP %s passes', async (status) => {
    await world.sandbox.fault({
      service: 'teams' as 'slack',
      match: { method: 'POST' },
      times: 1,
      fault: { is: 'status', status },
    });
    expect(await faultOf(toChannel())).toMatchObject({ code: 'chat_unreachable', retryable: true });
    await toChannel();
    // Each was tried once: the outbox repeats, and nobody else.
    const posts = (await world.sandbox.calls({ service: 'teams' as 'slack' })).filter(
      ({ method }) => method === 'POST',
    );
    expect(posts).toHaveLength(2);
  });

  test('a token that Entra refuses says where to look', async () => {
    const { lines: _lines, ...options } = teamsOptions(world.sandbox, new Map());
    const identity = { ...options.identity, password: 'wrong' } as typeof options.identity;
    const found = await createTeams({ ...options, identity }).examine([CHANNEL]);
    expect(found[0]).toMatchObject({ ok: false, next: expect.stringContaining('MicrosoftAppPassword') });
  });

  test('a token that Entra refuses is seen at the start, and what comes in is taken all the same', async () => {
    const { lines: _lines, ...options } = teamsOptions(world.sandbox, new Map());
    const identity = { ...options.identity, password: 'wrong' } as typeof options.identity;
    const reception = recordedReception();
    const other = createTeams({ ...options, identity });
    expect(await faultOf(other.start(reception))).toMatchObject({ code: 'chat_forbidden', retryable: false });
    const server = await serveTeams(other.router);
    await teams('app', { endpoint: server.url });
    await world.act('member', 'message', { text: 'mine' });
    expect(reception.received).toHaveLength(1);
    await other.stop();
    await server.close();
  });

  test('nobody who signs in or tells the keys holds anything up by not answering', async () => {
    const { lines: _lines, ...options } = teamsOptions(world.sandbox, new Map());
    const reception = recordedReception();
    // botbuilder keeps the keys of each address for the whole process.
    const other = createTeams({ ...options, openId: `${options.openId}?not-yet-asked` });
    const server = await serveTeams(other.router);
    await teams('app', { endpoint: server.url });
    for (const service of ['entra', 'botframework'])
      await world.sandbox.fault({ service: service as 'entra', fault: { is: 'slow', ms: 60_000 } });
    const place = { is: 'channel', address: CHANNEL } as const;
    await other.start(reception);
    const [drawn, told] = await Promise.all([
      faultOf(other.draw({ place, card: card('Ana asks'), key: 'k', views: [], retried: false })),
      world.act('member', 'message', { text: 'mine' }),
    ]);
    expect(drawn).toMatchObject({ code: 'chat_unreachable', retryable: true });
    expect(told).toMatchObject({ acked: false, status: 503 });
    await other.stop();
    await server.close();
  });
});

describe('another replica, or the same after a restart', () => {
  test('knows how everybody is reached, and redraws what was drawn', async () => {
    await world.act('member', 'message', { text: 'mine' });
    const at = await toMember('Waiting');
    const { lines: _lines, serviceUrl: own = '', ...options } = teamsOptions(world.sandbox, new Map());
    const calls = (await world.sandbox.calls()).length;
    const other = createTeams({ ...options, serviceUrl: own, memory: memoryIn(world.memory) });
    await other.draw({
      place: { is: 'direct', user: world.user('member') },
      card: card('Approved'),
      key: 'k',
      at,
      views: [],
      retried: false,
    });
    await other.draw({
      place: { is: 'direct', user: world.user('member') },
      card: card('Also'),
      key: 'l',
      views: [],
      retried: false,
    });
    expect((await world.sees('member')).direct.map(({ text }) => text.includes('Approved'))).toEqual([true, false]);
    const made = (await world.sandbox.calls()).slice(calls).map(({ path }) => path);
    expect(made.filter((path) => path.endsWith('v3/conversations'))).toEqual([]);
  });
});

describe('a conversation that is remembered and is gone', () => {
  const user = () => world.user('member');
  const remembered = () => world.memory.get(`contact/${user().id}`) ?? '';

  test('is opened anew, once, for a message and for a redraw', async () => {
    await world.act('member', 'message', { text: 'mine' });
    const { conversation } = JSON.parse(remembered());
    const forget = () => world.memory.set(`contact/${user().id}`, remembered().replaceAll(conversation, 'a:1gone'));
    forget();
    await toMember('First');
    expect(JSON.parse(remembered()).conversation).toBe(conversation);
    forget();
    const place = { is: 'direct', user: user() } as const;
    const order = { place, card: card('Second'), views: [], key: 'k', at: 'message a:1gone 17', retried: false };
    expect(await world.chat.draw(order)).toContain(conversation);
    expect((await world.sees('member')).direct.map(({ text }) => text.split('\n')[0])).toEqual([
      '⏳ First',
      '⏳ Second',
    ]);
    const opened = (await world.sandbox.calls()).filter(({ path }) => path.endsWith('v3/conversations'));
    expect(opened).toHaveLength(2);
  });
});

describe('a home', () => {
  const home = (text = 'Your access', at?: string) =>
    world.chat.draw({
      place: { is: 'home', user: world.user('member') },
      card: card(text),
      key: 'h',
      views: [],
      retried: false,
      ...(at === undefined ? {} : { at }),
    });

  test('asked for again stands further down, and the old one points there', async () => {
    await home();
    await home();
    const { conversations } = await world.sandbox.control('GET', 'teams/people/ana/screen');
    const words = conversations[0].messages.map((message: { card: unknown }) => textOf(message.card).trim());
    expect(words).toEqual(['▫️ Your access is shown further down.'.replace('▫️ ', ''), 'Your access']);
  });

  test('that moves while it is redrawn, or had moved before, is redrawn where it stands now', async () => {
    const words = async () => {
      const { conversations } = await world.sandbox.control('GET', 'teams/people/ana/screen');
      return conversations[0].messages.map((message: { card: unknown }) => textOf(message.card).trim());
    };
    const first = await home();
    const go = await world.sandbox.fault({
      service: 'teams' as 'slack',
      match: { method: 'PUT' },
      times: 1,
      fault: { is: 'hold-before' },
    });
    const redrawn = home('One open', first);
    await until(async () => (await world.sandbox.calls()).some(({ method }) => method === 'PUT'));
    const second = await home('Nothing open');
    await go();
    expect(await redrawn).toBe(second);
    expect(await words()).toEqual(['Your access is shown further down.', 'One open']);
    expect(await home('Two open', first)).toBe(second);
    expect(await words()).toEqual(['Your access is shown further down.', 'Two open']);
  });
});

test('what happens to a team does not disturb', async () => {
  for (const event of [
    { rename: 'VMs' },
    { addMember: 'raj' },
    { removeMember: 'raj' },
    { deleteChannel: '19:platformops@thread.tacv2' },
  ])
    expect(await teams('team', event)).toMatchObject({ acked: true });
  await until(() => received().some(({ intent }) => intent.is === 'changed'));
  expect((await world.chat.examine([])).at(-1)?.seen).toContain('ChannelDeleted');
});
