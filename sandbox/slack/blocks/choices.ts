/** Elements that offer choices: selects, overflow menus, checkboxes, radio buttons. */
import { isDeepStrictEqual } from 'node:util';
import { either, flag, isRecord, list, number, object, string, word } from './check.ts';
import type { Check, Fields } from './check.ts';
import {
  actionId,
  confirm,
  conversationFilter,
  option,
  optionGroup,
  optionsOf,
  overflowOption,
  plain,
  tickOption,
} from './objects.ts';

const placeholder = plain(150);
const common: Fields = { action_id: actionId, confirm, focus_on_load: flag };
const id = string({ min: 1 });
const many: Fields = { max_selected_items: number({ min: 1, whole: true }) };

/** Two options with one value cannot be told apart when they come back. */
const valuesDiffer: Check = (value, pointer, report) => {
  if (!isRecord(value)) return;
  const seen = new Set<unknown>();
  for (const entry of optionsOf(value)) {
    if (!isRecord(entry)) continue;
    if (seen.has(entry['value'])) report(`duplicate option value: ${String(entry['value'])}`, pointer);
    seen.add(entry['value']);
  }
};

/** Slack compares the whole option, not only its value. */
const initialIsOffered: Check = (value, pointer, report) => {
  if (!isRecord(value)) return;
  const offered = optionsOf(value);
  const check = (initial: unknown, at: string) => {
    if (!offered.some((entry) => isDeepStrictEqual(entry, initial))) report('must match one of the options', at);
  };
  if (value['initial_option'] !== undefined) check(value['initial_option'], `${pointer}/initial_option`);
  if (Array.isArray(value['initial_options'])) {
    value['initial_options'].forEach((initial, index) => check(initial, `${pointer}/initial_options/${index}`));
  }
};

const staticParts: Fields = {
  placeholder,
  options: list(option, { min: 1, max: 100 }),
  option_groups: list(optionGroup, { min: 1, max: 100 }),
};
const staticRules = [either('options', 'option_groups'), valuesDiffer, initialIsOffered];
const queryLength = number({ min: 0, whole: true });
const conversations: Fields = { placeholder, filter: conversationFilter, default_to_current_conversation: flag };

function select(type: string, parts: Fields, ...rules: Check[]): Check {
  return object({ type: word(type) }, { ...common, ...parts }, ...rules);
}

export const selects: Fields = {
  static_select: select('static_select', { ...staticParts, initial_option: option }, ...staticRules),
  external_select: select('external_select', { placeholder, initial_option: option, min_query_length: queryLength }),
  users_select: select('users_select', { placeholder, initial_user: id }),
  channels_select: select('channels_select', { placeholder, initial_channel: id, response_url_enabled: flag }),
  conversations_select: select('conversations_select', {
    ...conversations,
    initial_conversation: id,
    response_url_enabled: flag,
  }),
};

export const multiSelects: Fields = {
  multi_static_select: select(
    'multi_static_select',
    { ...staticParts, ...many, initial_options: list(option, { min: 1 }) },
    ...staticRules,
  ),
  multi_external_select: select('multi_external_select', {
    placeholder,
    ...many,
    initial_options: list(option, { min: 1 }),
    min_query_length: queryLength,
  }),
  multi_users_select: select('multi_users_select', { placeholder, ...many, initial_users: list(id) }),
  multi_channels_select: select('multi_channels_select', { placeholder, ...many, initial_channels: list(id) }),
  multi_conversations_select: select('multi_conversations_select', {
    ...conversations,
    ...many,
    initial_conversations: list(id),
  }),
};

export const overflow: Check = object(
  { type: word('overflow'), options: list(overflowOption, { min: 1, max: 5 }) },
  { action_id: actionId, confirm },
  valuesDiffer,
);

export const checkboxes: Check = object(
  { type: word('checkboxes'), options: list(tickOption, { min: 1, max: 10 }) },
  { ...common, initial_options: list(tickOption, { min: 1 }) },
  valuesDiffer,
  initialIsOffered,
);

export const radioButtons: Check = object(
  { type: word('radio_buttons'), options: list(tickOption, { min: 1, max: 10 }) },
  { ...common, initial_option: tickOption },
  valuesDiffer,
  initialIsOffered,
);
