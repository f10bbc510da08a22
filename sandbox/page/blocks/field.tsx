/** @jsxImportSource preact */
import { Combobox } from './combobox.tsx';
import { fieldOf } from './desk.ts';
import type { Desk } from './desk.ts';
import { ChoiceMenu } from './elements.tsx';
import { allOptions } from './fields.ts';
import { OptionList } from './option-list.tsx';
import type { InputBlock, TypedElement } from './shapes.ts';

/** An input block: label, control, hint, and what is wrong with it. */
export function Field({ block, id, desk }: { block: InputBlock; id: string; desk: Desk }) {
  const control = `${desk.id}-${id}`;
  const problem = desk.problems[id];
  const described = [block.hint && `${control}-hint`, problem && `${control}-problem`].filter(Boolean).join(' ');
  const group = block.element.type === 'radio_buttons' || block.element.type === 'checkboxes';
  const label = (
    <>
      {block.label.text}
      {block.optional === true && <span class="optional"> (optional)</span>}
    </>
  );
  return (
    <div class={problem === undefined ? 'field' : 'field has-problem'} data-block={id}>
      {group ? (
        <span class="label" id={`${control}-label`}>
          {label}
        </span>
      ) : (
        <label class="label" for={control}>
          {label}
        </label>
      )}
      <Control block={block} id={id} desk={desk} control={control} described={described || undefined} />
      {problem !== undefined && (
        <p class="problem" id={`${control}-problem`} role="alert">
          {problem}
        </p>
      )}
      {block.hint !== undefined && (
        <p class="hint" id={`${control}-hint`}>
          {block.hint.text}
        </p>
      )}
    </div>
  );
}

type ControlProps = { block: InputBlock; id: string; desk: Desk; control: string; described: string | undefined };

function Control({ block, id, desk, control, described }: ControlProps) {
  const { element } = block;
  const dispatch = block.dispatch_action === true;
  const invalid = desk.problems[id] !== undefined;
  const tied = { id: control, 'aria-describedby': described, 'aria-invalid': invalid };
  switch (element.type) {
    case 'external_select': {
      const value = fieldOf(desk, id, element);
      return (
        <Combobox
          {...tied}
          label={undefined}
          placeholder={element.placeholder?.text}
          least={element.min_query_length ?? 3}
          chosen={value?.is === 'option' ? value.option : undefined}
          search={(text) => desk.search(id, element.action_id, text)}
          choose={(option) => desk.change(id, element, { is: 'option', option }, dispatch)}
        />
      );
    }
    case 'static_select':
    case 'overflow':
      return <ChoiceMenu element={element} block={id} desk={desk} dispatch={dispatch} labelled={tied} />;
    case 'radio_buttons': {
      const value = fieldOf(desk, id, element);
      return (
        <OptionList
          kind="radio"
          name={control}
          described={described}
          options={allOptions(element)}
          chosen={value?.is === 'option' && value.option !== undefined ? [value.option] : []}
          names={desk.names}
          choose={(options) => desk.change(id, element, { is: 'option', option: options[0] }, dispatch)}
        />
      );
    }
    case 'checkboxes': {
      const value = fieldOf(desk, id, element);
      return (
        <OptionList
          kind="checkbox"
          name={control}
          described={described}
          options={element.options}
          chosen={value?.is === 'options' ? value.options : []}
          names={desk.names}
          choose={(options) => desk.change(id, element, { is: 'options', options }, dispatch)}
        />
      );
    }
    case 'button':
    case 'image':
      return null;
    default:
      return <Typed element={element} id={id} desk={desk} dispatch={dispatch} tied={tied} />;
  }
}

function Typed(props: {
  element: TypedElement;
  id: string;
  desk: Desk;
  dispatch: boolean;
  tied: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean };
}) {
  const { element, id, desk } = props;
  const value = fieldOf(desk, id, element);
  const shared = {
    ...props.tied,
    class: 'input',
    'data-action': element.action_id,
    value: value?.is === 'text' ? value.text : '',
    placeholder: element.placeholder?.text,
    ...(element.max_length !== undefined && { maxLength: element.max_length }),
    autoComplete: 'off' as const,
    onInput: (event: Event) => {
      const text = (event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value;
      desk.change(id, element, { is: 'text', text }, false);
    },
  };
  if (element.multiline === true) return <textarea {...shared} rows={3} />;
  switch (element.type) {
    case 'datepicker':
      return <input {...shared} type="date" />;
    case 'timepicker':
      return <input {...shared} type="time" />;
    default:
      return <input {...shared} type="text" />;
  }
}
