/** Which blocks may stand where, and how many (docs.slack.dev, reference/block-kit/blocks). */
import { byType, list } from './check.ts';
import type { Check, Fields } from './check.ts';
import { alert, card, carousel, container, plan, taskCard } from './cards.ts';
import { actions, context, contextActions, divider, file, header, image, input } from './plain-blocks.ts';
import { markdown, section, video } from './plain-blocks.ts';
import { richText } from './richtext.ts';
import { dataTable, dataVisualization, table } from './tables.ts';

/** `response` is a message sent to a response URL. */
export type Surface = 'message' | 'response' | 'modal' | 'home';

const everywhere: Fields = {
  actions,
  context,
  divider,
  header,
  image,
  rich_text: richText,
  section,
  video,
};

const message: Fields = {
  ...everywhere,
  input: input({ files: false }),
  card,
  carousel,
  container,
  context_actions: contextActions,
  data_table: dataTable,
  data_visualization: dataVisualization,
  file,
  markdown,
  plan,
  table,
  task_card: taskCard,
};

const KINDS: Record<Surface, Fields> = {
  message,
  response: message,
  modal: { ...everywhere, alert, input: input({ files: true }) },
  home: { ...everywhere, input: input({ files: false }) },
};

const MOST: Record<Surface, number> = { message: 50, response: 50, modal: 100, home: 100 };

export function blocksOn(surface: Surface, limits: { min?: number } = {}): Check {
  return list(byType(KINDS[surface]), { max: MOST[surface], ...limits });
}
