import { z } from 'zod';
import { refuse } from '../../refusal.ts';
import { submitActivity } from '../activities.ts';
import { fieldErrors } from '../cards/shown.ts';
import { typeOf } from '../cards/walk.ts';
import { manner } from '../delivery.ts';
import { isRecord, recordOf, type Json } from '../json.ts';
import type { Conversation, Message } from '../model.ts';
import { cardsFor } from '../views.ts';
import { messageFor, placeFor, told, untold, type Stage, type Told } from './act.ts';
import { buttonIn, fields, filled } from './controls.ts';
import { fetchDialog } from './dialog.ts';
import { execute } from './execute.ts';
import { offeredTo } from './search.ts';

const order = z.strictObject({
  conversation: z.string(),
  message: z.string(),
  action: z.string(),
  inputs: fields,
  /** An attacker's own: sent instead of the button's, and past the checks that the client makes of the fields. */
  data: z.unknown().optional(),
  verb: z.string().optional(),
  /** Also what the message, or this person's view of it, showed before: their screen may be behind. */
  stale: z.boolean().default(false),
  view: z.enum(['own', 'base']).default('own'),
  client: z.enum(['new', 'old']).default('new'),
  deliver: manner,
});

type Order = z.infer<typeof order>;

/** Presses a button of a card. */
export async function press(stage: Stage, body: unknown): Promise<Told> {
  const given = order.parse(body);
  const conversation = placeFor(stage, given.conversation);
  const message = messageFor(stage, conversation, given.message);
  const cards = cardsFor(message, stage.member, { stale: given.stale, base: given.view === 'base' });
  for (const card of cards) {
    const action = buttonIn(card, given.action);
    if (action) return pressed(stage, given, { conversation, message, card, action });
  }
  return refuse(404, `The message has no button ${given.action}.`);
}

type Place = { conversation: Conversation; message: Message; card: Json; action: Json };

async function pressed(stage: Stage, given: Order, place: Place): Promise<Told> {
  const { conversation, message, card } = place;
  const action = given.client === 'old' ? fallbackOf(place.action) : place.action;
  if (action['isEnabled'] === false) return refuse(403, `The button ${given.action} cannot be pressed.`);
  const values = filled(card, given.inputs);
  const field = (id: string) => offeredTo(stage, message.id, id);
  const ignores = action['associatedInputs'] === 'none';
  const errors = ignores || given.data !== undefined ? {} : fieldErrors(card, values, field);
  if (Object.keys(errors).length > 0) return untold({ errors });
  const data = given.data === undefined ? action['data'] : given.data;
  const sent = typeof data === 'string' ? data : { ...recordOf(data), ...(ignores ? {} : values) };
  switch (typeOf(action)) {
    case 'Action.Execute':
      return execute(
        stage,
        {
          conversation,
          message,
          action: { ...action, verb: given.verb ?? action['verb'], data: sent },
          trigger: 'manual',
        },
        given.deliver,
      );
    case 'Action.Submit':
      if (isRecord(sent) && recordOf(sent['msteams'])['type'] === 'task/fetch') {
        return fetchDialog(stage, { conversation, message, data: sent }, given.deliver);
      }
      return told(
        await stage.courier.deliver(
          { activity: submitActivity(stage.store, { ...stage, conversation, message, value: sent }), invoke: false },
          given.deliver,
        ),
      );
    default:
      return untold({ url: action['url'] });
  }
}

/** An old client does not know `Action.Execute` and shows what stands in for it. */
function fallbackOf(action: Json): Json {
  if (typeOf(action) !== 'Action.Execute') return action;
  const { fallback } = action;
  return isRecord(fallback) ? fallback : refuse(404, 'The button has no fallback, so an old client does not show it.');
}
