/** Forms shown: as a dialog at a button, as a message at a word (a message can open no dialog), and again when something is wrong. */
import type { Card, FieldProblems } from '../../workflows/card.ts';
import type { ChatUser } from '../../workflows/language.ts';
import { faultFields } from '../../src/log.ts';
import type { Reception } from '../../src/ports.ts';
import type { Book } from './book.ts';
import { showCard, TAKEN } from './invoke.ts';
import type { Answer } from './invoke.ts';
import type { Log } from './log.ts';
import { paintMessage } from './paint.ts';
import type { Painted } from './paint.ts';
import type { Read } from './read.ts';
import { lines, literal } from './rich.ts';
import type { Sender } from './send.ts';
import { pause, within } from './time.ts';
import { paintForm } from './views.ts';
import type { FormView } from './views.ts';

export type Forms = {
  dialog(opening: Read & { is: 'open' }): Promise<Answer>;
  message(opening: Read & { is: 'open' }): Promise<Answer>;
  /** The same form with what was filled in, and why it is back. */
  again(submitted: Read & { is: 'submitted' }, why: { problems?: FieldProblems; apology?: string }): Promise<Answer>;
};

/** How long a form may take before something is shown without it. */
const FORM_WITHIN = 800;
/** Teams gives up on a dialog after about ten seconds. */
const DIALOG_WITHIN = 6_000;
const MOST_OPENED = 1_000;

export function formsOf(parts: {
  readonly sender: Sender;
  readonly book: Book;
  readonly reception: () => Reception;
  readonly tell: (user: ChatUser, card: Card) => Promise<void>;
  readonly log: Log;
}): Forms {
  const { sender, book, reception, tell, log } = parts;
  const opened = new Set<string>();

  /** What to show, and a title for it. */
  async function made(
    name: Parameters<Reception['form']>[0],
    subject: string,
    given: Parameters<Reception['form']>[2],
    user: ChatUser,
    view: FormView,
  ): Promise<Painted & { title: string }> {
    try {
      const answer = await reception().form(name, subject, given, user);
      if (answer.is === 'card') return { ...paintMessage(answer.card), title: 'Latchkey' };
      const { form } = answer;
      return {
        summary: form.title,
        title: form.title,
        card: paintForm({ ...form, subject: form.subject || subject }, view),
      };
    } catch (error) {
      log.error({ form: name, ...faultFields(error) }, 'No form could be made');
      return { ...paintMessage(reception().apology(error)), title: 'Latchkey' };
    }
  }

  async function post(user: ChatUser, coming: Promise<Painted>): Promise<void> {
    const early = await Promise.race([coming, pause(FORM_WITHIN)]);
    if (early !== undefined) return void (await sender.postTo(user, early));
    const spot = await sender.postTo(user, skeleton);
    await sender.update(spot, await coming);
  }

  return {
    dialog: async ({ form, subject, given, user }) => {
      try {
        const { card, title } = await within(DIALOG_WITHIN, made(form, subject, given, user, { where: 'dialog' }));
        return showCard('dialog', card, title);
      } catch (error) {
        return showCard('dialog', paintMessage(reception().apology(error)).card, 'Latchkey');
      }
    },
    message: async ({ form, subject, given, user, delivery }) => {
      // Nothing is stored for a form, so a repeated delivery is recognised here: at once by this replica, and by another as soon
      // as it is in the record. Teams repeats after fifteen seconds.
      if (opened.has(delivery)) return TAKEN;
      if (opened.size >= MOST_OPENED) opened.clear();
      opened.add(delivery);
      // A second form does less harm than none.
      if (await within(FORM_WITHIN, book.repeatsForm(user.id, delivery)).catch(() => false)) return TAKEN;
      try {
        await post(user, made(form, subject, given, user, { where: 'message' }));
      } catch (error) {
        log.warn(faultFields(error), 'Could not show a form');
        await tell(user, reception().apology(error));
      }
      return TAKEN;
    },
    again: async ({ filled, inbound, way }, why) => {
      const { form, subject, answers } = filled;
      const view: FormView = { where: way === 'dialog' ? 'dialog' : 'message', answers, ...why };
      const painted = await made(form, subject, answers, inbound.user, view);
      if (way !== 'message') return showCard(way, painted.card, painted.title);
      await sender.postTo(inbound.user, painted).catch((error: unknown) => {
        log.warn(faultFields(error), 'Could not show a form again');
      });
      return TAKEN;
    },
  };
}

/** Shown at once when the form itself is late. */
const skeleton: Painted = {
  summary: 'One moment…',
  card: { type: 'AdaptiveCard', version: '1.5', body: lines(literal('One moment…', 50)) },
};
