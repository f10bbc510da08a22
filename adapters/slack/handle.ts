/**
 * What happens with each kind of delivery. Everywhere the same order: store, then acknowledge as done. When storing
 * fails the person is told, and the delivery fails as it should: no acknowledgement, so that Slack shows a failure, too,
 * or delivers again.
 */
import type { AckFn, App, ReceiverEvent } from '@slack/bolt';
import type { types } from '@slack/bolt';
import type { Card } from '../../workflows/card.ts';
import type { ChatUser } from '../../workflows/language.ts';
import { Fault } from '../../src/faults.ts';
import { faultFields } from '../../src/log.ts';
import type { Clock, Inbound, Reception } from '../../src/ports.ts';
import type { Log } from './client.ts';
import { faultOf, slackError } from './faults.ts';
import { paintMessage, paintNotice } from './paint.ts';
import { readCommand, readEvent, readPress, readSearch, readShortcut, readSubmission } from './read.ts';
import type { Context, Opening, Read } from './read.ts';
import { replyToken } from './reply.ts';
import type { Sender } from './send.ts';
import { paintChoices, paintForm, paintProblems, paintSkeleton } from './views.ts';
import { outsiderCard, unknownButtonCard } from '../../workflows/present/refusal.ts';

export type HandlerOptions = {
  readonly sender: Sender;
  readonly reception: () => Reception;
  readonly team: () => string;
  readonly clock: Clock;
  readonly log: Log;
};

/** Slack waits three seconds for an acknowledgement; what is left is for the network. */
const STORE_WITHIN = 2300;
/** How long a form may take before something is opened without it. */
const FORM_WITHIN = 800;

export type Handler = {
  listen(app: App): void;
  /** Says politely and privately to an outsider that they are not served. */
  refuse(event: ReceiverEvent): Promise<void>;
};

export function handlerOf({ sender, reception, team, clock, log }: HandlerOptions): Handler {
  const context = (): Context => ({ team: team(), now: clock.now() });

  /** Throws when it was not stored, or when nobody can tell in time whether it was. */
  async function store(inbound: Inbound): Promise<void> {
    await within(STORE_WITHIN, reception().receive(inbound), 'It took too long to store what came in');
  }

  /** Commands and presses: stored, then acknowledged; or an apology, and no acknowledgement. */
  async function take(read: Read, ack: () => Promise<void>): Promise<void> {
    switch (read.is) {
      case 'inbound':
        try {
          await store(read.inbound);
        } catch (error) {
          await tell(read.inbound.user, read.inbound.reply, reception().apology(error));
          throw error;
        }
        return ack();
      case 'open':
        // Acknowledged first: a form that opens is its own answer, and nothing was to be stored.
        await ack();
        return open(read);
      case 'stale':
        await ack();
        return tell(read.user, read.reply, unknownButtonCard);
      case 'nothing':
        log.info({ why: read.why }, 'Left alone');
        return ack();
      case 'submitted':
      case 'search':
        return ack();
      default:
        return read satisfies never;
    }
  }

  /** Privately: where the person spoke, else in the direct message. Never throws: it is the last thing we can do. */
  async function tell(user: ChatUser, reply: string, card: Card): Promise<void> {
    try {
      if (await sender.answer(reply, card)) return;
      await sender.post(user.id, card, '');
    } catch (error) {
      log.warn({ user: user.id, ...faultFields(error) }, 'Could not tell somebody what went wrong');
    }
  }

  async function open(opening: Opening): Promise<void> {
    const { user, reply, trigger } = opening;
    try {
      const coming = viewOf(opening);
      const early = await Promise.race([coming, pause(FORM_WITHIN)]);
      if (early !== undefined) return void (await sender.open(trigger, early));
      const id = await sender.open(trigger, paintSkeleton());
      await sender.change(id, await coming);
    } catch (error) {
      const fault = faultOf(error, 'views.open');
      // The same delivery came twice, and the other copy has opened the form.
      if (slackError(fault.cause) === 'exchanged_trigger_id') return;
      log.warn(faultFields(fault), 'Could not open a form');
      await tell(user, reply, reception().apology(fault));
    }
  }

  async function viewOf({ form: name, subject, given, user, reply }: Opening): Promise<types.ModalView> {
    try {
      const answer = await reception().form(name, subject, given, user);
      return answer.is === 'form' ? paintForm(answer.form, { subject, reply }) : paintNotice(answer.card);
    } catch (error) {
      log.error({ form: name, ...faultFields(error) }, 'No form could be made');
      return paintNotice(reception().apology(error));
    }
  }

  async function submit(body: unknown, ack: AckFn<object>): Promise<void> {
    const read = readSubmission(body, context());
    if (read.is !== 'submitted') {
      log.info({ is: read.is }, 'Left a form alone');
      return ack({ response_action: 'update', view: paintNotice(unknownButtonCard) });
    }
    const { form, carried, answers, shown } = read.filled;
    try {
      const problems = paintProblems(reception().check(form, carried.subject, answers), shown);
      if (Object.keys(problems).length > 0) return await ack({ response_action: 'errors', errors: problems });
      await store(read.inbound);
    } catch (error) {
      log.error({ form, ...faultFields(error) }, 'A form could not be stored');
      return ack({ response_action: 'update', view: paintNotice(reception().apology(error)) });
    }
    return ack();
  }

  async function search(body: unknown, ack: AckFn<{ options: types.PlainTextOption[] }>): Promise<void> {
    const read = readSearch(body, context());
    let options: types.PlainTextOption[] = [];
    try {
      if (read.is === 'search') options = paintChoices(await reception().search(read.text, 100, read.user));
    } catch (error) {
      // Slack can show no error here, only an empty list.
      log.error(faultFields(error), 'The search for a VM failed');
    }
    await ack({ options });
  }

  /** Throws when it could not be stored: the door then holds the acknowledgement back, and Slack delivers again. */
  async function event(body: unknown, retry: number): Promise<void> {
    const read = readEvent(body, context());
    if (read.is !== 'inbound') return;
    try {
      await store(read.inbound);
    } catch (error) {
      // The last of Slack's three repetitions: nobody will hear of it again unless the person repeats it.
      const { user, intent } = read.inbound;
      if (retry >= 3 && intent.is !== 'home' && intent.is !== 'changed')
        await tell(user, '', reception().apology(error));
      throw error;
    }
  }

  return {
    listen: (app) => {
      app.command(/.*/, ({ body, ack }) => take(readCommand(body, context()), () => ack()));
      app.shortcut(/.*/, ({ body, ack }) => take(readShortcut(body, context()), () => ack()));
      app.action(/.*/, ({ body, ack }) => take(readPress(body, context()), () => ack()));
      app.view(/.*/, ({ body, ack }) => submit(body, ack as AckFn<object>));
      app.options(/.*/, ({ body, ack }) => search(body, ack as AckFn<{ options: types.PlainTextOption[] }>));
      app.event(/.*/, ({ body, context: { retryNum } }) => event(body, retryNum ?? 0));
      app.error(async (error) => {
        throw error;
      });
    },
    refuse: async ({ body, ack }) => {
      if (body['type'] === 'view_submission')
        return ack({ response_action: 'update', view: paintNotice(outsiderCard) });
      if (body['type'] === 'block_suggestion') return ack({ options: [] });
      if (typeof body['command'] === 'string')
        return ack({ response_type: 'ephemeral', ...paintMessage(outsiderCard) });
      await ack();
      const url = typeof body['response_url'] === 'string' ? body['response_url'] : '';
      await sender.answer(replyToken(url, clock.now()), outsiderCard).catch((error: unknown) => {
        log.warn(faultFields(error), 'Could not tell an outsider that they are not served');
      });
    },
  };
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

async function within<T>(ms: number, work: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Fault('record_unreachable', otherwise)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
