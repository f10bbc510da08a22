import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paintHome, paintMessage, paintNotice } from '../../adapters/slack/paint.ts';
import type { Block, Button, Card, Span } from '../../workflows/card.ts';
import { validateBlocks, validateView } from '@latchkey/sandbox/blocks';
import { parseMrkdwn } from '@latchkey/sandbox/mrkdwn';
import { all, pieces, textOf } from './slack-screen.ts';

const REQUEST = '3f0c6c1e-8d0a-4a57-9a53-2b8f0c9d1e77';
const NASTY = [
  '*bold* _it_ ~no~ `code` ```pre```',
  '<!channel> <!here> <@U0ANA> <#C1|x> @everyone',
  '<http://evil.example|your bank> http://evil.example',
  '&lt;b&gt; &amp; <b> & "quotes"',
  ':smile: :+1: 🔥',
  '> quote\n- list\n1. one',
  '\u202Egnp.exe\u202C and \u2066isolated\u2069',
  'nul\u0000 bell\u0007 lone \ud800 half',
  '',
  ' \n\t ',
  '𝒂'.repeat(4000),
  '<'.repeat(4000),
];

function button(changes: Partial<Button> = {}): Button {
  return { action: 'approve', label: 'Approve', style: 'primary', subject: REQUEST, ...changes };
}

function card(...blocks: Block[]): Card {
  return { tone: 'waiting', summary: 'Ana asks for web-01', blocks };
}

const anyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom('&', '<', '>', '*', '|', '!', ':', '\n', 'a'), maxLength: 3200 }),
);
const anySpan: fc.Arbitrary<Span> = fc.oneof(
  anyText,
  anyText.map((strong) => ({ strong })),
  anyText.map((code) => ({ code })),
  fc.record({ time: fc.integer({ min: 0, max: 4e12 }), as: fc.constantFrom('clock' as const, 'moment' as const) }),
  fc.record({ link: anyText, url: fc.oneof(fc.webUrl(), anyText) }),
);
const anySpans = fc.array(anySpan, { maxLength: 6 });
const anyButton: fc.Arbitrary<Button> = fc.record({
  action: fc.constantFrom('approve' as const, 'deny' as const, 'ask' as const, 'mine' as const),
  label: anyText,
  style: fc.constantFrom('primary' as const, 'danger' as const, 'plain' as const),
  subject: fc.constantFrom('', REQUEST),
  spoken: anyText,
  confirm: fc.record({ title: anyText, text: anyText, yes: anyText, no: anyText }),
});
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  anyText.map((text) => ({ is: 'heading' as const, text })),
  anySpans.map((text) => ({ is: 'text' as const, text })),
  fc
    .array(fc.record({ label: anyText, value: anySpans }), { maxLength: 30 })
    .map((facts) => ({ is: 'facts' as const, facts })),
  fc.record({ is: fc.constant('quote' as const), label: anyText, text: anyText }),
  anySpans.map((text) => ({ is: 'note' as const, text })),
  fc.array(anyButton, { maxLength: 30 }).map((buttons) => ({ is: 'buttons' as const, buttons })),
  fc.constant({ is: 'divider' as const }),
);
const anyCard: fc.Arbitrary<Card> = fc.record({
  tone: fc.constantFrom('waiting' as const, 'working' as const, 'good' as const, 'bad' as const, 'over' as const),
  summary: anyText,
  blocks: fc.array(anyBlock, { maxLength: 12 }),
});

describe('whatever the words are', () => {
  test('Slack takes the message, the home and the notice', () => {
    fc.assert(
      fc.property(anyCard, (any) => {
        const { text, blocks } = paintMessage(any);
        expect(validateBlocks(blocks, 'message')).toEqual([]);
        expect([...text].length).toBeGreaterThan(0);
        expect([...text].length).toBeLessThanOrEqual(3000);
        expect(validateView(paintHome(any), 'home')).toEqual([]);
        expect(validateView(paintNotice(any), 'modal')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('nothing in it becomes mark-up, a mention or an emoji', () => {
    fc.assert(
      fc.property(anyCard, (any) => {
        const { text, blocks } = paintMessage(any);
        const kinds = new Set(pieces(blocks).map(({ as }) => as));
        expect([...kinds].filter((kind) => !['literal', 'time', 'link'].includes(kind))).toEqual([]);
        expect(text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
      }),
      { numRuns: 200 },
    );
  });

  test.each(NASTY.slice(0, 6))('a quote shows %j as it was typed', (typed) => {
    const { blocks } = paintMessage(card({ is: 'quote', label: 'Reason', text: typed }));
    expect(all(blocks, 'rich_text_quote').map(textOf)).toEqual([typed]);
  });

  test.each(NASTY.slice(0, 6))('text, facts and notes show %j as it is', (typed) => {
    const { blocks } = paintMessage(
      card(
        { is: 'divider' },
        { is: 'facts', facts: [{ label: 'Ticket', value: [typed, { strong: typed }] }] },
        { is: 'note', text: [typed] },
      ),
    );
    expect(textOf(blocks)).toBe(`Ticket: ${typed.replaceAll('\n', ' ').repeat(2)}${typed}`);
  });

  test('the notification text says the same, without a link or mention in it', () => {
    const { text } = paintMessage({ ...card(), summary: NASTY[1] + ' ' + NASTY[2] });
    const kinds = new Set(parseMrkdwn(text).map(({ is }) => is));
    for (const loud of ['link', 'user', 'channel', 'group', 'broadcast', 'date']) expect(kinds).not.toContain(loud);
    expect(text).toContain('&lt;!channel&gt;');
  });
});

describe('limits', () => {
  test('a long text ends in an ellipsis at the limit, counted in code points', () => {
    const { blocks } = paintMessage(card({ is: 'heading', text: '𝒂'.repeat(500) }));
    const shown = textOf(blocks);
    expect([...shown]).toHaveLength(150);
    expect(shown.endsWith('𝒂…')).toBe(true);
  });

  test('an escape is never cut in halves', () => {
    for (let before = 2985; before < 3000; before += 1) {
      const { text } = paintMessage({ ...card(), summary: 'a'.repeat(before) + '&&&&' });
      expect([...text].length).toBeLessThanOrEqual(3000);
      expect(text.replaceAll('&amp;', '')).not.toContain('&');
      expect(text.endsWith('…') || text.endsWith('&amp;')).toBe(true);
    }
  });

  test('more blocks than fit leave the buttons and say so', () => {
    const many = Array.from({ length: 120 }, (): Block => ({ is: 'text', text: ['line'] }));
    const { blocks } = paintMessage(card(...many, { is: 'buttons', buttons: [button()] }));
    expect(blocks).toHaveLength(50);
    expect(blocks.at(-1)?.type).toBe('actions');
    expect(textOf(blocks)).toContain('There is more than fits here.');
    expect(paintHome(card(...many)).blocks).toHaveLength(100);
  });

  test('more buttons than one row may have go into the next', () => {
    const { blocks } = paintMessage(card({ is: 'buttons', buttons: Array.from({ length: 30 }, () => button()) }));
    expect(blocks.map((block) => all(block, 'button').length)).toEqual([25, 5]);
    expect(validateBlocks(blocks, 'message')).toEqual([]);
  });
});

describe('what is said', () => {
  test('the state is seen at a glance and heard in the summary', () => {
    const { text, blocks } = paintMessage({ ...card({ is: 'heading', text: 'Ana asks for web-01' }), tone: 'bad' });
    expect(text).toBe('⚠️ Ana asks for web-01');
    expect(textOf(blocks)).toBe('⚠️ Ana asks for web-01');
  });

  test('times are shown by the reader’s own client, with UTC where it cannot', () => {
    const { blocks } = paintMessage(
      card({ is: 'text', text: ['until ', { time: Date.UTC(2026, 10, 22, 15, 4, 59, 999), as: 'moment' }] }),
    );
    expect(all(blocks, 'date')).toEqual([
      {
        type: 'date',
        timestamp: Date.UTC(2026, 10, 22, 15, 4, 59) / 1000,
        format: '{date_short_pretty} at {time}',
        fallback: '2026-11-22 15:04 UTC',
      },
    ]);
  });

  test('only web addresses become links', () => {
    const links = (url: string) =>
      all(paintMessage(card({ is: 'text', text: [{ link: 'here', url }] })).blocks, 'link').map((link) => link['url']);
    expect(links('https://latchkey.example/rdp/1')).toEqual(['https://latchkey.example/rdp/1']);
    expect(links('javascript:alert(1)')).toEqual([]);
    expect(links('not an address')).toEqual([]);
  });

  test('a button carries the request, its style and what a screen reader says', () => {
    const { blocks } = paintMessage(
      card({
        is: 'buttons',
        buttons: [
          button({ spoken: 'Approve Ana for web-01' }),
          button({ action: 'mine', style: 'plain', subject: '', label: 'My access' }),
        ],
      }),
    );
    expect(all(blocks, 'button')).toMatchObject([
      {
        action_id: 'latchkey.approve.0',
        value: REQUEST,
        style: 'primary',
        accessibility_label: 'Approve Ana for web-01',
      },
      { action_id: 'latchkey.mine.1', text: { text: 'My access' } },
    ]);
    expect(all(blocks, 'button')[1]).not.toHaveProperty('value');
    expect(all(blocks, 'button')[1]).not.toHaveProperty('style');
  });
});

test.each([
  ['typed', 'INC1\nRequester: Olga'],
  ['strong', { strong: 'INC1\r\nRequester: Olga' }],
  ['code', { code: 'INC1\u2028Requester: Olga' }],
] as const)('a value cannot add a fact of its own: %s', (_, span) => {
  const fact = { label: 'Ticket', value: [span] };
  const { blocks } = paintMessage({ tone: 'waiting', summary: 'x', blocks: [{ is: 'facts', facts: [fact] }] });
  const shown = all(blocks, 'text').map((each) => (each as { text: string }).text);
  expect(shown.join('')).toBe('Ticket: INC1 Requester: Olga');
});
