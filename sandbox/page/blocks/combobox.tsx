/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Option } from './shapes.ts';

type Listing =
  | { readonly is: 'closed' }
  | { readonly is: 'waiting' }
  | { readonly is: 'failed' }
  | { readonly is: 'found'; readonly options: readonly Option[] };

/** Milliseconds of quiet before the text is sent. */
const PAUSE = 140;

/**
 * A text box whose options come from the app as one types: the combobox pattern of the ARIA Authoring Practices
 * (editable, list autocomplete). Focus stays in the box; the arrows move `aria-activedescendant`.
 */
export function Combobox(props: {
  id: string;
  /** Name, when no `<label>` points to the id. */
  label: string | undefined;
  placeholder: string | undefined;
  least: number;
  chosen: Option | undefined;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: boolean;
  search(text: string): Promise<readonly Option[]>;
  choose(option: Option | undefined): void;
}) {
  const [typed, setTyped] = useState<string>();
  const [listing, setListing] = useState<Listing>({ is: 'closed' });
  const [active, setActive] = useState(0);
  const asked = useRef(0);
  const list = useRef<HTMLUListElement>(null);
  const options = listing.is === 'found' ? listing.options : [];
  const listId = `${props.id}-list`;
  const text = typed ?? props.chosen?.text.text ?? '';

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, listing]);

  function look(query: string): void {
    const turn = ++asked.current;
    if (query.length < props.least) {
      setListing({ is: 'closed' });
      return;
    }
    setListing((before) => (before.is === 'found' ? before : { is: 'waiting' }));
    setTimeout(() => {
      if (turn !== asked.current) return;
      props.search(query).then(
        (found) => {
          if (turn !== asked.current) return;
          setActive(0);
          setListing({ is: 'found', options: found });
        },
        () => turn === asked.current && setListing({ is: 'failed' }),
      );
    }, PAUSE);
  }

  function close(): void {
    asked.current += 1;
    setListing({ is: 'closed' });
    setTyped(undefined);
  }

  function pick(option: Option | undefined): void {
    props.choose(option);
    close();
  }

  function key(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (listing.is === 'closed') return look(typed ?? '');
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (options.length > 0) setActive((active + step + options.length) % options.length);
    } else if (event.key === 'Enter' && listing.is !== 'closed') {
      event.preventDefault();
      if (options[active] !== undefined) pick(options[active]);
    } else if (event.key === 'Escape' && listing.is !== 'closed') {
      // The list takes this Escape; the modal around it must not.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }

  return (
    <div class="combobox">
      <input
        id={props.id}
        class="input"
        role="combobox"
        type="text"
        autoComplete="off"
        spellcheck={false}
        aria-label={props.label}
        aria-autocomplete="list"
        aria-expanded={listing.is !== 'closed'}
        aria-controls={listId}
        aria-activedescendant={options[active] === undefined ? undefined : `${listId}-${active}`}
        aria-describedby={props['aria-describedby']}
        aria-invalid={props['aria-invalid']}
        placeholder={props.placeholder}
        value={text}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          if (event.currentTarget.value === '' && props.chosen !== undefined) props.choose(undefined);
          look(event.currentTarget.value);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => listing.is === 'closed' && props.least === 0 && look('')}
        onKeyDown={key}
        onBlur={close}
      />
      {listing.is !== 'closed' && (
        <ul class="listbox" id={listId} role="listbox" ref={list} aria-label={props.label ?? 'Matches'}>
          {listing.is === 'waiting' && <li class="listbox-note">Searching…</li>}
          {listing.is === 'failed' && <li class="listbox-note">The app did not answer.</li>}
          {listing.is === 'found' && options.length === 0 && <li class="listbox-note">No match</li>}
          {options.map((option, index) => (
            <li
              key={option.value}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              // Before blur, or the list would be gone when the click lands.
              onMouseDown={(event) => {
                event.preventDefault();
                pick(option);
              }}
              onMouseEnter={() => setActive(index)}
            >
              {option.text.text}
              {option.description !== undefined && <small>{option.description.text}</small>}
            </li>
          ))}
        </ul>
      )}
      <span class="sr-only" role="status">
        {listing.is === 'found' && `${options.length} ${options.length === 1 ? 'match' : 'matches'}`}
      </span>
    </div>
  );
}
