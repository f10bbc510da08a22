/**
 * What a person sees of blocks, read from the blocks themselves: every piece of text with what it is shown as. Anything
 * that Slack would turn into more than text (mark-up, a mention, an emoji) stands out as its own kind.
 */
export type Piece = { readonly as: string; readonly text: string };

type Json = { readonly [name: string]: unknown };

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In reading order. `literal` is text that Slack shows as it is. */
export function pieces(value: unknown): Piece[] {
  if (Array.isArray(value)) return value.flatMap(pieces);
  if (!isJson(value)) return [];
  const { type, text } = value;
  if (type === 'plain_text') return [{ as: value['emoji'] === false ? 'literal' : 'emoji text', text: String(text) }];
  if (type === 'text') return [{ as: 'literal', text: String(text) }];
  if (type === 'link') return [{ as: 'link', text: String(text ?? value['url']) }];
  if (type === 'date') return [{ as: 'time', text: String(value['fallback']) }];
  if (['mrkdwn', 'markdown', 'user', 'usergroup', 'channel', 'broadcast', 'emoji'].includes(String(type)))
    return [{ as: String(type), text: JSON.stringify(value) }];
  const order = ['title', 'label', 'hint', 'text', 'fields', 'element', 'elements', 'blocks', 'placeholder', 'options'];
  return order.flatMap((name) => pieces(value[name]));
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
