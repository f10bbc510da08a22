import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { teach } from './bot.ts';
import type { Heard } from './bot.ts';
import { eventually, messagesIn, startWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

describe.each(['Socket Mode', 'HTTP'] as const)('a Bolt app over %s', (way) => {
  let workspace: Workspace;
  const heard: Heard = [];

  beforeAll(async () => {
    workspace = await startWorkspace();
    if (way === 'HTTP') await workspace.httpApp((app) => teach(app, heard));
    else await workspace.socketApp((app) => teach(app, heard));
  });
  afterAll(() => workspace.stop());
  beforeEach(() => void heard.splice(0));
  afterEach(() => workspace.slack.reset());

  test('answers a command to the one who typed it', async () => {
    const answer = await workspace.act('ana', 'command', { command: '/vm', text: 'hello', channel: 'C0GENERAL' });
    expect(answer).toMatchObject({ acked: true, status: 200 });
    expect(messagesIn(await workspace.screen('ana'), 'C0GENERAL')).toMatchObject([
      { text: 'You said hello', ephemeral: true },
    ]);
    expect(messagesIn(await workspace.screen('raj'), 'C0GENERAL')).toEqual([]);
    expect(heard[0]?.body).toMatchObject({
      command: '/vm',
      user_id: 'U0ANA',
      team_id: 'T0CONTOSO',
      channel_name: 'general',
    });
  });

  test('opens a form, completes what is typed, shows errors, closes, and posts', async () => {
    await workspace.act('ana', 'command', { command: '/vm', text: 'form' });
    await eventually(async () => (await workspace.screen('ana')).modal !== null);
    const view = (await workspace.screen('ana')).modal?.id ?? '';

    expect(await workspace.act('ana', 'type', { view, action_id: 'vm', value: 'w' })).toMatchObject({ options: [] });
    const typed = await workspace.act('ana', 'type', { view, action_id: 'vm', value: 'web' });
    expect(typed['options']).toMatchObject([{ value: 'vm-web-01' }, { value: 'vm-web-02' }]);

    const values = { vm: { vm: 'vm-web-02' }, why: { why: '' } };
    expect(await workspace.act('ana', 'submit', { view, values })).toMatchObject({
      closed: false,
      errors: { why: 'Please complete this required field.' },
    });
    expect(await workspace.act('ana', 'submit', { view, values: { why: { why: 'no' } } })).toMatchObject({
      closed: false,
      errors: { why: 'Say more.' },
    });
    expect(await workspace.act('ana', 'submit', { view, values: { why: { why: 'deploy' } } })).toMatchObject({
      acked: true,
      closed: true,
    });
    expect((await workspace.screen('ana')).modal).toBeNull();
    await eventually(async () => messagesIn(await workspace.screen('mia'), 'C0APPROVE').length === 1);
    expect(messagesIn(await workspace.screen('mia'), 'C0APPROVE')[0]?.text).toBe('U0ANA asks for vm-web-02: deploy');
    expect(heard.map(({ kind }) => kind)).toEqual([
      'command',
      'block_suggestion',
      'view_submission',
      'view_submission',
    ]);
  });

  test('lets a press change the message for everybody and answer the one who pressed', async () => {
    const client = workspace.client();
    const { approval } = await import('./bot.ts');
    const posted = await client.chat.postMessage({
      channel: 'C0APPROVE',
      text: 'Ana asks',
      blocks: approval('Ana asks'),
    });
    const press = { channel: 'C0APPROVE', ts: posted.ts, action_id: 'approve' };
    expect(await workspace.act('mia', 'press', press)).toMatchObject({ acked: true });
    await eventually(async () => messagesIn(await workspace.screen('mia'), 'C0APPROVE').length === 2);
    expect(messagesIn(await workspace.screen('tom'), 'C0APPROVE')).toMatchObject([
      { text: 'Approved by U0MIA', edited: true, ephemeral: false },
    ]);
    expect(messagesIn(await workspace.screen('mia'), 'C0APPROVE')[1]).toMatchObject({ text: 'Done.', ephemeral: true });
    expect(heard[0]?.body).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0MIA', team_id: 'T0CONTOSO' },
      team: { id: 'T0CONTOSO', domain: 'contoso' },
      enterprise: null,
      is_enterprise_install: false,
      container: { type: 'message', message_ts: posted.ts, channel_id: 'C0APPROVE', is_ephemeral: false },
      actions: [{ action_id: 'approve', block_id: 'decide', value: 'request-1', type: 'button' }],
    });
    // The button is gone now, but not from a screen that lags behind.
    expect((await workspace.ask('/sandbox/slack/people/tom/press', press)).status).toBe(404);
    expect(await workspace.act('tom', 'press', { ...press, stale: true, value: 'forged' })).toMatchObject({
      acked: true,
    });
    expect(heard.at(-1)?.body).toMatchObject({ actions: [{ value: 'forged' }], user: { id: 'U0TOM' } });
  });

  test('may use a response URL five times', async () => {
    await workspace.act('ana', 'command', { command: '/vm', text: 'many' });
    await eventually(() => heard.some(({ kind }) => kind.startsWith('respond')));
    const shown = messagesIn(await workspace.screen('ana'), 'im');
    expect(shown.map(({ text }) => text)).toEqual([1, 2, 3, 4, 5].map((use) => `answer ${use}`));
    expect(heard.at(-1)?.kind).toBe('respond 404');
  });

  test('opens a form from a shortcut and hears when it is closed', async () => {
    await workspace.act('raj', 'shortcut', { callback_id: 'ask' });
    await eventually(async () => (await workspace.screen('raj')).modal !== null);
    const view = (await workspace.screen('raj')).modal?.id ?? '';
    expect(await workspace.act('raj', 'close', { view })).toMatchObject({ acked: true });
    expect((await workspace.screen('raj')).modal).toBeNull();
    expect(heard.at(-1)?.body).toMatchObject({ type: 'view_closed', is_cleared: false, view: { id: view } });
  });

  test('draws App Home when it is opened', async () => {
    const answer = await workspace.act('bo', 'home', {});
    expect(answer).toMatchObject({ acked: true, view: { type: 'home' } });
    expect(JSON.stringify(answer['view'])).toContain('Hello <@U0BO>');
  });

  test('a button of App Home can be pressed on a screen that lags behind', async () => {
    const home = (label: string) => ({
      type: 'home' as const,
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: label, text: { type: 'plain_text' as const, text: label } }],
        },
      ],
    });
    const { views } = workspace.client();
    const { view } = await views.publish({ user_id: 'U0BO', view: home('older') });
    await views.publish({ user_id: 'U0BO', view: home('newer') });
    const press = { view: view?.id, action_id: 'older' };
    expect((await workspace.ask('/sandbox/slack/people/bo/press', press)).status).toBe(404);
    await workspace.act('bo', 'press', { ...press, stale: true });
    expect(heard.at(-1)?.body).toMatchObject({ type: 'block_actions', actions: [{ action_id: 'older' }] });
  });

  test('answers in the conversation, and in a channel where it is mentioned', async () => {
    await workspace.act('ana', 'say', { text: 'hello there' });
    await eventually(async () => messagesIn(await workspace.screen('ana'), 'im').length === 2);
    expect(messagesIn(await workspace.screen('ana'), 'im')[1]?.text).toBe('Hello yourself');
    expect(await workspace.act('olga', 'say', { channel: 'C0OPS', text: 'hello all' })).toMatchObject({
      delivered: false,
    });
    await workspace.act('olga', 'say', { channel: 'C0OPS', text: 'hello <@U0LATCHKEY>' });
    await eventually(async () => messagesIn(await workspace.screen('bo'), 'C0OPS').length === 3);
  });

  test('hears of a changed profile', async () => {
    workspace.world.editPerson('raj', (person) => ({
      ...person,
      slack: person.slack && { ...person.slack, email: 'raj.patel@contoso.com' },
    }));
    await eventually(() => heard.length > 0);
    expect(heard[0]?.body).toMatchObject({
      event: { type: 'user_change', user: { id: 'U0RAJ', profile: { email: 'raj.patel@contoso.com' } } },
    });
  });

  test('hears nothing of a reset', async () => {
    workspace.world.editPerson('raj', (person) => ({ ...person, displayName: 'Raj' }));
    await eventually(() => heard.length === 1);
    workspace.world.reset();
    workspace.slack.reset();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toHaveLength(1);
  });

  test('shows the person an error when it keeps them waiting', { timeout: 8000 }, async () => {
    const answer = await workspace.act('ana', 'command', { command: '/vm', text: 'silent' });
    expect(answer).toMatchObject({ acked: false });
    expect(answer.error).toMatch(/^\/vm failed with the error "(operation_timeout|dispatch_failed)"$/);
  });

  test('gets the same payload as often as it is delivered', async () => {
    const deliver = { times: 3 };
    const answer = await workspace.act('ana', 'command', { command: '/vm', text: 'x', deliver });
    expect(answer).toMatchObject({ acked: true, others: [{ acked: true }, { acked: true }] });
    expect(heard).toHaveLength(3);
    expect(new Set(heard.map(({ body }) => body['trigger_id'])).size).toBe(1);
    expect(messagesIn(await workspace.screen('ana'), 'im')).toHaveLength(1);
  });

  test('knows people of another workspace by their team', async () => {
    await workspace.act('erik', 'shortcut', { callback_id: 'ask' });
    expect(heard[0]?.body).toMatchObject({ user: { team_id: 'T0NORTHWIND' }, team: { id: 'T0CONTOSO' } });
  });
});
