import type { FieldValue, Fields } from './desk.ts';
import type { Block, Element, Option } from './shapes.ts';

/** Slack gives every block an id; where one is missing its place stands in. */
export function blockId(block: { readonly block_id?: string }, index: number): string {
  return block.block_id ?? `block-${index}`;
}

/**
 * The fields of a view. What was entered stays where block and action kept their ids, as in Slack, so that a view may
 * be replaced under the person's hands; every other field starts with its initial value.
 */
export function fieldsOf(blocks: readonly Block[], before: Fields): Fields {
  const fields: Record<string, Record<string, FieldValue>> = {};
  for (const [index, block] of blocks.entries()) {
    const id = blockId(block, index);
    for (const element of elementsOf(block)) {
      if (!('action_id' in element)) continue;
      const value = before[id]?.[element.action_id] ?? initial(element);
      if (value !== undefined) fields[id] = { ...fields[id], [element.action_id]: value };
    }
  }
  return fields;
}

function elementsOf(block: Block): readonly Element[] {
  if (block.type === 'input') return [block.element];
  if (block.type === 'actions') return block.elements;
  return block.type === 'section' && block.accessory !== undefined ? [block.accessory] : [];
}

function initial(element: Element): FieldValue | undefined {
  switch (element.type) {
    case 'static_select':
    case 'radio_buttons':
    case 'external_select':
      return { is: 'option', option: element.initial_option };
    case 'checkboxes':
      return { is: 'options', options: element.initial_options ?? [] };
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'datepicker':
    case 'timepicker':
      return { is: 'text', text: element.initial_value ?? element.initial_date ?? element.initial_time ?? '' };
    case 'button':
    case 'overflow':
    case 'image':
      return undefined;
  }
}

/** Fields as the control API takes them: the plain value of each, null for one that was left or made empty. */
export function plainValues(fields: Fields): Record<string, Record<string, unknown>> {
  return mapped(fields, (actions) => mapped(actions, (value) => plainValue(value) ?? null));
}

function mapped<In, Out>(record: Readonly<Record<string, In>>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Undefined when nothing was chosen or typed. */
export function plainValue(value: FieldValue): string | readonly string[] | undefined {
  switch (value.is) {
    case 'text':
      return value.text === '' ? undefined : value.text;
    case 'option':
      return value.option?.value;
    case 'options':
      return value.options.map((option) => option.value);
  }
}

export function allOptions(element: {
  readonly options?: readonly Option[];
  readonly option_groups?: readonly { readonly options: readonly Option[] }[];
}): readonly Option[] {
  return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
}
