import { z } from 'zod';
import { optionsOf } from '../blocks/objects.ts';
import { isRecord } from '../blocks/check.ts';
import { manner } from '../delivery.ts';
import type { Outcome } from '../delivery.ts';
import { elementsIn, fieldsIn, firstValues, stateOf } from '../fields.ts';
import type { Field } from '../fields.ts';
import type { Json, Message, View } from '../model.ts';
import { pressInMessage, pressInView } from '../interactions.ts';
import { refuse } from '../../refusal.ts';
import type { Store } from '../store.ts';
import { interact, told, untold } from './act.ts';
import type { Stage, Told } from './act.ts';
import { placeFor } from './command.ts';

const common = {
  action_id: z.string(),
  block_id: z.string().optional(),
  value: z.unknown().optional(),
  /** Also what was shown before: the person's screen may be behind. */
  stale: z.boolean().default(false),
  deliver: manner,
};

const order = z.union([
  z.strictObject({ ...common, channel: z.string(), ts: z.string() }),
  z.strictObject({ ...common, view: z.string() }),
]);

/** Presses a button, or picks from a menu, in a message or a view. */
export async function press(stage: Stage, body: unknown): Promise<Told> {
  const given = order.parse(body);
  return 'view' in given ? inView(stage, given) : inMessage(stage, given);
}

type Order<Key extends string> = Extract<z.infer<typeof order>, Record<Key, unknown>>;

async function inMessage(stage: Stage, given: Order<'ts'>): Promise<Told> {
  const { store, member } = stage;
  const conversation = placeFor(stage, given.channel);
  const message = store.message(conversation.id, given.ts);
  if (!message || (message.ephemeralTo && message.ephemeralTo !== member.slack.id)) {
    return refuse(404, `${member.key} sees no message ${given.ts} in ${conversation.name}.`);
  }
  const versions = given.stale ? [message.content, ...message.earlier.toReversed()] : [message.content];
  for (const content of versions) {
    const blocks = blocksOf(content);
    const field = fieldIn(blocks, given);
    if (!field) continue;
    const values = firstValues(blocks);
    const action = actionOf(store, field, given.value, []);
    const holder = values[field.block_id];
    if (holder?.[field.action_id]) holder[field.action_id] = stateOf(field, given.value ?? null, []);
    const payload = pressInMessage(store, { member, conversation, message, action, values });
    const outcomes = await interact(stage, payload, given.deliver);
    return told(outcomes, { error: failureOf(outcomes[0]) });
  }
  return refuse(404, `The message has no element with the action_id ${given.action_id}.`);
}

async function inView(stage: Stage, given: Order<'view'>): Promise<Told> {
  const { store, member } = stage;
  const view = openFor(stage, given.view);
  const drawings = given.stale ? [view.blocks, ...view.earlier.toReversed()] : [view.blocks];
  const field = drawings.map((blocks) => fieldIn(blocks, given)).find((each) => each !== undefined);
  if (!field) return refuse(404, `The view has no element with the action_id ${given.action_id}.`);
  const offered = view.offered.get(`${field.block_id} ${field.action_id}`) ?? [];
  const action = actionOf(store, field, given.value, offered);
  remember(view, field, given.value, offered);
  store.changed();
  if (field.block['type'] === 'input' && field.block['dispatch_action'] !== true) return untold();
  const outcomes = await interact(stage, pressInView(store, { member, view, action }), given.deliver);
  return told(outcomes, { error: failureOf(outcomes[0]) });
}

/** The person's home, or the modal on top of what they have open. */
export function openFor({ store, member }: Stage, id: string): View {
  const view = store.view(id);
  if (!view || view.user !== member.slack.id) return refuse(404, `${member.key} has no view ${id} open.`);
  if (view.type === 'modal' && store.stack(view.user).at(-1) !== view) {
    return refuse(409, `Another modal lies over the view ${id}.`);
  }
  return view;
}

export function fieldIn(
  blocks: readonly Json[],
  at: { action_id: string; block_id?: string | undefined },
): Field | undefined {
  return elementsIn(blocks).find(
    (field) => field.action_id === at.action_id && (at.block_id === undefined || field.block_id === at.block_id),
  );
}

export function remember(view: View, field: Field, value: unknown, offered: readonly Json[]): void {
  if (!fieldsIn([field.block]).some((entry) => entry.action_id === field.action_id)) return;
  (view.values[field.block_id] ??= {})[field.action_id] = stateOf(field, value ?? null, offered);
}

function blocksOf({ blocks, attachments }: Message['content']): readonly Json[] {
  const attached = attachments.flatMap((entry) => (Array.isArray(entry['blocks']) ? (entry['blocks'] as Json[]) : []));
  return [...blocks, ...attached];
}

function actionOf(store: Store, field: Field, value: unknown, offered: readonly Json[]): Json {
  const { element, block_id, action_id } = field;
  const base = { action_id, block_id, type: element['type'], action_ts: store.ts() };
  switch (element['type']) {
    case 'button':
    case 'icon_button':
    case 'workflow_button': {
      const { text, style, url, icon } = element;
      const own = value ?? element['value'];
      return { ...base, ...defined({ text, style, url, icon, value: own }) };
    }
    case 'feedback_buttons': {
      const sides = [element['positive_button'], element['negative_button']].filter(isRecord);
      const side = sides.find((entry) => entry['value'] === value) ?? sides[0];
      return { ...base, ...defined({ text: side?.['text'], value: value ?? side?.['value'] }) };
    }
    case 'overflow': {
      const option = optionsOf(element).find((entry) => isRecord(entry) && entry['value'] === value);
      return { ...base, selected_option: option ?? refuse(400, `${action_id} offers no option ${String(value)}.`) };
    }
    default:
      return { ...base, ...stateOf(field, value ?? null, offered) };
  }
}

function defined(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function failureOf({ acked, status, reason }: Outcome): string | undefined {
  if (acked) return undefined;
  if (reason === 'http_error') return `This app responded with Status Code ${status}.`;
  return 'This app did not respond in time. Try again?';
}
