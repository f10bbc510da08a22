import type { ButtonElement, Element, Option } from './shapes.ts';
import type { Names } from './text.tsx';

/** What a field holds. */
export type FieldValue =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'option'; readonly option: Option | undefined }
  | { readonly is: 'options'; readonly options: readonly Option[] };

/** Fields of a view, by `block_id` and `action_id`. */
export type Fields = Readonly<Record<string, Readonly<Record<string, FieldValue>>>>;

/** What blocks can ask of the surface they are drawn on: a message, a modal or Home. */
export type Desk = {
  /** Prefix that makes element ids unique on the page. */
  readonly id: string;
  readonly names: Names;
  readonly busy: boolean;
  /** The button being pressed now, as `block/action`. */
  readonly pressed: string | undefined;
  readonly fields: Fields;
  readonly problems: Readonly<Record<string, string>>;
  press(block: string, element: ButtonElement): void;
  change(block: string, element: Element, value: FieldValue, dispatch: boolean): void;
  search(block: string, action: string, text: string): Promise<readonly Option[]>;
};

export function fieldOf(desk: Desk, block: string, element: { action_id: string }): FieldValue | undefined {
  return desk.fields[block]?.[element.action_id];
}
