import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SIGNING_SECRET } from '../../slack/credentials.ts';
import { approval, form, teach } from './bot.ts';
import { listen, payloadOf } from './listener.ts';
import type { Reply } from './listener.ts';
import { eventually, messagesIn, startWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => void (workspace = await startWorkspace()));
afterEach(() => workspace.stop());

async function requestUrl(reply: (count: number) => Reply) {
  const listener = await listen((taken, count) =>
    taken.body.includes('url_verification') ? { body: String(payloadOf(taken)['challenge']) } : reply(count - 1),
  );
  const { body } = await workspace.ask('/sandbox/slack/app', { requestUrl: listener.url });
  expect(body['verified']).toBe(true);
  listener.taken.shift();
  return listener;
}

test('a payload is signed over its time and its very bytes', async () => {
  const listener = await requestUrl(() => ({}));
  await workspace.act('ana', 'command', { command: '/vm', text: 'ümläut & more' });
  const [taken] = listener.taken;
  const time = taken?.headers['x-slack-request-timestamp'] as string;
  const expected = createHmac('sha256', SIGNING_SECRET).update(`v0:${time}:${taken?.body}`).digest('hex');
  expect(taken?.headers['x-slack-signature']).toBe(`v0=${expected}`);
  expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(5);
  expect(taken?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  await listener.stop();
});

test('Bolt refuses a bad signature and an old one, and takes one from the future', async () => {
  await workspace.httpApp((app) => teach(app, []));
  const command = (deliver: object) => workspace.act('ana', 'command', { command: '/vm', text: 'x', deliver });
  const refusal = { acked: false, status: 401, error: '/vm failed with the error "dispatch_failed"' };
  expect(await command({ badSignature: true })).toMatchObject(refusal);
  expect(await command({ skewSeconds: -360 })).toMatchObject(refusal);
  expect(await command({ skewSeconds: 3600 })).toMatchObject({ acked: true });
});

describe('an event that is not taken', () => {
  test('comes again at once, after a minute and after five, with the same id', async () => {
    const listener = await requestUrl(() => ({ status: 500 }));
    expect(await workspace.act('ana', 'say', { text: 'hello' })).toMatchObject({ acked: false, status: 500 });
    await eventually(() => listener.taken.length === 2);
    await answered();
    workspace.clock.advance(60_000);
    await eventually(() => listener.taken.length === 3);
    await answered();
    workspace.clock.advance(60_000);
    workspace.clock.advance(240_000);
    await eventually(() => listener.taken.length === 4);
    workspace.clock.advance(3_600_000);
    expect(new Set(listener.taken.map((taken) => payloadOf(taken)['event_id'])).size).toBe(1);
    expect(listener.taken.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
    expect(listener.taken[1]?.headers['x-slack-retry-reason']).toBe('http_error');
    expect(listener.taken).toHaveLength(4);
    await listener.stop();
  });

  test('does not come again when the app says so', async () => {
    const listener = await requestUrl(() => ({ status: 500, headers: { 'x-slack-no-retry': '1' } }));
    await workspace.act('ana', 'say', { text: 'hello' });
    workspace.clock.advance(600_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(listener.taken).toHaveLength(1);
    await listener.stop();
  });
});

test('a command or press is delivered once, however it goes', async () => {
  const listener = await requestUrl(() => ({ status: 503 }));
  const answer = await workspace.act('ana', 'command', { command: '/vm' });
  expect(answer).toMatchObject({ acked: false, status: 503 });
  workspace.clock.advance(600_000);
  expect(listener.taken).toHaveLength(1);
  await listener.stop();
});

test('options beyond a hundred are not shown', async () => {
  const option = (_: unknown, index: number) => ({
    text: { type: 'plain_text', text: `o${index}` },
    value: `v${index}`,
  });
  let count = 101;
  const listener = await requestUrl(() => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ options: Array.from({ length: count }, option) }),
  }));
  await workspace.act('ana', 'command', { command: '/vm' });
  const trigger_id = String(payloadOf(listener.taken[0] ?? { headers: {}, body: '' })['trigger_id']);
  const { view } = await workspace.client().views.open({ trigger_id, view: form() });
  const type = () => workspace.act('ana', 'type', { view: view?.id, action_id: 'vm', value: 'abc' });
  expect(await type()).toMatchObject({ acked: true, options: [], error: 'The options could not be loaded.' });
  count = 100;
  expect((await type())['options']).toHaveLength(100);
  await listener.stop();
});

describe('response URLs', () => {
  async function pressed() {
    const listener = await requestUrl(() => ({}));
    const post = { channel: 'C0APPROVE', text: 'Ana asks', blocks: approval('Ana asks') };
    const { ts } = await workspace.client().chat.postMessage(post);
    await workspace.act('mia', 'press', { channel: 'C0APPROVE', ts, action_id: 'approve' });
    const url = String(payloadOf(listener.taken[0] ?? { headers: {}, body: '' })['response_url']);
    await listener.stop();
    return async (body: object) => {
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
      const text = await response.text();
      return { status: response.status, said: text.startsWith('{') ? (JSON.parse(text) as { error: string }) : text };
    };
  }

  const seenBy = async (who: string) => messagesIn(await workspace.screen(who), 'C0APPROVE').map(({ text }) => text);

  test('replace and delete the message whose button was pressed', async () => {
    const send = await pressed();
    expect(await send({ replace_original: true, text: 'Approved' })).toEqual({ status: 200, said: 'ok' });
    expect(await seenBy('tom')).toEqual(['Approved']);
    await send({ text: 'For you' });
    await send({ text: 'For all', response_type: 'in_channel' });
    expect(await seenBy('mia')).toEqual(['Approved', 'For you', 'For all']);
    expect(await seenBy('tom')).toEqual(['Approved', 'For all']);
    await send({ delete_original: true });
    expect(await seenBy('tom')).toEqual(['For all']);
    expect(await send({ delete_original: true })).toMatchObject({ status: 404, said: { error: 'message_not_found' } });
  });

  test('end after half an hour', async () => {
    const send = await pressed();
    workspace.clock.advance(30 * 60_000 + 1000);
    expect(await send({ text: 'Too late' })).toMatchObject({ status: 404, said: { error: 'expired_url' } });
  });

  test('end after five uses, and take no bad blocks', async () => {
    const send = await pressed();
    expect(await send({ blocks: [{ type: 'nonsense' }] })).toMatchObject({
      status: 400,
      said: { error: 'invalid_blocks' },
    });
    for (let use = 1; use <= 5; use += 1) expect((await send({ text: String(use) })).status).toBe(200);
    expect(await send({ text: '6' })).toMatchObject({ status: 404, said: { error: 'used_url' } });
  });
});

describe('payloads have no key that Slack does not send', () => {
  const sample = (name: string) =>
    JSON.parse(readFileSync(join(import.meta.dirname, 'samples', `${name}.json`), 'utf8')) as object;

  /** Paths of keys that the sample lacks; what people fill in (blocks, state) is not looked into. */
  function strange(given: unknown, known: unknown, path = ''): string[] {
    if (typeof given !== 'object' || given === null || path.endsWith('.state')) return [];
    if (Array.isArray(given)) return given.flatMap((entry) => strange(entry, (known as unknown[])[0], path));
    return Object.entries(given).flatMap(([key, value]) => {
      const inside = (known ?? {}) as Record<string, unknown>;
      if (!(key in inside)) return [`${path}.${key}`];
      return key === 'blocks' ? [] : strange(value, inside[key], `${path}.${key}`);
    });
  }

  test('in commands, presses and submissions', async () => {
    const listener = await requestUrl(() => ({}));
    const last = () => payloadOf(listener.taken.at(-1) ?? { headers: {}, body: '' });
    await workspace.act('ana', 'command', { command: '/vm', text: 'x' });
    const command = last();
    expect(strange(command, sample('SlashCommandPayload'))).toEqual([]);
    const { ts } = await workspace.client().chat.postMessage({ channel: 'C0OPS', text: 'A', blocks: approval('A') });
    await workspace.act('bo', 'press', { channel: 'C0OPS', ts, action_id: 'approve' });
    // The bot's profile in a message is shown by the Web API too; the sample has none.
    const known = ['.message.bot_id', '.message.app_id', '.message.bot_profile'];
    expect(strange(last(), sample('BlockActionPayload')).filter((key) => !known.includes(key))).toEqual([]);
    const trigger_id = String(command['trigger_id']);
    const { view } = await workspace.client().views.open({ trigger_id, view: form() });
    const vm = { selected_option: { text: { type: 'plain_text', text: 'x' }, value: 'x' } };
    await workspace.act('ana', 'submit', { view: view?.id, values: { vm: { vm }, why: { why: 'x' } } });
    // Named in the reference but not in the sample: docs.slack.dev, reference/interaction-payloads/view-interactions-payload.
    expect(strange(last(), sample('ViewSubmissionPayload'))).toEqual(['.view.blocks', '.response_urls']);
  });
});

/** Until the refusal has come back and the next delivery has its time; the clock must not be moved before. */
async function answered(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 400));
}
