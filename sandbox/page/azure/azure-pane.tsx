/** @jsxImportSource preact */
import { useState } from 'preact/hooks';
import type { Live } from '../app/live.ts';
import type { State } from '../app/shapes.ts';
import { Calls } from './calls.tsx';
import { Faults } from './faults.tsx';
import { Machines } from './machines.tsx';

const TABS = ['calls', 'faults'] as const;

/** Azure: who may sign in now, and below it what the bot does to make it so. */
export function AzurePane({ state, live }: { state: State; live: Live }) {
  const [tab, setTab] = useState<(typeof TABS)[number]>('calls');
  const names = {
    calls: 'Calls by the bot',
    faults: live.faults.length > 0 ? `Faults (${live.faults.length} on)` : 'Faults',
  };
  return (
    <section class="pane pane-azure" data-testid="pane-azure" aria-label="Azure">
      <Machines state={state} live={live} />
      <section class="under" aria-label="Calls and faults">
        <div class="tabs" role="tablist" aria-label="Below Azure">
          {TABS.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              data-testid={`tab-${name}`}
              aria-selected={tab === name}
              aria-controls="under-panel"
              tabIndex={tab === name ? 0 : -1}
              onClick={() => setTab(name)}
              onKeyDown={(event) => {
                if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
                const other = tab === 'calls' ? 'faults' : 'calls';
                setTab(other);
                document.getElementById(`tab-${other}`)?.focus();
              }}
            >
              {names[name]}
            </button>
          ))}
        </div>
        <div class="tab-panel" id="under-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
          {tab === 'calls' ? <Calls calls={live.calls} /> : <Faults faults={live.faults} />}
        </div>
      </section>
    </section>
  );
}
