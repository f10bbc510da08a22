/** Answers of Slack's that the sandbox cannot give: from a server that says just that. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSlack } from '../../adapters/slack/index.ts';
import { Fault } from '../../src/faults.ts';
import type { Card } from '../../workflows/card.ts';
import { machineClock } from '../support/clock.ts';
import { keptLog } from '../support/log.ts';

type Answer = (given: URLSearchParams) => object;

const CARD: Card = { tone: 'waiting', summary: 'Ana asks', blocks: [] };
const METADATA = { event_type: 'latchkey_card', event_payload: { key: 'k' } };
const PUBLIC = { id: 'C0APPROVE', name: 'vm-approvals', is_member: true, is_ext_shared: false };

let server: Server;
let answers: Record<string, Answer>;
let asked: { method: string; given: URLSearchParams }[];

beforeEach(async () => {
  asked = [];
  answers = {
    'auth.test': () => ({ team_id: 'T0CONTOSO', user_id: 'U0LATCHKEY', bot_id: 'B0LATCHKEY' }),
    'conversations.info': () => ({ channel: PUBLIC }),
    'chat.postMessage': () => ({ channel: 'C0APPROVE', ts: '2.0' }),
    'chat.update': (given) => ({ channel: given.get('channel'), ts: given.get('ts') }),
  };
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const method = (request.url ?? '').replace('/api/', '');
      const given = new URLSearchParams(Buffer.concat(parts).toString());
      asked.push({ method, given });
      const answer = answers[method];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer ? { ok: true, ...answer(given) } : { ok: false, error: 'unknown_method' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

function draw(address: string, retried = false): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const apiUrl = `http://127.0.0.1:${port}/api/`;
  const chat = createSlack({ botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl, clock: machineClock, log: keptLog().log });
  return chat.draw({ place: { is: 'channel', address }, card: CARD, views: [], key: 'k', retried });
}

const did = () => asked.map(({ method }) => method).filter((method) => method.startsWith('chat.'));

describe('looking for a card whose reply was lost', () => {
  test('finds our own message by its key', async () => {
    answers['conversations.history'] = () => ({ messages: [{ ts: '1.0', bot_id: 'B0LATCHKEY', metadata: METADATA }] });
    expect(await draw('C0APPROVE', true)).toBe('message C0APPROVE 1.0');
    expect(did()).toEqual(['chat.update']);
    const { given } = asked.find(({ method }) => method === 'conversations.history') ?? expect.fail('did not look');
    expect(Object.fromEntries(given)).toMatchObject({
      channel: 'C0APPROVE',
      limit: '100',
      include_all_metadata: 'true',
    });
  });

  test.each([
    ['another app’s, though it has our key in it', { ts: '1.0', bot_id: 'B0OTHER', metadata: METADATA }],
    ['of another kind', { ts: '1.0', bot_id: 'B0LATCHKEY', metadata: { ...METADATA, event_type: 'other' } }],
    [
      'about something else',
      { ts: '1.0', bot_id: 'B0LATCHKEY', metadata: { ...METADATA, event_payload: { key: 'x' } } },
    ],
    ['without a key', { ts: '1.0', bot_id: 'B0LATCHKEY' }],
  ])('does not take a message %s', async (_name, message) => {
    answers['conversations.history'] = () => ({ messages: [message] });
    expect(await draw('C0APPROVE', true)).toBe('message C0APPROVE 2.0');
    expect(did()).toEqual(['chat.postMessage']);
  });
});

describe('a channel that is named', () => {
  test('is looked up page by page', async () => {
    answers['conversations.list'] = (given) =>
      given.get('cursor') === 'next'
        ? { channels: [PUBLIC], response_metadata: { next_cursor: '' } }
        : { channels: [{ id: 'C0OTHER', name: 'other' }], response_metadata: { next_cursor: 'next' } };
    await draw('#vm-approvals');
    const { given } = asked.find(({ method }) => method === 'chat.postMessage') ?? expect.fail('did not post');
    expect(given.get('channel')).toBe('C0APPROVE');
  });

  test('and not found is gone', async () => {
    answers['conversations.list'] = () => ({ channels: [] });
    await expect(draw('vm-approvals')).rejects.toMatchObject({ code: 'chat_place_gone' });
    expect(did()).toEqual([]);
  });
});

test.each([[{ is_ext_shared: true }], [{ is_pending_ext_shared: true }], [{ is_shared: true, is_org_shared: false }]])(
  'a channel with %j gets no card',
  async (marks) => {
    answers['conversations.info'] = () => ({ channel: { ...PUBLIC, ...marks } });
    const fault = await draw('C0APPROVE').catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ code: 'chat_place_gone' });
    expect(did()).toEqual([]);
  },
);

test('a channel shared within our own organisation gets its card', async () => {
  answers['conversations.info'] = () => ({ channel: { ...PUBLIC, is_shared: true, is_org_shared: true } });
  await draw('C0APPROVE');
  expect(did()).toEqual(['chat.postMessage']);
});

test('text is sent with nothing that would unfold or format it', async () => {
  await draw('C0APPROVE');
  const { given } = asked.find(({ method }) => method === 'chat.postMessage') ?? expect.fail('did not post');
  expect(Object.fromEntries(given)).toMatchObject({ mrkdwn: 'false', unfurl_links: 'false', unfurl_media: 'false' });
});
