import { isRecord, listOf, textOf, type Json } from '../json.ts';

/**
 * Everything in a card that is an object of its own, in the order in which it is drawn; the cards behind buttons too.
 * Each has its `type`, also where the card may leave it out.
 */
export function elementsIn(card: unknown): readonly Json[] {
  const found: Json[] = [];
  const visit = (value: unknown, type?: string) => {
    if (Array.isArray(value)) for (const inner of value) visit(inner, type);
    else if (isRecord(value)) {
      found.push(type === undefined || value['type'] !== undefined ? value : { type, ...value });
      for (const [part, its] of PARTS) visit(value[part], its);
    }
  };
  visit(card);
  return found;
}

/** Where an element holds others, in the order in which they are drawn, and of which type where that is understood. */
const PARTS: readonly (readonly [string, string?])[] = [
  ['body'],
  ['items'],
  ['columns', 'Column'],
  ['rows', 'TableRow'],
  ['cells', 'TableCell'],
  ['facts', 'Fact'],
  ['images', 'Image'],
  ['inlines', 'TextRun'],
  ['choices', 'Input.Choice'],
  ['inlineAction'],
  ['selectAction'],
  ['actions'],
  ['card', 'AdaptiveCard'],
];

export function typeOf(element: Json): string {
  return textOf(element['type']) ?? '';
}

export function inputsIn(card: unknown): readonly Json[] {
  return elementsIn(card).filter((element) => isInput(element) && textOf(element['id']));
}

export function isInput(element: Json): boolean {
  return typeOf(element).startsWith('Input.') && typeOf(element) !== 'Input.Choice';
}

export function actionsIn(card: unknown): readonly Json[] {
  return elementsIn(card).filter((element) => typeOf(element).startsWith('Action.'));
}

/** All texts that a person can read in a card, in order. */
export function wordsIn(card: unknown): readonly string[] {
  return elementsIn(card).flatMap((element) => {
    const names = TEXTS[typeOf(element)] ?? (isInput(element) ? ['label', 'value', 'placeholder'] : ['text', 'title']);
    const runs = listOf(element['inlines']).flatMap((run) => textOf(run) ?? []);
    return [...names.flatMap((name) => textOf(element[name]) ?? []), ...runs];
  });
}

const TEXTS: Readonly<Record<string, readonly string[]>> = {
  Fact: ['title', 'value'],
  Image: ['altText'],
  'Input.Choice': ['title'],
  'Input.ChoiceSet': ['label', 'placeholder'],
  'Input.Toggle': ['label', 'title'],
};
