/** @jsxImportSource preact */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { FIELDS, useFocusTrap } from '../app/hooks.ts';
import type { View } from '../app/shapes.ts';
import { Blocks } from '../blocks/blocks.tsx';
import type { Desk, Fields } from '../blocks/desk.ts';
import { fieldsOf, plainValues } from '../blocks/fields.ts';
import { PlainView } from '../blocks/text.tsx';
import { deskFor } from './desk-for.ts';
import type { SurfaceFacts } from './desk-for.ts';

type Problems = Readonly<Record<string, string>>;

/** A modal view. What the person entered lives here and survives the app's replacing the view (blocks/fields.ts). */
export function Modal({ view, facts }: { view: View; facts: Omit<SurfaceFacts, 'where' | 'target'> }) {
  const [entered, setEntered] = useState<Fields>({});
  const [problems, setProblems] = useState<Problems>({});
  const box = useRef<HTMLDivElement>(null);
  useFocusTrap(box);
  const { acting } = facts;
  const surface = { ...facts, where: 'modal', target: { view: view.id } };
  const fields = fieldsOf(view.blocks, entered);
  const sending = acting.busy?.where === 'modal' && acting.busy.control === 'submit';
  const plain = deskFor(surface, fields);
  const desk: Desk = {
    ...plain,
    problems,
    change: (block, element, value, dispatch) => {
      if (!('action_id' in element)) return;
      setEntered({ ...fields, [block]: { ...fields[block], [element.action_id]: value } });
      setProblems(Object.fromEntries(Object.entries(problems).filter(([known]) => known !== block)));
      if (dispatch) plain.change(block, element, value, true);
    },
  };

  useLayoutEffect(() => {
    box.current?.querySelector<HTMLElement>('.has-problem input, .has-problem select, .has-problem textarea')?.focus();
  }, [problems]);

  // A form that came after a “loading” view: on to its first field, unless the person went somewhere else meanwhile.
  useLayoutEffect(() => {
    const { current } = box;
    const now = document.activeElement;
    if (current === null || now === null || !current.contains(now) || now.matches(FIELDS)) return;
    current.querySelector<HTMLElement>(FIELDS)?.focus();
  }, [view.hash]);

  async function submit(): Promise<void> {
    setProblems({});
    const body = { view: view.id, values: plainValues(fields) };
    const outcome = await acting.run({ where: 'modal', control: 'submit' }, 'submit', body);
    if (outcome?.errors !== undefined) setProblems(outcome.errors);
  }

  function close(): void {
    void acting.run({ where: 'modal', control: 'close' }, 'close', { view: view.id });
  }

  return (
    <div class="veil">
      <div
        class="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby={`${facts.id}-title`}
        data-testid="modal"
        tabIndex={-1}
        ref={box}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      >
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!sending) void submit();
          }}
        >
          <div class="dialog-head">
            <h3 class="dialog-title" id={`${facts.id}-title`}>
              {view.title && <PlainView text={view.title} />}
            </h3>
            <button type="button" class="icon-btn" aria-label="Close" onClick={close}>
              <span aria-hidden="true">✕</span>
            </button>
          </div>
          <div class="dialog-body">
            {acting.trouble?.where === 'modal' && (
              <p class="trouble" role="alert">
                {acting.trouble.text}
              </p>
            )}
            <Blocks blocks={view.blocks} desk={desk} />
          </div>
          <div class="dialog-foot">
            <button type="button" class="btn" onClick={close}>
              {view.close ? <PlainView text={view.close} /> : 'Cancel'}
            </button>
            {view.submit && (
              <button type="submit" class={`btn btn-primary${sending ? ' is-waiting' : ''}`} aria-busy={sending}>
                <PlainView text={view.submit} />
              </button>
            )}
          </div>
        </form>
      </div>
    </div>
  );
}
