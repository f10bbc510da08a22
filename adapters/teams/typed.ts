/** What a person typed, as they saw it while typing. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

export type Mention = { readonly text: string; readonly id: string };

/**
 * Without the mention of the bot itself, which stands in every message from a channel, and with the entities taken back that
 * Teams' clients write for `&`, `<` and `>`.
 */
export function asTyped(text: string, mentions: readonly Mention[], bot: string): string {
  const own = mentions.filter(({ id }) => id === bot).reduce((rest, mention) => rest.replace(mention.text, ' '), text);
  return own.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity).trim();
}
