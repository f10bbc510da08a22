import { z } from 'zod';
import { invokeActivity } from '../activities.ts';
import { manner } from '../delivery.ts';
import type { Json } from '../json.ts';
import { placeFor, told, type Stage, type Told } from './act.ts';
import { showDialog } from './dialog.ts';

const order = z.strictObject({
  command: z.string(),
  query: z.string().optional(),
  parameter: z.string().default('query'),
  conversation: z.string().optional(),
  skip: z.number().int().min(0).default(0),
  count: z.number().int().min(1).default(25),
  deliver: manner,
});

/** The app's message extension, from the compose box: a search with a query, else a dialog. */
export async function compose(stage: Stage, body: unknown): Promise<Told> {
  const given = order.parse(body);
  const { store, member, courier } = stage;
  const conversation = placeFor(stage, given.conversation);
  const origin = { is: 'compose', conversation: conversation.id, command: given.command } as const;
  const deliver = async (name: string, value: Json) =>
    courier.deliver(
      { activity: invokeActivity(store, { name, member, conversation, value }), invoke: true },
      given.deliver,
    );
  if (given.query === undefined) {
    const value = { commandId: given.command, commandContext: 'compose', context: { theme: 'default' } };
    return showDialog(stage, await deliver('composeExtension/fetchTask', value), { origin, mayClose: false });
  }
  const outcomes = await deliver('composeExtension/query', {
    commandId: given.command,
    parameters: [{ name: given.parameter, value: given.query }],
    queryOptions: { skip: given.skip, count: given.count },
  });
  const shown = showDialog(stage, outcomes, { origin, mayClose: false });
  return 'dialog' in shown ? told(outcomes, { error: 'A search does not open a dialog.' }) : shown;
}
