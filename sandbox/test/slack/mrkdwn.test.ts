import { expect, test } from 'vitest';
import { marksIn, storedText } from '../../slack/blocks/mrkdwn.ts';

test.each([
  [
    '<@U0ANA> and <#C0OPS|ops>',
    [
      { is: 'user', id: 'U0ANA' },
      { is: 'channel', id: 'C0OPS' },
    ],
  ],
  [
    '<!here> <!subteam^S123>',
    [
      { is: 'broadcast', id: 'here' },
      { is: 'group', id: 'S123' },
    ],
  ],
  ['<https://x.example/a?b=c|here>', [{ is: 'link', url: 'https://x.example/a?b=c', label: 'here' }]],
  ['<!date^1700000000^{time}|noon>', [{ is: 'date', seconds: 1_700_000_000, label: 'noon' }]],
  ['&lt;@U0ANA&gt; <nothing> 1 < 2 > 0', []],
])('%s', (text, marks) => {
  expect(marksIn(text)).toEqual(marks);
});

test('text is kept escaped but for what Slack understands', () => {
  expect(storedText('a & b < c > d')).toBe('a &amp; b &lt; c &gt; d');
  expect(storedText('&lt;safe&gt; &amp; <@U0ANA> <https://x.example|x>')).toBe(
    '&lt;safe&gt; &amp; <@U0ANA> <https://x.example|x>',
  );
  expect(storedText('<script>')).toBe('&lt;script&gt;');
  expect(marksIn(storedText('<javascript:alert(1)|x>'))).toEqual([]);
});
