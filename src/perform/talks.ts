/** Looks for a conversation and draws it: the only place that runs its checks. Each may run twice without harm. */
import type { Card } from '../../workflows/card.ts';
import type { Channel } from '../../workflows/language.ts';
import { allowedFor, ruleFor } from '../../workflows/policy.ts';
import type { Policy } from '../../workflows/policy.ts';
import { conclusionCard, mendedCard } from '../../workflows/present/troubleshoot/conclusion.ts';
import { handOverCard, overCard } from '../../workflows/present/troubleshoot/ends.ts';
import { mendCard, mendNotice } from '../../workflows/present/troubleshoot/mend.ts';
import { lookingCard, questionCard, symptomCard, vmCard } from '../../workflows/present/troubleshoot/talk.ts';
import { fileFor } from '../../workflows/troubleshoot/causes/windows.ts';
import { advance, rankingOf } from '../../workflows/troubleshoot/conversation.ts';
import type { Talk } from '../../workflows/troubleshoot/conversation.ts';
import type { Doing } from '../../workflows/troubleshoot/mending.ts';
import { partOf } from '../../workflows/troubleshoot/mending.ts';
import type { SeenSoFar, Sights } from '../../workflows/troubleshoot/sights.ts';
import { Fault } from '../faults.ts';
import type { Inventory } from '../inventory.ts';
import type { Chat, Clock, Estate, Inspector, Lookout } from '../ports.ts';
import type { Database } from '../record/database.ts';
import type { Task, Work } from '../record/task.ts';
import { lookAround, lookInside } from '../troubleshoot/looking.ts';
import { mendsOf, readMend } from '../troubleshoot/mends.ts';
import { noteDeed, readTalk, stepTalk } from '../troubleshoot/record.ts';
import type { RecordedTalk } from '../troubleshoot/record.ts';
import type { Knowledge } from '../troubleshoot/setting.ts';
import { rdpUrl } from '../web/rdp.ts';
import { digest, draw, splitChannel } from './cards.ts';

export type TalkParts = {
  readonly db: Database;
  readonly chats: readonly Chat[];
  readonly clock: Clock;
  readonly lookout: Lookout;
  readonly inspector: Inspector;
  readonly estate: Pick<Estate, 'vm'>;
  readonly inventory: Inventory;
  readonly knowledge: Knowledge;
  readonly policy: () => Policy;
  /** Where people reach this installation, without a trailing slash. */
  readonly publicUrl: string | undefined;
  readonly wake: (lanes: readonly string[]) => void;
};

/** A card that fills in is redrawn no more often than this, in milliseconds: chats allow about one change a second. */
const REDRAW_EVERY = 1_000;
const MENDS = ['start_vm', 'reinstall_extension', 'create_app'] as const satisfies readonly Doing['is'][];

/** A restart in the middle looks again: nothing of what was seen is kept before all of it is. */
export async function lookForTalk(parts: TalkParts, work: Work, task: Task & { is: 'talk_look' }): Promise<void> {
  const recorded = await readTalk(parts.db, task.talk);
  if (recorded === undefined || recorded.version !== task.version || recorded.talk.stage.is !== 'looking') return;
  const { talk } = recorded;
  const { vm } = talk;
  if (vm === undefined) return;
  const progress = fillIn(parts, work, talk);
  const about = { vm, person: talk.about };
  const around = await lookAround(parts, about, (seen) => progress.show(seen, false));
  const inside = await insideOf(parts, talk, around, () => progress.show(around, true));
  await progress.end();
  const now = parts.clock.now();
  const seen: SeenSoFar = { ...around, ...(inside === undefined ? {} : { inside }) };
  const outcome = advance(talk, { is: 'looked', seen }, parts.knowledge.at(now));
  if (outcome.is === 'stale') return;
  const unseen = Object.entries(seen).flatMap(([check, sight]) => (sight.is === 'unseen' ? [[check, sight.why]] : []));
  const lanes = await stepTalk(parts.db, recorded.version, {
    talk: outcome.talk,
    next: outcome.next,
    deeds: [
      { what: 'looked', details: { unseen: Object.fromEntries(unseen) } },
      ...(outcome.talk.stage.is === 'concluded' ? [{ what: 'concluded' } as const] : []),
    ],
    now,
    operators: [],
    settles: work.id,
  });
  if (lanes !== undefined) parts.wake(lanes);
}

const NOT_ALLOWED = {
  is: 'unseen',
  why: 'not allowed',
  detail: 'The operators do not allow Latchkey to look inside this VM.',
} as const satisfies Sights['inside'];

/** Where it cannot be told that it is allowed, it is not. */
function nobodyKnows(error: unknown): undefined {
  ignoreFault(error);
}

/** Only where the operators allow it, and only when what was seen from outside does not explain it already. */
async function insideOf(
  parts: TalkParts,
  talk: Talk,
  seen: SeenSoFar,
  begins: () => void,
): Promise<Sights['inside'] | undefined> {
  const { vm } = talk;
  if (vm === undefined || !allowedFor(parts.policy(), vm).inside) return NOT_ALLOWED;
  const { machine } = seen;
  if (machine?.is === 'seen' && (machine.value.is === 'absent' || machine.value.power !== 'running'))
    return { is: 'unseen', why: 'not running', detail: 'The VM is not running, so nothing can be asked of it.' };
  const setting = parts.knowledge.at(parts.clock.now());
  const { proved } = rankingOf({ ...talk, seen }, vm, setting);
  if (proved.some(({ cause }) => cause.id !== 'healthy')) return undefined;
  // A conversation lasts a day, and tags decide what is allowed: what counts is how the VM is now.
  const current = await parts.estate.vm(vm.id).catch(nobodyKnows);
  if (current === undefined || !allowedFor(parts.policy(), current).inside) return NOT_ALLOWED;
  const by = talk.asker.id;
  // On record before anything runs, whatever becomes of it; with all that is to be known when the conversation is forgotten.
  const details = { vm: vm.id, about: talk.about.id };
  await noteDeed(parts.db, talk.id, { what: 'looked inside', by, details }, parts.clock.now());
  begins();
  return lookInside(parts.inspector, { vm });
}

/** The card that fills in. It is a courtesy: what fails in it keeps nothing from being looked at. */
function fillIn(parts: TalkParts, work: Work, talk: Talk) {
  let next: Card | undefined = lookingCard(talk, {}, false);
  let ended = false;
  async function fill(): Promise<void> {
    while (!ended) {
      const card = next;
      next = undefined;
      if (card !== undefined) await drawTalk(parts, work, talk, card).catch(ignoreFault);
      await pauseUntil(() => ended, REDRAW_EVERY);
    }
  }
  const going = fill();
  return {
    show(seen: SeenSoFar, inside: boolean) {
      next = lookingCard(talk, seen, inside);
    },
    async end() {
      ended = true;
      // What is being drawn now must not come to stand over what is drawn next.
      await going;
    },
  };
}

function ignoreFault(error: unknown): void {
  if (!(error instanceof Fault)) throw error;
}

async function pauseUntil(over: () => boolean, ms: number): Promise<void> {
  for (let waited = 0; waited < ms && !over(); waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
}

export async function drawTalkNow(parts: TalkParts, work: Work, id: string): Promise<void> {
  const recorded = await readTalk(parts.db, id);
  // While it looks, whoever looks draws it.
  if (recorded === undefined || recorded.talk.stage.is === 'looking') return;
  await drawTalk(parts, work, recorded.talk, await cardOf(parts, recorded));
}

async function drawTalk(parts: TalkParts, work: Work, talk: Talk, card: Card): Promise<void> {
  const { origin } = talk;
  await draw(parts, origin.chat, { is: 'direct', user: origin }, card, `talk/${talk.id}`, work, digest(card));
}

async function cardOf(parts: TalkParts, recorded: RecordedTalk): Promise<Card> {
  const { talk, version } = recorded;
  const at = { talk, version };
  const { stage } = talk;
  switch (stage.is) {
    case 'symptom':
      return symptomCard(at, stage.offered);
    case 'vm':
      return vmCard(at, stage.offered);
    case 'looking':
      return lookingCard(talk, {}, false);
    case 'asking':
      return questionCard(at, stage.question, parts.knowledge.at(recorded.touchedAt).cloud);
    case 'mended':
      return mendedCard(at, await mendsOf(parts.db, talk.id));
    case 'concluded':
      return concluded(parts, recorded);
    case 'over':
      return overCard(talk, stage.why);
    default:
      return stage satisfies never;
  }
}

async function concluded(parts: TalkParts, recorded: RecordedTalk): Promise<Card> {
  const { talk, version, touchedAt } = recorded;
  const { vm, about, asker } = talk;
  if (vm === undefined) return overCard(talk, 'left');
  const policy = parts.policy();
  // As it was when it was concluded, so that a redraw says the same.
  const setting = parts.knowledge.at(touchedAt);
  const own = about.id === asker.id;
  const latest = talk.seen.record?.is === 'seen' ? talk.seen.record.value.latest : undefined;
  const rdp = own && latest?.state === 'active' && parts.publicUrl !== undefined;
  const mayAsk = own && (ruleFor(policy, vm, 'user') ?? ruleFor(policy, vm, 'admin')) !== undefined;
  const allowed = allowedFor(policy, vm).mend;
  return conclusionCard(
    { talk, version },
    {
      it: { person: about, vm, ...setting },
      ranking: rankingOf(talk, vm, setting),
      mayMend: MENDS.filter((each) => allowed.includes(partOf(each))),
      mends: await mendsOf(parts.db, talk.id),
      ...(rdp ? { rdp: rdpUrl(parts.publicUrl, latest.request, fileFor(talk.seen)) } : {}),
      ...(mayAsk ? { vmKey: parts.inventory.choice(vm).value } : {}),
    },
  );
}

export async function handOverTalk(parts: TalkParts, work: Work, id: string, channel: Channel): Promise<void> {
  const recorded = await readTalk(parts.db, id);
  if (recorded === undefined) return;
  const { talk, touchedAt } = recorded;
  const ranking = talk.vm === undefined ? undefined : rankingOf(talk, talk.vm, parts.knowledge.at(touchedAt));
  const [name, address] = splitChannel(channel);
  const card = handOverCard(talk, ranking);
  await draw(parts, name, { is: 'channel', address }, card, `talk/${id}/${channel}`, work, digest(card));
}

export async function drawMend(parts: TalkParts, work: Work, id: string, channel: Channel): Promise<void> {
  const recorded = await readMend(parts.db, id);
  if (recorded === undefined) return;
  const [name, address] = splitChannel(channel);
  const card = mendCard(recorded.state);
  await draw(parts, name, { is: 'channel', address }, card, `mend/${id}/${channel}`, work, digest(card));
}

/** Once: how a repair went, to who asked for it. */
export async function tellMend(parts: TalkParts, work: Work, id: string): Promise<void> {
  const recorded = await readMend(parts.db, id);
  const talk = recorded === undefined ? undefined : await readTalk(parts.db, recorded.state.order.talk);
  if (recorded === undefined || talk === undefined) return;
  const { origin } = talk.talk;
  const card = mendNotice(recorded.state);
  await draw(parts, origin.chat, { is: 'direct', user: origin }, card, `mend/${id}/notice/${recorded.state.is}`, work);
}
