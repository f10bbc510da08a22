import { z } from 'zod';
import { refuse } from '../../refusal.ts';
import { firstValue, type Fields } from '../cards/shown.ts';
import { actionsIn, inputsIn } from '../cards/walk.ts';
import type { Json } from '../json.ts';

/** What a person typed, by the fields' ids. */
export const fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

/** By id, verb or title, in that order. */
export function buttonIn(card: Json, name: string): Json | undefined {
  const actions = actionsIn(card);
  const named = (key: string) => actions.find((action) => action[key] === name);
  return named('id') ?? named('verb') ?? named('title');
}

/** What stands in the fields: what was typed, else what the card put there. */
export function filled(card: Json, typed: Fields): Fields {
  const inputs = inputsIn(card);
  const unknown = Object.keys(typed).find((id) => !inputs.some((input) => input['id'] === id));
  if (unknown !== undefined) return refuse(400, `The card has no field ${unknown}.`);
  const values = inputs.map((input) => [String(input['id']), typed[String(input['id'])] ?? firstValue(input)] as const);
  // An empty field is not sent at all.
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}
