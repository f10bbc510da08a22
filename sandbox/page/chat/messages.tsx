/** @jsxImportSource preact */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Conversation, Person } from '../app/shapes.ts';
import { Empty } from './empty.tsx';
import { MessageView } from './message.tsx';
import { placeOf } from './places.tsx';
import type { SurfaceFacts } from './desk-for.ts';

/** How near to the end still counts as being there, in pixels. */
const NEAR = 48;

export function Messages(props: {
  conversation: Conversation;
  people: readonly Person[];
  facts: Omit<SurfaceFacts, 'where' | 'target'>;
}) {
  const { conversation, people, facts } = props;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = conversation.messages.at(-1);

  // At the end it stays at the end; anywhere else nothing moves, whatever is added or redrawn.
  useLayoutEffect(() => {
    if (box.current !== null && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  });

  return (
    <>
      <div
        class="scroll messages"
        ref={box}
        tabIndex={0}
        role="region"
        aria-label={`Messages in ${conversation.name}`}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
        }}
      >
        {last === undefined && <Empty conversation={conversation} />}
        {conversation.messages.map((message) => (
          <MessageView
            key={message.ts}
            message={message}
            channel={conversation.id}
            author={people.find((person) => message.bot !== true && person.slack?.id === message.user)}
            facts={facts}
          />
        ))}
      </div>
      <Announcer key={placeOf(conversation)} ts={last?.ts} text={last?.text} />
    </>
  );
}

/** Says new messages to a screen reader; silent about what was there before. */
function Announcer({ ts, text }: { ts: string | undefined; text: string | undefined }) {
  const [first] = useState(ts);
  return (
    <p class="sr-only" role="status">
      {ts !== first && text !== undefined && `New message: ${text}`}
    </p>
  );
}
