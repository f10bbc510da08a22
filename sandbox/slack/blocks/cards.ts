/** Blocks that group or frame others: alerts, cards, containers, task lists. */
import { anything, atLeastOne, byType, flag, list, object, string, word } from './check.ts';
import type { Fields } from './check.ts';
import { button } from './buttons.ts';
import { imageElement, link, mrkdwn, plain, text } from './objects.ts';
import { actions, block, context, divider, file, header, image, input, section, video } from './plain-blocks.ts';
import { richText } from './richtext.ts';
import { table } from './tables.ts';

export const alert = block(
  'alert',
  { text: text(200) },
  { level: word('default', 'info', 'warning', 'error', 'success') },
);

const icon = object({ type: word('icon'), name: string({ min: 1 }) });

export const card = block(
  'card',
  {},
  {
    hero_image: imageElement,
    icon: imageElement,
    slack_icon: icon,
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    subtext: mrkdwn(200),
    actions: list(button, { min: 1, max: 3 }),
  },
  atLeastOne('hero_image', 'title', 'actions', 'body'),
);

export const carousel = block('carousel', { elements: list(byType({ card }), { min: 1, max: 10 }) });

const children: Fields = {
  actions,
  context,
  divider,
  file,
  header,
  image,
  input: input({ files: false }),
  rich_text: richText,
  section,
  table,
  video,
};

export const container = block(
  'container',
  { child_blocks: list(byType(children), { max: 10 }) },
  {
    title: plain(150),
    rich_text_title: richText,
    subtitle: text(150),
    width: word('narrow', 'standard', 'wide', 'full'),
    icon: imageElement,
    is_collapsible: flag,
    default_collapsed: flag,
    has_header_divider: flag,
  },
);

const source = object({ type: word('url'), url: link, text: string({ min: 1 }) });
const status = word('pending', 'in_progress', 'complete', 'error');
const step: Fields = { task_id: string({ min: 1, max: 255 }), title: string({ min: 1 }), status };
const findings: Fields = { details: richText, output: richText, sources: list(source) };

export const taskCard = block('task_card', step, findings);

export const plan = block(
  'plan',
  { title: string({ min: 1 }) },
  { tasks: list(object(step, { ...findings, type: anything, block_id: anything })) },
);
