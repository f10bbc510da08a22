/** Forms as Adaptive Cards, in a dialog or in a message, and what was filled in. A field's name is its input's id. */
import { z } from 'zod';
import type { Answers, Choice, Field, FieldName, FieldProblems, Form, FormName } from '../../workflows/card.ts';
import { bytesOf, LARGEST_CARD } from './elements.ts';
import type { Action, AdaptiveCard, Element } from './elements.ts';
import { cut, line, tame } from './literal.ts';
import { lines, literal, runs } from './rich.ts';

const FORMS = ['ask', 'deny', 'revoke', 'diagnose'] as const satisfies readonly FormName[];
const FIELDS = ['vm', 'role', 'duration', 'reason', 'ticket', 'text'] as const satisfies readonly FieldName[];

/** The list that the typeahead asks about. */
export const DATASET = 'vms';
/** Beside the typeahead: clients that cannot ask while typing (older phones among them) still can name a VM. */
const TYPED = 'vmTyped';

export type FormView = {
  /** A dialog has its own title and closes when it is submitted; in a message the form is the card. */
  readonly where: 'dialog' | 'message';
  /** What was filled in before, when it comes back with problems. */
  readonly answers?: Answers;
  readonly problems?: FieldProblems;
  /** Said on top: why the form is back although nothing is wrong with it. */
  readonly apology?: string;
};

export function paintForm(form: Form, view: FormView): AdaptiveCard {
  const card = (max: number): AdaptiveCard => ({
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      ...(view.where === 'message'
        ? lines(literal(line(form.title, 200), 200, { weight: 'Bolder', size: 'Medium' }))
        : []),
      ...(view.apology === undefined ? [] : lines(literal(view.apology, 500, { color: 'Attention' }))),
      ...(form.intro === undefined ? [] : lines(runs(form.intro, max))),
      ...form.fields.flatMap((field) => paintField(field, view, max)),
    ],
    actions: [submitOf(form, view.where)],
  });
  // A form holds little but what the person typed, which is never cut: only the words around it are.
  return [1000, 200].map(card).find((each) => bytesOf(each) <= LARGEST_CARD) ?? card(60);
}

function submitOf(form: Form, where: FormView['where']): Action {
  const title = line(form.submit, 40);
  const data = { latchkey: 'form', form: form.name, subject: form.subject };
  const style = form.name === 'ask' ? 'positive' : 'destructive';
  const submit: Action = { type: 'Action.Submit', title, data, style };
  if (where === 'dialog') return { ...submit, id: 'submit' };
  return { type: 'Action.Execute', id: 'submit', title, verb: 'form', data, style, fallback: submit };
}

function paintField(field: Field, view: FormView, max: number): Element[] {
  const problem = view.problems?.[field.name];
  const hint = field.hint === undefined ? [] : lines(literal(field.hint, max, { isSubtle: true }), { spacing: 'None' });
  const wrong = problem === undefined ? [] : lines(literal(line(problem, 500), 500, { color: 'Attention' }));
  return [
    ...inputsOf(field, view.answers?.[field.name]),
    ...hint,
    ...wrong.map((row) => ({ ...row, id: `problem.${field.name}` })),
  ];
}

function inputsOf(field: Field, answer: string | undefined): Element[] {
  const input = { id: field.name, label: line(field.label, 200) };
  const required = field.optional ? {} : { isRequired: true as const, errorMessage: 'Please fill this in.' };
  switch (field.is) {
    case 'search': {
      const known = field.initial === undefined ? [] : paintChoices([field.initial]);
      const kept =
        answer === undefined || known.some(({ value }) => value === answer)
          ? []
          : [{ title: line(answer, 75), value: answer }];
      const value = answer ?? field.initial?.value;
      return [
        {
          ...input,
          type: 'Input.ChoiceSet',
          style: 'filtered',
          placeholder: line(field.placeholder, 150),
          choices: [...known, ...kept],
          'choices.data': { type: 'Data.Query', dataset: DATASET },
          ...(value === undefined ? {} : { value }),
        },
        { type: 'Input.Text', id: TYPED, label: `Or the whole name of the ${line(field.label, 100)}`, maxLength: 300 },
      ];
    }
    case 'choice': {
      const choices = paintChoices(field.choices);
      // Nothing to choose from would leave a field that nobody can fill in.
      if (choices.length === 0) return [{ ...input, ...required, type: 'Input.Text', maxLength: 75 }];
      const value = choices.find((choice) => choice.value === (answer ?? field.initial))?.value;
      return [
        {
          ...input,
          ...required,
          type: 'Input.ChoiceSet',
          style: choices.length <= 5 ? 'expanded' : 'compact',
          wrap: true,
          choices,
          ...(value === undefined ? {} : { value }),
        },
      ];
    }
    case 'text': {
      const longest = Math.max(1, Math.min(field.longest, 4000));
      const value = cut(tame(answer ?? field.initial ?? ''), longest);
      return [
        {
          ...input,
          ...required,
          type: 'Input.Text',
          maxLength: longest,
          ...(field.lines === 'many' ? { isMultiline: true as const } : {}),
          ...(value === '' ? {} : { value }),
        },
      ];
    }
    default:
      return field satisfies never;
  }
}

/** Choices with values that differ. Details stand behind the label, since a choice has one line only. */
export function paintChoices(choices: readonly Choice[]): { title: string; value: string }[] {
  const distinct = choices.filter(
    ({ value }, index) => value !== '' && choices.findIndex((each) => each.value === value) === index,
  );
  return distinct.map(({ label, detail, value }) => ({
    title: line(detail === undefined ? label : `${label} · ${detail}`, 150),
    value,
  }));
}

const Submitted = z.object({
  latchkey: z.literal('form'),
  form: z.enum(FORMS),
  subject: z.string(),
  ...Object.fromEntries([...FIELDS, TYPED].map((name) => [name, z.unknown().optional()])),
});

export type Filled = { readonly form: FormName; readonly subject: string; readonly answers: Answers };

/** What was filled in; undefined when this is no form of ours. Fields left empty are not among the answers. */
export function readAnswers(data: unknown): Filled | undefined {
  const parsed = Submitted.safeParse(data);
  if (!parsed.success) return undefined;
  const given: Record<string, unknown> = parsed.data;
  const answers: Answers = {};
  for (const name of FIELDS) {
    const value = given[name];
    if (typeof value === 'string' && value.trim() !== '') answers[name] = value;
  }
  const typed = given[TYPED];
  if (answers.vm === undefined && typeof typed === 'string' && typed.trim() !== '') answers.vm = typed.trim();
  return { form: parsed.data.form, subject: parsed.data.subject, answers };
}
