import { z } from 'zod';
import { manner } from '../delivery.ts';
import type { Json, Message } from '../model.ts';
import { homeOpened, mentionEvent, messageEvent } from '../event-payloads.ts';
import type { Store } from '../store.ts';
import { viewJson } from '../views.ts';
import { told, untold } from './act.ts';
import type { Stage, Told } from './act.ts';
import { placeFor } from './command.ts';

/** How long the opened home may take to fill, in real milliseconds. */
const HOME_PATIENCE = 3000;

const homeOrder = z.strictObject({ deliver: manner }).prefault({});

/** Opens App Home, and waits until the app has drawn it anew. */
export async function home(stage: Stage, body: unknown): Promise<Told> {
  const { deliver } = homeOrder.parse(body);
  const { store, member, events } = stage;
  const user = member.slack.id;
  const before = store.homes.get(user)?.hash;
  const outcomes = await events.emit(homeOpened(store, member), deliver);
  if (outcomes[0].acked) await until(store, () => store.homes.get(user)?.hash !== before);
  const view = store.homes.get(user);
  return told(outcomes, { view: view ? viewJson(store, view) : null });
}

function until(store: Store, done: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, HOME_PATIENCE);
    const stop = store.context.world.onChange(() => {
      if (done()) end();
    });
    if (done()) end();
  });
}

const sayOrder = z.strictObject({
  channel: z.string().optional(),
  text: z.string().min(1),
  thread_ts: z.string().optional(),
  deliver: manner,
});

/** Says something to the bot, or in a channel, where the bot hears of it only when it is mentioned. */
export async function say(stage: Stage, body: unknown): Promise<Told> {
  const order = sayOrder.parse(body);
  const { store, member, events } = stage;
  const conversation = placeFor(stage, order.channel);
  const text = typed(order.text);
  const message = store.post({
    channel: conversation.id,
    user: member.slack.id,
    byBot: false,
    content: { text, blocks: [richText(order.text)], attachments: [] },
    ...(order.thread_ts === undefined ? {} : { thread_ts: order.thread_ts }),
  });
  const { ts, channel } = message;
  const event = eventFor(stage, message, conversation.is === 'im');
  if (!event) return untold({ ts, channel });
  return told(await events.emit(event, order.deliver), { ts, channel });
}

function eventFor({ store }: Stage, message: Message, direct: boolean): Json | undefined {
  if (direct) return messageEvent(store, message);
  const bot = store.workspace.bot.user_id;
  const channel = store.workspace.channels.find((entry) => entry.id === message.channel);
  const heard = channel?.members.includes(bot) && message.content.text.includes(`<@${bot}>`);
  return heard ? mentionEvent(store, message) : undefined;
}

/** What people type is escaped; only a mention, which the client makes of a name, keeps its brackets. */
function typed(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/&lt;(@[UW]\w+)&gt;/g, '<$1>');
}

function richText(text: string): Json {
  const elements = [{ type: 'text', text }];
  return { type: 'rich_text', block_id: 'typed', elements: [{ type: 'rich_text_section', elements }] };
}
