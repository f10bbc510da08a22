/** What people type, also when it is meant to do harm. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cleanLine, cleanText, parseCommand, parseDuration } from '../../workflows/parse.ts';

describe('a typed request', () => {
  it.each([
    ['request web-01 2h patching', { vm: 'web-01', role: 'user', duration: '2h', reason: 'patching' }],
    ['ask web-01 admin 1h 30m the  import', { vm: 'web-01', role: 'admin', duration: '1h30m', reason: 'the import' }],
    ['request web-01 -1h x', { duration: '-1h', reason: 'x' }],
    ['request web-01 1.5h x', { duration: '1.5h', reason: 'x' }],
    ['request web-01 90 x', { duration: '90', reason: 'x' }],
    ['request web-01 2h 30m30m x', { duration: '2h30m30m', reason: 'x' }],
    ['request web-01 2 hours the import', { duration: '2hours', reason: 'the import' }],
    ['request web-01 1 day 12 hours the import', { duration: '1day12hours', reason: 'the import' }],
    ['request web-01 2 fixes for the import', { duration: '2', reason: 'fixes for the import' }],
    ['request web-01 2h 3 tries', { duration: '2h', reason: '3 tries' }],
    ['request web-01 2h 3rd try', { duration: '2h', reason: '3rd try' }],
    ['request web-01 constructor 1h', { role: 'user', duration: '', reason: 'constructor 1h' }],
    ['request web-01 2h 1111111111111111111111111111h', { duration: '2h', reason: '1111111111111111111111111111h' }],
    ['request web-01 10h 10h 10h 10h 10h 10h 10h 10h', { duration: '10h10h10h10h10h10h', reason: '10h 10h' }],
  ])('%s', (text, expected) => {
    expect(parseCommand(text)).toMatchObject({ is: 'ask', ...expected });
  });

  it('is cut, and what is left of a reason that is too long is too long', () => {
    const parsed = parseCommand(`request web-01 admin 2h ${'👩🏽‍🚒'.repeat(10_000)}`);
    const reason = parsed.is === 'ask' ? parsed.reason : '';
    expect([...reason].length).toBeGreaterThan(1900);
    expect([...reason].length).toBeLessThan(2000);
    expect(reason.isWellFormed()).toBe(true);
    expect(parseCommand(`what ${'y'.repeat(40_000)}`)).toMatchObject({
      text: expect.toSatisfy((text: string) => text.length === 6000),
    });
  });
});

describe('a cry for help', () => {
  it.each([
    ['help me', ''],
    ['help me: your credentials did not work', 'your credentials did not work'],
    ['  Help  Me web-01 says no\nAADSTS50126', 'web-01 says no\nAADSTS50126'],
    ['diagnose web-01', 'web-01'],
    ['troubleshoot', ''],
  ])('%j', (text, told) => {
    expect(parseCommand(text)).toEqual({ is: 'diagnose', text: told, vm: '', request: '' });
  });

  it.each([
    ['help', 'help'],
    ['help menu', 'help'],
    ['diagnosed with a cold', 'unclear'],
    ['help-me', 'unclear'],
  ])('%j is none', (text, is) => {
    expect(parseCommand(text).is).toBe(is);
  });

  it('is cut however long it is', () => {
    const parsed = parseCommand(`help me ${'👩🏽‍🚒'.repeat(10_000)}`);
    expect(parsed.is === 'diagnose' ? [...parsed.text].length : 0).toBe(6000);
  });
});

describe('however it is written, it is read at once', () => {
  function took(work: () => unknown): number {
    const began = performance.now();
    work();
    return performance.now() - began;
  }

  test.each([
    ['many durations', '1m '.repeat(13_000)],
    ['one number', `${'1'.repeat(40_000)}!`],
    ['numbers and units', `${'1h'.repeat(20_000)}!`],
    ['a fraction', `${'1.'.repeat(20_000)}!`],
    ['white space', `1${' '.repeat(40_000)}!`],
  ])('%s', (_what, text) => {
    expect(took(() => parseCommand(`request vm ${text}`))).toBeLessThan(200);
    expect(took(() => parseCommand(`help me ${text}`))).toBeLessThan(200);
    expect(took(() => parseDuration(text))).toBeLessThan(200);
    expect(took(() => cleanText(text))).toBeLessThan(200);
  });

  test('anything', () => {
    const piece = fc.oneof(fc.constantFrom('1', '1m', '1h ', ' ', '-', '.', 'x', '!', 'admin ', '\n'), fc.string());
    const repeated = fc.tuple(piece, piece, fc.integer({ min: 1, max: 20_000 }));
    fc.assert(
      fc.property(repeated, ([each, last, times]) => {
        const text = `request vm ${each.repeat(times).slice(0, 40_000)}${last}`;
        return took(() => parseCommand(text)) < 500 && took(() => parseDuration(text.slice(11))) < 500;
      }),
      { numRuns: 200 },
    );
  });
});

test('a duration written out is one', () => {
  expect(parseDuration('1 day 12 hours 30 minutes')).toBe(1440 + 720 + 30);
  expect(parseDuration('1constructor')).toBeUndefined();
});

describe('control characters', () => {
  test('go from one line, with its breaks', () => {
    expect(cleanLine('INC\u0000-\u001b[31m1\r\n2\t3\u007f\u0085')).toBe('INC-[31m1 2 3');
  });
  test('go from text, whose line breaks stay', () => {
    expect(cleanText('a\u0000\r\nb\rc\n\nd\te\ud800')).toBe('a\nb\nc\n\nd e\ufffd');
  });
  test('are in nothing that was cleaned', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanLine(text)).not.toMatch(/\p{Cc}/u);
        expect(cleanText(text).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
