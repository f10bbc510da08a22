/** Block Kit's composition objects (docs.slack.dev, reference/block-kit/composition-objects). */
import { byType, either, flag, isRecord, list, object, string, word } from './check.ts';
import type { Check } from './check.ts';

export const actionId: Check = string({ min: 1, max: 255 });
export const blockId: Check = string({ min: 1, max: 255 });
export const link: Check = string({ min: 1, max: 3000 });

export function plain(max = 3000): Check {
  return object({ type: word('plain_text'), text: string({ min: 1, max }) }, { emoji: flag });
}

export function mrkdwn(max = 3000): Check {
  return object({ type: word('mrkdwn'), text: string({ min: 1, max }) }, { verbatim: flag });
}

export function text(max = 3000): Check {
  return byType({ plain_text: plain(max), mrkdwn: mrkdwn(max) });
}

export const confirm: Check = object(
  { text: text(300) },
  { title: plain(100), confirm: plain(30), deny: plain(30), style: word('primary', 'danger') },
);

const optionParts = { value: string({ min: 1, max: 150 }) };

/** For selects and overflow menus: the label is plain text. */
export const option: Check = object({ text: plain(75), ...optionParts }, { description: plain(75) });
export const overflowOption: Check = object({ text: plain(75), ...optionParts }, { description: plain(75), url: link });
/** For radio buttons and checkboxes: the label may be mrkdwn. */
export const tickOption: Check = object({ text: text(75), ...optionParts }, { description: text(75) });

export const optionGroup: Check = object({ label: plain(75), options: list(option, { min: 1, max: 100 }) });

export const conversationFilter: Check = object(
  {},
  {
    include: list(word('im', 'mpim', 'private', 'public'), { min: 1 }),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
);

export const dispatchConfig: Check = object(
  {},
  { trigger_actions_on: list(word('on_enter_pressed', 'on_character_entered'), { min: 1, max: 2 }) },
);

export const imageParts = {
  required: { type: word('image'), alt_text: string({ min: 1, max: 2000 }) },
  optional: {
    image_url: link,
    slack_file: object({}, { id: string({ min: 1 }), url: link }, either('id', 'url')),
  },
  rule: either('image_url', 'slack_file'),
};

export const imageElement: Check = object(imageParts.required, imageParts.optional, imageParts.rule);

export const workflow: Check = object({
  trigger: object(
    { url: link },
    { customizable_input_parameters: list(object({ name: string({ min: 1 }), value: string() })) },
  ),
});

/** Every option of an element, those in groups too. */
export function optionsOf(element: Record<string, unknown>): unknown[] {
  const groups = Array.isArray(element['option_groups']) ? element['option_groups'] : [];
  const grouped = groups.flatMap((group) =>
    isRecord(group) && Array.isArray(group['options']) ? group['options'] : [],
  );
  return [...(Array.isArray(element['options']) ? element['options'] : []), ...grouped];
}
