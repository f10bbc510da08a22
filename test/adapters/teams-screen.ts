/**
 * What a person sees of an Adaptive Card, read from the card itself: every piece of text with what it is shown as. Anything
 * that Teams would turn into more than text (Markdown, a link, a date) stands out as its own kind.
 */
export type Piece = { readonly as: string; readonly text: string };

type Json = { readonly [name: string]: unknown };

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const FORMULA = /\{\{(DATE|TIME)\((\d{4}-\d\d-\d\dT\d\d:\d\d):\d\dZ(?:, ?(?:COMPACT|SHORT|LONG))?\)\}\}/g;

/** In reading order. `literal` is text that Teams shows as it is; times are shown as in UTC. */
export function pieces(value: unknown): Piece[] {
  if (Array.isArray(value)) return value.flatMap(pieces);
  if (!isJson(value)) return [];
  const type = String(value['type']);
  switch (type) {
    case 'TextRun':
      return runOf(String(value['text']), isJson(value['selectAction']) ? 'link' : 'literal');
    case 'RichTextBlock':
      return [...pieces(value['inlines']), { as: 'literal', text: '\n' }];
    case 'TextBlock':
    case 'FactSet':
      return [{ as: 'markdown', text: JSON.stringify(value) }];
    default: {
      const label = typeof value['label'] === 'string' ? [{ as: 'literal', text: `${value['label']}\n` }] : [];
      const order = ['body', 'items', 'columns', 'card', 'actions'];
      return [...label, ...order.flatMap((name) => pieces(value[name]))];
    }
  }
}

function runOf(text: string, as: string): Piece[] {
  const shown = text.replace(FORMULA, (_whole, kind: string, at: string) =>
    kind === 'DATE' ? at.slice(0, 10) : at.slice(11),
  );
  return [{ as: shown === text ? as : 'time', text: shown }];
}

export function textOf(value: unknown): string {
  return pieces(value)
    .map(({ text }) => text)
    .join('');
}

/** Every object of a type within. */
export function all(value: unknown, type: string): Json[] {
  if (Array.isArray(value)) return value.flatMap((each) => all(each, type));
  if (!isJson(value)) return [];
  return [...(value['type'] === type ? [value] : []), ...Object.values(value).flatMap((each) => all(each, type))];
}

/** Buttons in reading order, without what stands in for them on old clients, and without what clients do by themselves. */
export function buttonsOf(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(buttonsOf);
  if (!isJson(value)) return [];
  if (/^Action\.(Submit|Execute|ShowCard)$/.test(String(value['type']))) return [value];
  return Object.entries(value).flatMap(([name, part]) => (name === 'refresh' ? [] : buttonsOf(part)));
}
