/** The blocks that every app uses: text, pictures, controls and form fields. */
import { atLeastOne, byType, flag, list, object, string, word } from './check.ts';
import type { Check, Fields } from './check.ts';
import { button, feedbackButtons, iconButton, workflowButton } from './buttons.ts';
import { checkboxes, multiSelects, overflow, radioButtons, selects } from './choices.ts';
import { fileInput, pickers, richTextInput, textInputs } from './inputs.ts';
import { blockId, imageElement, imageParts, mrkdwn, plain, text } from './objects.ts';

const controls: Fields = {
  button,
  workflow_button: workflowButton,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
  ...selects,
  ...multiSelects,
  ...pickers,
};

const anyField: Fields = {
  checkboxes,
  radio_buttons: radioButtons,
  ...selects,
  ...multiSelects,
  ...pickers,
  ...textInputs,
  rich_text_input: richTextInput,
};

export function block(type: string, required: Fields, optional: Fields = {}, ...rules: Check[]): Check {
  return object({ type: word(type), ...required }, { block_id: blockId, ...optional }, ...rules);
}

export const section = block(
  'section',
  {},
  {
    text: text(3000),
    fields: list(text(2000), { min: 1, max: 10 }),
    accessory: byType({ ...controls, image: imageElement }),
    expand: flag,
  },
  atLeastOne('text', 'fields'),
);

export const header = block('header', { text: plain(150) });
export const divider = block('divider', {});
export const markdown = block('markdown', { text: string({ min: 1, max: 12_000 }) });

export const image = object(
  imageParts.required,
  { ...imageParts.optional, block_id: blockId, title: plain(2000) },
  imageParts.rule,
);

export const context = block('context', {
  elements: list(byType({ image: imageElement, mrkdwn: mrkdwn(), plain_text: plain() }), { min: 1, max: 10 }),
});

export const contextActions = block('context_actions', {
  elements: list(byType({ feedback_buttons: feedbackButtons, icon_button: iconButton }), { min: 1, max: 5 }),
});

export const actions = block('actions', {
  elements: list(byType({ ...controls, rich_text_input: richTextInput }), { min: 1, max: 25 }),
});

/** A form field. Files can be given only in a modal. */
export function input(options: { files: boolean }): Check {
  const element = byType(options.files ? { ...anyField, file_input: fileInput } : anyField);
  return block('input', { label: plain(2000), element }, { hint: plain(2000), optional: flag, dispatch_action: flag });
}

export const file = block('file', { external_id: string({ min: 1, max: 255 }), source: word('remote') });

export const video = block(
  'video',
  {
    alt_text: string({ min: 1, max: 200 }),
    thumbnail_url: string({ min: 1, max: 3000 }),
    title: plain(200),
    video_url: string({ min: 1, max: 3000 }),
  },
  {
    author_name: string({ max: 50 }),
    description: plain(200),
    provider_icon_url: string({ max: 3000 }),
    provider_name: string({ max: 50 }),
    title_url: string({ max: 3000 }),
  },
);
