import type { Json } from '../json.ts';
import type { Conversation } from '../model.ts';
import { recordOf, textOf } from '../json.ts';
import type { Store } from '../store.ts';
import { contentOf } from './content.ts';
import { ownMessage, placeOf, rootOf } from './place.ts';
import { badSyntax, ConnectorError } from './refusal.ts';

/** Writes into a conversation; answers the new activity's id. In a channel without a thread a new one begins. */
export function send(store: Store, conversationId: string, body: unknown, replyTo?: string): { id: string } {
  const conversation = placeOf(store, conversationId);
  const activity = recordOf(body);
  switch (activity['type']) {
    case 'typing':
      return { id: store.id() };
    case 'message':
      return {
        id: post(store, conversation, activity, rootOf(conversationId) ?? threadOf(store, conversation, replyTo)),
      };
    default:
      return badSyntax(`A bot in Teams cannot send an activity of type ${String(activity['type'])}.`);
  }
}

export function post(store: Store, conversation: Conversation, activity: Json, root?: string): string {
  const content = contentOf(activity);
  const { id } = store.post({ conversation: conversation.id, from: store.botId, byBot: true, content, root });
  return id;
}

function threadOf(store: Store, conversation: Conversation, replyTo?: string): string | undefined {
  if (replyTo === undefined || conversation.is === 'personal') return undefined;
  const answered = store.message(conversation.id, replyTo);
  if (!answered)
    throw new ConnectorError(404, 'ActivityNotFoundInConversation', 'The activity is not in the conversation.');
  return answered.root ?? answered.id;
}

export function update(store: Store, conversationId: string, activityId: string, body: unknown): { id: string } {
  const message = ownMessage(store, placeOf(store, conversationId), activityId);
  const activity = recordOf(body);
  const named = textOf(activity['id']);
  if (named !== undefined && named !== activityId) badSyntax('The activity has another id than the address.');
  store.edit(message, contentOf(activity));
  return { id: message.id };
}

export function remove(store: Store, conversationId: string, activityId: string): void {
  store.remove(ownMessage(store, placeOf(store, conversationId), activityId));
}
