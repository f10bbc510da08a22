import { z } from 'zod';
import { messageActivity } from '../activities.ts';
import { manner } from '../delivery.ts';
import type { Json } from '../json.ts';
import type { Store } from '../store.ts';
import { messageFor, placeFor, told, untold, type Stage, type Told } from './act.ts';

const order = z.strictObject({
  text: z.string().min(1),
  conversation: z.string().optional(),
  mention: z.boolean().default(true),
  replyTo: z.string().optional(),
  deliver: manner,
});

/** Writes to the bot, or in a channel, where the bot hears only what mentions it. */
export async function message(stage: Stage, body: unknown): Promise<Told> {
  const given = order.parse(body);
  const { store, member, courier } = stage;
  const conversation = placeFor(stage, given.conversation);
  const answered = given.replyTo === undefined ? undefined : messageFor(stage, conversation, given.replyTo);
  const mentions = conversation.is === 'channel' && given.mention;
  const name = store.workspace.app.name;
  const written = store.post({
    conversation: conversation.id,
    from: member.teams.id,
    byBot: false,
    content: {
      text: mentions ? `<at>${name}</at> ${given.text}` : given.text,
      textFormat: 'plain',
      attachments: [],
      entities: mentions ? [mention(store)] : [],
    },
    root: conversation.is === 'channel' && answered ? (answered.root ?? answered.id) : undefined,
  });
  const where = { id: written.id, conversation: conversation.id };
  const heard = conversation.is === 'channel' ? mentions && store.workspace.team.installed : member.teams.installed;
  if (!heard) return untold(where);
  const activity = messageActivity(store, member, conversation, written);
  return told(await courier.deliver({ activity, invoke: false }, given.deliver), where);
}

function mention(store: Store): Json {
  const { name } = store.workspace.app;
  return { type: 'mention', mentioned: { id: store.botId, name }, text: `<at>${name}</at>` };
}
