/** What Teams' refusals mean, and what is remembered of where people and channels are reached. */
import { describe, expect, test } from 'vitest';
import { bookOf } from '../../adapters/teams/book.ts';
import type { Book } from '../../adapters/teams/book.ts';
import { faultOf, refusalOf } from '../../adapters/teams/faults.ts';
import { keepReference } from '../../adapters/teams/hear.ts';
import channelMention from '../../adapters/teams/payloads/channel-mention.json' with { type: 'json' };
import personalMessage from '../../adapters/teams/payloads/personal-message.json' with { type: 'json' };
import { machineClock } from '../support/clock.ts';
import { keptLog } from '../support/log.ts';
import { memoryIn } from './teams-world.ts';

/** As botframework-connector throws them. */
function refused(statusCode: number, body: unknown, headers: Record<string, string> = {}) {
  const get = (name: string) => headers[name.toLowerCase()];
  return { statusCode, response: { bodyAsText: JSON.stringify(body), headers: { get } } };
}

describe('a refusal', () => {
  test.each([
    ['of the connector', { error: { code: 'MessageWritesBlocked' } }, 'MessageWritesBlocked'],
    ['with a sub-code', { error: { code: 'Forbidden', subCode: 'MessageWritesBlocked' } }, 'MessageWritesBlocked'],
    ['with a sub-code beside', { subCode: 'BotDisabledByUser', error: { code: 'x' } }, 'BotDisabledByUser'],
    [
      'of somebody who lacks the app',
      { error: { code: 'ForbiddenOperationException' } },
      'ForbiddenOperationException',
    ],
  ])('%s is a door that is shut, and is not tried again', (_name, body, code) => {
    expect(refusalOf(refused(403, body))).toEqual({ status: 403, code });
    expect(faultOf(refused(403, body), 'posting')).toMatchObject({ code: 'chat_place_gone', retryable: false });
  });

  test('of another kind is for the operators', () => {
    expect(faultOf(refused(403, { error: { code: 'InvalidBotApiHost' } }), 'posting')).toMatchObject({
      code: 'chat_forbidden',
      message: expect.stringContaining('InvalidBotApiHost'),
    });
  });

  test.each([408, 409, 412, 500, 502, 503, 504])('HTTP %s passes', (status) => {
    expect(faultOf(refused(status, 'a gateway’s page'), 'posting')).toMatchObject({ code: 'chat_unreachable' });
  });

  test('for being too fast says how long to wait, unevenly', () => {
    const waits = Array.from(
      { length: 20 },
      () => faultOf(refused(429, {}, { 'retry-after': '7' }), 'posting').retryAfter ?? 0,
    );
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(7_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_500);
    expect(new Set(waits).size).toBeGreaterThan(1);
  });
});

describe('what is remembered', () => {
  const open = () => bookOf(memoryIn(new Map()), machineClock, keptLog().log);

  test('is by which address each conversation is reached: regions differ within a tenant', async () => {
    const book = open();
    await keepReference(personalMessage, book);
    const elsewhere = 'https://smba.trafficmanager.net/amer/';
    await keepReference({ ...channelMention, serviceUrl: elsewhere }, book);
    expect(await book.service(personalMessage.conversation.id)).toBe(personalMessage.serviceUrl);
    expect(await book.service('19:approvals@thread.tacv2')).toBe(elsewhere);
    expect(await book.service('19:never-heard-of@thread.tacv2')).toBe(elsewhere);
    expect(await book.service('')).toBe(elsewhere);
  });

  test('is where somebody was heard last, by whichever replica', async () => {
    const memory = memoryIn(new Map());
    const [one, other] = [0, 1].map(() => bookOf(memory, machineClock, keptLog().log)) as [Book, Book];
    const person = channelMention.from.aadObjectId.toLowerCase();
    const elsewhere = {
      ...channelMention,
      serviceUrl: 'https://smba.trafficmanager.net/amer/',
      conversation: { ...channelMention.conversation, id: '19:elsewhere@thread.tacv2' },
    };
    await keepReference(channelMention, one);
    await keepReference(elsewhere, other);
    await keepReference(channelMention, one);
    expect(await one.contact(person)).toMatchObject({ heardIn: '19:approvals@thread.tacv2' });
    expect(await other.service('')).toBe(channelMention.serviceUrl);
  });

  test('is who is out of reach, until they are reached again', async () => {
    const book = open();
    await book.markShut('ana', 'MessageWritesBlocked');
    await book.markShut('bo', 'Uninstalled');
    await book.markShut('ana', 'BotDisabledByUser');
    expect((await book.shut()).map(({ where, code }) => `${where} ${code}`)).toEqual([
      'ana BotDisabledByUser',
      'bo Uninstalled',
    ]);
    await book.markOpen('ana');
    expect((await book.shut()).map(({ where }) => where)).toEqual(['bo']);
  });

  test('is no more after a month, and no more than a hundred of them', async () => {
    let now = 1_800_000_000_000;
    const book = bookOf(memoryIn(new Map()), { now: () => now }, keptLog().log);
    for (let each = 0; each < 120; each += 1) await book.markShut(`p${each}`, 'Uninstalled');
    expect(await book.shut()).toHaveLength(100);
    now += 31 * 24 * 3_600_000;
    expect(await book.shut()).toEqual([]);
  });

  test('is an administrator’s ban until anybody at all is reached', async () => {
    const book = open();
    await book.markShut('ana', 'BotDisabledByAdmin');
    await book.markShut('bo', 'Uninstalled');
    await book.markOpen('mia');
    expect((await book.shut()).map(({ where }) => where)).toEqual(['bo']);
  });
});
