/** The `rich_text` block and what is in it. */
import { byType, flag, list, number, object, string, word } from './check.ts';
import type { Check, Fields } from './check.ts';
import { blockId, link } from './objects.ts';

const flags = (...names: string[]): Fields => Object.fromEntries(names.map((name) => [name, flag]));
const style = object(
  {},
  flags('bold', 'italic', 'strike', 'code', 'underline', 'highlight', 'client_highlight', 'unlink'),
);
const id = string({ min: 1 });

const run = (type: string, required: Fields, optional: Fields = {}) =>
  object({ type: word(type), ...required }, { style, ...optional });

const runs = byType({
  text: run('text', { text: string({ min: 1 }) }),
  link: run('link', { url: link }, { text: string(), unsafe: flag }),
  emoji: run('emoji', { name: id }, { unicode: string(), url: link, skin_tone: number() }),
  user: run('user', { user_id: id }),
  usergroup: run('usergroup', { usergroup_id: id }),
  channel: run('channel', { channel_id: id }),
  team: run('team', { team_id: id }),
  broadcast: run('broadcast', { range: word('here', 'channel', 'everyone') }),
  color: run('color', { value: id }),
  date: run('date', { timestamp: number(), format: id }, { url: link, fallback: string() }),
});

const border = number({ min: 0 });
const section = object({ type: word('rich_text_section'), elements: list(runs) });

const part = byType({
  rich_text_section: section,
  rich_text_list: object(
    { type: word('rich_text_list'), elements: list(section), style: word('bullet', 'ordered') },
    { indent: number({ min: 0, max: 8 }), offset: number({ min: 0 }), border },
  ),
  rich_text_quote: object({ type: word('rich_text_quote'), elements: list(runs) }, { border }),
  rich_text_preformatted: object(
    { type: word('rich_text_preformatted'), elements: list(runs) },
    { border, language: string() },
  ),
});

export const richText: Check = object({ type: word('rich_text'), elements: list(part) }, { block_id: blockId });
