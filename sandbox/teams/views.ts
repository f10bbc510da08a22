import { ADAPTIVE } from './cards/check.ts';
import { isRecord, listOf, recordOf, textOf, type Json } from './json.ts';
import type { Content, Member, Message, OwnView } from './model.ts';

/** A client asks for a person's own view again once the last answer is this old (learn.microsoft.com, user-specific views). */
const FRESH = 60_000;

/** The card that everybody sees, if the message has one. */
export function cardOf(content: Content): Json | null {
  const attachment = content.attachments.find((entry) => entry['contentType'] === ADAPTIVE);
  return isRecord(attachment?.['content']) ? attachment['content'] : null;
}

/** The card that this person sees. */
export function cardFor(message: Message, member: Member): { card: Json | null; view: 'own' | 'base' } {
  const own = message.views.get(member.key)?.card;
  return own ? { card: own, view: 'own' } : { card: cardOf(message.content), view: 'base' };
}

/** Every card of this message that the person may have before them, the one they see now first. */
export function cardsFor(message: Message, member: Member, how: { stale: boolean; base: boolean }): readonly Json[] {
  const base = cardOf(message.content);
  const now = how.base ? base : cardFor(message, member).card;
  const before = how.stale
    ? [
        ...(message.views.get(member.key)?.earlier.toReversed() ?? []),
        base,
        ...message.earlier.toReversed().map(cardOf),
      ]
    : [];
  return [now, ...before].filter((card) => card !== null);
}

export function viewOf(message: Message, member: Member): OwnView {
  const found = message.views.get(member.key);
  if (found) return found;
  const made: OwnView = { card: null, earlier: [], askedAt: -Infinity };
  message.views.set(member.key, made);
  return made;
}

/** The app answered this person with a card of their own. */
export function showOwn(message: Message, member: Member, card: Json): void {
  const view = viewOf(message, member);
  if (view.card) view.earlier.push(view.card);
  view.card = card;
}

/** The action by which the card this person sees is refreshed, if their client does so by itself now. */
export function refreshDue(message: Message, member: Member, inConversation: number, now: number): Json | undefined {
  const { card } = cardFor(message, member);
  const { action, userIds } = recordOf(card?.['refresh']);
  if (!isRecord(action) || now - viewOf(message, member).askedAt < FRESH) return undefined;
  const named = Array.isArray(userIds)
    ? listOf(userIds).some((id) => id === textOf(member.teams.id))
    : inConversation <= 60;
  return named ? action : undefined;
}
