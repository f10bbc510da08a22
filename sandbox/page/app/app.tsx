/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import { AzurePane } from '../azure/azure-pane.tsx';
import { FaultBanner } from '../azure/faults.tsx';
import { ChatPane } from '../chat/chat-pane.tsx';
import { readCast, writeCast } from './address.ts';
import type { Cast } from './address.ts';
import { useLive } from './hooks.ts';
import type { Live } from './live.ts';
import { chatPeople, shortName } from './people.ts';
import type { Person, State } from './shapes.ts';
import { Top } from './top.tsx';

type Shown = 'a' | 'b' | 'azure';

export function App({ live }: { live: Live }) {
  useLive(live);
  const [cast, setCast] = useState(readCast);
  const { state } = live;
  useEffect(() => live.watch(cast.b === undefined ? [cast.a] : [cast.a, cast.b]), [live, cast.a, cast.b]);

  function play(next: Cast): void {
    setCast(next);
    writeCast(next);
  }

  return (
    <>
      <Top
        live={live}
        split={cast.b !== undefined}
        setSplit={(on) => play({ a: cast.a, b: on ? (cast.a === 'mia' ? 'ana' : 'mia') : undefined })}
      />
      <AwayBanner there={live.appThere} />
      <FaultBanner faults={live.faults} />
      {state === undefined ? (
        <p class="empty">Connecting to the sandbox…</p>
      ) : (
        <Stage live={live} state={state} cast={cast} play={play} />
      )}
    </>
  );
}

/** A bot that is starting answers nobody: said aloud, or one would look for a mistake of one's own. */
function AwayBanner({ there }: { there: boolean | undefined }) {
  return (
    <div role="status">
      {there === false && (
        <div class="banner" data-testid="app-away">
          <p>
            <b>Latchkey is not connected to Slack just now.</b> After a start or a reset that takes a few seconds. Ask
            and approve once this line is gone.
          </p>
        </div>
      )}
    </div>
  );
}

function Stage({ live, state, cast, play }: { live: Live; state: State; cast: Cast; play(cast: Cast): void }) {
  const [shown, setShown] = useState<Shown>('a');
  const a = find(state, cast.a) ?? chatPeople(state)[0];
  const b = cast.b === undefined ? undefined : (find(state, cast.b) ?? chatPeople(state)[1]);
  if (a === undefined) return <p class="empty">Nobody has a Slack account here.</p>;
  const tabs: readonly { readonly key: Shown; readonly name: string }[] = [
    { key: 'a', name: shortName(a.displayName) },
    ...(b === undefined ? [] : [{ key: 'b' as const, name: shortName(b.displayName) }]),
    { key: 'azure', name: 'Azure' },
  ];
  const now = tabs.some((tab) => tab.key === shown) ? shown : 'a';
  return (
    <>
      <nav class="switcher" aria-label="Panes">
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            data-testid={`show-${tab.key}`}
            aria-current={now === tab.key ? 'page' : undefined}
            onClick={() => setShown(tab.key)}
          >
            {tab.name}
          </button>
        ))}
      </nav>
      <main class={`stage${b === undefined ? '' : ' is-split'}`} data-shown={now}>
        <ChatPane side="a" person={a} state={state} live={live} choose={(key) => play({ ...cast, a: key })} />
        {b !== undefined && (
          <ChatPane side="b" person={b} state={state} live={live} choose={(key) => play({ ...cast, b: key })} />
        )}
        <AzurePane state={state} live={live} />
      </main>
    </>
  );
}

function find(state: State, key: string): Person | undefined {
  return chatPeople(state).find((person) => person.key === key);
}
