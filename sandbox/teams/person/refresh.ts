import { z } from 'zod';
import { refuse } from '../../refusal.ts';
import { manner } from '../delivery.ts';
import { isRecord, recordOf } from '../json.ts';
import { cardFor } from '../views.ts';
import { messageFor, placeFor, type Stage, type Told } from './act.ts';
import { execute } from './execute.ts';

const order = z.strictObject({ conversation: z.string(), message: z.string(), deliver: manner });

/** Refreshes a card by hand, from the message's own menu. */
export async function refresh(stage: Stage, body: unknown): Promise<Told> {
  const given = order.parse(body);
  const conversation = placeFor(stage, given.conversation);
  const message = messageFor(stage, conversation, given.message);
  const { action } = recordOf(cardFor(message, stage.member).card?.['refresh']);
  if (!isRecord(action)) return refuse(404, 'The card cannot be refreshed.');
  return execute(stage, { conversation, message, action, trigger: 'manual' }, given.deliver);
}
