/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import type { Live } from '../app/live.ts';
import { namesOf } from '../app/people.ts';
import type { Person, State } from '../app/shapes.ts';
import type { Confirm } from '../blocks/shapes.ts';
import { searchInSlack, useActing } from './acting.ts';
import { Composer } from './composer.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { Home } from './home.tsx';
import { Messages } from './messages.tsx';
import { Modal } from './modal.tsx';
import { DIRECT, firstPlace, HOME, placeOf, Places, placesOf, titleOf } from './places.tsx';
import { useUnread } from './unread.ts';

/** One person's Slack. */
export function SlackChat({ side, person, state, live }: { side: string; person: Person; state: State; live: Live }) {
  const seat = { person: person.key, chat: 'slack' } as const;
  const screen = live.screens.get(person.key);
  const [chosen, setChosen] = useState<string>();
  const [question, setQuestion] = useState<{ confirm: Confirm; yes(): void }>();
  const acting = useActing(seat, () => live.refresh(seat));
  const conversations = screen === undefined ? [] : placesOf(screen);
  const open = chosen ?? (screen && firstPlace(conversations, person));
  const unread = useUnread(`${person.key}-${live.resets}`, screen?.conversations, open, person.slack?.id ?? '');
  const conversation = conversations.find((candidate) => placeOf(candidate) === open);
  useEffect(() => acting.clear(), [open]);

  const facts = {
    id: `pane-${side}`,
    names: namesOf(state),
    acting,
    search: (body: unknown) => searchInSlack(person.key, body),
    ask: (confirm: Confirm | undefined, yes: () => void) =>
      confirm === undefined ? yes() : setQuestion({ confirm, yes }),
  };
  const modal = screen?.modal ?? null;
  const covered = modal !== null || question !== undefined;

  return (
    <div class="chat">
      <div class="chat-under" inert={covered}>
        <Places conversations={conversations} sign="#" home open={open} unread={unread} go={setChosen} />
        <div class="chat-main">
          {screen === undefined && <p class="empty">Connecting…</p>}
          {open === HOME && screen !== undefined && <Home view={screen.home} facts={facts} />}
          {conversation !== undefined && (
            <>
              <Messages key={open} conversation={conversation} people={state.people} facts={facts} />
              <Composer
                side={side}
                channel={conversation.id === DIRECT ? undefined : conversation.id}
                place={titleOf(conversation)}
                acting={acting}
              />
            </>
          )}
        </div>
      </div>
      {modal !== null && <Modal key={modal.id} view={modal} facts={facts} />}
      {question !== undefined && (
        <ConfirmDialog
          id={`pane-${side}-confirm`}
          confirm={question.confirm}
          names={facts.names}
          no={() => setQuestion(undefined)}
          yes={() => {
            setQuestion(undefined);
            question.yes();
          }}
        />
      )}
    </div>
  );
}
