/** @jsxImportSource preact */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { TeamsConversation } from '../app/shapes.ts';
import { Begin } from './begin.tsx';
import { PostView } from './post.tsx';
import type { Table } from './teams-chat.tsx';

/** How near to the end still counts as being there, in pixels. */
const NEAR = 48;

export function Posts({ conversation, table }: { conversation: TeamsConversation; table: Table }) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const posts = inThreads(conversation);
  const last = conversation.messages.at(-1);

  // At the end it stays at the end; anywhere else nothing moves, whatever is added or redrawn.
  useLayoutEffect(() => {
    if (box.current !== null && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  });

  return (
    <>
      <div
        class={`scroll messages posts${conversation.is === 'personal' ? ' is-personal' : ''}`}
        ref={box}
        tabIndex={0}
        role="region"
        aria-label={`Messages in ${conversation.name}`}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
        }}
      >
        {last === undefined && <Begin conversation={conversation} />}
        {posts.map((post) => (
          <PostView key={post.id} post={post} conversation={conversation} table={table} />
        ))}
      </div>
      <Announcer id={last?.id} text={last?.from === table.person.teams?.id ? undefined : last?.words.join(' ')} />
    </>
  );
}

/** Replies stand below the post they belong to. */
function inThreads({ messages }: TeamsConversation): TeamsConversation['messages'] {
  return messages
    .filter(({ replyTo }) => replyTo === null)
    .flatMap((root) => [root, ...messages.filter(({ replyTo }) => replyTo === root.id)]);
}

/** Says what others write to a screen reader; silent about what was there before. */
function Announcer({ id, text }: { id: string | undefined; text: string | undefined }) {
  const [first] = useState(id);
  return (
    <p class="sr-only" role="status">
      {id !== first && text !== undefined && `New message: ${text.slice(0, 300)}`}
    </p>
  );
}
