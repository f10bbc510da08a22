/** @jsxImportSource preact */
import { useRef } from 'preact/hooks';
import { useFocusTrap } from '../app/hooks.ts';
import type { Confirm } from '../blocks/shapes.ts';
import { TextView } from '../blocks/text.tsx';
import type { Names } from '../blocks/text.tsx';

/** The question a button asks before its press counts. */
export function ConfirmDialog(props: { id: string; confirm: Confirm; names: Names; yes(): void; no(): void }) {
  const { id, confirm } = props;
  const box = useRef<HTMLDivElement>(null);
  useFocusTrap(box);
  return (
    <div class="veil">
      <div
        class="dialog dialog-small"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
        data-testid="confirm"
        tabIndex={-1}
        ref={box}
        onKeyDown={(event) => event.key === 'Escape' && props.no()}
      >
        <h3 class="dialog-title" id={`${id}-title`}>
          {confirm.title?.text ?? 'Are you sure?'}
        </h3>
        <div class="dialog-body" id={`${id}-text`}>
          {confirm.text && <TextView text={confirm.text} names={props.names} />}
        </div>
        <div class="dialog-foot">
          <button type="button" class="btn" onClick={props.no}>
            {confirm.deny?.text ?? 'Cancel'}
          </button>
          <button type="button" class={`btn btn-${confirm.style ?? 'primary'}`} onClick={props.yes}>
            {confirm.confirm?.text ?? 'Yes'}
          </button>
        </div>
      </div>
    </div>
  );
}
