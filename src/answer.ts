/**
 * What somebody did in a chat, answered: who are they, what do they want, may they, and what to say. Facts from outside
 * are gathered here, before the transaction that decides.
 */
import type { Card } from '../workflows/card.ts';
import type { Intent, Press } from '../workflows/intent.ts';
import type { Person, Vm } from '../workflows/language.ts';
import { helpCard } from '../workflows/present/forms.ts';
import { apologyCard, askedCard, identityCard, refusalCard, waitingCard } from '../workflows/present/refusal.ts';
import { secretCard } from '../workflows/present/troubleshoot/ends.ts';
import type { Command, Facts, Refusal, State } from '../workflows/request.ts';
import type { Engine } from './engine.ts';
import { NO_FACTS } from './engine.ts';
import { Fault } from './faults.ts';
import type { HomeBuilder } from './home.ts';
import type { Inventory } from './inventory.ts';
import type { Identified, People } from './people.ts';
import { homeKey } from './perform/cards.ts';
import type { Chat, Clock, Estate, Inbound, Place } from './ports.ts';
import type { Database } from './record/database.ts';
import { drawnAt, forgetDrawn, rememberDrawn, rememberHome } from './record/memory.ts';
import { readState } from './record/questions.ts';
import type { Work } from './record/task.ts';
import { addWork } from './record/work.ts';
import type { Converser, Turn } from './troubleshoot/converse.ts';
import type { Mending } from './troubleshoot/mending.ts';

export type Answerer = (work: Work, inbound: Inbound) => Promise<void>;

/** After this long, in milliseconds, something outside has stayed away too long and the person is told to try again. */
const PATIENCE = 10 * 60_000;
/** After so many attempts that ended without a word this delivery itself must be what ends them. */
const LOST_AT_MOST = 3;
/** Who somebody is may be this old, in milliseconds, where nothing is decided. */
const GOOD_ENOUGH = 10 * 60_000;

export function createAnswerer(parts: {
  readonly db: Database;
  readonly chats: readonly Chat[];
  readonly people: People;
  readonly estate: Estate;
  readonly inventory: Inventory;
  readonly engine: () => Engine;
  readonly homes: HomeBuilder;
  readonly converser: Converser;
  readonly mending: Mending;
  readonly clock: Clock;
  readonly wake: (lanes: readonly string[]) => void;
}): Answerer {
  const { db, clock, people, inventory } = parts;
  /** Faults of a chat that was asked who somebody is. Its others mean that an answer did not get out. */
  const unidentified = new WeakSet<Fault>();

  return async function answer(work, inbound) {
    if (work.lost >= LOST_AT_MOST) return reply(inbound, work, apologyCard('defect'));
    try {
      await act(work, inbound);
    } catch (error) {
      if (!(error instanceof Fault) || (error.code.startsWith('chat_') && !unidentified.has(error))) throw error;
      if (!error.retryable) {
        // It is given up here and now, and nobody may wait for what will never come.
        await replyQuietly(inbound, work, apologyCard(error.code));
        throw error;
      }
      const until = clock.now() - work.age + PATIENCE;
      if (clock.now() >= until) return reply(inbound, work, apologyCard(error.code));
      if (work.attempts === 1) await replyQuietly(inbound, work, waitingCard(error.code, until));
      throw error;
    }
  };

  async function act(work: Work, inbound: Inbound): Promise<void> {
    const { intent, user } = inbound;
    switch (intent.is) {
      case 'changed':
        return people.doubt(user);
      case 'help':
        return reply(inbound, work, helpCard(commandOf(inbound)));
      case 'unclear':
        return diagnose(work, inbound, { ...intent, is: 'diagnose', vm: '', request: '', unbidden: true });
      case 'diagnose':
        return diagnose(work, inbound, intent);
      case 'talk':
        return asPerson(work, inbound, GOOD_ENOUGH, (person) =>
          parts.converser.press(turnOf(work, inbound, person), intent),
        );
      case 'mend':
        return asPerson(work, inbound, 0, (person) =>
          parts.mending.decide({ intent, person, work, reply: (card) => reply(inbound, work, card) }),
        );
      case 'mine':
        if (chatOf(inbound)?.home === 'message') return openHome(work, inbound);
        return asPerson(work, inbound, GOOD_ENOUGH, async (person) =>
          reply(inbound, work, (await parts.homes.build(person)).card),
        );
      case 'home':
        return openHome(work, inbound);
      case 'ask':
        return asPerson(work, inbound, 0, (person) => ask(work, inbound, intent, person));
      case 'press':
        return asPerson(work, inbound, 0, (person) => press(work, inbound, intent, person));
      default:
        return intent satisfies never;
    }
  }

  async function asPerson(
    work: Work,
    inbound: Inbound,
    within: number,
    go: (person: Person) => Promise<void>,
  ): Promise<void> {
    const who = await identify(inbound, within);
    if (who.is === 'problem') return reply(inbound, work, identityCard(who.problem));
    return go(who.person);
  }

  async function identify(inbound: Inbound, within: number): Promise<Identified> {
    try {
      return await people.identify(inbound.user, within);
    } catch (error) {
      if (error instanceof Fault) unidentified.add(error);
      throw error;
    }
  }

  async function openHome(work: Work, inbound: Inbound): Promise<void> {
    const who = await identify(inbound, GOOD_ENOUGH);
    const card = who.is === 'problem' ? identityCard(who.problem) : (await parts.homes.build(who.person)).card;
    const keep = chatOf(inbound)?.home === 'message' ? 'anew' : 'in place';
    await show(inbound, { is: 'home', user: inbound.user }, card, homeKey(inbound.user), work, keep);
    if (who.is === 'person') await rememberHome(db, inbound.user, clock.now());
  }

  async function ask(work: Work, inbound: Inbound, intent: Intent & { is: 'ask' }, person: Person): Promise<void> {
    const found = await findVm(intent.vm);
    if ('code' in found) return reply(inbound, work, refusalCard(found));
    const [groups, standing, locks] = await Promise.all([
      people.groups([person]),
      parts.estate.standing(found.id, person.id),
      parts.estate.locks(found.id),
    ]);
    const { role, duration, reason, ticket } = intent;
    const command: Command = {
      is: 'ask',
      at: clock.now(),
      id: idFor(work),
      by: person,
      origin: inbound.user,
      vm: found,
      role,
      duration,
      reason,
      ticket,
    };
    const outcome = await parts
      .engine()
      .handle({ request: command.id, command, facts: { groups, standing, locks }, settles: work.id });
    if (outcome.refusal === undefined || isRepeated(outcome.refusal))
      return inbound.reply === '' ? undefined : reply(inbound, work, askedCard(found.name));
    return reply(inbound, work, refusalCard(outcome.refusal));
  }

  /** Whatever else follows, whoever sent a secret is told first. */
  async function diagnose(work: Work, inbound: Inbound, intent: Intent & { is: 'diagnose' }): Promise<void> {
    if (intent.secret === true) await reply(inbound, work, secretCard, '/secret');
    return asPerson(work, inbound, 0, (person) => parts.converser.diagnose(turnOf(work, inbound, person), intent));
  }

  function turnOf(work: Work, inbound: Inbound, person: Person): Turn {
    const command = commandOf(inbound);
    return { work, inbound, person, id: idFor(work), command, reply: (card) => reply(inbound, work, card) };
  }

  async function findVm(typed: string): Promise<Vm | Refusal> {
    const found = inventory.resolve(typed);
    const shown = typed.slice(0, 80);
    if (found.is === 'ambiguous') return { code: 'vm_ambiguous', typed: shown, found: found.found };
    if (found.is === 'unknown') return { code: 'vm_unknown', typed: shown, near: found.near };
    return (await parts.estate.vm(found.vm.id)) ?? { code: 'vm_unknown', typed: found.vm.name, near: [] };
  }

  async function press(work: Work, inbound: Inbound, intent: Intent & { is: 'press' }, person: Person): Promise<void> {
    const { request, reason } = intent;
    const at = clock.now();
    const command: Command =
      intent.press === 'deny' || intent.press === 'revoke'
        ? { is: intent.press, at, by: person, reason }
        : { is: intent.press, at, by: person };
    const facts = await factsFor(intent, person);
    const { refusal, state } = await parts.engine().handle({ request, command, facts, settles: work.id });
    // The card itself changes under the finger: no further word.
    if (refusal === undefined) return;
    // So does one that showed an old state to somebody who had decided already.
    if (state.is !== 'none' && isEcho(intent.press, state, person)) return redraw(request, state.ask.channels);
    if (refusal.code === 'too_late' && state.is !== 'none') {
      // Its time has passed and no alarm has rung yet: whoever pressed shall see the card say so too.
      if (state.is === 'pending') await parts.engine().handle({ request, command: { is: 'lapse', at } });
      await redraw(request, state.ask.channels);
    }
    return reply(inbound, work, refusalCard(refusal));
  }

  /**
   * For a decision the presser's groups. For an approval everything is looked at anew: whether the requester is still whom
   * it was asked for, the groups of all who said yes before, and the VM as it is, whose tags may choose another rule.
   */
  async function factsFor(intent: Intent & { is: 'press' }, person: Person): Promise<Omit<Facts, 'open'>> {
    if (intent.press === 'withdraw' || intent.press === 'release') return NO_FACTS;
    const state = intent.press === 'approve' ? await readState(db, intent.request) : undefined;
    if (state === undefined || state.is !== 'pending') return { ...NO_FACTS, groups: await people.groups([person]) };
    const { requester, vm } = state.ask;
    const counting = [person, requester, ...state.approvals.map((each) => each.by)];
    const [unfit, groups, now] = await Promise.all([
      people.unfit(requester),
      people.groups(counting),
      parts.estate.vm(vm.id),
    ]);
    return {
      ...NO_FACTS,
      groups,
      ...(unfit === undefined ? {} : { unfit }),
      ...(now === undefined ? {} : { vm: now }),
    };
  }

  /** An old card was pressed: it is put right wherever it stands. */
  async function redraw(request: string, channels: readonly string[]): Promise<void> {
    const items = [
      ...channels.map((channel) => ({
        lane: `${request}/${channel}`,
        request,
        task: { is: 'draw_channel', channel } as const,
      })),
      { lane: `${request}/requester`, request, task: { is: 'draw_requester' } as const },
    ];
    await forgetDrawn(db, request);
    await addWork(db, items);
    parts.wake(items.map((item) => item.lane));
  }

  function commandOf(inbound: Inbound): string {
    return chatOf(inbound)?.command ?? '';
  }

  function chatOf(inbound: Inbound): Chat | undefined {
    return parts.chats.find((chat) => chat.name === inbound.user.chat);
  }

  async function reply(inbound: Inbound, work: Work, card: Card, which = ''): Promise<void> {
    const { user } = inbound;
    const place: Place = inbound.reply === '' ? { is: 'direct', user } : { is: 'reply', user, token: inbound.reply };
    await show(inbound, place, card, `answer/${work.id}${which}`, work, 'once');
  }

  /** For the word in between: when even the chat is away, the work itself still goes on. */
  async function replyQuietly(inbound: Inbound, work: Work, card: Card): Promise<void> {
    try {
      await reply(inbound, work, card);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }

  async function show(
    inbound: Inbound,
    place: Place,
    card: Card,
    key: string,
    work: Work,
    keep: 'once' | 'in place' | 'anew',
  ): Promise<void> {
    const chat = chatOf(inbound);
    if (chat === undefined) return;
    const before = keep === 'in place' ? await drawnAt(db, chat.name, key) : undefined;
    const at = before === undefined ? {} : { at: before.handle };
    const handle = await chat.draw({ place, card, views: [], key, retried: work.attempts > 1, ...at });
    if (keep !== 'once') await rememberDrawn(db, chat.name, key, { handle, version: undefined }, clock.now());
  }

  /** The request's id was put into the work's lane when it came in, so that answering twice asks once. */
  function idFor(work: Work): string {
    return work.lane.slice(work.lane.indexOf('/') + 1);
  }

  /** The ask was committed on an earlier attempt, and only the answer did not get out. */
  function isRepeated(refusal: Refusal): boolean {
    return refusal.code === 'too_late' && refusal.wanted === 'ask';
  }
}

/** A second press of the same button by the same person: what they wanted has already happened. */
function isEcho(press: Press, state: State, person: Person): boolean {
  if (state.is === 'none') return false;
  switch (press) {
    case 'approve':
      return state.is !== 'pending' && state.approvals.some((each) => each.by.id === person.id);
    case 'deny':
      return state.is === 'denied' && state.by.id === person.id;
    case 'withdraw':
      return state.is === 'withdrawn' && state.ask.requester.id === person.id;
    case 'release':
      return (
        (state.is === 'revoking' || state.is === 'ended') &&
        state.ending.why === 'released' &&
        state.ask.requester.id === person.id
      );
    case 'revoke':
      return (
        (state.is === 'revoking' || state.is === 'ended') &&
        state.ending.why === 'revoked' &&
        state.ending.by.id === person.id
      );
    default:
      return press satisfies never;
  }
}
