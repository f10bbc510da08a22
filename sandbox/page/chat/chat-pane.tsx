/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import { Avatar } from '../app/avatar.tsx';
import type { Live } from '../app/live.ts';
import { chatPeople, namesOf, partOf, shortName } from '../app/people.ts';
import type { Conversation, Person, State } from '../app/shapes.ts';
import type { Confirm } from '../blocks/shapes.ts';
import { useActing } from './acting.ts';
import { Composer } from './composer.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { Home } from './home.tsx';
import { Messages } from './messages.tsx';
import { Modal } from './modal.tsx';
import { DIRECT, HOME, isDirect, placeOf, Places, placesOf, titleOf } from './places.tsx';
import { useUnread } from './unread.ts';

type PaneProps = { side: 'a' | 'b'; person: Person; state: State; live: Live; choose(person: string): void };

/** One person's chat. */
export function ChatPane({ side, person, state, live, choose }: PaneProps) {
  return (
    <section
      class="pane pane-chat"
      data-testid={`pane-${side}`}
      aria-label={`Chat of ${shortName(person.displayName)}`}
    >
      <header class="pane-head">
        <Avatar person={person} large />
        <div class="who">
          <h2>
            <bdi>{shortName(person.displayName)}</bdi>
          </h2>
          <span class="who-part">{partOf(person)}</span>
          <select
            class="who-select"
            aria-label={side === 'a' ? 'Person' : 'Second person'}
            data-testid={`person-select-${side}`}
            value={person.key}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {chatPeople(state).map((candidate) => (
              <option key={candidate.key} value={candidate.key}>
                {shortName(candidate.displayName)} — {partOf(candidate)}
              </option>
            ))}
          </select>
        </div>
      </header>
      <Chat key={`${person.key}-${live.resets}`} side={side} person={person} state={state} live={live} />
    </section>
  );
}

function Chat({ side, person, state, live }: Omit<PaneProps, 'choose'>) {
  const screen = live.screens.get(person.key);
  const [chosen, setChosen] = useState<string>();
  const [question, setQuestion] = useState<{ confirm: Confirm; yes(): void }>();
  const acting = useActing(person.key, () => live.refresh(person.key));
  const conversations = screen === undefined ? [] : placesOf(screen);
  const open = chosen ?? (screen && firstPlace(conversations, person));
  const unread = useUnread(`${person.key}-${live.resets}`, screen, open, person.slack?.id ?? '');
  const conversation = conversations.find((candidate) => placeOf(candidate) === open);
  useEffect(() => acting.clear(), [open]);

  const facts = {
    id: `pane-${side}`,
    names: namesOf(state),
    acting,
    ask: (confirm: Confirm | undefined, yes: () => void) =>
      confirm === undefined ? yes() : setQuestion({ confirm, yes }),
  };
  const modal = screen?.modal ?? null;
  const covered = modal !== null || question !== undefined;

  return (
    <div class="chat">
      <div class="chat-under" inert={covered}>
        <Places conversations={conversations} open={open} unread={unread} go={setChosen} />
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

/** Approvers look at where requests arrive, everybody else at their own messages with the app. */
function firstPlace(conversations: readonly Conversation[], person: Person): string {
  const inbox = conversations.find((conversation) => !isDirect(conversation) && conversation.name.includes('approv'));
  return partOf(person) === 'approver' && inbox !== undefined ? placeOf(inbox) : DIRECT;
}
