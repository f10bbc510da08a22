import { expect, test } from 'vitest';
import { marksInCard, marksInText } from '../../teams/cards/marks.ts';

function inCard(text: string) {
  const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }] };
  return marksInCard(card).map(({ is }) => is);
}

test.each([
  ['plain words, 2 * 3 * 4, snake_case_name and a_b', []],
  ['**bold** and __bold__', ['bold', 'bold']],
  ['_italic_ and *italic*', ['italic', 'italic']],
  ['[here](https://a.example)', ['link']],
  ['![seen](https://a.example/b.png)', ['image']],
  ['- one\n2. two', ['list', 'list']],
  ['{{DATE(2026-01-01T00:00:00Z, SHORT)}}', ['date']],
  [String.raw`\[here](https://a.example) \*\*bold\*\* \_italic\_`, []],
  [String.raw`1\. one`, []],
])('in a card %j has the marks %j', (text, marks) => {
  expect(inCard(text)).toEqual(marks);
});

test('rich text and labels have none', () => {
  const run = { type: 'TextRun', text: '**bold**' };
  const body = [
    { type: 'RichTextBlock', inlines: [run, '_x_'] },
    { type: 'Input.Text', id: 'a', label: '**bold**' },
  ];
  expect(marksInCard({ type: 'AdaptiveCard', version: '1.5', body })).toEqual([]);
});

test('facts, and what stands beside a box to tick, have', () => {
  const facts = [{ title: '**a**', value: '[b](https://a.example)' }];
  const toggle = { type: 'Input.Toggle', id: 'a', title: '_x_' };
  const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'FactSet', facts }, toggle] };
  expect(marksInCard(card).map(({ is }) => is)).toEqual(['bold', 'link', 'italic']);
});

test('a message is read as more, and only what its entities name is a mention', () => {
  const at = { type: 'mention', text: '<at>Mia</at>', mentioned: { id: '29:1', name: 'Mia' } };
  const marks = marksInText('<at>Mia</at> <at>Tom</at> see https://a.example `x`', 'markdown', [at]);
  expect(marks.map(({ is, text }) => [is, text])).toEqual([
    ['mention', '<at>Mia</at>'],
    ['code', '`x`'],
    ['link', 'https://a.example'],
    ['html', '<at>'],
    ['html', '</at>'],
  ]);
});
