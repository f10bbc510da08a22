import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { card } from './bot.ts';
import { APPROVALS, startStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.close());
beforeEach(() => stage.session.sandbox.reset());

const text = { type: 'message', text: 'hello' };
const button = { type: 'Action.Submit', title: 'Yes', data: {} };
const into = (conversation: string) => `v3/conversations/${encodeURIComponent(conversation)}/activities`;

function ofCard(content: unknown) {
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

function personal(key: string, more = {}) {
  const members = [{ id: stage.session.sandbox.world.person(key)?.teams?.id }];
  return { isGroup: false, members, tenantId: stage.session.env('AZURE_TENANT_ID'), ...more };
}

async function direct(key: string): Promise<string> {
  return (await stage.connector('POST', 'v3/conversations', personal(key))).body.id;
}

function refused(status: number, code: string) {
  return { status, body: { error: { code, message: expect.any(String) } } };
}

describe('the token', () => {
  test.each([
    ['none', () => ''],
    ['not a token', () => 'Bearer abc'],
    [
      'one for Azure',
      async () =>
        `Bearer ${(await stage.session.credential.getToken(`${stage.session.sandbox.urls.arm}/.default`)).token}`,
    ],
    [
      'one of another application',
      async () => `Bearer ${(await stage.session.credential.getToken('https://api.botframework.com/.default')).token}`,
    ],
  ])('%s is 401', async (_what, header) => {
    const answer = await stage.connector('POST', into(APPROVALS), text, { Authorization: await header() });
    expect(answer).toMatchObject(refused(401, 'Unauthorized'));
  });

  test('one that has expired is 401', async () => {
    await stage.session.control('PATCH', '/sandbox/azure/rules', { tokenLifetime: 1 });
    const { access_token } = await stage.token({});
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const answer = await stage.connector('POST', into(APPROVALS), text, { Authorization: `Bearer ${access_token}` });
    expect(answer).toMatchObject({ status: 401, body: { error: { message: expect.stringContaining('expired') } } });
  });

  test('Entra gives the bot none for Azure, and none for a wrong secret', async () => {
    expect(await stage.token({ scope: `${stage.session.sandbox.urls.arm}/.default` })).toMatchObject({
      error_codes: [501051],
    });
    expect(await stage.token({ client_secret: 'wrong' })).toMatchObject({ error_codes: [7000215] });
  });

  test('a fault of the Bot Framework befalls its tokens and its keys, and nothing else of Entra', async () => {
    await stage.session.control('POST', '/sandbox/faults', {
      service: 'botframework',
      fault: { is: 'status', status: 503 },
    });
    expect(await stage.token({})).toMatchObject({ error: 'temporarily_unavailable' });
    expect((await fetch(stage.session.env('BOT_CONNECTOR_OPENID'))).status).toBe(503);
    const { expiresOnTimestamp } = await stage.session.credential.getToken(
      `${stage.session.sandbox.urls.graph}/.default`,
    );
    expect(expiresOnTimestamp).toBeGreaterThan(Date.now());
  });
});

describe('a conversation with one person', () => {
  test('is the same one however often it is made, by either id of the person', async () => {
    const first = await stage.connector('POST', 'v3/conversations', personal('mia', { activity: text }));
    const byObject = personal('mia', { members: [{ id: stage.session.person('mia') }] });
    const second = await stage.connector('POST', 'v3/conversations', byObject);
    expect(first).toMatchObject({
      status: 201,
      body: { id: expect.stringMatching(/^a:1/), activityId: expect.any(String) },
    });
    expect(second.body).toEqual({ id: first.body.id });
    expect(await stage.messages('mia')).toMatchObject([{ text: 'hello' }]);
  });

  test.each([
    ['nobody', () => personal('mia', { members: [] }), refused(400, 'BadSyntax')],
    ['two people', () => personal('mia', { members: [{ id: 'a' }, { id: 'b' }] }), refused(400, 'BadSyntax')],
    ['a stranger', () => personal('mia', { members: [{ id: '29:1unknown' }] }), refused(400, 'BadSyntax')],
    ['no tenant', () => personal('mia', { tenantId: undefined }), refused(400, 'BadSyntax')],
    [
      'another tenant',
      () => personal('mia', { tenantId: crypto.randomUUID() }),
      refused(403, 'BotNotInConversationRoster'),
    ],
    ['somebody without the app', () => personal('erik'), refused(403, 'BotNotInConversationRoster')],
    ['somebody who has left', () => personal('dora'), refused(403, 'MessageWritesBlocked')],
  ])('is not made with %s', async (_what, order, answer) => {
    const tenant = stage.session.sandbox.world.person('erik')?.teams?.tenantId;
    const body = _what === 'somebody without the app' ? { ...order(), tenantId: tenant } : order();
    expect(await stage.connector('POST', 'v3/conversations', body)).toMatchObject(answer);
  });

  test('is blocked once the person has taken the app away', async () => {
    const conversation = await direct('ana');
    await stage.act('ana', 'uninstall');
    expect(await stage.connector('POST', into(conversation), text)).toMatchObject(refused(403, 'MessageWritesBlocked'));
    await stage.act('ana', 'install');
    expect(await stage.connector('POST', into(conversation), text)).toMatchObject({ status: 201 });
  });
});

describe('writing, changing and taking back', () => {
  test('is of the bot’s own messages alone', async () => {
    const { id, conversation } = await stage.act('ana', 'message', { text: 'mine' });
    const { id: own } = (await stage.connector('POST', into(conversation), text)).body;
    const address = (which: string) => `${into(conversation)}/${which}`;
    expect(await stage.connector('PUT', address(id), text)).toMatchObject(
      refused(404, 'ActivityNotFoundInConversation'),
    );
    expect(await stage.connector('PUT', address(own), { ...text, text: 'changed' })).toMatchObject({
      status: 200,
      body: { id: own },
    });
    expect(await stage.connector('DELETE', address(own))).toMatchObject({ status: 200 });
    expect(await stage.connector('PUT', address(own), text)).toMatchObject(
      refused(404, 'ActivityNotFoundInConversation'),
    );
    expect(await stage.connector('DELETE', address(own))).toMatchObject(refused(404, 'ActivityNotFoundInConversation'));
  });

  test('a thread in a channel begins with an activity, and is answered by its id or its message', async () => {
    const order = { isGroup: true, channelData: { channel: { id: APPROVALS } }, activity: text };
    const { body } = await stage.connector('POST', 'v3/conversations', order);
    expect(body.id).toBe(`${APPROVALS};messageid=${body.activityId}`);
    await stage.connector('POST', into(body.id), { ...text, text: 'by thread' });
    await stage.connector('POST', `${into(APPROVALS)}/${body.activityId}`, { ...text, text: 'by message' });
    await stage.connector('POST', into(APPROVALS), { ...text, text: 'anew' });
    const seen = await stage.messages('tom', APPROVALS);
    expect(seen.map(({ text: said, replyTo }) => [said, replyTo])).toEqual([
      ['hello', null],
      ['by thread', body.activityId],
      ['by message', body.activityId],
      ['anew', null],
    ]);
    expect(await stage.connector('POST', into(`${APPROVALS};messageid=1`), text)).toMatchObject(
      refused(404, 'ConversationNotFound'),
    );
  });

  test('stops where the bot is not, or not any more', async () => {
    const { control } = stage.session;
    expect(await stage.connector('POST', into('19:gone@thread.tacv2'), text)).toMatchObject(
      refused(404, 'ConversationNotFound'),
    );
    await control('POST', '/sandbox/teams/team', { deleteChannel: '19:platformops@thread.tacv2' });
    expect(await stage.connector('POST', into('19:platformops@thread.tacv2'), text)).toMatchObject(
      refused(404, 'ConversationNotFound'),
    );
    await control('POST', '/sandbox/teams/team', { uninstall: true });
    expect(await stage.connector('POST', into(APPROVALS), text)).toMatchObject(
      refused(403, 'BotNotInConversationRoster'),
    );
    await control('POST', '/sandbox/teams/app', { disabledByAdmin: true });
    expect(await stage.connector('POST', 'v3/conversations', personal('mia'))).toMatchObject(
      refused(403, 'BotDisabledByAdmin'),
    );
  });
});

describe('what a message may hold', () => {
  const block = (words: string) => ({ type: 'TextBlock', text: words });
  const sound = card('Sound', button);

  test.each([
    ['neither text nor attachment', { type: 'message' }, refused(400, 'BadSyntax')],
    ['an activity of another type', { type: 'event', name: 'x' }, refused(400, 'BadSyntax')],
    [
      'a mention that is not in the text',
      { ...text, entities: [{ type: 'mention', text: '<at>Mia</at>', mentioned: { id: '29:1' } }] },
      refused(400, 'BadSyntax'),
    ],
    ['more than 100 KB', { type: 'message', text: 'x'.repeat(60_000) }, refused(413, 'MessageSizeTooBig')],
    ['more than a body may have', { type: 'message', text: 'x'.repeat(2_000_000) }, refused(413, 'MessageSizeTooBig')],
    [
      'a card above 28 KB',
      ofCard({ ...sound, body: Array.from({ length: 30 }, () => block('x'.repeat(1000))) }),
      refused(400, 'BadArgument'),
    ],
    ['a card of version 1.6', ofCard({ ...sound, version: '1.6' }), refused(400, 'BadArgument')],
    ['a card without a version', ofCard({ ...sound, version: undefined }), refused(400, 'BadArgument')],
    [
      'a property that nobody knows',
      ofCard({ ...sound, body: [{ ...block('x'), colour: 'red' }] }),
      refused(400, 'BadArgument'),
    ],
    [
      'an element that nobody knows',
      ofCard({ ...sound, body: [{ type: 'Text', text: 'x' }] }),
      refused(400, 'BadArgument'),
    ],
    [
      'a style that only contains a known one',
      ofCard({ ...sound, body: [{ ...block('x'), spacing: 'nonesuch' }] }),
      refused(400, 'BadArgument'),
    ],
    [
      'two fields of one id',
      ofCard({
        ...sound,
        body: [
          { type: 'Input.Text', id: 'a' },
          { type: 'Input.Text', id: 'a' },
        ],
      }),
      refused(400, 'BadArgument'),
    ],
    ['a field without an id', ofCard({ ...sound, body: [{ type: 'Input.Text' }] }), refused(400, 'BadArgument')],
    [
      'a refresh for 61 people',
      ofCard({
        ...sound,
        refresh: {
          action: { type: 'Action.Execute', verb: 'r' },
          userIds: Array.from({ length: 61 }, (_, n) => `29:${n}`),
        },
      }),
      refused(400, 'BadArgument'),
    ],
    [
      'a refresh for somebody by their object id, for whom no client would ask',
      ofCard({
        ...sound,
        refresh: {
          action: { type: 'Action.Execute', verb: 'r' },
          userIds: ['a0a0a0a0-1111-4222-8333-444444444444'],
        },
      }),
      refused(400, 'BadArgument'),
    ],
  ])('not %s', async (_what, activity, answer) => {
    expect(await stage.connector('POST', into(APPROVALS), activity)).toMatchObject(answer);
    expect(await stage.messages('mia', APPROVALS)).toEqual([]);
  });

  test('what Teams adds to the schema is known: a field that searches, a wide card, a mention', async () => {
    const search = {
      'choices.data': { type: 'Data.Query', dataset: 'vms', associatedInputs: 'auto' },
      style: 'filtered',
    };
    const content = {
      ...sound,
      body: [block('<at>Mia</at>'), { type: 'Input.ChoiceSet', id: 'vm', label: 'VM', choices: [], ...search }],
      msteams: {
        width: 'Full',
        entities: [{ type: 'mention', text: '<at>Mia</at>', mentioned: { id: '29:1', name: 'Mia' } }],
      },
    };
    expect(await stage.connector('POST', into(APPROVALS), ofCard(content))).toMatchObject({ status: 201 });
    expect((await stage.messages('mia', APPROVALS))[0]).toMatchObject({
      marks: [{ is: 'mention', text: '<at>Mia</at>' }],
      inputs: [{ id: 'vm', search: 'vms' }],
    });
  });

  test('a refusal says what is wrong, and where', async () => {
    const { body } = await stage.connector(
      'POST',
      into(APPROVALS),
      ofCard({ ...sound, body: [{ ...block('x'), colour: 'red' }] }),
    );
    expect(body.error.message).toMatch(/\/body\/0 .*colour/);
  });
});

describe('limits', () => {
  test('refuse what is too much in one conversation, and say until when', async () => {
    await stage.session.control('POST', '/sandbox/teams/app', { throttling: true });
    const send = () => stage.connector('POST', into(APPROVALS), text);
    // The clock runs meanwhile: all of these are taken only where they take a quarter of a minute.
    const answers = await Promise.all(Array.from({ length: 60 }, send));
    const refusal = answers.find(({ status }) => status !== 201);
    expect(refusal).toMatchObject(refused(429, 'TooManyRequests'));
    expect(Number(refusal?.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(7);
    expect(await stage.connector('POST', into('19:platformops@thread.tacv2'), text)).toMatchObject({ status: 201 });
    await stage.session.control('POST', '/sandbox/clock', { advance: 31_000 });
    expect(await send()).toMatchObject({ status: 201 });
  });

  test('are switched off unless they are asked for', async () => {
    for (let count = 0; count < 12; count += 1) {
      expect(await stage.connector('POST', into(APPROVALS), text)).toMatchObject({ status: 201 });
    }
  });
});

test.each([
  [429, 'TooManyRequests'],
  [412, 'PreconditionFailed'],
  [502, 'BadGateway'],
  [504, 'GatewayTimeout'],
])('a fault with status %i is worded as the connector words it', async (status, code) => {
  const fault = { is: 'status', status, retryAfter: 3 };
  await stage.session.control('POST', '/sandbox/faults', {
    service: 'teams',
    times: 1,
    match: { method: 'POST' },
    fault,
  });
  const answer = await stage.connector('POST', into(APPROVALS), text);
  expect(answer).toMatchObject(refused(status, code));
  expect(answer.headers.get('Retry-After')).toBe('3');
  expect(await stage.connector('POST', into(APPROVALS), text)).toMatchObject({ status: 201 });
  const { body: calls } = await stage.session.control('GET', '/sandbox/calls?service=teams');
  expect(calls).toMatchObject([
    { status, fault: 'status' },
    { status: 201, method: 'POST' },
  ]);
});

test('the state shows what Teams holds, without the bot’s secret', async () => {
  await stage.connector('POST', into(APPROVALS), ofCard(card('Hello', button)));
  const { body } = await stage.session.control('GET', '/sandbox/state');
  expect(body.teams).toMatchObject({
    app: { endpoint: stage.bot.endpoint, throttling: false },
    team: { name: 'Contoso VMs' },
    channels: [{ name: 'General' }, { id: APPROVALS }, { name: 'platform-ops' }],
    messages: [{ conversation: APPROVALS, byBot: true, versions: 1 }],
  });
  expect(JSON.stringify(body.teams)).not.toContain(stage.session.env('MicrosoftAppPassword'));
});
