/** @jsxImportSource preact */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { FIELDS, useFocusTrap } from '../app/hooks.ts';
import type { TeamsDialog } from '../app/shapes.ts';
import { CardView } from '../cards/card-view.tsx';
import type { Table } from './teams-chat.tsx';

/** A dialog that the app opened (a task module). Its buttons are its card's own. */
export function Dialog({ id, dialog, table }: { id: string; dialog: TeamsDialog; table: Table }) {
  const box = useRef<HTMLDivElement>(null);
  useFocusTrap(box);
  const { acting } = table;
  const busy = acting.busy?.where === 'dialog' && acting.busy.control !== 'close';

  // Another card in the same dialog: on to its first field, unless the person is in one already.
  useLayoutEffect(() => {
    const now = document.activeElement;
    if (box.current?.contains(now) === true && now?.matches(FIELDS) === true) return;
    box.current?.querySelector<HTMLElement>(FIELDS)?.focus();
  }, [dialog.card]);

  function close(): void {
    void acting.run({ where: 'dialog', control: 'close' }, 'close', {});
  }

  return (
    <div class="veil">
      <div
        class="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        data-testid="modal"
        tabIndex={-1}
        ref={box}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      >
        <div class="dialog-head">
          <h3 class="dialog-title" id={`${id}-title`}>
            {dialog.title}
          </h3>
          <button type="button" class="icon-btn" aria-label="Close" onClick={close}>
            <span aria-hidden="true">✕</span>
          </button>
        </div>
        <div class="dialog-body">
          {acting.trouble?.where === 'dialog' && (
            <p class="trouble" role="alert">
              {acting.trouble.text}
            </p>
          )}
          {dialog.card === null ? (
            <p class="empty">This dialog is a web page of the app, which the sandbox does not show.</p>
          ) : (
            <CardView
              card={dialog.card}
              busy={busy}
              host={{
                press: (button, inputs) =>
                  void acting.run({ where: 'dialog', control: button }, 'submit', { inputs, action: button }),
                search: (input, text) => table.search({ dialog: true, input, text }),
              }}
            />
          )}
        </div>
      </div>
    </div>
  );
}

/** What the app answered in words where a dialog stood or was to open. */
export function Word({ id, text, close }: { id: string; text: string; close(): void }) {
  const box = useRef<HTMLDivElement>(null);
  useFocusTrap(box);
  return (
    <div class="veil">
      <div
        class="dialog dialog-small"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        aria-describedby={id}
        data-testid="word"
        tabIndex={-1}
        ref={box}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      >
        <h3 class="dialog-title" id={`${id}-title`}>
          Latchkey
        </h3>
        <div class="dialog-body" id={id}>
          {text}
        </div>
        <div class="dialog-foot">
          <button type="button" class="btn btn-primary" onClick={close}>
            Close
          </button>
        </div>
      </div>
    </div>
  );
}
