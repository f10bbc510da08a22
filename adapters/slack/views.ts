/** Forms as modals, and what was filled in. A field's name is its `block_id` and its `action_id`. */
import type { types } from '@slack/bolt';
import { z } from 'zod';
import type { Answers, Choice, Field, FieldName, FieldProblems, Form, FormName } from '../../workflows/card.ts';
import { cut, line, plain, tame } from './literal.ts';
import { richText, runs } from './rich.ts';

/**
 * What a modal carries from its opening to its submission: kept by Slack, never shown. `reply` is the reply token of
 * what opened it, since a submission has no response URL of its own.
 */
export type Carried = { readonly subject: string; readonly reply: string };

const FORMS = ['ask', 'deny', 'revoke', 'diagnose'] as const satisfies readonly FormName[];
export const FIELDS = ['vm', 'role', 'duration', 'reason', 'ticket', 'text'] as const satisfies readonly FieldName[];

export function paintForm(form: Form, carried: Carried): types.ModalView {
  const intro = form.intro === undefined ? [] : [richText(runs(form.intro))];
  return {
    type: 'modal',
    callback_id: `latchkey.${form.name}`,
    private_metadata: JSON.stringify(carried),
    title: plain(form.title, 24),
    submit: plain(form.submit, 24),
    close: plain('Cancel', 24),
    blocks: [...intro, ...form.fields.map(paintField)],
  };
}

/** Shown at once when the form itself is late, because the trigger that opens a modal dies after three seconds. */
export function paintSkeleton(): types.ModalView {
  const loading = richText([{ type: 'text', text: 'One moment…' }]);
  return { type: 'modal', title: plain('Latchkey', 24), close: plain('Cancel', 24), blocks: [loading] };
}

function paintField(field: Field): types.InputBlock {
  return {
    type: 'input',
    block_id: field.name,
    label: plain(field.label, 2000),
    ...(field.hint === undefined ? {} : { hint: plain(field.hint, 2000) }),
    optional: field.optional,
    element: elementOf(field),
  };
}

function elementOf(field: Field): types.InputBlockElement {
  if (field.is === 'search') {
    const initial = field.initial === undefined ? undefined : paintChoices([field.initial])[0];
    return {
      type: 'external_select',
      action_id: field.name,
      min_query_length: 0,
      placeholder: plain(field.placeholder, 150),
      ...(initial === undefined ? {} : { initial_option: initial }),
    };
  }
  if (field.is === 'choice') {
    const options = paintChoices(field.choices);
    const initial = options.find((option) => option.value === field.initial);
    const chosen = initial === undefined ? {} : { initial_option: initial };
    // Nothing to choose from would make Slack refuse the whole form, so that even "deny" could not be said.
    if (options.length === 0) return { type: 'plain_text_input', action_id: field.name };
    // Radio buttons show the details of all choices at once; Slack takes at most ten of them.
    if (options.length <= 5) return { type: 'radio_buttons', action_id: field.name, options, ...chosen };
    return { type: 'static_select', action_id: field.name, options, ...chosen };
  }
  const longest = Math.max(1, Math.min(field.longest, 3000));
  const initial = cut(tame(field.initial ?? ''), longest);
  return {
    type: 'plain_text_input',
    action_id: field.name,
    multiline: field.lines === 'many',
    max_length: longest,
    ...(initial === '' ? {} : { initial_value: initial }),
  };
}

/**
 * At most 100 options with values that differ. One whose value Slack could not carry whole is left out, for a value cut
 * short would name something else.
 */
export function paintChoices(choices: readonly Choice[]): types.PlainTextOption[] {
  const fitting = choices.filter(({ value }) => value !== '' && [...value].length <= 75);
  const distinct = fitting.filter(({ value }, index) => fitting.findIndex((other) => other.value === value) === index);
  return distinct.slice(0, 100).map((choice) => ({
    text: plain(choice.label, 75),
    value: choice.value,
    ...(choice.detail === undefined ? {} : { description: plain(choice.detail, 75) }),
  }));
}

const Submitted = z.object({
  callback_id: z.string().transform((id) => FORMS.find((name) => id === `latchkey.${name}`)),
  private_metadata: z.string(),
  blocks: z.array(z.object({ type: z.string(), block_id: z.string().optional() })),
  state: z.object({
    values: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          value: z.string().nullish(),
          selected_option: z.object({ value: z.string() }).nullish(),
        }),
      ),
    ),
  }),
});

const CarriedShape = z.object({ subject: z.string(), reply: z.string() });

export type Filled = {
  readonly form: FormName;
  readonly carried: Carried;
  readonly answers: Answers;
  /** The fields the form had, so that a problem is shown where there is something to show it at. */
  readonly shown: readonly FieldName[];
};

/** What was filled in; undefined when the view is not one of ours. Fields left empty are not among the answers. */
export function readAnswers(view: unknown): Filled | undefined {
  const parsed = Submitted.safeParse(view);
  if (!parsed.success || parsed.data.callback_id === undefined) return undefined;
  const carried = CarriedShape.safeParse(jsonOf(parsed.data.private_metadata));
  if (!carried.success) return undefined;
  const answers: Answers = {};
  for (const name of FIELDS) {
    const given = parsed.data.state.values[name]?.[name];
    const value = given?.selected_option?.value ?? given?.value ?? '';
    if (value !== '') answers[name] = value;
  }
  const shown = FIELDS.filter((name) => parsed.data.blocks.some((block) => block.block_id === name));
  return { form: parsed.data.callback_id, carried: carried.data, answers, shown };
}

/** By `block_id`. Slack ignores an error for a block the view lacks, so such a problem goes to the first field. */
export function paintProblems(problems: FieldProblems, shown: readonly FieldName[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const name of FIELDS) {
    const problem = problems[name];
    if (problem === undefined) continue;
    const at = shown.includes(name) ? name : (shown[0] ?? name);
    errors[at] = errors[at] === undefined ? line(problem, 500) : `${errors[at]} ${line(problem, 500)}`;
  }
  return errors;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
