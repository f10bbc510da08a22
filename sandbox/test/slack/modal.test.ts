import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { form } from './bot.ts';
import { listen, payloadOf } from './listener.ts';
import { startWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

/** What Slack makes of each answer to a submission; the app is a bare request URL that says what it is told to. */
let workspace: Workspace;
let listener: Awaited<ReturnType<typeof listen>>;
let answer: unknown;
let wait = 0;
let view = '';

beforeAll(async () => {
  workspace = await startWorkspace();
  listener = await listen(() => ({
    headers: { 'content-type': 'application/json' },
    body: answer === undefined ? '' : JSON.stringify(answer),
    wait,
  }));
  await workspace.ask('/sandbox/slack/app', { requestUrl: listener.url });
});
afterAll(async () => {
  await workspace.stop();
  await listener.stop();
});
beforeEach(async () => {
  answer = undefined;
  wait = 0;
  await workspace.act('ana', 'command', { command: '/vm' });
  const trigger_id = String(payloadOf(listener.taken.at(-1) ?? { headers: {}, body: '' })['trigger_id']);
  view = (await workspace.client().views.open({ trigger_id, view: form() })).view?.id ?? '';
});
afterEach(() => workspace.slack.reset());

const vm = { selected_option: { text: { type: 'plain_text', text: 'vm' }, value: 'vm' } };
const submit = () => workspace.act('ana', 'submit', { view, values: { vm: { vm }, why: { why: 'deploy' } } });
const open = async () => (await workspace.screen('ana')).modal;
const TROUBLE = 'We had some trouble connecting. Try again?';

test('nothing closes it', async () => {
  expect(await submit()).toMatchObject({ acked: true, closed: true });
  expect(await open()).toBeNull();
});

test('`update` replaces it, and keeps what was typed where the fields are the same', async () => {
  answer = { response_action: 'update', view: { ...form(), title: { type: 'plain_text', text: 'Sure?' } } };
  expect(await submit()).toMatchObject({ closed: false, view: { id: view, title: { text: 'Sure?' } } });
  expect(await open()).toMatchObject({ id: view, state: { values: { why: { why: { value: 'deploy' } } } } });
});

test('`push` lays another over it, whose closing shows it again', async () => {
  answer = { response_action: 'push', view: form() };
  const pushed = (await submit())['view'] as { id: string; root_view_id: string; previous_view_id: string };
  expect(pushed).toMatchObject({ root_view_id: view, previous_view_id: view });
  expect((await workspace.ask('/sandbox/slack/people/ana/submit', { view })).status).toBe(409);
  await workspace.act('ana', 'close', { view: pushed.id });
  expect((await open())?.id).toBe(view);
});

test('`clear` closes all of them', async () => {
  answer = { response_action: 'push', view: form() };
  const pushed = (await submit())['view'] as { id: string };
  answer = { response_action: 'clear' };
  view = pushed.id;
  expect(await submit()).toMatchObject({ closed: true });
  expect(await workspace.screen('ana')).toMatchObject({ modal: null, modals: 0 });
});

describe('an answer that Slack cannot use leaves it open', () => {
  test.each([
    ['errors for no field', { response_action: 'errors', errors: { nowhere: 'Bad.' } }],
    ['no errors', { response_action: 'errors', errors: {} }],
    ['an unknown action', { response_action: 'explode' }],
    ['a view that is refused', { response_action: 'update', view: { type: 'modal' } }],
  ])('%s', async (_, given) => {
    answer = given;
    expect(await submit()).toMatchObject({ acked: true, closed: false, error: TROUBLE });
    expect((await open())?.id).toBe(view);
  });

  test('none within three seconds', async () => {
    wait = 3300;
    expect(await submit()).toMatchObject({ acked: false, closed: false, error: TROUBLE });
    expect((await open())?.id).toBe(view);
  });
});

test('what a person cannot do is refused before the app hears of it', async () => {
  const heard = listener.taken.length;
  const status = async (act: string, body: object) =>
    (await workspace.ask(`/sandbox/slack/people/${act}`, body)).status;
  expect(await status('raj/submit', { view })).toBe(404);
  expect(await status('ana/submit', { view, values: { nowhere: { x: 'y' } } })).toBe(400);
  expect(await status('ana/submit', { view, values: { vm: { vm: 'never offered' } } })).toBe(400);
  expect(await status('ana/press', { view, action_id: 'nothing' })).toBe(404);
  expect(await status('ana/command', { command: '/vm', channel: 'C0APPROVE' })).toBe(403);
  expect(await status('ana/command', { command: 'vm' })).toBe(400);
  expect(await status('nobody/command', { command: '/vm' })).toBe(404);
  expect(listener.taken).toHaveLength(heard);
});

test('typing is told what the app last sent, not what was typed since', async () => {
  answer = { options: [] };
  await workspace.act('ana', 'press', { view, action_id: 'why', value: 'because' });
  await workspace.act('ana', 'type', { view, action_id: 'vm', value: 'web' });
  const heard = payloadOf(listener.taken.at(-1) ?? { headers: {}, body: '' });
  expect(heard).toMatchObject({ type: 'block_suggestion', value: 'web', block_id: 'vm' });
  expect(heard['view']).toMatchObject({ state: { values: { why: { why: { value: null } } } } });
});
