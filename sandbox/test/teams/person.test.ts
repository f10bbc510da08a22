import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../teams/json.ts';
import { answerOf, card, startBot, withCard } from './bot.ts';
import { APPROVALS, startStage, type Loose, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.close());
beforeEach(() => {
  stage.session.sandbox.reset();
  const { bot } = stage;
  bot.heard.length = 0;
  bot.statuses.length = 0;
  bot.delay = 0;
  bot.answers.clear();
  bot.onMessage = async () => undefined;
});

const BROKEN = 'Something went wrong. Please try again.';
const SILENT = 'Unable to reach app. Please try again.';
const approve = { type: 'Action.Execute', title: 'Approve', verb: 'approve', data: { request: 'R1' } };

/** A card of the bot's in this conversation. */
async function posted(content: Json, conversation = APPROVALS): Promise<{ conversation: string; message: string }> {
  const attachments = withCard(content).attachments;
  const path = `v3/conversations/${encodeURIComponent(conversation)}/activities`;
  const { status, body } = await stage.connector('POST', path, { type: 'message', attachments });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { conversation, message: body.id };
}

async function changed(where: { conversation: string; message: string }, content: Json): Promise<void> {
  const path = `v3/conversations/${encodeURIComponent(where.conversation)}/activities/${where.message}`;
  await stage.connector('PUT', path, { type: 'message', attachments: withCard(content).attachments });
}

async function seen(user: string, where: { conversation: string; message: string }): Promise<Loose> {
  return (await stage.messages(user, where.conversation)).find((one) => one.id === where.message);
}

async function until(done: () => boolean): Promise<void> {
  for (let left = 1500; left > 0 && !done(); left -= 1) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!done()) throw new Error('It did not come to that.');
}

describe('deliveries', () => {
  test('the same activity four times has one id and four timestamps', async () => {
    const told = await stage.act('ana', 'message', { text: 'hello', deliver: { times: 4 } });
    expect(told.others).toHaveLength(3);
    expect(new Set(stage.bot.heard.map(({ id }) => id)).size).toBe(1);
    expect(new Set(stage.bot.heard.map(({ timestamp }) => Number(timestamp))).size).toBe(4);
  });

  test('several endpoints take turns, or all get it', async () => {
    const other = await startBot(stage.session.sandbox);
    try {
      const { control } = stage.session;
      await control('POST', '/sandbox/teams/app', { endpoint: [stage.bot.endpoint, other.endpoint] });
      await stage.act('ana', 'message', { text: 'one' });
      await stage.act('ana', 'message', { text: 'two' });
      expect([stage.bot.heard.length, other.heard.length]).toEqual([1, 1]);
      await stage.act('ana', 'message', { text: 'three', deliver: { to: 'all' } });
      expect([stage.bot.heard.length, other.heard.length]).toEqual([2, 2]);
    } finally {
      await stage.session.control('POST', '/sandbox/teams/app', { endpoint: stage.bot.endpoint });
      await other.close();
    }
  });

  test('what is not answered within fifteen seconds comes again, up to four times', async () => {
    stage.bot.delay = 1500;
    const { control } = stage.session;
    const told = stage.act('ana', 'message', { text: 'hello' });
    for (let copy = 0; copy < 5; copy += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await control('POST', '/sandbox/clock', { advance: 15_000 });
    }
    expect(await told).toMatchObject({ acked: false, status: 0, reason: 'timeout' });
    await until(() => stage.bot.heard.length === 4);
    const times = stage.bot.heard.map(({ timestamp }) => Number(timestamp)).sort((a, b) => a - b);
    expect(new Set(stage.bot.heard.map(({ id }) => id)).size).toBe(1);
    expect((times[3] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(45_000);
  });

  test('an activity of another tenant carries that tenant under a good token', async () => {
    await stage.act('ana', 'message', { text: 'hello', deliver: { wrongTenant: true } });
    const own = stage.session.env('AZURE_TENANT_ID');
    const [{ conversation, channelData } = {}] = stage.bot.heard as Loose[];
    expect(conversation.tenantId).toBe(channelData.tenant.id);
    expect(conversation.tenantId).not.toBe(own);
  });

  test('without an endpoint nothing arrives, and whoever has left cannot write', async () => {
    await stage.session.control('POST', '/sandbox/teams/app', { endpoint: null });
    expect(await stage.act('ana', 'message', { text: 'hello' })).toMatchObject({ acked: false, reason: 'no_endpoint' });
    await stage.session.control('POST', '/sandbox/teams/app', { endpoint: stage.bot.endpoint });
    await expect(stage.act('dora', 'message', { text: 'hello' })).rejects.toThrow('cannot sign in');
  });
});

describe('a button', () => {
  test.each([
    ['an empty object', () => ({}), BROKEN],
    ['no body', () => undefined, BROKEN],
    ['a card alone', () => card('x', approve), BROKEN],
    ['a card that Teams does not know', () => answerOf({ ...card('x', approve), version: '1.6' }), BROKEN],
    ['an unknown type', () => ({ statusCode: 200, type: 'text/plain', value: 'x' }), BROKEN],
    [
      'an error',
      () => ({ statusCode: 403, type: 'application/vnd.microsoft.error', value: { code: 'x', message: 'Not you.' } }),
      'Not you.',
    ],
  ])('shows an error when the answer is %s', async (_what, answer, error) => {
    const where = await posted(card('Decide', approve));
    stage.bot.answers.set('adaptiveCard/action', answer);
    expect(await stage.act('mia', 'press', { ...where, action: 'approve' })).toMatchObject({ error });
    expect(await seen('mia', where)).toMatchObject({ view: 'base' });
  });

  test('shows an error when nobody answers it, or nobody in ten seconds', async () => {
    const where = await posted(card('Decide', approve));
    expect(await stage.act('mia', 'press', { ...where, action: 'approve' })).toMatchObject({
      status: 501,
      error: SILENT,
    });
    stage.bot.delay = 4000;
    const pressed = stage.act('mia', 'press', { ...where, action: 'approve' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await stage.session.control('POST', '/sandbox/clock', { advance: 10_000 });
    expect(await pressed).toMatchObject({ acked: false, status: 0, error: SILENT });
    await until(() => stage.bot.heard.length === 2);
  });

  test('may be answered with a note', async () => {
    const where = await posted(card('Decide', approve));
    const note = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Done.' };
    stage.bot.answers.set('adaptiveCard/action', () => note);
    expect(await stage.act('mia', 'press', { ...where, action: 'Approve' })).toMatchObject({ message: 'Done.' });
  });

  test('sends what its card holds and what stands in the fields, or what an attacker puts there', async () => {
    const reason = {
      type: 'Input.Text',
      id: 'reason',
      label: 'Reason',
      isRequired: true,
      errorMessage: 'Say why.',
      maxLength: 5,
    };
    const where = await posted({ ...card('Decide', approve), body: [reason] });
    stage.bot.answers.set('adaptiveCard/action', () => answerOf(card('Done', approve)));
    const press = (more: Json) => stage.act('mia', 'press', { ...where, action: 'approve', view: 'base', ...more });
    expect(await press({})).toMatchObject({ delivered: false, errors: { reason: 'Say why.' } });
    expect(await press({ inputs: { reason: 'too long' } })).toMatchObject({ errors: { reason: 'Say why.' } });
    await expect(press({ inputs: { other: 'x' } })).rejects.toThrow('no field other');
    await press({ inputs: { reason: 'Fine' } });
    await press({ inputs: { reason: 'Fine' }, data: { request: 'R2' } });
    await press({ data: 'R3', verb: 'revoke' });
    expect(stage.bot.heard.map(({ value }) => value.action.data)).toEqual([
      { request: 'R1', reason: 'Fine' },
      { request: 'R2', reason: 'Fine' },
      'R3',
    ]);
    expect(stage.bot.heard[2]).toMatchObject({ value: { action: { verb: 'revoke' } } });
  });

  test('of an earlier version is there only on a screen that is behind', async () => {
    const where = await posted(card('Decide', approve));
    await changed(where, card('Decided', { type: 'Action.OpenUrl', title: 'Read', url: 'https://a.example' }));
    stage.bot.answers.set('adaptiveCard/action', () => answerOf(card('Too late', approve)));
    await expect(stage.act('mia', 'press', { ...where, action: 'approve' })).rejects.toThrow('no button approve');
    expect(await stage.act('mia', 'press', { ...where, action: 'approve', stale: true })).toMatchObject({
      acked: true,
    });
  });

  test('on an old client is its fallback, which arrives as a message', async () => {
    const old = { type: 'Action.Submit', title: 'Approve', data: { verb: 'approve', request: 'R1' } };
    const where = await posted(card('Decide', { ...approve, fallback: old }));
    await stage.act('mia', 'press', { ...where, action: 'approve', client: 'old' });
    expect(stage.bot.heard).toMatchObject([{ type: 'message', value: old.data, replyToId: where.message }]);
    expect(stage.bot.heard[0]?.text).toBeUndefined();
  });

  test('is not for somebody who is not there', async () => {
    const where = await posted(card('Decide', approve));
    await expect(stage.act('ana', 'press', { ...where, action: 'approve' })).rejects.toThrow('is not in');
  });
});

describe('a person’s own view', () => {
  const refreshing = (users: readonly string[]) => {
    const userIds = users.map((key) => stage.session.sandbox.world.person(key)?.teams?.id);
    return card(
      'For all',
      { type: 'Action.OpenUrl', title: 'Read', url: 'https://a.example' },
      {
        refresh: { action: { type: 'Action.Execute', verb: 'view', data: { request: 'R1' } }, userIds },
      },
    );
  };

  test('is asked for when they look, for those named alone, and once a minute', async () => {
    const where = await posted(refreshing(['mia']));
    stage.bot.answers.set('adaptiveCard/action', ({ from }) =>
      answerOf(card(`For ${from?.name}`, approve, { refresh: (refreshing(['mia']) as Loose).refresh })),
    );
    expect(await seen('tom', where)).toMatchObject({ view: 'base', words: ['For all', 'Read'] });
    expect(await seen('mia', where)).toMatchObject({ view: 'own', words: ['For Mia Chen', 'Approve'] });
    expect(await seen('mia', where)).toMatchObject({ view: 'own' });
    expect(stage.bot.heard).toMatchObject([
      { name: 'adaptiveCard/action', value: { trigger: 'automatic', action: { verb: 'view' } } },
    ]);
    await stage.session.control('POST', '/sandbox/clock', { advance: 60_000 });
    await seen('mia', where);
    expect(stage.bot.heard).toHaveLength(2);
    await stage.screen('mia', '?refresh=false');
    await stage.act('mia', 'refresh', where);
    expect(stage.bot.heard[2]).toMatchObject({ value: { trigger: 'manual' } });
  });

  test('goes when the message itself is changed', async () => {
    const where = await posted(refreshing(['mia']));
    stage.bot.answers.set('adaptiveCard/action', () => answerOf(card('For Mia', approve)));
    expect(await seen('mia', where)).toMatchObject({ view: 'own' });
    await changed(where, card('Decided', { type: 'Action.OpenUrl', title: 'Read', url: 'https://a.example' }));
    expect(await seen('mia', where)).toMatchObject({ view: 'base', words: ['Decided', 'Read'] });
    await expect(stage.act('mia', 'press', { ...where, action: 'approve' })).rejects.toThrow('no button');
    expect(await stage.act('mia', 'press', { ...where, action: 'approve', stale: true })).toMatchObject({
      acked: true,
    });
  });

  test('is not asked for by itself when nobody is named', async () => {
    const where = await posted(refreshing([]));
    expect(await seen('mia', where)).toMatchObject({ view: 'base' });
    expect(stage.bot.heard).toEqual([]);
  });

  test('does not hide an update that came while it was asked for', async () => {
    const where = await posted(card('Decide', approve));
    stage.bot.answers.set('adaptiveCard/action', async () => {
      await changed(where, card('Decided for all', approve));
      return answerOf(card('Mine alone', approve));
    });
    await stage.act('mia', 'press', { ...where, action: 'approve' });
    expect(await seen('mia', where)).toMatchObject({ view: 'base', words: ['Decided for all', 'Approve'] });
  });
});

describe('a form', () => {
  const machine = {
    type: 'Input.ChoiceSet',
    id: 'vm',
    label: 'Machine',
    choices: [],
    style: 'filtered',
    isRequired: true,
    'choices.data': { type: 'Data.Query', dataset: 'vms', associatedInputs: 'auto' },
  };
  const form = {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [machine, { type: 'Input.Text', id: 'reason' }],
    actions: [{ type: 'Action.Submit', title: 'Ask', data: { form: 'request' } }],
  };
  const dialog = {
    task: {
      type: 'continue',
      value: {
        title: 'Request',
        height: 'medium',
        card: { contentType: 'application/vnd.microsoft.card.adaptive', content: form },
      },
    },
  };
  const found = (count: number) => ({
    statusCode: 200,
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results: Array.from({ length: count }, (_, n) => ({ title: `sql-${n}`, value: `id-${n}` })) },
  });

  test('opens by a card’s button, searches as one types, and is submitted', async () => {
    const { bot } = stage;
    const where = await posted(
      card('Ask', {
        type: 'Action.Submit',
        title: 'Request',
        data: { msteams: { type: 'task/fetch' }, open: 'request' },
      }),
    );
    bot.answers
      .set('task/fetch', () => dialog)
      .set('application/search', () => found(20))
      .set('task/submit', () => ({}));
    const opened = await stage.act('mia', 'press', { ...where, action: 'Request' });
    expect(opened.dialog).toMatchObject({
      title: 'Request',
      inputs: [{ id: 'vm', required: true, search: 'vms' }, { id: 'reason' }],
    });
    expect((await stage.screen('mia')).dialog.title).toBe('Request');
    expect(await stage.act('mia', 'submit', { inputs: { vm: 'id-3' } })).toMatchObject({
      errors: { vm: expect.any(String) },
    });
    const { choices } = await stage.act('mia', 'search', {
      dialog: true,
      input: 'vm',
      text: 'sql',
      inputs: { reason: 'x' },
    });
    expect(choices).toHaveLength(15);
    expect(await stage.act('mia', 'submit', { inputs: { vm: 'id-3', reason: 'disk full' } })).toMatchObject({
      closed: true,
    });
    expect((await stage.screen('mia')).dialog).toBeNull();
    expect(bot.heard).toMatchObject([
      { name: 'task/fetch', value: { data: { open: 'request' } } },
      {
        name: 'application/search',
        value: { queryText: 'sql', queryOptions: { skip: 0, top: 15 }, dataset: 'vms', data: { reason: 'x' } },
      },
      { name: 'task/submit', value: { data: { form: 'request', vm: 'id-3', reason: 'disk full' } } },
    ]);
  });

  test('may be answered with another, or with a note, and must be answered at all', async () => {
    const { bot } = stage;
    bot.answers.set('task/fetch', () => dialog).set('application/search', () => found(1));
    await stage.act('mia', 'fetch', { data: { open: 'request' } });
    await stage.act('mia', 'search', { dialog: true, input: 'vm', text: 's' });
    const submit = () => stage.act('mia', 'submit', { inputs: { vm: 'id-0' } });
    expect(await submit()).toMatchObject({ status: 501, error: SILENT });
    bot.answers.set('task/submit', () => ({ task: { type: 'message', value: 'Asked.' } }));
    expect(await submit()).toMatchObject({ message: 'Asked.', closed: true });
    bot.answers.set('task/fetch', () => ({ task: { type: 'continue', value: { title: 'x' } } }));
    expect(await stage.act('mia', 'fetch', { data: {} })).toMatchObject({ error: BROKEN });
    bot.answers.set('task/fetch', () => ({}));
    expect(await stage.act('mia', 'fetch', { data: {} })).toMatchObject({ error: BROKEN });
  });

  test('shows no choices when the search is answered wrongly', async () => {
    stage.bot.answers.set('task/fetch', () => dialog).set('application/search', () => ({ results: [] }));
    await stage.act('mia', 'fetch', { data: {} });
    expect(await stage.act('mia', 'search', { dialog: true, input: 'vm', text: 's' })).toMatchObject({
      choices: [],
      error: BROKEN,
    });
    await expect(stage.act('mia', 'search', { dialog: true, input: 'reason', text: 's' })).rejects.toThrow(
      'no field reason',
    );
  });

  test('opens from the compose box, too', async () => {
    const { bot } = stage;
    const hero = { contentType: 'application/vnd.microsoft.card.thumbnail', content: { title: 'sql-prod-01' } };
    bot.answers
      .set('composeExtension/fetchTask', () => dialog)
      .set('application/search', () => found(1))
      .set('composeExtension/submitAction', () => ({}))
      .set('composeExtension/query', () => ({
        composeExtension: { type: 'result', attachmentLayout: 'list', attachments: [hero] },
      }));
    await stage.act('ana', 'compose', { command: 'request' });
    await stage.act('ana', 'search', { dialog: true, input: 'vm', text: 's' });
    expect(await stage.act('ana', 'submit', { inputs: { vm: 'id-0' } })).toMatchObject({ closed: true });
    expect(await stage.act('ana', 'compose', { command: 'find', query: 'sql' })).toMatchObject({ results: [hero] });
    expect(bot.heard).toMatchObject([
      { name: 'composeExtension/fetchTask', value: { commandId: 'request', commandContext: 'compose' } },
      { name: 'application/search' },
      { name: 'composeExtension/submitAction', value: { commandId: 'request', data: { form: 'request', vm: 'id-0' } } },
      { name: 'composeExtension/query', value: { parameters: [{ name: 'query', value: 'sql' }] } },
    ]);
  });
});

describe('events', () => {
  test('of somebody who installs the app, and takes it away', async () => {
    const told = await stage.act('erik', 'install');
    await stage.act('erik', 'uninstall');
    const { teams, id } = stage.session.sandbox.world.person('erik') ?? {};
    expect(stage.bot.heard).toMatchObject([
      {
        type: 'conversationUpdate',
        membersAdded: [{ id: `28:${stage.bot.appId}` }, { id: teams?.id, aadObjectId: id }],
      },
      { type: 'installationUpdate', action: 'add', conversation: { id: told.conversation, tenantId: teams?.tenantId } },
      { type: 'installationUpdate', action: 'remove' },
    ]);
  });

  test('of the team', async () => {
    const happen = (order: Json) => stage.session.control('POST', '/sandbox/teams/team', order);
    await happen({ rename: 'Machines' });
    await happen({ deleteChannel: '19:platformops@thread.tacv2' });
    await happen({ removeMember: 'tom' });
    await happen({ addMember: 'tom' });
    await happen({ uninstall: true });
    await happen({ install: true });
    const told = stage.bot.heard.map(({ type, channelData, action }) => [type, channelData?.eventType ?? action]);
    expect(told).toEqual([
      ['conversationUpdate', 'teamRenamed'],
      ['conversationUpdate', 'channelDeleted'],
      ['conversationUpdate', 'teamMemberRemoved'],
      ['conversationUpdate', 'teamMemberAdded'],
      ['conversationUpdate', 'teamMemberRemoved'],
      ['installationUpdate', 'remove'],
      ['conversationUpdate', 'teamMemberAdded'],
      ['installationUpdate', 'add'],
    ]);
    expect(stage.bot.heard[1]).toMatchObject({
      channelData: { channel: { id: '19:platformops@thread.tacv2' }, team: { name: 'Machines' } },
    });
    expect(await stage.messages('tom', APPROVALS)).toEqual([]);
    expect(await happen({ deleteChannel: '19:contosovms@thread.tacv2' })).toMatchObject({ status: 400 });
  });
});
