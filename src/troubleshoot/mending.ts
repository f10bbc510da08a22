/** Repairs: decided by a press, done by the relay, and then the conversation looks again by itself. */
import type { Card } from '../../workflows/card.ts';
import type { Intent } from '../../workflows/intent.ts';
import type { Person } from '../../workflows/language.ts';
import { allowedFor } from '../../workflows/policy.ts';
import type { Policy } from '../../workflows/policy.ts';
import { unknownButtonCard } from '../../workflows/present/refusal.ts';
import { mendRefusalCard } from '../../workflows/present/troubleshoot/mend.ts';
import { advance } from '../../workflows/troubleshoot/conversation.ts';
import { decideMend, partOf } from '../../workflows/troubleshoot/mending.ts';
import type { Doing, MendCommand, MendFacts, MendState, RenewalStep } from '../../workflows/troubleshoot/mending.ts';
import { Fault } from '../faults.ts';
import type { Log } from '../log.ts';
import { faultFields } from '../log.ts';
import type { People } from '../people.ts';
import type { Clock, Estate, Mender } from '../ports.ts';
import type { Database } from '../record/database.ts';
import type { Work } from '../record/task.ts';
import { addWork } from '../record/work.ts';
import { doneInstead, lastTakenOff, readMend, writeMend } from './mends.ts';
import { readTalk } from './record.ts';
import { renewExtension } from './renewing.ts';
import type { Knowledge } from './setting.ts';

export type Mending = {
  /** A yes or no; `reply` is said to who pressed. */
  decide(order: {
    readonly intent: Intent & { is: 'mend' };
    readonly person: Person;
    readonly work: Work;
    readonly reply: (card: Card) => Promise<void>;
  }): Promise<void>;
  /** Carries out what was approved. Throws Faults that time may mend. */
  perform(work: Work, mend: string): Promise<void>;
  /** Nobody is at it any more: it was given up without being able to say so. */
  abandon(mend: string): Promise<void>;
  /** Nobody decided in time. */
  lapse(mend: string): Promise<void>;
};

/** What time will hardly mend is not tried for ever, as closing access is: nobody's access hangs on it. */
const ATTEMPTS_AT_MOST = 8;
/** With the extension off, nobody signs in: there it goes on for longer. */
const ATTEMPTS_HALF_DONE = 16;
const HOPELESS: ReadonlySet<string> = new Set(['azure_forbidden', 'directory_forbidden', 'credentials_refused']);
const ATTEMPTS_BEFORE_SAYING = 2;

const noFacts = async (): Promise<MendFacts> => ({ groups: [] });

export function createMending(parts: {
  readonly db: Database;
  readonly mender: Mender;
  readonly people: Pick<People, 'groups'>;
  readonly estate: Pick<Estate, 'vm'>;
  readonly policy: () => Policy;
  readonly knowledge: Knowledge;
  readonly clock: Clock;
  readonly log: Log;
  readonly wake: (lanes: readonly string[]) => void;
}): Mending {
  const { db, clock } = parts;

  /** Undefined when it was written; else why not. Whoever is overtaken judges anew. */
  async function handle(
    mend: string,
    command: MendCommand,
    factsFor: (state: MendState) => Promise<MendFacts>,
    more: {
      readonly by?: string;
      readonly settles?: string;
      readonly again?: true;
      readonly step?: RenewalStep['is'];
    } = {},
  ): Promise<{ readonly refusal: Parameters<typeof mendRefusalCard>[0]; readonly state: MendState } | undefined> {
    for (;;) {
      const recorded = await readMend(db, mend);
      if (recorded === undefined) return undefined;
      const decided = decideMend(recorded.state, command, parts.policy(), await factsFor(recorded.state));
      if ('refusal' in decided) return { refusal: decided.refusal, state: recorded.state };
      const { again, ...rest } = more;
      const along = again === true ? await lookAgain(decided.state.order.talk) : undefined;
      const lanes = await writeMend(db, recorded.version, {
        state: decided.state,
        now: command.at,
        ...rest,
        ...(along === undefined ? {} : { along }),
      });
      if (lanes === undefined) continue;
      parts.wake(lanes);
      return undefined;
    }
  }

  async function lookAgain(talk: string) {
    const recorded = await readTalk(db, talk);
    if (recorded === undefined) return undefined;
    const now = clock.now();
    const outcome = advance(recorded.talk, { is: 'again', mended: true }, parts.knowledge.at(now));
    if (outcome.is === 'stale') return undefined;
    const step = { talk: outcome.talk, next: outcome.next, deeds: [], now, operators: [] };
    return { before: recorded.version, step, must: false };
  }

  /** False when it was decided elsewhere meanwhile. */
  async function carryOut(mend: string, doing: Doing, vm: string): Promise<boolean> {
    const { mender } = parts;
    switch (doing.is) {
      case 'start_vm':
        await mender.start(vm);
        return true;
      case 'reinstall_extension':
        return renewExtension({
          mender,
          vm,
          state: async () => (await readMend(db, mend))?.state,
          takenOffBefore: (machine) => lastTakenOff(db, vm, machine),
          note: async (step) => void (await handle(mend, { ...step, at: clock.now() }, noFacts, { step: step.is })),
        });
      case 'create_app':
        await mender.createApp(doing.appId);
        return true;
      default:
        return doing satisfies never;
    }
  }

  /** Off, or begun and gone from the VM, whoever took it. */
  async function isHalfDone(state: MendState, vm: string): Promise<boolean> {
    const renewal = state.is === 'doing' ? state.renewal : undefined;
    if (renewal?.begun !== true) return false;
    return renewal.off || (await parts.mender.extension(vm)).is === 'absent';
  }

  /** The repair that has just done the same to this machine, and is seen to have done it. */
  async function doneElsewhere(state: MendState & { is: 'doing' }): Promise<string | undefined> {
    const { order, since } = state;
    if (order.doing.is !== 'reinstall_extension') return undefined;
    const { machine, is } = await parts.mender.extension(order.vm.id);
    return is === 'absent' ? undefined : doneInstead(db, order, since, machine);
  }

  async function attemptsFor(mend: string): Promise<number> {
    const state = (await readMend(db, mend))?.state;
    return state?.is === 'doing' && state.renewal?.begun === true ? ATTEMPTS_HALF_DONE : ATTEMPTS_AT_MOST;
  }

  async function redraw(state: MendState): Promise<void> {
    const items = state.order.channels.map((channel) => ({
      lane: `mend/${state.order.id}/${channel}`,
      task: { is: 'mend_draw', mend: state.order.id, channel } as const,
    }));
    await addWork(db, items);
    parts.wake(items.map(({ lane }) => lane));
  }

  return {
    async decide({ intent, person, work, reply }) {
      const recorded = await readMend(db, intent.mend);
      if (recorded === undefined) return reply(unknownButtonCard);
      // For each state anew: who was overtaken by another yes has to know of that one's groups too.
      const factsFor = async ({ order, approvals }: MendState): Promise<MendFacts> => {
        const [earlier, vm] = await Promise.all([
          parts.people.groups([person, ...approvals.map(({ by }) => by)]),
          parts.estate.vm(order.vm.id),
        ]);
        return { groups: earlier[person.id] ?? [], earlier, ...(vm === undefined ? {} : { vm }) };
      };
      const command = { is: intent.decision, at: clock.now(), by: person };
      const refused = await handle(intent.mend, command, factsFor, { by: person.id, settles: work.id });
      if (refused === undefined) return;
      if (refused.refusal === 'too late') await redraw(refused.state);
      if (!isEcho(refused.state, intent.decision, person)) return reply(mendRefusalCard(refused.refusal));
    },
    async perform(work, mend) {
      const recorded = await readMend(db, mend);
      if (recorded?.state.is !== 'doing') return;
      const { order } = recorded.state;
      let instead: string | undefined;
      try {
        const vm = (await parts.estate.vm(order.vm.id)) ?? order.vm;
        // It may have been put off for long: what counts is what is allowed as it is done. Only what was taken off already is
        // put on again whatever is allowed now: nobody wants it half done.
        const half = await isHalfDone(recorded.state, order.vm.id);
        if (!half && !allowedFor(parts.policy(), vm).mend.includes(partOf(order.doing.is)))
          throw new Fault('mend_not_allowed', `The policy no longer allows this for ${vm.name}.`);
        instead = half ? undefined : await doneElsewhere(recorded.state);
        if (instead === undefined && !(await carryOut(mend, order.doing, order.vm.id))) return;
      } catch (error) {
        const fault = error instanceof Fault ? error.code : 'defect';
        if (fault === 'record_unreachable') throw error;
        const hopeless = !(error instanceof Fault) || !error.retryable || HOPELESS.has(fault);
        if (hopeless || work.attempts >= (await attemptsFor(mend))) {
          const { doing, vm } = order;
          parts.log.warn({ mend, doing: doing.is, vm: vm.id, ...faultFields(error) }, 'a repair is given up');
          await handle(mend, { is: 'failed', at: clock.now(), fault }, noFacts, { settles: work.id });
          return;
        }
        if (work.attempts === ATTEMPTS_BEFORE_SAYING)
          await handle(mend, { is: 'delayed', at: clock.now(), fault }, noFacts);
        throw error;
      }
      const done = { is: 'done', at: clock.now(), ...(instead === undefined ? {} : { instead }) } as const;
      await handle(mend, done, noFacts, { settles: work.id, again: true });
    },
    async abandon(mend) {
      await handle(mend, { is: 'failed', at: clock.now(), fault: 'defect' }, noFacts);
    },
    async lapse(mend) {
      await handle(mend, { is: 'lapse', at: clock.now() }, noFacts);
    },
  };
}

/** A second press of the same button by the same person: what they wanted has already happened. */
function isEcho(state: MendState, decision: 'approve' | 'deny', person: Person): boolean {
  if (decision === 'deny') return state.is === 'denied' && state.by.id === person.id;
  return state.is !== 'asked' && state.approvals.some(({ by }) => by.id === person.id);
}
