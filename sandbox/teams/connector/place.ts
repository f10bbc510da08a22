import type { Conversation, Message } from '../model.ts';
import type { Store } from '../store.ts';
import { ConnectorError } from './refusal.ts';

/** The conversation that a call is about, if the bot may act there. */
export function placeOf(store: Store, id: string): Conversation {
  const found = store.conversation(id);
  if (!found) throw new ConnectorError(404, 'ConversationNotFound', 'Conversation not found.');
  mustBeIn(store, found);
  const root = rootOf(id);
  if (root !== undefined && !store.message(found.id, root)) {
    throw new ConnectorError(404, 'ConversationNotFound', 'Conversation not found.');
  }
  return found;
}

/** The message that the thread begins with, if the id names one. */
export function rootOf(id: string): string | undefined {
  return /;messageid=(\d+)$/.exec(id)?.[1];
}

/** Throws when an administrator, the team or the person does not have the bot. */
export function mustBeIn(store: Store, conversation: Conversation): void {
  if (store.app.disabledByAdmin) {
    throw new ConnectorError(403, 'BotDisabledByAdmin', 'The tenant admin disabled this bot.');
  }
  if (conversation.is === 'channel') {
    if (!store.workspace.team.installed) {
      throw new ConnectorError(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
    }
    return;
  }
  const member = store.member(conversation.member);
  if (!member?.teams.installed || member.teams.deleted) {
    throw new ConnectorError(403, 'MessageWritesBlocked', 'Message write access is blocked for this conversation.');
  }
}

/** A message of the bot's own that is still there. */
export function ownMessage(store: Store, conversation: Conversation, id: string): Message {
  const found = store.message(conversation.id, id);
  if (!found || found.deleted || !found.byBot) {
    throw new ConnectorError(404, 'ActivityNotFoundInConversation', 'The activity is not in the conversation.');
  }
  return found;
}
