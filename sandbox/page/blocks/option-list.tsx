/** @jsxImportSource preact */
import type { Option } from './shapes.ts';
import { TextView } from './text.tsx';
import type { Names } from './text.tsx';

/** Radio buttons or checkboxes. `name` is the id of the field; its label carries `<name>-label`. */
export function OptionList(props: {
  kind: 'radio' | 'checkbox';
  name: string;
  described: string | undefined;
  options: readonly Option[];
  chosen: readonly Option[];
  names: Names;
  choose(options: readonly Option[]): void;
}) {
  const { kind, name, options, chosen } = props;
  function toggled(option: Option, on: boolean): readonly Option[] {
    if (kind === 'radio') return [option];
    const others = chosen.filter((candidate) => candidate.value !== option.value);
    return on ? [...others, option] : others;
  }
  return (
    <div
      class="options"
      role={kind === 'radio' ? 'radiogroup' : 'group'}
      aria-labelledby={`${name}-label`}
      aria-describedby={props.described}
    >
      {options.map((option) => (
        <label key={option.value} class="option">
          <input
            type={kind}
            name={name}
            value={option.value}
            checked={chosen.some((candidate) => candidate.value === option.value)}
            onChange={(event) => props.choose(toggled(option, event.currentTarget.checked))}
          />
          <span>
            <TextView text={option.text} names={props.names} />
            {option.description !== undefined && (
              <small>
                <TextView text={option.description} names={props.names} />
              </small>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}
