import { useRef } from 'preact/hooks';
import { placeOf } from './places.tsx';
import type { Place } from './places.tsx';

/** Highest `ts` seen, by conversation. */
type Seen = Map<string, string>;

/**
 * How many messages are new, by conversation. What was there when a person was first shown counts as read, and so does
 * what stands in the open conversation.
 *
 * @param key changes when all should be forgotten: another person, or a reset
 */
export function useUnread(
  key: string,
  places: readonly Place[] | undefined,
  open: string | undefined,
  own: string,
): Map<string, number> {
  const memory = useRef<{ key: string; seen: Seen } | undefined>(undefined);
  const counts = new Map<string, number>();
  if (places === undefined) return counts;
  if (memory.current?.key !== key) memory.current = { key, seen: new Map(places.map(markOf)) };
  const { seen } = memory.current;
  for (const conversation of places) {
    const mark = seen.get(conversation.id) ?? '';
    const fresh = conversation.messages.filter((message) => message.ts > mark && message.user !== own);
    if (placeOf(conversation) === open) seen.set(...markOf(conversation));
    else if (fresh.length > 0) counts.set(placeOf(conversation), fresh.length);
  }
  return counts;
}

function markOf(conversation: Place): [string, string] {
  return [conversation.id, conversation.messages.reduce((last, { ts }) => (ts > last ? ts : last), '')];
}
