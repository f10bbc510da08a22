import { TurnContext, TeamsInfo } from 'botbuilder';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { answerOf, card, startBot, withCard } from './bot.ts';
import { APPROVALS, startStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.close());
beforeEach(() => {
  stage.session.sandbox.reset();
  stage.bot.heard.length = 0;
  stage.bot.statuses.length = 0;
  stage.bot.answers.clear();
  stage.bot.onMessage = async () => undefined;
});

const APPROVE = { type: 'Action.Execute', title: 'Approve', verb: 'approve', data: { request: 'R1' } };

test('a message is answered with a card, its button pressed, and the card replaced', async () => {
  const { bot, act, messages } = stage;
  bot.onMessage = async (context) =>
    void (await context.sendActivity(withCard(card('Access to sql-prod-01?', APPROVE))));
  bot.answers.set('adaptiveCard/action', () =>
    answerOf(card('Approved.', { type: 'Action.OpenUrl', url: 'https://a.example' })),
  );
  const written = await act('ana', 'message', { text: 'request sql-prod-01' });
  expect(written).toMatchObject({ acked: true, status: 200 });
  expect(bot.heard[0]).toMatchObject({
    type: 'message',
    text: 'request sql-prod-01',
    channelId: 'msteams',
    serviceUrl: stage.session.env('BOT_SERVICE_URL'),
    from: { aadObjectId: stage.session.person('ana'), name: 'Ana Torres' },
    conversation: { conversationType: 'personal', tenantId: stage.session.env('AZURE_TENANT_ID') },
    locale: 'es-ES',
  });
  const [, shown] = await messages('ana');
  expect(shown).toMatchObject({ bot: true, view: 'base', words: ['Access to sql-prod-01?', 'Approve'] });
  const pressed = await act('ana', 'press', {
    conversation: written.conversation,
    message: shown.id,
    action: 'approve',
  });
  expect(pressed).toMatchObject({ acked: true, card: { body: [{ text: 'Approved.' }] } });
  expect(bot.heard[1]).toMatchObject({
    type: 'invoke',
    name: 'adaptiveCard/action',
    value: { action: { type: 'Action.Execute', verb: 'approve', data: { request: 'R1' } }, trigger: 'manual' },
  });
  expect((await messages('ana'))[1]).toMatchObject({ view: 'own', words: ['Approved.'] });
});

test('a bot opens a conversation, comes back to it later, and changes what it wrote', async () => {
  const { bot, session, messages } = stage;
  const mia = session.sandbox.world.person('mia')?.teams?.id ?? '';
  let reference = {};
  let written = '';
  const parameters = {
    isGroup: false,
    bot: { id: `28:${bot.appId}`, name: 'Latchkey' },
    members: [{ id: mia, name: 'Mia' }],
    tenantId: session.env('AZURE_TENANT_ID'),
    channelData: { tenant: { id: session.env('AZURE_TENANT_ID') } },
  };
  await bot.adapter.createConversationAsync(
    bot.appId,
    'msteams',
    session.env('BOT_SERVICE_URL'),
    'https://api.botframework.com',
    parameters,
    async (context) => {
      reference = TurnContext.getConversationReference(context.activity);
      written = (await context.sendActivity(withCard(card('Waiting for you.', APPROVE))))?.id ?? '';
    },
  );
  expect(await messages('mia')).toMatchObject([{ id: written, words: ['Waiting for you.', 'Approve'], edited: false }]);
  await bot.adapter.continueConversationAsync(bot.appId, reference, async (context) => {
    await context.updateActivity({ ...withCard(card('Withdrawn.', APPROVE)), id: written });
    await context.sendActivity('Nothing is left to do.');
  });
  expect(await messages('mia')).toMatchObject([
    { id: written, words: ['Withdrawn.', 'Approve'], edited: true },
    { words: ['Nothing is left to do.'] },
  ]);
  await bot.adapter.continueConversationAsync(bot.appId, reference, (context) => context.deleteActivity(written));
  expect(await messages('mia')).toMatchObject([{ id: written, deleted: true, card: null }, {}]);
});

test('in a channel the bot hears what mentions it, answers in the thread, and asks who is there', async () => {
  const { bot, act, messages, session } = stage;
  const told: unknown[] = [];
  bot.onMessage = async (context) => {
    await context.sendActivity('Heard.');
    told.push(await TeamsInfo.getMember(context, session.person('mia')), await TeamsInfo.getTeamDetails(context));
    told.push((await TeamsInfo.getPagedMembers(context)).members.length, await TeamsInfo.getTeamChannels(context));
  };
  await act('mia', 'message', { text: 'nobody hears this', conversation: APPROVALS, mention: false });
  expect(bot.heard).toHaveLength(0);
  const { id } = await act('mia', 'message', { text: 'mine', conversation: APPROVALS });
  expect(bot.heard[0]).toMatchObject({
    text: '<at>Latchkey</at> mine',
    conversation: { id: `${APPROVALS};messageid=${id}`, conversationType: 'channel', isGroup: true },
    channelData: { team: { id: '19:contosovms@thread.tacv2', name: 'Contoso VMs' }, channel: { id: APPROVALS } },
  });
  expect((await messages('tom', APPROVALS)).at(-1)).toMatchObject({ text: 'Heard.', replyTo: id });
  expect(told).toMatchObject([
    { aadObjectId: session.person('mia'), email: 'mia@contoso.com', userRole: 'user' },
    { name: 'Contoso VMs' },
    10,
    [{ name: null }, { name: 'vm-approvals' }, { name: 'platform-ops' }],
  ]);
});

test.each([
  ['no token', { noToken: true }, 401],
  ['another issuer', { wrongIssuer: true }, 401],
  ['another audience', { wrongAudience: true }, 401],
  ['a claim for another service URL', { wrongServiceUrl: true }, 401],
  ['a token that has expired', { expired: true }, 401],
  ['a key that nobody published', { unknownKey: true }, 401],
  // The package takes these two for faults of its own.
  ['a token of ten minutes from now', { skewSeconds: 600 }, 500],
  ['a signature that is not of its key', { badSignature: true }, 500],
])('botbuilder turns away a delivery with %s', async (_what, flaw, status) => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const told = await stage.act('ana', 'message', { text: 'hello', deliver: flaw });
  expect(told).toMatchObject({ acked: false, status });
  expect(stage.bot.heard).toHaveLength(0);
});

test('a token within five minutes of the bot’s clock is good', async () => {
  for (const skewSeconds of [240, -240]) {
    expect(await stage.act('ana', 'message', { text: 'hello', deliver: { skewSeconds } })).toMatchObject({
      status: 200,
    });
  }
});

test('what another client delivers is let in with a token for its own service URL, and for no other', async () => {
  const { session, bot, act } = stage;
  await act('ana', 'message', { text: 'hello' });
  const elsewhere = 'http://127.0.0.1:1/_connector';
  const { body } = await session.control('POST', '/sandbox/teams/token', { serviceUrl: elsewhere });
  const deliver = async (serviceUrl: string) =>
    (
      await fetch(bot.endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${body.token}` },
        body: JSON.stringify({ ...bot.heard[0], text: 'from elsewhere', serviceUrl }),
      })
    ).status;
  expect(await deliver(elsewhere)).toBe(200);
  expect(bot.heard[1]).toMatchObject({ text: 'from elsewhere', serviceUrl: elsewhere });
  expect(await deliver('http://127.0.0.1:2/_connector')).toBe(401);
  expect(bot.heard).toHaveLength(2);
});

test('a bot with another secret can say nothing', async () => {
  const bot = await startBot(stage.session.sandbox, { secret: 'wrong' });
  try {
    const reference = { serviceUrl: stage.session.env('BOT_SERVICE_URL'), conversation: { id: APPROVALS } };
    // The package keeps tokens by application, for the whole process.
    const { AppCredentials } = await import('botframework-connector');
    (AppCredentials as unknown as { cache: Map<string, unknown> }).cache.clear();
    const said = bot.adapter.continueConversationAsync(
      bot.appId,
      { channelId: 'msteams', ...reference } as never,
      (context) => context.sendActivity('hello').then(() => undefined),
    );
    await expect(said).rejects.toThrow(/7000215/);
  } finally {
    await bot.close();
  }
});
