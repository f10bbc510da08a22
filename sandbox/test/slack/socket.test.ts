import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { APP_TOKEN } from '../../slack/credentials.ts';
import { teach } from './bot.ts';
import type { Heard } from './bot.ts';
import { eventually, startWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

type Envelope = Record<string, unknown> & { type: string; envelope_id?: string };

let workspace: Workspace;
let open: WebSocket[] = [];
beforeEach(async () => void (workspace = await startWorkspace()));
afterEach(async () => {
  for (const socket of open) socket.terminate();
  open = [];
  await workspace.stop();
});

async function ticket(): Promise<string> {
  const response = await fetch(`${workspace.origin}/slack/api/apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${APP_TOKEN}` },
  });
  return ((await response.json()) as { url: string }).url;
}

/** A connection that notes what it is sent and, unless told not to, acknowledges it. */
async function connect(acks = true, url?: string) {
  const got: Envelope[] = [];
  const socket = new WebSocket(url ?? (await ticket()));
  open.push(socket);
  socket.on('message', (data) => {
    const envelope = JSON.parse((data as Buffer).toString()) as Envelope;
    got.push(envelope);
    if (acks && envelope.envelope_id) socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
  });
  const ended = new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(true));
    socket.once('close', () => resolve(true));
  });
  await Promise.race([eventually(() => got.length > 0), ended]);
  return { got, socket, ended };
}

test('a connection is greeted, and its ticket is good once', async () => {
  const url = await ticket();
  const { got } = await connect(true, url);
  expect(got[0]).toMatchObject({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0LATCHKEY' } });
  expect((await connect(true, url)).got).toEqual([]);
});

test('ten connections at most', async () => {
  for (let count = 0; count < 10; count += 1) await connect();
  expect((await connect()).got).toMatchObject([{ type: 'disconnect', reason: 'too_many_websockets' }]);
});

test('a payload goes to one connection, or to each when told so', async () => {
  const [one, two] = [await connect(), await connect()];
  const envelopes = () => [one, two].flatMap(({ got }) => got.filter(({ type }) => type === 'slash_commands'));
  await workspace.act('ana', 'command', { command: '/vm' });
  expect(envelopes()).toHaveLength(1);
  expect(envelopes()[0]).toMatchObject({ accepts_response_payload: true, payload: { command: '/vm' } });
  const answer = await workspace.act('ana', 'command', { command: '/vm', deliver: { to: 'all' } });
  expect(answer).toMatchObject({ acked: true, others: [{ acked: true }] });
  expect(envelopes()).toHaveLength(3);
  expect([one, two].every(({ got }) => got.length > 1)).toBe(true);
});

test('a command that no connection takes fails on the person’s screen', async () => {
  const lost = await connect(false);
  const answer = workspace.act('ana', 'command', { command: '/vm' });
  await eventually(() => lost.got.length === 2);
  lost.socket.terminate();
  expect(await answer).toMatchObject({ acked: false, error: '/vm failed with the error "dispatch_failed"' });
  await eventually(async () => (await workspace.ask('/sandbox/slack/app')).body['sockets'] === 0);
  expect(await workspace.act('ana', 'command', { command: '/vm' })).toMatchObject({ acked: false, status: 0 });
});

test('an event that was not acknowledged comes again, with its number', { timeout: 15_000 }, async () => {
  const deaf = await connect(false);
  const events = () => deaf.got.filter(({ type }) => type === 'events_api');
  const first = await workspace.act('ana', 'say', { text: 'hello' });
  expect(first).toMatchObject({ acked: false, status: 0 });
  expect(first.ms).toBeGreaterThanOrEqual(2990);
  await eventually(() => events().length === 2);
  deaf.socket.on('message', (data) => {
    const { envelope_id } = JSON.parse((data as Buffer).toString()) as Envelope;
    if (envelope_id) deaf.socket.send(JSON.stringify({ envelope_id }));
  });
  // The first retry waits its three seconds too; only then is the next one due, a minute later.
  await new Promise((resolve) => setTimeout(resolve, 3100));
  workspace.clock.advance(60_000);
  await eventually(() => events().length === 3);
  workspace.clock.advance(600_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(events()).toHaveLength(3);
  expect(events().map(({ retry_attempt }) => retry_attempt)).toEqual([0, 1, 2]);
  expect(events()[1]).toMatchObject({ retry_reason: 'timeout' });
  const ids = events().map(({ payload }) => (payload as { event_id: string }).event_id);
  expect(new Set(ids).size).toBe(1);
});

test('Bolt comes back when Slack ends the connection', { timeout: 15_000 }, async () => {
  const heard: Heard = [];
  await workspace.socketApp((app) => teach(app, heard));
  await workspace.ask('/sandbox/slack/app', { disconnect: 'refresh_requested' });
  await eventually(async () => (await workspace.ask('/sandbox/slack/app')).body['sockets'] === 0);
  await eventually(async () => (await workspace.ask('/sandbox/slack/app')).body['sockets'] === 1, 10_000);
  expect(await workspace.act('ana', 'command', { command: '/vm', text: 'x' })).toMatchObject({ acked: true });
  expect(heard).toHaveLength(1);
});

test('the app is told of its own messages in a conversation, as Slack tells it', async () => {
  const { got } = await connect();
  const { chat } = workspace.client();
  const { channel = '', ts = '' } = await chat.postMessage({ channel: 'U0ANA', text: 'one' });
  await chat.update({ channel, ts, text: 'two' });
  await chat.postMessage({ channel: 'C0OPS', text: 'elsewhere' });
  await eventually(() => got.length === 3);
  expect(got.slice(1).map(({ payload }) => (payload as { event: unknown }).event)).toMatchObject([
    { type: 'message', channel_type: 'im', text: 'one', bot_id: 'B0LATCHKEY' },
    { subtype: 'message_changed', message: { text: 'two' }, previous_message: { text: 'one' } },
  ]);
});
