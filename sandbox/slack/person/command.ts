import { z } from 'zod';
import { isRecord } from '../blocks/check.ts';
import { manner } from '../delivery.ts';
import type { Outcome } from '../delivery.ts';
import { shortcut, slashCommand } from '../interactions.ts';
import { refuse } from '../../refusal.ts';
import { respond } from '../responses.ts';
import type { Conversation } from '../store.ts';
import { ApiError } from '../webapi/method.ts';
import { interact, told } from './act.ts';
import type { Stage, Told } from './act.ts';

const commandOrder = z.strictObject({
  command: z.string().regex(/^\/\S+$/),
  text: z.string().default(''),
  channel: z.string().optional(),
  deliver: manner,
});

/** Types a slash command, in a channel or in the conversation with the bot. */
export async function command(stage: Stage, body: unknown): Promise<Told> {
  const order = commandOrder.parse(body);
  const { store, member } = stage;
  const conversation = placeFor(stage, order.channel);
  const payload = slashCommand(store, { member, conversation, command: order.command, text: order.text });
  const outcomes = await stage.courier.deliver({ kind: 'slash_commands', payload, takesAnswer: true }, order.deliver);
  const failure = failureOf(outcomes[0]) ?? answerInPlace(stage, conversation, outcomes[0].response);
  return told(outcomes, { error: failure && `${order.command} failed with the error "${failure}"` });
}

const shortcutOrder = z.strictObject({ callback_id: z.string(), deliver: manner });

export async function globalShortcut(stage: Stage, body: unknown): Promise<Told> {
  const order = shortcutOrder.parse(body);
  const outcomes = await interact(stage, shortcut(stage.store, stage.member, order.callback_id), order.deliver);
  return told(outcomes, { error: outcomes[0].acked ? undefined : 'We had some trouble connecting. Try again?' });
}

export function placeFor({ store, member }: Stage, channel: string | undefined): Conversation {
  const id = channel ?? store.direct(member.slack.id).id;
  const conversation = store.conversation(id);
  if (!conversation) return refuse(404, `There is no conversation ${id}.`);
  if (!store.sees(member.slack.id, conversation)) return refuse(403, `${member.key} is not in ${conversation.name}.`);
  return conversation;
}

function failureOf(outcome: Outcome): string | undefined {
  if (outcome.acked) return undefined;
  return outcome.reason?.endsWith('timeout') ? 'operation_timeout' : 'dispatch_failed';
}

/** An acknowledgement may itself say something to the person or the channel. */
function answerInPlace({ store, member }: Stage, conversation: Conversation, answer: unknown): string | undefined {
  const said = typeof answer === 'string' ? { text: answer } : answer;
  if (!isRecord(said) || Object.keys(said).length === 0) return undefined;
  try {
    respond(store, { channel: conversation.id, user: member.slack.id }, said);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
}
