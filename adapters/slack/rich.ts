/** Text of a card as `rich_text`: the one kind of text in Slack that is literal and still has bold, code, links and times. */
import type { types } from '@slack/bolt';
import type { Span, Text } from '../../workflows/card.ts';
import type { Instant } from '../../workflows/language.ts';
import { cut, tame } from './literal.ts';

/** The most one run of text may have. Slack names no limit for `rich_text`; 3,000 is that of a text object. */
const LONGEST_RUN = 3000;

export type Run = types.RichTextElement;

export function runs(text: Text): Run[] {
  return text.flatMap((span) => runOf(span));
}

function runOf(span: Span): Run[] {
  if (typeof span === 'string') return literal(span);
  if ('strong' in span) return literal(span.strong, { bold: true });
  if ('code' in span) return literal(span.code, { code: true });
  if ('time' in span) return [time(span.time, span.as)];
  return link(span.link, span.url);
}

/** A run that shows exactly this text; nothing when it is empty, since Slack refuses empty runs. */
export function literal(text: string, style?: { bold?: boolean; code?: boolean }, max = LONGEST_RUN): Run[] {
  const shown = cut(tame(text), max);
  if (shown === '') return [];
  return [{ type: 'text', text: shown, ...(style === undefined ? {} : { style }) }];
}

const FORMATS = { clock: '{time}', moment: '{date_short_pretty} at {time}' } as const;

/** Whole seconds are what Slack takes; the reader's client puts it into their own time zone and habit of writing. */
function time(at: Instant, as: 'clock' | 'moment'): Run {
  const iso = new Date(at).toISOString();
  const fallback = as === 'clock' ? `${iso.slice(11, 16)} UTC` : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
  return { type: 'date', timestamp: Math.floor(at / 1000), format: FORMATS[as], fallback };
}

/** Only web addresses become links; anything else stays text, so that no card can carry another scheme. */
function link(label: string, url: string): Run[] {
  const shown = cut(tame(label), LONGEST_RUN);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || [...url].length > 3000) return literal(label);
  return [{ type: 'link', url, ...(shown === '' ? {} : { text: shown }) }];
}

/** One block of text. A block without any run would be refused, so it gets a dash. */
export function richText(elements: Run[]): types.RichTextBlock {
  const section = { type: 'rich_text_section' as const, elements: elements.length === 0 ? literal('–') : elements };
  return { type: 'rich_text', elements: [section] };
}

/** What a person typed, set apart under its label. */
export function quoted(label: string, text: string): types.RichTextBlock {
  const said = literal(text);
  return {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: literal(label === '' ? '–' : label, { bold: true }, 200) },
      { type: 'rich_text_quote', elements: said.length === 0 ? literal('–') : said },
    ],
  };
}
