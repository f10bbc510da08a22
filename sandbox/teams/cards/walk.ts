import { isRecord, listOf, textOf, type Json } from '../json.ts';

/** Everything in a card that is an object of its own, in the order in which it is shown; hidden cards of buttons too. */
export function elementsIn(card: unknown): readonly Json[] {
  const found: Json[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) for (const inner of value) visit(inner);
    else if (isRecord(value)) {
      found.push(value);
      for (const part of PARTS) visit(value[part]);
    }
  };
  visit(card);
  return found;
}

/** Where an element holds other elements, in the order in which they are drawn. */
const PARTS = [
  'body',
  'items',
  'columns',
  'rows',
  'cells',
  'facts',
  'images',
  'inlines',
  'choices',
  'inlineAction',
  'selectAction',
  'actions',
  'card',
];

export function typeOf(element: Json): string {
  return textOf(element['type']) ?? '';
}

export function inputsIn(card: unknown): readonly Json[] {
  return elementsIn(card).filter((element) => typeOf(element).startsWith('Input.') && textOf(element['id']));
}

export function actionsIn(card: unknown): readonly Json[] {
  return elementsIn(card).filter((element) => typeOf(element).startsWith('Action.'));
}

/** All texts that a person can read in a card, in order. */
export function wordsIn(card: unknown): readonly string[] {
  return elementsIn(card).flatMap((element) => TEXTS.flatMap((name) => textOf(element[name]) ?? runOf(element, name)));
}

const TEXTS = ['label', 'title', 'text', 'value', 'placeholder', 'altText', 'inlines'];

/** A rich text may hold plain strings. */
function runOf(element: Json, name: string): readonly string[] {
  return name === 'inlines' ? listOf(element['inlines']).flatMap((run) => textOf(run) ?? []) : [];
}
