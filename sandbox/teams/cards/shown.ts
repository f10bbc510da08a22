/** A card as somebody before it sees it: its buttons, its fields, its words. */
import { isRecord, listOf, recordOf, textOf, type Json } from '../json.ts';
import type { Dialog } from '../model.ts';
import { marksInCard } from './marks.ts';
import { actionsIn, inputsIn, typeOf, wordsIn } from './walk.ts';

export function shownCard(card: Json | null): Json {
  return {
    buttons: actionsIn(card).map((action) => ({
      id: textOf(action['id']) ?? null,
      verb: textOf(action['verb']) ?? null,
      title: textOf(action['title']) ?? null,
      type: typeOf(action),
      data: action['data'] ?? null,
      url: textOf(action['url']) ?? null,
      style: textOf(action['style']) ?? 'default',
      enabled: action['isEnabled'] !== false,
    })),
    inputs: inputsIn(card).map((input) => ({
      id: input['id'],
      type: typeOf(input),
      label: textOf(input['label']) ?? null,
      value: firstValue(input),
      required: input['isRequired'] === true,
      choices: listOf(input['choices']),
      search: isRecord(input['choices.data']) ? input['choices.data']['dataset'] : null,
      visible: input['isVisible'] !== false,
    })),
    words: wordsIn(card),
  };
}

export function shownDialog({ title, card, url }: Dialog): Json {
  return { title, url, card, ...shownCard(card), words: [title, ...wordsIn(card)], marks: marksInCard(card) };
}

/** What stands in a field before anybody touched it. */
export function firstValue(input: Json): string | number {
  const { value } = input;
  if (typeof value === 'string' || typeof value === 'number') return value;
  return typeOf(input) === 'Input.Toggle' ? (textOf(input['valueOff']) ?? 'false') : '';
}

/** What stands in the fields, by their ids. */
export type Fields = Readonly<Record<string, string | number | boolean>>;

/** Why the client does not send what stands in the fields, by field; empty when it does. */
export function fieldErrors(
  card: Json,
  values: Fields,
  offered: (field: string) => ReadonlySet<string>,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const input of inputsIn(card)) {
    const id = String(input['id']);
    const text = String(values[id] ?? '');
    const problem = text === '' ? missing(input) : wrong(input, text, offered(id));
    if (problem !== undefined) errors[id] = problem;
  }
  return errors;
}

function missing(input: Json): string | undefined {
  return input['isRequired'] === true ? (textOf(input['errorMessage']) ?? 'This field is required.') : undefined;
}

function wrong(input: Json, text: string, offered: ReadonlySet<string>): string | undefined {
  const says = textOf(input['errorMessage']) ?? 'This is not valid.';
  switch (typeOf(input)) {
    case 'Input.Text': {
      const { maxLength, regex } = input;
      if (typeof maxLength === 'number' && text.length > maxLength) return says;
      return typeof regex === 'string' && !new RegExp(regex).test(text) ? says : undefined;
    }
    case 'Input.Number': {
      const number = Number(text);
      const { min, max } = input;
      const outside = (typeof min === 'number' && number < min) || (typeof max === 'number' && number > max);
      return Number.isNaN(number) || outside ? says : undefined;
    }
    case 'Input.ChoiceSet': {
      const known = new Set([...listOf(input['choices']).map((choice) => recordOf(choice)['value']), ...offered]);
      const chosen = input['isMultiSelect'] === true ? text.split(',') : [text];
      return chosen.every((value) => known.has(value)) ? undefined : 'This is not one of the choices.';
    }
    default:
      return undefined;
  }
}
