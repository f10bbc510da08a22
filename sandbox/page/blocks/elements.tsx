/** @jsxImportSource preact */
import { Combobox } from './combobox.tsx';
import { fieldOf } from './desk.ts';
import type { Desk } from './desk.ts';
import { allOptions } from './fields.ts';
import type { ButtonElement, ChoiceElement, Element } from './shapes.ts';
import { PlainView } from './text.tsx';

/** An element outside an input block: pressing or choosing is sent at once. */
export function ElementView({ element, block, desk }: { element: Element; block: string; desk: Desk }) {
  switch (element.type) {
    case 'button':
      return <PressButton element={element} block={block} desk={desk} />;
    case 'static_select':
    case 'overflow':
    case 'radio_buttons':
      return <ChoiceMenu element={element} block={block} desk={desk} dispatch={true} labelled={undefined} />;
    case 'external_select': {
      const value = fieldOf(desk, block, element);
      return (
        <Combobox
          id={`${desk.id}-${block}-${element.action_id}`}
          label={element.placeholder?.text ?? 'Search'}
          placeholder={element.placeholder?.text}
          least={element.min_query_length ?? 3}
          chosen={value?.is === 'option' ? value.option : undefined}
          search={(text) => desk.search(block, element.action_id, text)}
          choose={(option) => desk.change(block, element, { is: 'option', option }, true)}
        />
      );
    }
    case 'image':
      return <span class="b-image">{element.alt_text}</span>;
    default:
      return null;
  }
}

function PressButton({ element, block, desk }: { element: ButtonElement; block: string; desk: Desk }) {
  const waiting = desk.pressed === `${block}/${element.action_id}`;
  const look = {
    class: `btn ${element.style === undefined ? '' : `btn-${element.style}`}${waiting ? ' is-waiting' : ''}`,
    'data-action': element.action_id,
    'aria-label': element.accessibility_label,
  };
  if (element.url !== undefined && /^https?:/i.test(element.url)) {
    return (
      <a
        {...look}
        href={element.url}
        target="_blank"
        rel="noopener noreferrer"
        onClick={() => desk.press(block, element)}
      >
        <PlainView text={element.text} />
      </a>
    );
  }
  return (
    <button
      {...look}
      type="button"
      aria-disabled={desk.busy}
      aria-busy={waiting}
      onClick={() => !desk.busy && desk.press(block, element)}
    >
      <PlainView text={element.text} />
    </button>
  );
}

/** A menu with fixed options. */
export function ChoiceMenu(props: {
  element: ChoiceElement;
  block: string;
  desk: Desk;
  dispatch: boolean;
  /** Attributes that tie the menu to its label, when it has one outside. */
  labelled: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean } | undefined;
}) {
  const { element, block, desk } = props;
  const value = fieldOf(desk, block, element);
  const chosen = value?.is === 'option' ? value.option?.value : undefined;
  const options = allOptions(element);
  const name = element.placeholder?.text ?? (element.type === 'overflow' ? 'More' : 'Choose');
  return (
    <select
      class="select"
      {...(props.labelled ?? { 'aria-label': name })}
      data-action={element.action_id}
      value={chosen ?? ''}
      onChange={(event) => {
        const option = options.find((candidate) => candidate.value === event.currentTarget.value);
        desk.change(block, element, { is: 'option', option }, props.dispatch);
      }}
    >
      {(chosen === undefined || element.type === 'overflow') && <option value="">{name}</option>}
      {element.option_groups
        ? element.option_groups.map((group) => (
            <optgroup label={group.label.text}>{group.options.map(drawOption)}</optgroup>
          ))
        : options.map(drawOption)}
    </select>
  );
}

function drawOption(option: { readonly text: { readonly text: string }; readonly value: string }) {
  return (
    <option key={option.value} value={option.value}>
      {option.text.text}
    </option>
  );
}
