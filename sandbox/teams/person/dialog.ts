import { z } from 'zod';
import { refuse } from '../../refusal.ts';
import { invokeActivity } from '../activities.ts';
import { fieldErrors, shownDialog } from '../cards/shown.ts';
import { typeOf } from '../cards/walk.ts';
import { manner, type Manner, type Outcome } from '../delivery.ts';
import { failureOf, taskAnswer } from '../invoke.ts';
import { recordOf, type Json } from '../json.ts';
import type { Conversation, Dialog, Message } from '../model.ts';
import { messageFor, placeFor, told, untold, type Stage, type Told } from './act.ts';
import { buttonIn, fields, filled } from './controls.ts';
import { IN_DIALOG, offeredTo } from './search.ts';

const fetchOrder = z.strictObject({
  data: z.unknown(),
  conversation: z.string().optional(),
  message: z.string().optional(),
  deliver: manner,
});

/** Asks for a dialog with any data at all. */
export async function fetch(stage: Stage, body: unknown): Promise<Told> {
  const given = fetchOrder.parse(body);
  const conversation = placeFor(stage, given.conversation);
  const message = given.message === undefined ? undefined : messageFor(stage, conversation, given.message);
  return fetchDialog(stage, { conversation, message, data: given.data }, given.deliver);
}

/** `task/fetch`, as a card's button asks for a dialog. */
export async function fetchDialog(
  stage: Stage,
  what: { conversation: Conversation; message?: Message | undefined; data: unknown },
  how: Manner,
): Promise<Told> {
  const { store, member, courier } = stage;
  const { conversation, message, data } = what;
  const value = { data, context: { theme: 'default' } };
  const activity = invokeActivity(store, { name: 'task/fetch', member, conversation, message, value });
  const outcomes = await courier.deliver({ activity, invoke: true }, how);
  const origin = { is: 'card', conversation: conversation.id, message: message?.id ?? null } as const;
  return showDialog(stage, outcomes, { origin, mayClose: false });
}

/** Shows what the app answered with: a dialog, a note, results, or nothing more. */
export function showDialog(
  stage: Stage,
  outcomes: readonly [Outcome, ...Outcome[]],
  what: { origin: Dialog['origin']; mayClose: boolean },
): Told {
  const { store, member } = stage;
  const failure = failureOf(outcomes[0]);
  if (failure !== undefined) return told(outcomes, { error: failure });
  const answer = taskAnswer(outcomes[0].response, what);
  if ('error' in answer) return told(outcomes, { ...answer });
  store.dialogs.delete(member.key);
  if ('dialog' in answer) {
    const dialog: Dialog = { ...answer.dialog, origin: what.origin };
    store.dialogs.set(member.key, dialog);
    for (const key of store.offered.keys())
      if (key.startsWith(`${member.key} ${IN_DIALOG} `)) store.offered.delete(key);
    store.changed();
    return told(outcomes, { dialog: shownDialog(dialog) });
  }
  store.changed();
  return told(outcomes, { ...answer, closed: true });
}

const submitOrder = z.strictObject({
  inputs: fields,
  action: z.string().optional(),
  data: z.unknown().optional(),
  deliver: manner,
});

/** Submits the open dialog; `action` names a button where it has several. */
export async function submit(stage: Stage, body: unknown): Promise<Told> {
  const given = submitOrder.parse(body);
  const { store, member, courier } = stage;
  const dialog = store.dialogs.get(member.key);
  if (!dialog?.card) return refuse(404, `${member.key} has no dialog with a card open.`);
  const action = buttonOf(dialog.card, given.action);
  const values = filled(dialog.card, given.inputs);
  const offered = (id: string) => offeredTo(stage, IN_DIALOG, id);
  // An attacker's own data comes from a client that checks nothing.
  const errors = given.data === undefined ? fieldErrors(dialog.card, values, offered) : {};
  if (Object.keys(errors).length > 0) return untold({ closed: false, errors });
  const data = { ...recordOf(given.data === undefined ? action['data'] : given.data), ...values };
  const { origin } = dialog;
  const conversation = placeFor(stage, origin.conversation);
  const context = { theme: 'default' };
  const activity =
    origin.is === 'compose'
      ? invokeActivity(store, {
          name: 'composeExtension/submitAction',
          member,
          conversation,
          value: { commandId: origin.command, commandContext: 'compose', data, context },
        })
      : invokeActivity(store, {
          name: 'task/submit',
          member,
          conversation,
          message: origin.message === null ? undefined : store.message(conversation.id, origin.message),
          value: { data, context },
        });
  const outcomes = await courier.deliver({ activity, invoke: true }, given.deliver);
  return showDialog(stage, outcomes, { origin, mayClose: true });
}

/** In a dialog only `Action.Submit` submits; `Action.Execute` does so on no client but the newest. */
function buttonOf(card: Json, name: string | undefined): Json {
  const found = name === undefined ? buttonOfType(card) : buttonIn(card, name);
  if (!found) return refuse(404, `The dialog has no button ${name ?? 'that submits'}.`);
  return typeOf(found) === 'Action.Submit' ? found : refuse(400, `${typeOf(found)} does not submit a dialog.`);
}

function buttonOfType(card: Json): Json | undefined {
  const actions = Array.isArray(card['actions']) ? card['actions'].map(recordOf) : [];
  return actions.find((action) => typeOf(action) === 'Action.Submit');
}

/** Closes the dialog; nobody is told. */
export async function close(stage: Stage): Promise<Told> {
  stage.store.dialogs.delete(stage.member.key);
  stage.store.changed();
  return untold({ closed: true });
}
