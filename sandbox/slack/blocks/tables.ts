/** Blocks that show data: tables and charts. */
import { byType, flag, isRecord, list, number, object, string, word } from './check.ts';
import type { Check, Fields } from './check.ts';
import { block } from './plain-blocks.ts';
import { richText } from './richtext.ts';

const cell = byType({
  raw_text: object({ type: word('raw_text'), text: string({ min: 1 }) }),
  raw_number: object({ type: word('raw_number'), value: number(), text: string({ min: 1 }) }),
  rich_text: richText,
});

function rowsOf(value: unknown): unknown[][] {
  return isRecord(value) && Array.isArray(value['rows']) ? value['rows'].filter((row) => Array.isArray(row)) : [];
}

const rowsAreEven: Check = (value, pointer, report) => {
  const rows = rowsOf(value);
  const width = rows[0]?.length;
  if (rows.some((row) => row.length !== width))
    report('all rows must have the same number of cells', `${pointer}/rows`);
};

const settingsFit: Check = (value, pointer, report) => {
  if (!isRecord(value) || !Array.isArray(value['column_settings'])) return;
  if (value['column_settings'].length !== rowsOf(value)[0]?.length) {
    report('must have one entry for each column', `${pointer}/column_settings`);
  }
};

/** Slack sums the characters of all cells of one data table: 20,000. */
const contentFits: Check = (value, pointer, report) => {
  let length = 0;
  for (const entry of rowsOf(value).flat()) {
    if (isRecord(entry) && typeof entry['text'] === 'string') length += [...entry['text']].length;
  }
  if (length > 20_000) report('must be less than 20001 characters', `${pointer}/rows`);
};

export const table = block(
  'table',
  { rows: list(list(cell, { min: 1, max: 20 }), { min: 1, max: 100 }) },
  {
    column_settings: list(object({}, { align: word('left', 'center', 'right'), is_wrapped: flag }), { max: 20 }),
  },
  rowsAreEven,
  settingsFit,
);

export const dataTable = block(
  'data_table',
  { rows: list(list(cell, { min: 1, max: 20 }), { min: 2, max: 201 }), caption: string({ min: 1 }) },
  {
    page_size: number({ min: 1, max: 100, whole: true }),
    row_header_column_index: number({ min: 0, max: 19, whole: true }),
  },
  rowsAreEven,
  contentFits,
);

const series = object({
  name: string({ min: 1, max: 20 }),
  data: list(object({ label: string({ min: 1, max: 20 }), value: number() }), { min: 1, max: 20 }),
});

const axes = object(
  { categories: list(string({ min: 1, max: 20 }), { min: 1, max: 20 }) },
  { x_label: string({ max: 50 }), y_label: string({ max: 50 }) },
);

const plot = (type: string) =>
  object({ type: word(type), series: list(series, { min: 1, max: 12 }), axis_config: axes });

const charts: Fields = {
  pie: object({
    type: word('pie'),
    segments: list(object({ label: string({ min: 1, max: 20 }), value: number({ above: 0 }) }), { min: 1, max: 12 }),
  }),
  line: plot('line'),
  bar: plot('bar'),
  area: plot('area'),
};

export const dataVisualization = block('data_visualization', {
  title: string({ min: 1, max: 50 }),
  chart: byType(charts),
});
