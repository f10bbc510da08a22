import { DIRECT } from '../chat/places.tsx';
import type { Place } from '../chat/places.tsx';
import type { TeamsConversation, TeamsScreen } from '../app/shapes.ts';

/** Teams opens the chat with the app with its first message; one can go there before. */
export function conversationsOf(screen: TeamsScreen): readonly TeamsConversation[] {
  if (screen.conversations.some(({ is }) => is === 'personal')) return screen.conversations;
  return [{ id: DIRECT, name: 'Latchkey', is: 'personal', messages: [] }, ...screen.conversations];
}

export function asPlace({ id, name, is, messages }: TeamsConversation): Place {
  return {
    id,
    name,
    is: is === 'personal' ? 'im' : 'channel',
    messages: messages.map((post) => ({ ts: post.id, user: post.from })),
  };
}
