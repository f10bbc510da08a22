/**
 * Slack's `mrkdwn`, parsed to a tree (docs.slack.dev, formatting message text). The tree holds plain strings only; the
 * drawing turns them into text nodes, so nothing typed by a person can become markup.
 */
export type Node =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'strong' | 'em' | 'strike' | 'quote'; readonly inside: readonly Node[] }
  | { readonly is: 'code' | 'pre'; readonly text: string }
  | { readonly is: 'break' }
  | { readonly is: 'link'; readonly url: string; readonly label: string }
  | { readonly is: 'user' | 'channel' | 'group'; readonly id: string; readonly label: string | undefined }
  | { readonly is: 'broadcast'; readonly name: string }
  | { readonly is: 'emoji'; readonly name: string }
  | {
      readonly is: 'date';
      /** Seconds since 1970. */
      readonly at: number;
      readonly format: string;
      readonly url: string | undefined;
      readonly fallback: string;
    };

const FENCE = /```([\s\S]*?)```/;

const INLINE = new RegExp(
  [
    '`(?<code>[^`\\n]+)`',
    '<(?<angle>[^<>\\n]+)>',
    ':(?<emoji>[a-z0-9_+-]{2,40}):',
    '(?<![\\p{L}\\p{N}])(?<mark>[*_~])(?=\\S)(?<styled>[^\\n]*?\\S)\\k<mark>(?![\\p{L}\\p{N}])',
  ].join('|'),
  'u',
);

export function parseMrkdwn(source: string): readonly Node[] {
  const nodes: Node[] = [];
  let rest = source;
  for (let fence = FENCE.exec(rest); fence !== null; fence = FENCE.exec(rest)) {
    nodes.push(...lines(rest.slice(0, fence.index).replace(/\n$/, '')));
    nodes.push({ is: 'pre', text: decode((fence[1] ?? '').replace(/^\n|\n$/g, '')) });
    rest = rest.slice(fence.index + fence[0].length).replace(/^\n/, '');
  }
  nodes.push(...lines(rest));
  return nodes;
}

function lines(source: string): Node[] {
  if (source === '') return [];
  const nodes: Node[] = [];
  let quoted: string[] = [];
  let afterLine = false;
  for (const line of [...source.split('\n'), undefined]) {
    const quote = line === undefined ? null : /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote !== null) {
      quoted.push(quote[1] ?? '');
      continue;
    }
    if (quoted.length > 0) {
      nodes.push({
        is: 'quote',
        inside: quoted.flatMap((text, index) => (index > 0 ? [BREAK, ...inline(text)] : inline(text))),
      });
      quoted = [];
      afterLine = false;
    }
    if (line === undefined) break;
    if (afterLine) nodes.push(BREAK);
    nodes.push(...inline(line));
    afterLine = true;
  }
  return nodes;
}

const BREAK: Node = { is: 'break' };

function inline(source: string): Node[] {
  const nodes: Node[] = [];
  let rest = source;
  for (let found = INLINE.exec(rest); found !== null; found = INLINE.exec(rest)) {
    if (found.index > 0) nodes.push({ is: 'text', text: decode(rest.slice(0, found.index)) });
    nodes.push(token(found.groups ?? {}));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== '') nodes.push({ is: 'text', text: decode(rest) });
  return nodes;
}

function token(groups: Partial<Record<string, string>>): Node {
  if (groups['code'] !== undefined) return { is: 'code', text: decode(groups['code']) };
  if (groups['angle'] !== undefined) return angle(groups['angle']);
  if (groups['emoji'] !== undefined) return { is: 'emoji', name: groups['emoji'] };
  const inside = inline(groups['styled'] ?? '');
  if (groups['mark'] === '*') return { is: 'strong', inside };
  return groups['mark'] === '_' ? { is: 'em', inside } : { is: 'strike', inside };
}

/** What stands between `<` and `>`: a mention, a date or a link. */
function angle(source: string): Node {
  const bar = source.indexOf('|');
  const target = bar < 0 ? source : source.slice(0, bar);
  const label = bar < 0 ? undefined : decode(source.slice(bar + 1));
  if (target.startsWith('@')) return { is: 'user', id: target.slice(1), label };
  if (target.startsWith('#')) return { is: 'channel', id: target.slice(1), label };
  if (target.startsWith('!subteam^')) return { is: 'group', id: target.slice(9), label };
  if (target.startsWith('!date^')) {
    const [, at, format = '', url] = target.split('^');
    return { is: 'date', at: Number(at), format: decode(format), url: url && decode(url), fallback: label ?? '' };
  }
  if (target.startsWith('!')) return { is: 'broadcast', name: label ?? target.slice(1) };
  return { is: 'link', url: decode(target), label: label ?? decode(target) };
}

/** Undoes the three entities that Slack's text escapes with. */
export function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
