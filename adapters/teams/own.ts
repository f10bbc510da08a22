/**
 * What one person sees of a message instead of what all do. Reads only: nobody has pressed anything, and whatever is shown here,
 * every press is judged by the state as it is.
 */
import type { Card } from '../../workflows/card.ts';
import type { Intent } from '../../workflows/intent.ts';
import type { ChatUser } from '../../workflows/language.ts';
import type { Reception, View } from '../../src/ports.ts';
import type { Book } from './book.ts';
import { hasButtons } from './draw.ts';
import { showCard, UNSEEN } from './invoke.ts';
import type { Answer } from './invoke.ts';
import type { Log } from './log.ts';
import { paintMessage } from './paint.ts';
import type { Painted } from './paint.ts';
import type { Read } from './read.ts';
import { handleOf } from './send.ts';
import type { Spot } from './send.ts';
import { insist, within } from './time.ts';

/** How long the record may take to say what somebody sees; without it their client goes on showing what it has. */
const VIEW_WITHIN = 1_500;
/** A message that was posted a moment ago is in the record within this. */
const LOOK_FOR = 2_500;

export type OwnViews = {
  /** Undefined when nobody can tell now. */
  view(spot: Spot, user: ChatUser): Promise<View | undefined>;
  paint(card: Card, user: ChatUser): Promise<Painted>;
  /** To a client that asks by itself. */
  answer(asked: Read & { is: 'view' }, spot: Spot | undefined): Promise<Answer>;
};

export function ownViewsOf(parts: {
  readonly book: Book;
  readonly reception: () => Reception;
  readonly log: Log;
}): OwnViews {
  const { book, reception, log } = parts;

  async function view(spot: Spot, user: ChatUser): Promise<View | undefined> {
    try {
      return await within(VIEW_WITHIN, reception().view(handleOf(spot), user));
    } catch (error) {
      log.info({ error: String(error) }, 'No view of a card for one person');
      return undefined;
    }
  }

  /** A view that cannot be pressed any more need not be asked for again. */
  async function paint(card: Card, user: ChatUser): Promise<Painted> {
    return paintMessage(card, hasButtons(card) ? await book.members([user.id]) : []);
  }

  return {
    view,
    paint,
    answer: async ({ user }, spot) => {
      if (spot === undefined) return UNSEEN;
      try {
        // Clients ask as soon as they show a card, which may be before it is noted where it stands: so it is looked for a little.
        const found = await insist(LOOK_FOR, async () => {
          const known = await view(spot, user);
          if (known === undefined || known.is === 'unknown') throw new Error('That message is in no record of ours');
          return known;
        });
        if (found.is !== 'card') return UNSEEN;
        const { card, summary } = await paint(found.card, user);
        return showCard('card', card, summary);
      } catch (error) {
        log.info({ error: String(error) }, 'No view of a card for one person');
        return UNSEEN;
      }
    },
  };
}

/** Whether what was pressed can still be pressed. */
export function offers({ blocks }: Card, intent: Intent): boolean {
  if (intent.is !== 'press') return false;
  const { press, request } = intent;
  return blocks.some(
    (block) =>
      block.is === 'buttons' && block.buttons.some(({ action, subject }) => action === press && subject === request),
  );
}
