/** What a person typed, as they saw it while typing. */

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** What Slack wraps in angle brackets: people, channels, groups and broadcasts, web and mail addresses. */
const WRAPPED = /<([@#!][^<>|]+|https?:[^<>|]+|mailto:[^<>|]+|tel:[^<>|]+)(?:\|([^<>]*))?>/g;

/**
 * Slack writes `&`, `<` and `>` as entities and wraps what it recognised: `<http://vm.example|vm.example>`, `<@U123|ana>`,
 * `<!here>` (docs.slack.dev, messaging/formatting-message-text). Without taking that back, a VM's name with dots in it
 * would arrive as a link.
 */
export function asTyped(text: string): string {
  return text
    .replace(WRAPPED, (_whole, target: string, label = '') => unwrapped(target, label))
    .replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

function unwrapped(target: string, label: string): string {
  const sign = target.charAt(0);
  if (sign === '@' || sign === '#') return sign + (label === '' ? target.slice(1) : label.replace(/^[@#]/, ''));
  if (sign === '!') return label === '' ? `@${target.slice(1)}` : label;
  return label === '' ? target.replace(/^(mailto|tel):/, '') : label;
}
