import { expect, test } from 'vitest';
import { formatDate } from '../../page/blocks/dates.ts';
import { parseMrkdwn } from '../../page/blocks/mrkdwn.ts';

test('styles, code and links become parts of the tree', () => {
  expect(parseMrkdwn('*bold* _em_ ~gone~ `a*b*` <https://example.com/?a=1&amp;b=2|see>')).toEqual([
    { is: 'strong', inside: [{ is: 'text', text: 'bold' }] },
    { is: 'text', text: ' ' },
    { is: 'em', inside: [{ is: 'text', text: 'em' }] },
    { is: 'text', text: ' ' },
    { is: 'strike', inside: [{ is: 'text', text: 'gone' }] },
    { is: 'text', text: ' ' },
    { is: 'code', text: 'a*b*' },
    { is: 'text', text: ' ' },
    { is: 'link', url: 'https://example.com/?a=1&b=2', label: 'see' },
  ]);
});

test('marks within words, and marks beside blanks, are plain text', () => {
  expect(parseMrkdwn('snake_case_name 2 * 3 * 4')).toEqual([{ is: 'text', text: 'snake_case_name 2 * 3 * 4' }]);
});

test('escaped text stays text', () => {
  expect(parseMrkdwn('&lt;https://evil.example|click&gt; &amp;lt;b&amp;gt;')).toEqual([
    { is: 'text', text: '<https://evil.example|click> &lt;b&gt;' },
  ]);
});

test('lines that begin with > make one quote', () => {
  expect(parseMrkdwn('before\n&gt; one\n&gt;two\nafter')).toEqual([
    { is: 'text', text: 'before' },
    { is: 'quote', inside: [{ is: 'text', text: 'one' }, { is: 'break' }, { is: 'text', text: 'two' }] },
    { is: 'text', text: 'after' },
  ]);
});

test('a fence keeps its text as it is', () => {
  expect(parseMrkdwn('```\n*a* &lt;b&gt;\n```')).toEqual([{ is: 'pre', text: '*a* <b>' }]);
});

test('mentions and dates are told apart from links', () => {
  const nodes = parseMrkdwn('<@U0ANA> <#C0OPS|ops> <!here> <!subteam^S1|@dba> <!date^1700000000^{date} {time}|then>');
  expect(nodes.filter((node) => node.is !== 'text')).toEqual([
    { is: 'user', id: 'U0ANA', label: undefined },
    { is: 'channel', id: 'C0OPS', label: 'ops' },
    { is: 'broadcast', name: 'here' },
    { is: 'group', id: 'S1', label: '@dba' },
    { is: 'date', at: 1_700_000_000, format: '{date} {time}', url: undefined, fallback: 'then' },
  ]);
});

test('dates are shown in the time zone of the reader, and near ones by name', () => {
  const now = new Date(2026, 10, 22, 15, 0);
  const seconds = (...parts: [number, number, number, number, number]) => new Date(...parts).getTime() / 1000;
  expect(formatDate(seconds(2026, 10, 22, 16, 5), '{date_short_pretty} at {time}', now)).toBe('today at 16:05');
  expect(formatDate(seconds(2026, 10, 23, 9, 0), '{date_pretty}', now)).toBe('tomorrow');
  expect(formatDate(seconds(2026, 10, 30, 9, 0), '{date_short} {unknown}', now)).toBe('30 Nov 2026 {unknown}');
  expect(formatDate(seconds(2026, 10, 22, 14, 15), '{ago}', now)).toBe('45 minutes ago');
});
