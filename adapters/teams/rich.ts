/** Text of a card as `RichTextBlock`: the one kind of text in a card that is literal and still has bold, code, links and times. */
import type { Span, Text } from '../../workflows/card.ts';
import type { Instant } from '../../workflows/language.ts';
import type { RichTextBlock, TextRun } from './elements.ts';
import { cut, tame } from './literal.ts';

type Look = Omit<TextRun, 'type' | 'text'>;

/** @param max the most that any one span may have, in code points */
export function runs(text: Text, max: number, look: Look = {}): TextRun[] {
  return text.flatMap((span) => runOf(span, max, look));
}

function runOf(span: Span, max: number, look: Look): TextRun[] {
  if (typeof span === 'string') return literal(span, max, look);
  if ('strong' in span) return literal(span.strong, max, { ...look, weight: 'Bolder' });
  if ('code' in span) return literal(span.code, max, { ...look, fontType: 'Monospace' });
  if ('time' in span) return [{ type: 'TextRun', text: macro(span.time, span.as), ...look }];
  return link(span.link, span.url, max, look);
}

/** Between these two braces a formula is taken apart: as two runs it is only text. */
const FORMULA = /(?<=\{)(?=\{(?:DATE|TIME)\()/;

/** Runs that show exactly this text; none when it is empty. */
export function literal(text: string, max: number, look: Look = {}): TextRun[] {
  const shown = cut(tame(text), max);
  if (shown === '') return [];
  return shown.split(FORMULA).map((part) => ({ type: 'TextRun', text: part, ...look }));
}

/** The reader's client puts it into their own time zone and habit of writing (adaptivecards.io, text features). */
function macro(at: Instant, as: 'clock' | 'moment'): string {
  const second = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return as === 'clock' ? `{{TIME(${second})}}` : `{{DATE(${second}, SHORT)}}, {{TIME(${second})}}`;
}

/** Only web addresses become links; anything else stays text, so that no card can carry another scheme. */
function link(label: string, url: string, max: number, look: Look): TextRun[] {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || url.length > 2000)
    return literal(label, max, look);
  const shown = cut(tame(label), max);
  return [
    { type: 'TextRun', text: shown === '' ? url : shown, ...look, selectAction: { type: 'Action.OpenUrl', url } },
  ];
}

/** More lines than this run on in the last one: a card is not a place for a log file. */
const MOST_LINES = 30;

/** Runs as blocks, one for each line, since clients differ in what they make of a line break within a run. */
export function lines(
  all: readonly TextRun[],
  first: Pick<RichTextBlock, 'spacing' | 'separator'> = {},
): RichTextBlock[] {
  const rows: TextRun[][] = [[]];
  for (const run of all) {
    const parts = run.text.split('\n');
    for (const [index, part] of parts.entries()) {
      if (index > 0 && rows.length < MOST_LINES) rows.push([]);
      const text = index > 0 && rows.length === MOST_LINES ? ` ${part}` : part;
      if (text !== '') rows.at(-1)?.push({ ...run, text });
    }
  }
  while (rows.length > 1 && rows.at(-1)?.length === 0) rows.pop();
  return rows.map((row, index) => ({
    type: 'RichTextBlock',
    // A block without any run is drawn as nothing by some clients and as an error by others.
    inlines: row.length === 0 ? [{ type: 'TextRun', text: rows.length === 1 ? '–' : ' ' }] : row,
    ...(index === 0 ? first : { spacing: 'None' as const }),
  }));
}

/** The same in plain words with times in UTC, for clients that show no cards and for notifications. */
export function plain(text: Text): string {
  return text
    .map((span) => {
      if (typeof span === 'string') return span;
      if ('strong' in span) return span.strong;
      if ('code' in span) return span.code;
      if ('time' in span) {
        const iso = new Date(span.time).toISOString();
        return span.as === 'clock' ? `${iso.slice(11, 16)} UTC` : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
      }
      return span.link;
    })
    .join('');
}
