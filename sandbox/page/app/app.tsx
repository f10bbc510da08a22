/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import { AzurePane } from '../azure/azure-pane.tsx';
import { FaultBanner } from '../azure/faults.tsx';
import { ChatPane } from '../chat/chat-pane.tsx';
import { readCast, writeCast } from './address.ts';
import type { Cast, Seat } from './address.ts';
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
  const seats = [cast.a, ...(cast.b === undefined ? [] : [cast.b])].map((seat) => taken(state, seat));
  useEffect(() => live.watch(seats), [live, JSON.stringify(seats)]);

  function play(next: Cast): void {
    setCast(next);
    writeCast(next);
  }

  return (
    <>
      <Top
        live={live}
        split={cast.b !== undefined}
        setSplit={(on) => play({ a: cast.a, b: on ? besides(cast.a) : undefined })}
      />
      <AwayBanner from={away(live, seats)} />
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
function AwayBanner({ from }: { from: readonly string[] }) {
  return (
    <div role="status">
      {from.length > 0 && (
        <div class="banner" data-testid="app-away">
          <p>
            <b>Latchkey is not connected to {from.join(' and ')} just now.</b> After a start or a reset that takes a few
            seconds. Ask and approve once this line is gone.
          </p>
        </div>
      )}
    </div>
  );
}

/** Which of the chats that are shown cannot hand the app anything just now. */
function away(live: Live, seats: readonly Seat[]): readonly string[] {
  const names = { slack: 'Slack', teams: 'Teams' };
  const shown = (['slack', 'teams'] as const).filter((chat) => seats.some((seat) => seat.chat === chat));
  return shown.filter((chat) => live.appThere[chat] === false).map((chat) => names[chat]);
}

/** Somebody to play opposite: the other part of the story, at the other chat. */
function besides(seat: Seat): Seat {
  return { person: seat.person === 'mia' ? 'ana' : 'mia', chat: seat.chat === 'teams' ? 'slack' : 'teams' };
}

function Stage({ live, state, cast, play }: { live: Live; state: State; cast: Cast; play(cast: Cast): void }) {
  const [shown, setShown] = useState<Shown>('a');
  const a = find(state, cast.a);
  const b = cast.b === undefined ? undefined : find(state, cast.b);
  if (a === undefined) return <p class="empty">Nobody has an account in this chat.</p>;
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
        <ChatPane
          side="a"
          chat={cast.a.chat}
          person={a}
          state={state}
          live={live}
          choose={(seat) => play({ ...cast, a: seat })}
        />
        {cast.b !== undefined && b !== undefined && (
          <ChatPane
            side="b"
            chat={cast.b.chat}
            person={b}
            state={state}
            live={live}
            choose={(seat) => play({ ...cast, b: seat })}
          />
        )}
        <AzurePane state={state} live={live} />
      </main>
    </>
  );
}

/** The seat as it can be taken: with somebody who is in that chat. */
function taken(state: State | undefined, seat: Seat): Seat {
  const person = state === undefined ? undefined : find(state, seat);
  return person === undefined ? seat : { ...seat, person: person.key };
}

/** The person of a seat; the first of the chat for one who is not in it. */
function find(state: State, { person, chat }: Seat): Person | undefined {
  const people = chatPeople(state, chat);
  return people.find(({ key }) => key === person) ?? people[0];
}
