import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Channel } from '../../model.ts';
import { APP_TOKEN } from '../../slack/credentials.ts';
import { approval, form } from './bot.ts';
import { eventually, messagesIn, startWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

let workspace: Workspace;
beforeAll(async () => void (workspace = await startWorkspace()));
afterAll(() => workspace.stop());
afterEach(() => {
  workspace.faults.offAll();
  workspace.world.reset();
  workspace.slack.reset();
});

/** What the vendor's SDK throws: the code, and Slack's messages. */
async function refused(call: Promise<unknown>): Promise<{ code: string; messages: string[] }> {
  const error = (await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as { data?: { error: string; response_metadata?: { messages?: string[] } } } | undefined;
  if (!error?.data) throw new Error('Slack took it.', { cause: error });
  return { code: error.data.error, messages: error.data.response_metadata?.messages ?? [] };
}

function change(channel: string, fields: Partial<Channel>): void {
  workspace.world.edit('slack', ({ slack }) => ({
    slack: { ...slack, channels: slack.channels.map((each) => (each.id === channel ? { ...each, ...fields } : each)) },
  }));
}

describe('tokens and scopes', () => {
  test('tell who the bot is', async () => {
    expect(await workspace.client().auth.test()).toMatchObject({
      ok: true,
      team_id: 'T0CONTOSO',
      user_id: 'U0LATCHKEY',
      bot_id: 'B0LATCHKEY',
    });
  });

  test.each([
    ['xoxb-wrong', 'invalid_auth'],
    [APP_TOKEN, 'not_allowed_token_type'],
    ['', 'not_authed'],
  ])('%s is %s', async (token, code) => {
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const response = await fetch(`${workspace.origin}/slack/api/auth.test`, { method: 'POST', headers });
    expect(await response.json()).toMatchObject({ ok: false, error: code });
    expect(response.headers.get('x-slack-req-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  test('a scope that was not granted is missing', async () => {
    await workspace.ask('/sandbox/slack/app', { scopes: ['chat:write', 'users:read'] });
    const { code } = await refused(workspace.client().users.lookupByEmail({ email: 'ana@contoso.com' }));
    expect(code).toBe('missing_scope');
    const { user } = await workspace.client().users.info({ user: 'U0ANA' });
    expect(user?.profile?.email).toBeUndefined();
  });

  test('an unknown method is unknown', async () => {
    expect((await refused(workspace.client().apiCall('chat.shout'))).code).toBe('unknown_method');
  });
});

describe('messages', () => {
  const text = 'Hello';

  test.each([
    [{ channel: 'C0NOWHERE', text }, 'channel_not_found'],
    [{ channel: 'U0DORA', text }, 'channel_not_found'],
    [{ channel: 'C0GENERAL', text: '' }, 'no_text'],
    [{ channel: 'C0GENERAL', text: 'x'.repeat(40_001) }, 'msg_too_long'],
    [{ channel: 'C0GENERAL', text, thread_ts: '1.000001' }, 'thread_not_found'],
    [{ channel: 'C0GENERAL', text, metadata: { event_type: 'only' } as never }, 'invalid_metadata_format'],
  ])('%j is refused: %s', async (message, code) => {
    expect((await refused(workspace.client().chat.postMessage(message))).code).toBe(code);
  });

  test('a channel must have the bot in it and not be archived', async () => {
    const change = (entry: object) =>
      workspace.world.edit('slack', ({ slack }) => ({
        slack: { ...slack, channels: slack.channels.map((channel) => ({ ...channel, ...entry })) },
      }));
    const post = () => workspace.client().chat.postMessage({ channel: 'C0OPS', text });
    change({ members: ['U0OLGA'] });
    expect((await refused(post())).code).toBe('not_in_channel');
    change({ is_private: true });
    expect((await refused(post())).code).toBe('channel_not_found');
    change({ is_private: false, is_archived: true });
    expect((await refused(post())).code).toBe('is_archived');
  });

  test('bad blocks are named by their place', async () => {
    const header = { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } };
    const post = workspace.client().chat.postMessage({ channel: 'C0OPS', text, blocks: [header] as never });
    expect(await refused(post)).toEqual({
      code: 'invalid_blocks',
      messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
    });
    expect((await refused(workspace.client().apiCall('blocks.validate', { blocks: [header] }))).code).toBe(
      'invalid_blocks',
    );
    expect(await workspace.client().apiCall('blocks.validate', { blocks: approval('Fine') })).toMatchObject({
      ok: true,
    });
  });

  test('can be written to a person, found by their metadata, changed and deleted', async () => {
    const { chat, conversations } = workspace.client();
    const metadata = { event_type: 'latchkey', event_payload: { key: 'k1' } };
    const posted = await chat.postMessage({ channel: 'U0ANA', text: 'a & b <https://x.example|x>', metadata });
    const channel = posted.channel ?? '';
    expect(channel).toMatch(/^D/);
    expect((await conversations.open({ users: 'U0ANA' })).channel?.id).toBe(channel);

    const [plain] = (await conversations.history({ channel })).messages ?? [];
    expect(plain?.metadata).toBeUndefined();
    expect(plain?.text).toBe('a &amp; b <https://x.example|x>');
    const [tagged] = (await conversations.history({ channel, include_all_metadata: true })).messages ?? [];
    expect(tagged?.metadata).toEqual(metadata);

    await chat.update({ channel, ts: posted.ts ?? '', text: 'c', blocks: approval('c') });
    await chat.update({ channel, ts: posted.ts ?? '', text: 'd' });
    const [changed] = (await conversations.history({ channel, include_all_metadata: true })).messages ?? [];
    expect(changed).toMatchObject({ text: 'd', metadata, edited: { user: 'U0LATCHKEY' } });
    expect(changed?.blocks).toHaveLength(2);

    await chat.delete({ channel, ts: posted.ts ?? '' });
    expect((await refused(chat.update({ channel, ts: posted.ts ?? '', text: 'e' }))).code).toBe('message_not_found');
  });

  test('an ephemeral one is seen by one person in the channel, and cannot be changed', async () => {
    const { chat } = workspace.client();
    const to = (user: string) => chat.postEphemeral({ channel: 'C0APPROVE', user, text });
    const { message_ts: ts = '' } = await to('U0MIA');
    expect(messagesIn(await workspace.screen('mia'), 'C0APPROVE')).toMatchObject([{ ts, ephemeral: true }]);
    expect(messagesIn(await workspace.screen('tom'), 'C0APPROVE')).toEqual([]);
    expect((await refused(chat.update({ channel: 'C0APPROVE', ts, text: 'x' }))).code).toBe('message_not_found');
    expect((await workspace.client().conversations.history({ channel: 'C0APPROVE' })).messages).toEqual([]);
    expect((await refused(to('U0ANA'))).code).toBe('user_not_in_channel');
  });

  test('only its own can be changed', async () => {
    await workspace.act('olga', 'say', { channel: 'C0OPS', text });
    const [said] = messagesIn(await workspace.screen('olga'), 'C0OPS');
    const update = workspace.client().chat.update({ channel: 'C0OPS', ts: said?.ts ?? '', text: 'mine now' });
    expect((await refused(update)).code).toBe('cant_update_message');
  });

  test('replies stand in their thread', async () => {
    const { chat, conversations } = workspace.client();
    const { ts = '' } = await chat.postMessage({ channel: 'C0OPS', text: 'root' });
    await chat.postMessage({ channel: 'C0OPS', text: 'reply', thread_ts: ts });
    expect((await conversations.history({ channel: 'C0OPS' })).messages).toMatchObject([
      { text: 'root', reply_count: 1 },
    ]);
    const { messages } = await conversations.replies({ channel: 'C0OPS', ts });
    expect(messages?.map((message) => message.text)).toEqual(['root', 'reply']);
  });

  test('history comes newest first, page by page', async () => {
    const { chat, conversations } = workspace.client();
    for (const entry of ['1', '2', '3']) await chat.postMessage({ channel: 'C0OPS', text: entry });
    const first = await conversations.history({ channel: 'C0OPS', limit: 2 });
    expect(first.messages?.map((message) => message.text)).toEqual(['3', '2']);
    const cursor = first.response_metadata?.next_cursor ?? '';
    const second = await conversations.history({ channel: 'C0OPS', limit: 2, cursor });
    expect(second.messages?.map((message) => message.text)).toEqual(['1']);
    expect(second.has_more).toBe(false);
  });

  test('a channel that others share says so', async () => {
    const info = async (channel: string) => (await workspace.client().conversations.info({ channel })).channel;
    expect((await info('C0GENERAL'))?.is_ext_shared).toBe(true);
    expect((await info('C0APPROVE'))?.is_ext_shared).toBe(false);
  });

  test('channels are listed page by page, without those that are archived or hidden', async () => {
    change('C0OPS', { is_private: true, members: ['U0ANA'] });
    const named = async (more: object) => {
      const { channels, response_metadata } = await workspace.client().conversations.list({ limit: 1, ...more });
      return { names: channels?.map(({ name }) => name), cursor: response_metadata?.next_cursor };
    };
    const types = 'public_channel,private_channel';
    const first = await named({ types });
    const second = await named({ types, cursor: first.cursor });
    expect(new Set([first.names, second.names].flat())).toEqual(new Set(['general', 'vm-approvals']));
    expect(second.cursor).toBe('');
    change('C0APPROVE', { is_archived: true });
    expect((await named({ limit: 100, exclude_archived: true })).names).toEqual(['general']);
    expect((await refused(workspace.client().conversations.list({ cursor: 'elsewhere' }))).code).toBe('invalid_cursor');
  });

  test('channels of a kind are listed with the scope of that kind alone', async () => {
    await workspace.ask('/sandbox/slack/app', { scopes: ['channels:read'] });
    const { conversations } = workspace.client();
    expect((await conversations.list({})).channels).toHaveLength(3);
    const both = await refused(conversations.list({ types: 'public_channel,private_channel' }));
    expect(both.code).toBe('missing_scope');
    expect((await refused(conversations.list({ types: 'secret' }))).code).toBe('invalid_types');
  });

  test('more than a few a second are too many, when limits are on', async () => {
    await workspace.ask('/sandbox/slack/app', { rateLimits: true });
    const client = workspace.client({ rejectRateLimitedCalls: true });
    const post = () => client.chat.postMessage({ channel: 'C0OPS', text });
    for (let message = 0; message < 4; message += 1) await post();
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
    workspace.clock.advance(1000);
    await post();
  });
});

describe('people', () => {
  test('are described as they are', async () => {
    const info = async (user: string) => (await workspace.client().users.info({ user })).user;
    expect(await info('U0ANA')).toMatchObject({
      team_id: 'T0CONTOSO',
      deleted: false,
      is_restricted: false,
      is_email_confirmed: true,
      profile: { email: 'ana@contoso.com' },
    });
    expect(await info('U0GUS')).toMatchObject({ is_restricted: true });
    expect(await info('U0ERIK')).toMatchObject({ team_id: 'T0NORTHWIND', is_stranger: true });
    expect(await info('U0DORA')).toMatchObject({ deleted: true });
    expect(await info('U0LATCHKEY')).toMatchObject({ is_bot: true });
    expect((await refused(workspace.client().users.info({ user: 'U0NOBODY' }))).code).toBe('user_not_found');
  });

  test('are found by address unless they are gone or belong elsewhere', async () => {
    const find = (email: string) => workspace.client().users.lookupByEmail({ email });
    expect((await find('Ana@Contoso.com')).user?.id).toBe('U0ANA');
    for (const email of ['dora@contoso.com', 'erik@northwind.example', 'nobody@contoso.com']) {
      expect((await refused(find(email))).code).toBe('users_not_found');
    }
  });

  test('cannot act once they are deactivated', async () => {
    const { status } = await workspace.ask('/sandbox/slack/people/dora/command', { command: '/vm' });
    expect(status).toBe(403);
  });
});

describe('views', () => {
  const home = (text: string) => ({
    type: 'home' as const,
    blocks: [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text } }],
  });

  test('a home is replaced only by somebody who knows what it is', async () => {
    const { views } = workspace.client();
    const first = await views.publish({ user_id: 'U0ANA', view: home('one') });
    const hash = first.view?.hash ?? '';
    const second = await views.publish({ user_id: 'U0ANA', view: home('two'), hash });
    expect(second.view?.id).toBe(first.view?.id);
    expect((await refused(views.publish({ user_id: 'U0ANA', view: home('three'), hash }))).code).toBe('hash_conflict');
    expect(JSON.stringify((await workspace.screen('ana')).home)).toContain('two');
  });

  describe('of a person who gave a trigger', () => {
    async function trigger(): Promise<string> {
      await workspace.act('ana', 'command', { command: '/vm' });
      const [id] = triggers.slice(-1);
      return id ?? '';
    }
    const triggers: string[] = [];
    beforeAll(() =>
      workspace.socketApp((app) => {
        app.command('/vm', async ({ ack, body }) => {
          triggers.push(body.trigger_id);
          await ack();
        });
        app.action(/.*/, async ({ ack, body }) => {
          if ('trigger_id' in body && typeof body.trigger_id === 'string') triggers.push(body.trigger_id);
          await ack();
        });
      }),
    );
    afterAll(() => workspace.stopApps());

    const { views } = { views: () => workspace.client().views };
    const stacked = (external_id: string) => ({
      ...form(),
      external_id,
      blocks: [...approval('Go on?'), ...form().blocks],
    });

    test('open once, within three seconds', async () => {
      const used = await trigger();
      await views().open({ trigger_id: used, view: form() });
      expect((await refused(views().open({ trigger_id: used, view: form() }))).code).toBe('exchanged_trigger_id');
      const late = await trigger();
      workspace.clock.advance(3001);
      expect((await refused(views().open({ trigger_id: late, view: form() }))).code).toBe('expired_trigger_id');
      expect(await refused(views().open({ trigger_id: 'made-up', view: form() }))).toEqual({
        code: 'invalid_arguments',
        messages: ['[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]'],
      });
    });

    test('must be sound, and not too large', async () => {
      const id = await trigger();
      const { submit: _submit, ...bare } = form();
      expect(await refused(views().open({ trigger_id: id, view: bare }))).toEqual({
        code: 'invalid_arguments',
        messages: ['[ERROR] missing required field: submit [json-pointer:/view]'],
      });
      const sections = Array.from({ length: 90 }, () => ({
        type: 'section' as const,
        text: { type: 'mrkdwn' as const, text: 'x'.repeat(3000) },
      }));
      const large = { ...form(), blocks: sections };
      expect((await refused(views().open({ trigger_id: id, view: large }))).code).toBe('view_too_large');
      await views().open({ trigger_id: id, view: form() });
    });

    test('lie three deep at most, and go one by one', async () => {
      await views().open({ trigger_id: await trigger(), view: stacked('v1') });
      for (const name of ['v2', 'v3']) {
        const view = (await workspace.screen('ana')).modal?.id;
        await workspace.act('ana', 'press', { view, action_id: 'approve' });
        await views().push({ trigger_id: triggers.at(-1) ?? '', view: stacked(name) });
      }
      const top = (await workspace.screen('ana')).modal;
      expect(top).toMatchObject({ external_id: 'v3' });
      await workspace.act('ana', 'press', { view: top?.id, action_id: 'approve' });
      const trigger_id = triggers.at(-1) ?? '';
      expect((await refused(views().push({ trigger_id, view: stacked('v4') }))).code).toBe('push_limit_reached');
      await workspace.act('ana', 'close', { view: top?.id });
      const below = (await workspace.screen('ana')).modal;
      expect(below).toMatchObject({ external_id: 'v2', previous_view_id: below?.['root_view_id'] });
    });

    test('are updated by id or by name, keep what was typed, and notice a lost race', async () => {
      const { view } = await views().open({ trigger_id: await trigger(), view: { ...form(), external_id: 'mine' } });
      const id = view?.id ?? '';
      await workspace.act('ana', 'press', { view: id, action_id: 'why', value: 'because' });
      const updated = await views().update({
        external_id: 'mine',
        view: { ...form(), title: { type: 'plain_text', text: 'New' } },
      });
      expect(updated.view?.state).toMatchObject({ values: { why: { why: { value: 'because' } } } });
      const stale = views().update({ view_id: id, hash: view?.hash ?? '', view: form() });
      expect((await refused(stale)).code).toBe('hash_conflict');
      expect((await refused(views().update({ view_id: 'V0GONE', view: form() }))).code).toBe('not_found');
      const again = { ...form(), external_id: 'twice' };
      await views().open({ trigger_id: await trigger(), view: again });
      await workspace.act('raj', 'command', { command: '/vm' });
      const other = views().open({ trigger_id: triggers.at(-1) ?? '', view: again });
      expect((await refused(other)).code).toBe('duplicate_external_id');
    });
  });
});

describe('faults', () => {
  test('a throttled call is told how long to wait', async () => {
    workspace.faults.on({
      service: 'slack',
      match: { path: 'chat\\.postMessage' },
      times: 1,
      fault: { is: 'status', status: 429, retryAfter: 7 },
    });
    const client = workspace.client({ rejectRateLimitedCalls: true });
    const post = () => client.chat.postMessage({ channel: 'C0OPS', text: 'Hello' });
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    await post();
  });

  test('a lost answer leaves the message posted', async () => {
    workspace.faults.on({ service: 'slack', match: { path: 'postMessage' }, times: 1, fault: { is: 'cut-after' } });
    const posted = workspace.client().chat.postMessage({ channel: 'C0OPS', text: 'Twice?' });
    await expect(posted).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    expect(messagesIn(await workspace.screen('olga'), 'C0OPS')).toHaveLength(1);
    await eventually(() => workspace.calls.list('slack').some((call) => call.fault === 'cut-after'));
  });

  test('a stale read of a person is as old as the fault says', async () => {
    const mail = async () => (await workspace.client().users.info({ user: 'U0ANA' })).user?.profile?.email;
    workspace.clock.advance(60_000);
    workspace.world.editPerson('ana', (person) => ({
      ...person,
      slack: person.slack && { ...person.slack, email: 'new@contoso.com' },
    }));
    workspace.faults.on({ service: 'slack', fault: { is: 'stale', ms: 30_000 }, times: 1 });
    expect(await mail()).toBe('ana@contoso.com');
    expect(await mail()).toBe('new@contoso.com');
  });

  test('Slack’s own errors come as it words them', async () => {
    workspace.faults.on({ service: 'slack', fault: { is: 'status', status: 200, code: 'fatal_error' }, times: 1 });
    expect((await refused(workspace.client().auth.test())).code).toBe('fatal_error');
  });
});
