/** @jsxImportSource preact */
import { Avatar } from '../app/avatar.tsx';
import type { Seat } from '../app/address.ts';
import type { Live } from '../app/live.ts';
import { chatPeople, partOf, shortName } from '../app/people.ts';
import type { Chat, Person, State } from '../app/shapes.ts';
import { TeamsChat } from '../teams/teams-chat.tsx';
import { SlackChat } from './slack-chat.tsx';

const CHATS: readonly { readonly key: Chat; readonly name: string }[] = [
  { key: 'slack', name: 'Slack' },
  { key: 'teams', name: 'Teams' },
];

/** One person at one chat. Who it is and which chat are chosen at its head. */
export function ChatPane(props: {
  side: 'a' | 'b';
  chat: Chat;
  person: Person;
  state: State;
  live: Live;
  choose(seat: Seat): void;
}) {
  const { side, chat, person, state, live, choose } = props;
  const name = CHATS.find(({ key }) => key === chat)?.name ?? '';
  const key = `${chat}-${person.key}-${live.resets}`;
  return (
    <section
      class={`pane pane-chat is-${chat}`}
      data-testid={`pane-${side}`}
      aria-label={`${name} of ${shortName(person.displayName)}`}
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
            onChange={(event) => choose({ person: event.currentTarget.value, chat })}
          >
            {chatPeople(state, chat).map((candidate) => (
              <option key={candidate.key} value={candidate.key}>
                {shortName(candidate.displayName)} — {partOf(candidate)}
              </option>
            ))}
          </select>
        </div>
        <div class="chats" role="group" aria-label={side === 'a' ? 'Chat' : 'Chat of the second person'}>
          {CHATS.map((each) => (
            <button
              key={each.key}
              type="button"
              data-testid={`chat-${side}-${each.key}`}
              aria-pressed={chat === each.key}
              onClick={() => choose({ person: person.key, chat: each.key })}
            >
              {each.name}
            </button>
          ))}
        </div>
      </header>
      {chat === 'slack' ? (
        <SlackChat key={key} side={side} person={person} state={state} live={live} />
      ) : (
        <TeamsChat key={key} side={side} person={person} state={state} live={live} />
      )}
    </section>
  );
}
