/**
 * What happens with each kind of activity. Everywhere the same order: store, then answer as done. When storing fails the
 * person is told, and the activity is answered as failed.
 */
import type { Card } from '../../workflows/card.ts';
import { sentCard, WORKING } from '../../workflows/present/forms.ts';
import { movedHomeCard } from '../../workflows/present/home.ts';
import { outsiderCard, unknownButtonCard } from '../../workflows/present/refusal.ts';
import type { ChatUser } from '../../workflows/language.ts';
import { faultFields } from '../../src/log.ts';
import type { Clock, Inbound, Reception, View } from '../../src/ports.ts';
import type { Book } from './book.ts';
import { formsOf } from './forms.ts';
import { pressedOf } from './hear.ts';
import { showCard, showChoices, showFailure, showWord, CLOSE, TAKEN, UNKNOWN } from './invoke.ts';
import type { Answer } from './invoke.ts';
import type { Log } from './log.ts';
import { offers, ownViewsOf } from './own.ts';
import { paintMessage } from './paint.ts';
import type { Painted } from './paint.ts';
import { readActivity } from './read.ts';
import type { Read } from './read.ts';
import { handleOf } from './send.ts';
import type { Sender, Spot } from './send.ts';
import { briefly, insist, within } from './time.ts';
import type { Outcome, Wait, Waiting } from './waiting.ts';

export type HandlerOptions = {
  readonly sender: Sender;
  readonly book: Book;
  readonly waiting: Waiting;
  readonly reception: () => Reception;
  readonly tenant: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** Clients show an error when an invoke is not answered within about ten seconds; what is left is for the network. */
const STORE_WITHIN = 5_000;
/** What happens in the chat besides may go on after a press is answered. */
const TELL_WITHIN = 1_500;
/** How long the answer waits for the card to be redrawn. */
const REDRAW_WITHIN = 1_200;
/**
 * A message is delivered again only when it is not answered within fifteen seconds, and not when it is answered as failed. So
 * storing is tried for this long before it is given up, which outlasts a restart of PostgreSQL's connection.
 */
export const INSIST_FOR = 7_000;

export type Handler = {
  /** Of our own tenant. */
  take(activity: unknown): Promise<Answer>;
  /** Says politely and privately to an outsider that they are not served. */
  refuse(activity: unknown, serviceUrl: string): Promise<Answer>;
};

export function handlerOf(options: HandlerOptions): Handler {
  const { sender, book, waiting, reception, tenant, clock, log } = options;
  const forms = formsOf({ sender, book, reception, tell, log });
  const own = ownViewsOf({ book, reception, log });

  async function take(activity: unknown): Promise<Answer> {
    const read = readActivity(activity, { tenant, now: clock.now() });
    const spot = pressedOf(activity);
    switch (read.is) {
      case 'inbound':
        return read.way === 'message' ? hear(read.inbound) : press(read.inbound, read.way, spot);
      case 'installed':
        await book.markOpen(read.inbound.user.id);
        return hear(read.inbound);
      case 'left': {
        const heard = await Promise.all(read.inbounds.map(hear));
        return heard.find(({ status }) => status !== 200) ?? TAKEN;
      }
      case 'open':
        if (read.way === 'dialog') return forms.dialog(read);
        await forms.message(read);
        return isInvoke(activity) ? showWord('card', WORKING) : TAKEN;
      case 'submitted':
        return submit(read, spot);
      case 'search':
        return search(read);
      case 'view':
        return own.answer(read, spot);
      case 'stale':
        if (read.way !== 'message') return showWord(read.way, unknownButtonCard.summary);
        await tell(read.user, unknownButtonCard);
        return TAKEN;
      case 'removed':
        await book.markShut(read.where, read.code);
        return TAKEN;
      case 'back':
        await book.markOpen(read.where);
        return TAKEN;
      case 'unknown':
        log.info({ name: read.name }, 'An invoke that Latchkey does not know');
        return UNKNOWN;
      case 'nothing':
        log.info({ why: read.why }, 'Left alone');
        return isInvoke(activity) ? { status: 400 } : TAKEN;
      default:
        return read satisfies never;
    }
  }

  async function hear(inbound: Inbound): Promise<Answer> {
    try {
      await insist(INSIST_FOR, () => reception().receive(inbound));
      return TAKEN;
    } catch (error) {
      log.error(faultFields(error), 'Something that was said could not be stored');
      if (inbound.intent.is !== 'home' && inbound.intent.is !== 'changed')
        await tell(inbound.user, reception().apology(error));
      return { status: 500 };
    }
  }

  async function press(inbound: Inbound, way: 'card' | 'dialog', spot: Spot | undefined): Promise<Answer> {
    const wait = waiting.begin(spot === undefined ? '' : handleOf(spot), inbound.reply);
    try {
      await within(STORE_WITHIN, reception().receive(inbound));
    } catch (error) {
      wait.end();
      log.error(faultFields(error), 'A press could not be stored');
      const apology = reception().apology(error);
      await briefly(TELL_WITHIN, tell(inbound.user, apology));
      return way === 'card' ? showFailure(apology.summary) : showWord(way, apology.summary);
    }
    if (inbound.intent.is === 'mine') {
      // A home is posted anew: no card changes here.
      wait.end();
      return showWord(way, movedHomeCard.summary);
    }
    const { outcome, view } = await effect(wait, inbound, spot);
    if (spot !== undefined && view?.is === 'unknown' && inbound.intent.is === 'press')
      await briefly(TELL_WITHIN, removeTwin(spot, inbound.intent.request));
    if (outcome?.is === 'word') return showWord(way, outcome.text);
    // What is answered here stands before this person for a minute at least, so it is what they shall see, not what all do.
    const seen = view?.is === 'card' ? view.card : undefined;
    // What still offers the press was drawn before it had its effect. It could arrive later than the redraw that shows that.
    if (seen !== undefined && offers(seen, inbound.intent)) return showWord(way, WORKING);
    // Nothing was redrawn from here: another replica has done it or is at it, or the chat is slow. Where the press has had its
    // effect already, as with what is delivered again, that can be shown all the same.
    if (outcome === undefined && (way !== 'card' || seen === undefined)) return showWord(way, WORKING);
    const shown = seen === undefined ? outcome?.painted : await own.paint(seen, inbound.user);
    return shown === undefined ? showWord(way, WORKING) : showCard(way, shown.card, shown.summary);
  }

  /** What came of a press in time, and what the presser shall see then. Somebody else's press may redraw the card before. */
  async function effect(
    wait: Wait,
    { user, intent }: Inbound,
    spot: Spot | undefined,
  ): Promise<{ outcome: Outcome | undefined; view: View | undefined }> {
    const until = Date.now() + REDRAW_WITHIN;
    for (;;) {
      const outcome = await wait.outcome(until - Date.now());
      const view = spot === undefined ? undefined : await own.view(spot, user);
      const before = outcome?.is === 'card' && view?.is === 'card' && offers(view.card, intent);
      if (!before || Date.now() >= until) return { outcome: wait.end() ?? outcome, view };
    }
  }

  /**
   * What was pressed is a copy that a lost reply left behind: it goes (draw.ts). Never one that the record knows, whatever
   * request its button named: that comes back from the person's own machine.
   */
  async function removeTwin(spot: Spot, request: string): Promise<void> {
    try {
      const counts = await book.twin(spot.conversation, request);
      if (counts !== undefined && counts !== spot.activity) await sender.remove(spot);
    } catch (error) {
      log.warn(faultFields(error), 'Could not take the second copy of a card away');
    }
  }

  async function submit(read: Read & { is: 'submitted' }, spot: Spot | undefined): Promise<Answer> {
    const { filled, inbound, way } = read;
    try {
      const problems = reception().check(filled.form, filled.subject, filled.answers);
      if (Object.keys(problems).length > 0) return await forms.again(read, { problems });
      await within(STORE_WITHIN, reception().receive(inbound));
    } catch (error) {
      log.error({ form: filled.form, ...faultFields(error) }, 'A form could not be stored');
      return forms.again(read, { apology: reception().apology(error).summary });
    }
    if (way === 'dialog') return CLOSE;
    const sent = paintMessage(sentCard);
    // The answer changes the card before this one client; the message itself is changed for the person's other devices.
    if (spot !== undefined)
      void replaceForm(spot, inbound.user, sent).catch((error: unknown) => {
        log.info(faultFields(error), 'A form that was sent still stands');
      });
    return way === 'card' ? showCard(way, sent.card, sent.summary) : TAKEN;
  }

  /** Only where nobody else reads: that it was a form, and not a card for all, is said by the person's own machine. */
  async function replaceForm(spot: Spot, user: ChatUser, sent: Painted): Promise<void> {
    const contact = await book.contact(user.id);
    if (contact?.conversation === spot.conversation) await sender.update(spot, sent);
  }

  async function search({ text, skip, top, user }: Read & { is: 'search' }): Promise<Answer> {
    try {
      const found = await reception().search(text, Math.min(skip, 1000) + top, user);
      return showChoices(found.slice(skip));
    } catch (error) {
      // Teams can show no error here, only an empty list.
      log.error(faultFields(error), 'The search for a VM failed');
      return showChoices([]);
    }
  }

  /** In the conversation with this person alone. Never throws: it is the last thing we can do. */
  async function tell(user: ChatUser, card: Card): Promise<void> {
    try {
      await sender.postTo(user, paintMessage(card));
    } catch (error) {
      log.warn({ user: user.id, ...faultFields(error) }, 'Could not tell somebody what went wrong');
    }
  }

  return {
    take,
    refuse: async (activity, serviceUrl) => {
      if (isInvoke(activity)) return showWord(isDialog(activity) ? 'dialog' : 'card', outsiderCard.summary);
      const conversation = personalMessage(activity);
      // In a channel others would read it; whoever wrote there is not answered.
      if (conversation === undefined) return TAKEN;
      await sender.post(conversation, paintMessage(outsiderCard), serviceUrl).catch((error: unknown) => {
        log.warn(faultFields(error), 'Could not tell an outsider that they are not served');
      });
      return TAKEN;
    },
  };
}

type Loose = {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly conversation?: { id?: unknown; conversationType?: unknown };
};

function isInvoke(activity: unknown): boolean {
  return (activity as Loose).type === 'invoke';
}

function isDialog(activity: unknown): boolean {
  return /^(task|composeExtension)\//.test(String((activity as Loose).name));
}

function personalMessage(activity: unknown): string | undefined {
  const { type, conversation } = activity as Loose;
  if (type !== 'message' || conversation?.conversationType !== 'personal') return undefined;
  return typeof conversation.id === 'string' ? conversation.id : undefined;
}
