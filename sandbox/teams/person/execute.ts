import { invokeActivity } from '../activities.ts';
import type { Manner } from '../delivery.ts';
import { cardAnswer, failureOf } from '../invoke.ts';
import type { Json } from '../json.ts';
import type { Conversation, Message } from '../model.ts';
import { showOwn, viewOf } from '../views.ts';
import { told, type Stage, type Told } from './act.ts';

export type Execution = {
  readonly conversation: Conversation;
  readonly message: Message;
  readonly action: Json;
  readonly trigger: 'manual' | 'automatic';
};

/** `adaptiveCard/action`: the answer is this person's own view, until the message itself is changed. */
export async function execute(stage: Stage, what: Execution, how: Manner): Promise<Told> {
  const { store, member, courier } = stage;
  const { conversation, message, action, trigger } = what;
  const { type, id, title, verb, data } = action;
  const value = {
    action: Object.fromEntries(
      Object.entries({ type, id, title, verb, data }).filter(([, inner]) => inner !== undefined),
    ),
    trigger,
  };
  const activity = invokeActivity(store, { name: 'adaptiveCard/action', member, conversation, message, value });
  const versions = message.earlier.length;
  viewOf(message, member).askedAt = store.now();
  const outcomes = await courier.deliver({ activity, invoke: true }, how);
  const failure = failureOf(outcomes[0]);
  if (failure !== undefined) return told(outcomes, { error: failure });
  const answer = cardAnswer(outcomes[0].response);
  // An update of the message itself that came meanwhile is newer than this answer, and hides it.
  if ('card' in answer && message.earlier.length === versions) {
    showOwn(message, member, answer.card);
    store.changed();
  }
  return told(outcomes, { ...answer });
}
