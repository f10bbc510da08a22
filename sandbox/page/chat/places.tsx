/** @jsxImportSource preact */
import { partOf } from '../app/people.ts';
import type { Conversation, Person, Screen } from '../app/shapes.ts';

/** What either chat's conversation has: where one can go, and what is new there. */
export type Place = {
  readonly id: string;
  readonly name: string;
  readonly is: 'im' | 'channel';
  /** `ts` rises. */
  readonly messages: readonly { readonly ts: string; readonly user?: string | undefined }[];
};

/** The id under which Home stands among the conversations. */
export const HOME = 'home';

/** The place of the app's direct messages, whether they have begun or not. */
export const DIRECT = 'direct';

export function isDirect(conversation: Pick<Place, 'is'>): boolean {
  return conversation.is === 'im';
}

/** Slack opens direct messages with the first word; one can go there before. */
export function placesOf(screen: Screen): readonly Conversation[] {
  if (screen.conversations.some(isDirect)) return screen.conversations;
  return [{ id: DIRECT, name: 'Latchkey', is: 'im', messages: [] }, ...screen.conversations];
}

/** Under which name a conversation is gone to. */
export function placeOf(conversation: Place): string {
  return isDirect(conversation) ? DIRECT : conversation.id;
}

export function titleOf(conversation: Place): string {
  return isDirect(conversation) ? 'Latchkey' : conversation.name.replace(/^#/, '');
}

/** Approvers look at where requests arrive, everybody else at their own messages with the app. */
export function firstPlace(conversations: readonly Place[], person: Person): string {
  const inbox = conversations.find((conversation) => !isDirect(conversation) && conversation.name.includes('approv'));
  return partOf(person) === 'approver' && inbox !== undefined ? placeOf(inbox) : DIRECT;
}

/** The places one person can go: the app's direct messages, channels, and Home where the chat has one. */
export function Places(props: {
  conversations: readonly Place[];
  /** What stands before a channel's name. */
  sign: string | undefined;
  home: boolean;
  open: string | undefined;
  unread: ReadonlyMap<string, number>;
  go(place: string): void;
}) {
  const direct = props.conversations.filter(isDirect);
  const channels = props.conversations.filter((conversation) => !isDirect(conversation));
  return (
    <nav class="places" aria-label="Conversations">
      {[...direct, ...channels].map((conversation) => (
        <PlaceTab
          key={conversation.id}
          id={placeOf(conversation)}
          sign={isDirect(conversation) ? undefined : props.sign}
          name={titleOf(conversation)}
          unread={props.unread.get(placeOf(conversation)) ?? 0}
          open={props.open === placeOf(conversation)}
          go={props.go}
        />
      ))}
      {props.home && (
        <PlaceTab id={HOME} sign={undefined} name="Home" unread={0} open={props.open === HOME} go={props.go} />
      )}
    </nav>
  );
}

function PlaceTab(props: {
  id: string;
  sign: string | undefined;
  name: string;
  unread: number;
  open: boolean;
  go(place: string): void;
}) {
  return (
    <button
      type="button"
      class={`place${props.open ? ' is-open' : ''}${props.unread > 0 ? ' is-unread' : ''}`}
      data-testid={`conversation-${props.id}`}
      aria-current={props.open ? 'page' : undefined}
      onClick={() => props.go(props.id)}
    >
      {props.sign !== undefined && (
        <span class="place-sign" aria-hidden="true">
          {props.sign}
        </span>
      )}
      {props.name}
      {props.unread > 0 && (
        <span class="count">
          {props.unread}
          <span class="sr-only"> unread</span>
        </span>
      )}
    </button>
  );
}
