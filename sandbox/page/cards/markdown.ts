/**
 * The part of Markdown that Teams knows in cards (learn.microsoft.com, format cards: bold, italic, links, lists), as HTML.
 *
 * Everything is escaped before a single tag is added, and the only attribute ever written is an `href` that begins with
 * `https:`, `http:` or `mailto:`. So nothing in the text can become another tag, a script, or a picture.
 */
export function markdownHtml(text: string): string {
  const blocks: { list: 'ul' | 'ol' | undefined; lines: string[] }[] = [];
  for (const line of text.replaceAll(/\r\n?/g, '\n').split('\n')) {
    const [, bullet, number, rest] = /^[ \t]*(?:([-*+])|(\d{1,9}[.)]))[ \t]+(\S.*)$/.exec(line) ?? [];
    const list = bullet === undefined ? (number === undefined ? undefined : 'ol') : 'ul';
    const last = blocks.at(-1);
    if (last !== undefined && last.list === list) last.lines.push(rest ?? line);
    else blocks.push({ list, lines: [rest ?? line] });
  }
  return blocks.map(({ list, lines }) => (list === undefined ? paragraph(lines) : listOf(list, lines))).join('');
}

function paragraph(lines: readonly string[]): string {
  return `<p>${lines.map(inline).join('<br>')}</p>`;
}

function listOf(tag: 'ul' | 'ol', lines: readonly string[]): string {
  return `<${tag}>${lines.map((line) => `<li>${inline(line)}</li>`).join('')}</${tag}>`;
}

/** In this order: a sign that is taken its meaning, a link, bold, italic. */
const SPANS =
  /\\([\\`*_{}[\]()#+\-.!~|<>])|\[([^\]\n]+)\]\(([^)\s]+)\)|(\*\*|__)(?=\S)(.+?)(?<=\S)\4|(?<![\w*])([*_])(?=\S)([^*_\n]+?)(?<=\S)\6(?![\w*])/g;

function inline(text: string): string {
  let html = '';
  let done = 0;
  for (const match of text.matchAll(SPANS)) {
    const [whole, plain, label, address, , bold, , italic] = match;
    html += escaped(text.slice(done, match.index));
    done = match.index + whole.length;
    if (plain !== undefined) html += escaped(plain);
    else if (label !== undefined && address !== undefined) html += link(label, address, whole);
    else if (bold !== undefined) html += `<strong>${inline(bold)}</strong>`;
    else html += `<em>${inline(italic ?? '')}</em>`;
  }
  return html + escaped(text.slice(done));
}

function link(label: string, address: string, whole: string): string {
  return safeAddress(address) ? `<a href="${escaped(address)}">${escaped(label)}</a>` : escaped(whole);
}

/** An address that a click may go to. Anything else, `javascript:` and `data:` first of all, is not one. */
export function safeAddress(address: string): boolean {
  return URL.canParse(address) && /^(?:https?|mailto):$/.test(new URL(address).protocol);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
