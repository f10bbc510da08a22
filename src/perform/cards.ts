/** Draws cards from the state as it is now, and says the things that are said once. */
import { createHash } from 'node:crypto';
import type { Card } from '../../workflows/card.ts';
import type { Channel, ChatUser } from '../../workflows/language.ts';
import { noticeCard, strayCard } from '../../workflows/present/notice.ts';
import { requestCard } from '../../workflows/present/request.ts';
import { viewersOf } from '../../workflows/present/viewers.ts';
import type { Policy } from '../../workflows/policy.ts';
import type { Living, Notice } from '../../workflows/request.ts';
import { Fault, FAULTS } from '../faults.ts';
import type { FaultCode } from '../faults.ts';
import type { HomeBuilder } from '../home.ts';
import type { Chat, Clock, Place } from '../ports.ts';
import type { Database } from '../record/database.ts';
import { accountsOf, drawnAt, homesSince, rememberDrawn } from '../record/memory.ts';
import { readRequest, readState } from '../record/questions.ts';
import type { NewWork, Task, Work } from '../record/task.ts';
import { addWork } from '../record/work.ts';
import { rdpLink } from '../web/rdp.ts';
import { requestOf } from './cloud.ts';

export type CardParts = {
  readonly db: Database;
  readonly chats: readonly Chat[];
  readonly clock: Clock;
  readonly homes: HomeBuilder;
  /** Today's. */
  readonly policy: () => Policy;
  /** Channels of the operators, from today's policy. */
  readonly operators: () => readonly Channel[];
  /** Where people reach this installation, without a trailing slash. */
  readonly publicUrl: string | undefined;
  readonly wake: (lanes: readonly string[]) => void;
};

/** Homes opened this long ago are still kept current, in milliseconds; and this many at most. */
const HOME_FRESH = 24 * 3_600_000;
const HOMES_AT_MOST = 50;

export async function drawChannel(parts: CardParts, work: Work, channel: Channel): Promise<void> {
  const recorded = await readRequest(parts.db, requestOf(work));
  if (recorded === undefined) return;
  const { state, version } = recorded;
  const [name, address] = splitChannel(channel);
  const card = requestCard(state, 'approvers');
  const views = await accountsOf(parts.db, name, viewersOf(state, parts.policy()));
  try {
    await draw(parts, name, { is: 'channel', address }, card, `${state.ask.id}/${channel}`, work, version, views);
  } catch (error) {
    if (state.is === 'pending' && error instanceof Fault && !error.retryable)
      await sayNotPosted(parts, state, channel, error.code);
    throw error;
  }
}

export async function drawRequester(parts: CardParts, work: Work): Promise<void> {
  const recorded = await readRequest(parts.db, requestOf(work));
  if (recorded === undefined) return;
  const { state, version } = recorded;
  const { origin, id } = state.ask;
  const card = requestCard(state, 'requester', rdpLink(parts.publicUrl, state));
  await draw(parts, origin.chat, { is: 'direct', user: origin }, card, `${id}/requester`, work, version);
}

export async function tellRequester(parts: CardParts, work: Work, notice: Notice): Promise<void> {
  const state = await readState(parts.db, requestOf(work));
  if (state.is === 'none' || isStale(state, notice)) return;
  const { origin, id } = state.ask;
  const card = noticeCard(state, notice, rdpLink(parts.publicUrl, state));
  await draw(parts, origin.chat, { is: 'direct', user: origin }, card, `${id}/notice/${work.id}`, work);
}

export async function tellChannel(
  parts: CardParts,
  work: Work,
  channel: Channel,
  notice: Notice,
  fault?: string,
): Promise<void> {
  const state = await readState(parts.db, requestOf(work));
  if (state.is === 'none' || isStale(state, notice)) return;
  const [name, address] = splitChannel(channel);
  const code = fault ?? faultOf(state);
  const next = code !== undefined && code in FAULTS ? FAULTS[code as FaultCode].next : undefined;
  const card = noticeCard(state, notice, next === undefined ? {} : { next });
  await draw(parts, name, { is: 'channel', address }, card, `${state.ask.id}/notice/${work.id}`, work);
}

/** For an assignment without a request behind it that Latchkey cannot close. */
export async function tellStray(parts: CardParts, work: Work, task: Task & { is: 'tell_stray' }): Promise<void> {
  const { assignment, fault } = task;
  const [name, address] = splitChannel(task.channel);
  const next = fault in FAULTS ? FAULTS[fault as FaultCode].next : '';
  const card = strayCard(
    { id: assignment.id, vm: assignment.vm.split('/').at(-1) ?? '', endsAt: assignment.endsAt },
    fault,
    next,
  );
  await draw(parts, name, { is: 'channel', address }, card, `stray/${assignment.request}/${task.channel}`, work);
}

/** A chat that throttles one person's messages takes others'; one that throttles this many throttles everybody. */
const THROTTLED_AT_MOST = 3;

/**
 * Redraws the homes opened lately. One that is out of reach, for ever or for now, keeps no other back, nor does one chat
 * another; and while the directory does not answer it is asked once, not once for each. Throws the first fault that time can mend.
 */
export async function drawHomes(parts: CardParts, work: Work): Promise<void> {
  const open = await homesSince(parts.db, parts.clock.now() - HOME_FRESH, HOMES_AT_MOST);
  let asking = true;
  let first: Fault | undefined;
  const refused = new Map<string, number>();
  for (const { user, person } of open) {
    const before = refused.get(user.chat) ?? 0;
    if (before >= THROTTLED_AT_MOST) continue;
    const { card, gap } = await parts.homes.build(person, asking);
    asking &&= !gap;
    try {
      await draw(parts, user.chat, { is: 'home', user }, card, homeKey(user), work, digest(card));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (!error.retryable) continue;
      first ??= error;
      refused.set(user.chat, before + (error.code === 'chat_throttled' ? 1 : THROTTLED_AT_MOST));
    }
  }
  if (first !== undefined) throw first;
}

/** Tells one drawing of a home from another, as a version tells a request's: what is unchanged is not drawn again. */
export function digest(card: Card): number {
  return createHash('sha256').update(JSON.stringify(card)).digest().readInt32BE();
}

export function homeKey(user: ChatUser): string {
  return `home/${user.team}/${user.id}`;
}

/** A card that shows this version already is left alone: chats allow only so many changes a minute. */
export async function draw(
  parts: Pick<CardParts, 'db' | 'chats' | 'clock'>,
  chat: string,
  place: Place,
  card: Card,
  key: string,
  work: Work,
  version?: number,
  views: readonly ChatUser[] = [],
): Promise<void> {
  const through = parts.chats.find((each) => each.name === chat);
  if (through === undefined) throw new Fault('chat_place_gone', `No chat called ${chat} is configured`);
  const before = await drawnAt(parts.db, chat, key);
  if (version !== undefined && before?.version === version) return;
  const at = before === undefined ? {} : { at: before.handle };
  const handle = await through.draw({ place, card, views, key, retried: work.attempts > 1, ...at });
  await rememberDrawn(parts.db, chat, key, { handle, version }, parts.clock.now());
}

/** Nobody may wait for approvers who never saw the card. */
async function sayNotPosted(parts: CardParts, state: Living, channel: Channel, fault: string): Promise<void> {
  const request = state.ask.id;
  const others = parts.operators().filter((each) => each !== channel);
  const items: readonly NewWork[] = [
    { lane: `${request}/requester`, request, task: { is: 'tell_requester', notice: 'not_posted' } },
    ...others.map((each) => ({
      lane: `${request}/operators/${each}`,
      request,
      task: { is: 'tell_channel', channel: each, notice: 'not_posted', fault } as const,
    })),
  ];
  await addWork(parts.db, items);
  parts.wake(items.map((item) => item.lane));
}

/** What was true when it was to be said may no longer be. */
function isStale(state: Living, notice: Notice): boolean {
  switch (notice) {
    case 'ready':
      return state.is !== 'active';
    case 'revoke_delayed':
      return state.is !== 'revoking';
    case 'grant_delayed':
      return state.is !== 'approved';
    case 'not_posted':
      return state.is !== 'pending';
    case 'denied':
    case 'lapsed':
    case 'grant_failed':
    case 'ended':
    case 'revoke_recovered':
    case 'strayed':
      return false;
    default:
      return notice satisfies never;
  }
}

function faultOf(state: Living): string | undefined {
  if (state.is === 'approved' || state.is === 'revoking') return state.delay?.fault;
  return state.is === 'grant_failed' && state.failure.why === 'fault' ? state.failure.fault : undefined;
}

export function splitChannel(channel: Channel): readonly [string, string] {
  const colon = channel.indexOf(':');
  return [channel.slice(0, colon), channel.slice(colon + 1)];
}
