/** @jsxImportSource preact */
import type { Acting } from '../chat/acting.ts';

/** Where one would write: the app hears nothing from who has not added it, and may not write to them. */
export function NotAdded({ acting }: { acting: Acting<'teams'> }) {
  const adding = acting.busy?.where === 'composer';
  return (
    <div class="composer not-added">
      {acting.trouble?.where === 'composer' && (
        <p class="trouble" role="alert">
          {acting.trouble.text}
        </p>
      )}
      <p>Latchkey has not been added for this person.</p>
      <button
        type="button"
        class={`btn btn-primary${adding ? ' is-waiting' : ''}`}
        aria-busy={adding}
        onClick={() => void acting.run({ where: 'composer' }, 'install', {})}
      >
        Add Latchkey
      </button>
    </div>
  );
}
