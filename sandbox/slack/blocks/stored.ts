/** What Slack makes of blocks when it keeps them: ids where there were none, defaults written out. */
import { randomBytes } from 'node:crypto';
import { isRecord } from './check.ts';
import { storedText } from './mrkdwn.ts';

const INTERACTIVE = new Set([
  'button',
  'workflow_button',
  'overflow',
  'checkboxes',
  'radio_buttons',
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
  'file_input',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'feedback_buttons',
  'icon_button',
]);

export function shortId(): string {
  return randomBytes(6).toString('base64url').slice(0, 5);
}

export function storedBlocks(blocks: readonly unknown[]): Record<string, unknown>[] {
  return blocks.filter(isRecord).map((block) => {
    const { type, ...rest } = withDefaults(block) as Record<string, unknown>;
    return { type, block_id: shortId(), ...rest };
  });
}

export function withDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDefaults);
  if (!isRecord(value)) return value;
  const made = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withDefaults(inner)]));
  const type = value['type'];
  if (type === 'plain_text' && typeof value['text'] === 'string') {
    return { emoji: true, ...made };
  }
  if (type === 'mrkdwn' && typeof value['text'] === 'string') {
    return { verbatim: false, ...made, text: storedText(value['text']) };
  }
  const interactive = typeof type === 'string' && (INTERACTIVE.has(type) || type.endsWith('_select'));
  if (interactive && value['action_id'] === undefined) return { ...made, action_id: shortId() };
  return made;
}
