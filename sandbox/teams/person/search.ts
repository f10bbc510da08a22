import { z } from 'zod';
import { refuse } from '../../refusal.ts';
import { invokeActivity } from '../activities.ts';
import { inputsIn } from '../cards/walk.ts';
import { manner } from '../delivery.ts';
import { failureOf, searchAnswer } from '../invoke.ts';
import { isRecord, recordOf, type Json } from '../json.ts';
import type { Conversation, Message } from '../model.ts';
import { cardFor } from '../views.ts';
import { messageFor, placeFor, told, type Stage, type Told } from './act.ts';

const order = z.strictObject({
  conversation: z.string().optional(),
  message: z.string().optional(),
  dialog: z.literal(true).optional(),
  input: z.string(),
  text: z.string(),
  skip: z.number().int().min(0).default(0),
  top: z.number().int().min(1).default(15),
  inputs: z.record(z.string(), z.unknown()).default({}),
  deliver: manner,
});

/** Types in a field that asks the app for its choices (`application/search`). */
export async function search(stage: Stage, body: unknown): Promise<Told> {
  const given = order.parse(body);
  const { conversation, message, card, where } = placeOf(stage, given);
  const query = inputsIn(card).find((input) => input['id'] === given.input)?.['choices.data'];
  if (!isRecord(query)) return refuse(404, `There is no field ${given.input} that searches.`);
  const value = {
    queryText: given.text,
    queryOptions: { skip: given.skip, top: given.top },
    dataset: query['dataset'],
    ...(query['associatedInputs'] === 'auto' ? { data: given.inputs } : {}),
  };
  const { store, member, courier } = stage;
  const activity = invokeActivity(store, { name: 'application/search', member, conversation, message, value });
  const outcomes = await courier.deliver({ activity, invoke: true }, given.deliver);
  const failure = failureOf(outcomes[0]);
  if (failure !== undefined) return told(outcomes, { choices: [], error: failure });
  const answer = searchAnswer(outcomes[0].response);
  if (!('choices' in answer)) return told(outcomes, { choices: [], ...answer });
  const offered = offeredTo(stage, where, given.input);
  for (const choice of answer.choices) offered.add(String(choice['value']));
  return told(outcomes, { ...answer });
}

/** Where choices are remembered that stand in an open dialog. */
export const IN_DIALOG = 'dialog';

/** The choices that a search has offered this person for a field of a message, or of their dialog. */
export function offeredTo({ store, member }: Stage, where: string, field: string): Set<string> {
  const key = `${member.key} ${where} ${field}`;
  const found = store.offered.get(key) ?? new Set<string>();
  store.offered.set(key, found);
  return found;
}

type Place = { conversation: Conversation; message?: Message; card: Json; where: string };

function placeOf(stage: Stage, given: z.infer<typeof order>): Place {
  const { store, member } = stage;
  if (given.message === undefined) {
    const dialog = store.dialogs.get(member.key);
    if (!dialog) return refuse(404, `${member.key} has no dialog open.`);
    return { conversation: placeFor(stage, dialog.origin.conversation), card: recordOf(dialog.card), where: IN_DIALOG };
  }
  const conversation = placeFor(stage, given.conversation);
  const message = messageFor(stage, conversation, given.message);
  return { conversation, message, card: recordOf(cardFor(message, member).card), where: message.id };
}
