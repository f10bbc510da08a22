/** Elements that people type into or pick a date or time from. */
import { anything, flag, isRecord, list, number, object, string, word } from './check.ts';
import type { Check, Fields } from './check.ts';
import { actionId, confirm, dispatchConfig, plain } from './objects.ts';

const typed: Fields = {
  action_id: actionId,
  focus_on_load: flag,
  placeholder: plain(150),
  dispatch_action_config: dispatchConfig,
};
const picked: Fields = { action_id: actionId, confirm, focus_on_load: flag };
const length = number({ min: 0, max: 3000, whole: true });

/** Slack documents strings; numbers are taken too. */
const amount: Check = (value, pointer, report) => {
  if (!['string', 'number'].includes(typeof value) || value === '' || Number.isNaN(Number(value))) {
    report('must provide a number', pointer);
  }
};

function ordered(low: string, high: string): Check {
  return (value, pointer, report) => {
    if (!isRecord(value) || value[low] === undefined || value[high] === undefined) return;
    if (Number(value[low]) > Number(value[high])) report(`${low} must not exceed ${high}`, `${pointer}/${low}`);
  };
}

export const textInputs: Fields = {
  plain_text_input: object(
    { type: word('plain_text_input') },
    {
      ...typed,
      initial_value: string({ max: 3000 }),
      multiline: flag,
      min_length: length,
      max_length: number({ min: 1, max: 3000, whole: true }),
    },
    ordered('min_length', 'max_length'),
  ),
  email_text_input: object({ type: word('email_text_input') }, { ...typed, initial_value: string() }),
  url_text_input: object({ type: word('url_text_input') }, { ...typed, initial_value: string() }),
  number_input: object(
    { type: word('number_input'), is_decimal_allowed: flag },
    { ...typed, initial_value: amount, min_value: amount, max_value: amount },
    ordered('min_value', 'max_value'),
  ),
};

export const richTextInput: Check = object(
  { type: word('rich_text_input') },
  { ...typed, initial_value: anything, min_lines: number({ min: 1 }), max_lines: number({ min: 1 }) },
);

export const fileInput: Check = object(
  { type: word('file_input') },
  { action_id: actionId, filetypes: list(string({ min: 1 })), max_files: number({ min: 1, max: 10, whole: true }) },
);

export const pickers: Fields = {
  datepicker: object(
    { type: word('datepicker') },
    { ...picked, placeholder: plain(150), initial_date: string({ pattern: /^\d{4}-\d\d-\d\d$/ }) },
  ),
  timepicker: object(
    { type: word('timepicker') },
    {
      ...picked,
      placeholder: plain(150),
      initial_time: string({ pattern: /^([01]\d|2[0-3]):[0-5]\d$/ }),
      timezone: string({ min: 1 }),
    },
  ),
  datetimepicker: object(
    { type: word('datetimepicker') },
    { ...picked, initial_date_time: number({ min: 0, max: 9_999_999_999, whole: true }) },
  ),
};
