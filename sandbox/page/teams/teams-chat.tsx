/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import { act } from '../app/api.ts';
import type { Live } from '../app/live.ts';
import type { Person, State } from '../app/shapes.ts';
import { useActing } from '../chat/acting.ts';
import { DIRECT, firstPlace, placeOf, Places } from '../chat/places.tsx';
import { useUnread } from '../chat/unread.ts';
import type { Row } from '../cards/typeahead.tsx';
import { ComposeBox } from './compose-box.tsx';
import { Dialog, Word } from './dialog.tsx';
import { asPlace, conversationsOf } from './places.ts';
import { NotAdded } from './not-added.tsx';
import { Posts } from './posts.tsx';

/** What the posts and the dialog of one person share. */
export type Table = {
  readonly person: Person;
  readonly state: State;
  readonly acting: ReturnType<typeof useActing<'teams'>>;
  /** Choices for what was typed. Rejects when the app did not answer. */
  search(body: Readonly<Record<string, unknown>>): Promise<readonly Row[]>;
};

/** One person's Teams. */
export function TeamsChat({ side, person, state, live }: { side: string; person: Person; state: State; live: Live }) {
  const seat = { person: person.key, chat: 'teams' } as const;
  const screen = live.teamsScreens.get(person.key);
  const [chosen, setChosen] = useState<string>();
  const acting = useActing(seat, () => live.refresh(seat));
  const conversations = screen === undefined ? [] : conversationsOf(screen);
  const places = conversations.map(asPlace);
  const open = chosen ?? (screen && firstPlace(places, person));
  const unread = useUnread(
    `${person.key}-${live.resets}`,
    screen && screen.conversations.map(asPlace),
    open,
    screen?.from.id ?? '',
  );
  const conversation = conversations.find((candidate) => placeOf(asPlace(candidate)) === open);
  useEffect(() => acting.clear(), [open]);

  const table: Table = {
    person,
    state,
    acting,
    search: async (body) => {
      const outcome = await act('teams', person.key, 'search', body);
      if (outcome.error !== undefined) throw new Error(outcome.error);
      return outcome.choices ?? [];
    },
  };
  const dialog = screen?.dialog ?? null;
  const word = acting.word?.closing === true ? acting.word.text : undefined;

  return (
    <div class="chat">
      <div class="chat-under" inert={dialog !== null || word !== undefined}>
        <Places conversations={places} sign={undefined} home={false} open={open} unread={unread} go={setChosen} />
        <div class="chat-main">
          {screen === undefined && <p class="empty">Connecting…</p>}
          {conversation !== undefined && (
            <>
              <Posts key={open} conversation={conversation} table={table} />
              {conversation.is === 'personal' && person.teams?.installed === false ? (
                <NotAdded acting={acting} />
              ) : (
                <ComposeBox
                  key={`compose-${open}`}
                  side={side}
                  conversation={conversation.id === DIRECT ? undefined : conversation.id}
                  channel={conversation.is === 'channel' ? conversation.name : undefined}
                  acting={acting}
                />
              )}
            </>
          )}
        </div>
      </div>
      {dialog !== null && <Dialog id={`pane-${side}`} dialog={dialog} table={table} />}
      {dialog === null && word !== undefined && (
        <Word id={`pane-${side}-word`} text={word} close={() => acting.clear()} />
      )}
    </div>
  );
}
