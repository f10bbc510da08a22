/** Shows a card in its place, and names the message it became. */
import type { Card } from '../../workflows/card.ts';
import { movedHomeCard } from '../../workflows/present/home.ts';
import { faultFields } from '../../src/log.ts';
import type { Chat, Handle, Place } from '../../src/ports.ts';
import type { Book } from './book.ts';
import type { Log } from './log.ts';
import { paintHome, paintMessage } from './paint.ts';
import type { Painted } from './paint.ts';
import { handleOf, spotOf } from './send.ts';
import type { Sender, Spot } from './send.ts';
import type { Waiting } from './waiting.ts';

type Order = Parameters<Chat['draw']>[0];

export type Drawer = {
  readonly sender: Sender;
  readonly book: Book;
  readonly waiting: Waiting;
  readonly log: Log;
};

/** The contract is that of `Chat.draw` (src/ports.ts). */
export async function draw(order: Order, drawer: Drawer): Promise<Handle> {
  const { sender, waiting } = drawer;
  const { place, card } = order;
  const painted = place.is === 'home' ? paintHome(card) : paintMessage(card, await viewers(order, drawer));
  const moves = place.is === 'home' && order.at !== undefined;
  const spot = spotOf(moves ? ((await homeNow(place.user.id, drawer)) ?? order.at) : order.at);
  if (spot !== undefined && (await sender.update(spot, painted, doorOf(place)))) {
    waiting.drawn(handleOf(spot), painted);
    return place.is === 'home' ? followHome(place.user.id, spot, painted, drawer) : handleOf(spot);
  }
  // A word to who pressed needs no message of its own; a card with buttons does.
  if (place.is === 'reply' && !hasButtons(card) && waiting.say(place.token, card.summary)) return 'answered';
  const posted = await post(place, painted, sender);
  const handle = handleOf(posted);
  if (order.retried) await rememberTwin(posted, card, drawer);
  if (place.is === 'home') await moveHome(place.user.id, handle, drawer);
  return handle;
}

/** More than these clients would not ask for a view of their own (paint.ts). */
const MOST_VIEWERS = 60;

function viewers({ views }: Order, { book }: Drawer): Promise<readonly string[]> {
  return book.members(views.slice(0, MOST_VIEWERS).map(({ id }) => id));
}

/** Whose door it is that may be shut. */
function doorOf(place: Place): string {
  return place.is === 'channel' ? place.address : place.user.id;
}

function post(place: Place, painted: Painted, sender: Sender): Promise<Spot> {
  return place.is === 'channel' ? sender.post(place.address, painted) : sender.postTo(place.user, painted);
}

export function hasButtons(card: Card): boolean {
  return card.blocks.some((block) => block.is === 'buttons');
}

/**
 * The connector neither takes a key that would make posting twice harmless nor shows a bot what it has posted. So after a lost
 * reply a second copy may stand there that nobody redraws. It is noted which one counts; the other is taken away as soon as
 * somebody presses on it (handle.ts). It can do no harm until then: every press is judged by the state as it is.
 */
async function rememberTwin(posted: Spot, card: Card, { book, log }: Drawer): Promise<void> {
  const subjects = card.blocks.flatMap((block) =>
    block.is === 'buttons' ? block.buttons.map(({ subject }) => subject) : [],
  );
  try {
    for (const subject of new Set(subjects.filter((each) => each !== '')))
      await book.keepTwin(posted.conversation, subject, posted.activity);
  } catch (error) {
    log.warn(faultFields(error), 'Could not note which of two cards counts');
  }
}

/** Undefined when there is none, or nobody can tell. */
async function homeNow(person: string, { book, log }: Drawer): Promise<Handle | undefined> {
  try {
    return await book.home(person);
  } catch (error) {
    log.warn(faultFields(error), 'Could not look up which home counts');
    return undefined;
  }
}

/** Asked for while it was redrawn, a home has moved: then the newer shows what was drawn, and this one points there again. */
async function followHome(person: string, drawn: Spot, painted: Painted, drawer: Drawer): Promise<Handle> {
  const now = await homeNow(person, drawer);
  const newer = spotOf(now);
  if (now === undefined || newer === undefined || now === handleOf(drawn)) return handleOf(drawn);
  await drawer.sender.update(drawn, paintMessage(movedHomeCard));
  await drawer.sender.update(newer, painted);
  return now;
}

/** There is one home for each person: the one before it points to the newer, and has no buttons any more. */
async function moveHome(person: string, handle: Handle, { book, sender, log }: Drawer): Promise<void> {
  try {
    const before = spotOf(await book.home(person));
    await book.keepHome(person, handle);
    if (before !== undefined && handleOf(before) !== handle) await sender.update(before, paintMessage(movedHomeCard));
  } catch (error) {
    // The new home stands; an old one that looks current is put right when it is pressed.
    log.warn(faultFields(error), 'Could not put an old home away');
  }
}
