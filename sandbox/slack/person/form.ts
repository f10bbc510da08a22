import { z } from 'zod';
import { isRecord, list, problemsOf } from '../blocks/check.ts';
import { option, optionGroup } from '../blocks/objects.ts';
import { withDefaults } from '../blocks/stored.ts';
import { manner } from '../delivery.ts';
import { clientErrors, fieldsIn } from '../fields.ts';
import type { Json, View } from '../model.ts';
import { closing, submission, suggestion } from '../interactions.ts';
import { refuse } from '../../refusal.ts';
import { closeViews, pushView, updateView, viewJson } from '../views.ts';
import { ApiError } from '../webapi/method.ts';
import { interact, told, untold } from './act.ts';
import type { Stage, Told } from './act.ts';
import { fieldIn, openFor, remember } from './press.ts';

const TROUBLE = 'We had some trouble connecting. Try again?';
const DEFAULT_QUERY_LENGTH = 3;

const typeOrder = z.strictObject({
  view: z.string(),
  block_id: z.string().optional(),
  action_id: z.string(),
  value: z.string(),
  deliver: manner,
});

/** Types in an `external_select`. Below its `min_query_length` Slack does not ask the app. */
export async function type(stage: Stage, body: unknown): Promise<Told> {
  const order = typeOrder.parse(body);
  const { store, member } = stage;
  const view = openFor(stage, order.view);
  const field = fieldIn(view.blocks, order);
  if (!field || !String(field.element['type']).endsWith('external_select')) {
    return refuse(404, `The view has no external_select with the action_id ${order.action_id}.`);
  }
  const least = Number(field.element['min_query_length'] ?? DEFAULT_QUERY_LENGTH);
  if ([...order.value].length < least) return untold({ options: [] });
  const { block_id, action_id } = field;
  const payload = suggestion(store, { member, view, block_id, action_id, value: order.value });
  const outcomes = await interact(stage, payload, order.deliver, true);
  const answer = outcomes[0].acked ? offeredIn(outcomes[0].response) : undefined;
  if (!answer) return told(outcomes, { options: [], error: 'The options could not be loaded.' });
  const key = `${block_id} ${action_id}`;
  view.offered.set(key, [...(view.offered.get(key) ?? []), ...answer.options]);
  return told(
    outcomes,
    answer.groups ? { options: answer.options, option_groups: answer.groups } : { options: answer.options },
  );
}

/** At most a hundred options, or a hundred groups of as many; anything else shows an empty list. */
function offeredIn(response: unknown): { options: Json[]; groups?: Json[] } | undefined {
  if (!isRecord(response)) return undefined;
  const given = withDefaults(response) as Json;
  const { options, option_groups: groups } = given;
  if (Array.isArray(options)) {
    return problemsOf(list(option, { max: 100 }), options, '').length === 0
      ? { options: options as Json[] }
      : undefined;
  }
  if (!Array.isArray(groups) || problemsOf(list(optionGroup, { max: 100 }), groups, '').length > 0) return undefined;
  return { options: (groups as Json[]).flatMap((group) => group['options'] as Json[]), groups: groups as Json[] };
}

const submitOrder = z.strictObject({
  view: z.string(),
  values: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  deliver: manner,
});

export async function submit(stage: Stage, body: unknown): Promise<Told> {
  const order = submitOrder.parse(body);
  const view = openFor(stage, order.view);
  if (view.type !== 'modal') return refuse(400, 'Only a modal can be submitted.');
  if (!view.body['submit']) return refuse(400, 'The modal has no submit button.');
  fillIn(view, order.values);
  stage.store.changed();
  const missing = clientErrors(view.blocks, view.values);
  if (Object.keys(missing).length > 0) return untold({ closed: false, errors: missing });
  const outcomes = await interact(stage, submission(stage.store, stage.member, view), order.deliver, true);
  if (!outcomes[0].acked) return told(outcomes, { closed: false, error: TROUBLE });
  return told(outcomes, afterSubmission(stage, view, outcomes[0].response));
}

function fillIn(view: View, values: Record<string, Record<string, unknown>>): void {
  const fields = fieldsIn(view.blocks);
  for (const [block_id, actions] of Object.entries(values)) {
    for (const [action_id, value] of Object.entries(actions)) {
      const field = fields.find((entry) => entry.block_id === block_id && entry.action_id === action_id);
      if (!field) return refuse(400, `The view has no field ${block_id} / ${action_id}.`);
      remember(view, field, value, view.offered.get(`${block_id} ${action_id}`) ?? []);
    }
  }
}

/** What the acknowledgement of a submission makes of the modal (docs.slack.dev, surfaces/modals). */
function afterSubmission(stage: Stage, view: View, response: unknown): { error?: string } & Json {
  const { store, member } = stage;
  const action = isRecord(response) ? response['response_action'] : undefined;
  const next = isRecord(response) ? response['view'] : undefined;
  try {
    switch (action) {
      case 'errors':
        return errorsShown(view, isRecord(response) ? response['errors'] : undefined);
      case 'update':
        return { closed: false, view: viewJson(store, updateView(store, view, next)) };
      case 'push':
        return { closed: false, view: viewJson(store, pushView(store, member.slack.id, next)) };
      case 'clear':
        closeViews(store, view, true);
        return { closed: true };
      case undefined:
        closeViews(store, view, false);
        return { closed: true };
      default:
        return { closed: false, error: TROUBLE };
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { closed: false, error: TROUBLE, refused: { error: error.code, messages: error.messages } };
  }
}

/** Errors stand under input blocks of this very view; for any other key Slack shows only that something went wrong. */
function errorsShown(view: View, errors: unknown): { error?: string } & Json {
  const inputs = view.blocks.filter((block) => block['type'] === 'input').map((block) => block['block_id']);
  const sound =
    isRecord(errors) &&
    Object.keys(errors).length > 0 &&
    Object.entries(errors).every(([block, text]) => inputs.includes(block) && typeof text === 'string' && text !== '');
  return sound ? { closed: false, errors } : { closed: false, error: TROUBLE };
}

const closeOrder = z.strictObject({ view: z.string(), deliver: manner });

/** Closes a modal; the app hears of it only where the view says `notify_on_close`. */
export async function close(stage: Stage, body: unknown): Promise<Told> {
  const order = closeOrder.parse(body);
  const { store, member } = stage;
  const view = openFor(stage, order.view);
  if (view.type !== 'modal') return refuse(400, 'Only a modal can be closed.');
  const cleared = view.body['clear_on_close'] === true;
  const told = [];
  for (const closed of closeViews(store, view, cleared)) {
    if (closed.body['notify_on_close'] === true) {
      told.push(await interact(stage, closing(store, member, closed, cleared), order.deliver));
    }
  }
  const [first] = told;
  return first ? toldOf(first) : untold();
}

function toldOf(outcomes: Parameters<typeof told>[0]): Told {
  return told(outcomes);
}
