/** @jsxImportSource preact */
import { ChoiceSetInput } from 'adaptivecards';
import { render } from 'preact';
import { Combobox } from '../blocks/combobox.tsx';
import type { Option } from '../blocks/shapes.ts';

export type Row = { readonly title: string; readonly value: string };
/** What the app offers for a text; rejects when it does not answer. */
export type Search = (input: string, text: string) => Promise<readonly Row[]>;

/** Two cards on one page may have a field of the same name. */
let made = 0;

/**
 * A field whose choices the app is asked for as one types (`choices.data`). The package leaves the asking to its host, and its
 * own list shows of an answer only the rows whose title holds the typed text, and reports titles in place of values; Teams
 * shows every row and reports values, and so does this.
 */
export class Typeahead extends ChoiceSetInput {
  search: Search = () => Promise.resolve([]);
  #chosen: Option | undefined;
  #place: HTMLElement | undefined;
  readonly #number = (made += 1);

  protected override internalRender(): HTMLElement | undefined {
    if (!this.isDynamicTypeahead()) return super.internalRender();
    const row = this.choices.find(({ value }) => value === this.defaultValue);
    this.#chosen = row === undefined ? undefined : optionOf({ title: row.title ?? '', value: row.value ?? '' });
    this.#place = document.createElement('div');
    this.#place.className = 'typeahead';
    this.#draw();
    return this.#place;
  }

  #draw(): void {
    if (this.#place === undefined) return;
    render(
      <Combobox
        id={`typeahead-${this.id}-${this.#number}`}
        label={this.label}
        placeholder={this.placeholder}
        least={0}
        chosen={this.#chosen}
        search={async (text) => {
          const own = this.choices.map(({ title, value }) => ({ title: title ?? '', value: value ?? '' }));
          const found = await this.search(this.id ?? '', text);
          const fitting = own.filter(({ title }) => title.toLowerCase().includes(text.toLowerCase()));
          const fresh = found.filter(({ value }) => !fitting.some((row) => row.value === value));
          return [...fitting, ...fresh].map(optionOf);
        }}
        choose={(option) => {
          this.#chosen = option;
          this.#draw();
          this.valueChanged();
        }}
      />,
      this.#place,
    );
  }

  override get value(): string | undefined {
    return this.isDynamicTypeahead() ? this.#chosen?.value : super.value;
  }

  override isSet(): boolean {
    return this.value !== undefined && this.value !== '';
  }

  override isValid(): boolean {
    return this.isDynamicTypeahead() || super.isValid();
  }

  override focus(): void {
    if (this.#place === undefined) super.focus();
    else this.#place.querySelector('input')?.focus();
  }

  /** The box carries its label itself; the element around it is nothing to a screen reader. */
  protected override updateInputControlAriaLabelledBy(): void {
    if (!this.isDynamicTypeahead()) super.updateInputControlAriaLabelledBy();
  }
}

function optionOf({ title, value }: Row): Option {
  return { text: { type: 'plain_text', text: title }, value };
}
