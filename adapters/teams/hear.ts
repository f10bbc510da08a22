/** Before anything else, each activity of our own tenant tells how its author and its place can be reached. */
import { z } from 'zod';
import type { Book } from './book.ts';
import type { Spot } from './send.ts';

const Heard = z.object({
  type: z.string(),
  serviceUrl: z.string(),
  from: z.object({ id: z.string(), aadObjectId: z.string().nullish(), name: z.string().nullish() }).nullish(),
  conversation: z.object({ id: z.string(), conversationType: z.string().nullish() }),
});

/** Throws when it could not be kept. */
export async function keepReference(activity: unknown, book: Book): Promise<void> {
  const parsed = Heard.safeParse(activity);
  if (!parsed.success) return;
  const { serviceUrl, from, conversation } = parsed.data;
  const place = rootOf(conversation.id);
  await book.keepService(place, serviceUrl);
  const person = from?.aadObjectId?.toLowerCase();
  // `28:` are bots.
  if (from === undefined || from === null || person === undefined || !from.id.startsWith('29:')) return;
  const before = await book.contact(person);
  await book.keepContact(person, {
    member: from.id,
    name: from.name || before?.name || '',
    conversation: conversation.conversationType === 'personal' ? place : (before?.conversation ?? ''),
    heardIn: place,
  });
}

/** A thread in a channel is named after its first message; the bot posts to the channel. */
export function rootOf(conversation: string): string {
  return conversation.split(';')[0] ?? conversation;
}

const Pressed = z.object({ replyToId: z.string().min(1), conversation: z.object({ id: z.string() }) });

/** The message whose button was pressed. */
export function pressedOf(activity: unknown): Spot | undefined {
  const parsed = Pressed.safeParse(activity);
  return parsed.success
    ? { conversation: rootOf(parsed.data.conversation.id), activity: parsed.data.replyToId }
    : undefined;
}
