/** What stands in the fields of a form or the menus of a message, as `state.values` shows it. */
import { elementsOf } from './blocks/across.ts';
import { isRecord } from './blocks/check.ts';
import { optionsOf } from './blocks/objects.ts';
import type { Json, Values } from './model.ts';
import { refuse } from '../refusal.ts';

export type Field = {
  readonly block: Json;
  readonly element: Json;
  readonly block_id: string;
  readonly action_id: string;
};

/** Where each kind of element keeps its value in the state, and which property of the element is its first value. */
const SLOTS: Readonly<Record<string, { slot: string; initial: string; many?: true }>> = {
  plain_text_input: { slot: 'value', initial: 'initial_value' },
  email_text_input: { slot: 'value', initial: 'initial_value' },
  url_text_input: { slot: 'value', initial: 'initial_value' },
  number_input: { slot: 'value', initial: 'initial_value' },
  rich_text_input: { slot: 'rich_text_value', initial: 'initial_value' },
  static_select: { slot: 'selected_option', initial: 'initial_option' },
  external_select: { slot: 'selected_option', initial: 'initial_option' },
  radio_buttons: { slot: 'selected_option', initial: 'initial_option' },
  users_select: { slot: 'selected_user', initial: 'initial_user' },
  channels_select: { slot: 'selected_channel', initial: 'initial_channel' },
  conversations_select: { slot: 'selected_conversation', initial: 'initial_conversation' },
  datepicker: { slot: 'selected_date', initial: 'initial_date' },
  timepicker: { slot: 'selected_time', initial: 'initial_time' },
  datetimepicker: { slot: 'selected_date_time', initial: 'initial_date_time' },
  checkboxes: { slot: 'selected_options', initial: 'initial_options', many: true },
  multi_static_select: { slot: 'selected_options', initial: 'initial_options', many: true },
  multi_external_select: { slot: 'selected_options', initial: 'initial_options', many: true },
  multi_users_select: { slot: 'selected_users', initial: 'initial_users', many: true },
  multi_channels_select: { slot: 'selected_channels', initial: 'initial_channels', many: true },
  multi_conversations_select: { slot: 'selected_conversations', initial: 'initial_conversations', many: true },
};

export function elementsIn(blocks: readonly Json[]): Field[] {
  return blocks.flatMap((block) => {
    const inner = block['type'] === 'container' ? elementsIn(block['child_blocks'] as Json[]) : [];
    const own = elementsOf(block)
      .filter((element) => typeof element['action_id'] === 'string')
      .map((element) => ({
        block,
        element,
        block_id: String(block['block_id']),
        action_id: String(element['action_id']),
      }));
    return [...own, ...inner];
  });
}

/** The elements that have a value: all but buttons and overflow menus. */
export function fieldsIn(blocks: readonly Json[]): Field[] {
  return elementsIn(blocks).filter(({ element }) => slotOf(element) !== undefined);
}

function slotOf(element: Json) {
  return SLOTS[String(element['type'])];
}

export function firstValues(blocks: readonly Json[]): Values {
  const values: Values = {};
  for (const { element, block_id, action_id } of fieldsIn(blocks)) {
    const slot = slotOf(element);
    if (!slot) continue;
    const first = element[slot.initial] ?? (slot.many ? [] : null);
    (values[block_id] ??= {})[action_id] = { type: element['type'], [slot.slot]: first };
  }
  return values;
}

/** After an update of the view: whatever was typed under the same block id and action id stays. */
export function carriedOver(before: Values, blocks: readonly Json[]): Values {
  const values = firstValues(blocks);
  for (const [block, actions] of Object.entries(values)) {
    for (const [action, value] of Object.entries(actions)) {
      const old = before[block]?.[action];
      if (old && old['type'] === value['type']) actions[action] = old;
    }
  }
  return values;
}

export function isEmpty(state: Json | undefined): boolean {
  if (!state) return true;
  return Object.entries(state).every(
    ([name, value]) =>
      name === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

/** The field's state after a person gave it this value: a string, a list of strings, null, or the state itself. */
export function stateOf(field: Field, value: unknown, offered: readonly Json[]): Json {
  const { element, action_id } = field;
  const slot = slotOf(element);
  if (!slot) return refuse(400, `${action_id} holds no value.`);
  const type = element['type'];
  if (isRecord(value) && slot.slot in value) return { type, [slot.slot]: value[slot.slot] };
  if (value === null || value === '') return { type, [slot.slot]: slot.many ? [] : null };
  if (slot.slot === 'rich_text_value') return { type, [slot.slot]: value };
  if (slot.slot === 'selected_date_time') return { type, [slot.slot]: Number(value) };
  if (!slot.slot.startsWith('selected_option')) {
    return { type, [slot.slot]: slot.many ? [value].flat().map(plain) : plain(value) };
  }
  const chosen = [value].flat().map((entry) => optionFor(field, entry, offered));
  return { type, [slot.slot]: slot.many ? chosen : chosen[0] };
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : refuse(400, 'A value must be a text.');
}

function optionFor({ element, action_id }: Field, value: unknown, offered: readonly Json[]): Json {
  const initial = [element['initial_option'], element['initial_options']].flat();
  const options = [...optionsOf(element), ...offered, ...initial].filter(isRecord);
  const found = options.findLast((option) => option['value'] === String(value));
  return found ?? refuse(400, `${action_id} offers no option ${String(value)}.`);
}

/** What Slack itself asks before it sends a form: required fields, lengths. By block id, in its own words. */
export function clientErrors(blocks: readonly Json[], values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element, block_id, action_id } of fieldsIn(blocks)) {
    if (block['type'] !== 'input') continue;
    const state = values[block_id]?.[action_id];
    if (isEmpty(state)) {
      if (block['optional'] !== true) errors[block_id] = 'Please complete this required field.';
      continue;
    }
    const text = state?.['value'];
    if (typeof text !== 'string') continue;
    const length = [...text].length;
    const least = Number(element['min_length'] ?? 0);
    const most = Number(element['max_length'] ?? 3000);
    if (length < least) errors[block_id] = `Enter at least ${least} characters.`;
    if (length > most) errors[block_id] = `Enter no more than ${most} characters.`;
  }
  return errors;
}
