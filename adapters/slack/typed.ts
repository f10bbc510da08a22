/** What a person typed, as they saw it while typing. */

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * Slack writes `&`, `<` and `>` as entities and wraps what it recognised in angle brackets: `<http://vm.example|vm.example>`,
 * `<@U123|ana>`, `<!here>` (docs.slack.dev, messaging/formatting-message-text). Without taking that back, a VM's name
 * with dots in it would arrive as a link.
 */
export function asTyped(text: string): string {
  return text
    .replace(/<([^<>]*)>/g, (_whole, inner: string) => unwrapped(inner))
    .replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

function unwrapped(inner: string): string {
  const bar = inner.indexOf('|');
  const target = bar === -1 ? inner : inner.slice(0, bar);
  const label = bar === -1 ? '' : inner.slice(bar + 1);
  const sign = target.charAt(0);
  if (sign === '@' || sign === '#') return sign + (label === '' ? target.slice(1) : label.replace(/^[@#]/, ''));
  if (sign === '!') return label === '' ? `@${target.slice(1)}` : label;
  return label === '' ? target.replace(/^mailto:/, '') : label;
}
