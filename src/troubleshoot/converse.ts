/** What people say about a sign-in that fails, and what they press in the conversation that follows. */
import type { Card } from '../../workflows/card.ts';
import type { Intent } from '../../workflows/intent.ts';
import type { Person, Vm } from '../../workflows/language.ts';
import { connectCard } from '../../workflows/present/connect.ts';
import { refusalCard } from '../../workflows/present/refusal.ts';
import { accessCard, begunCard, notOursCard, talkRefusalCard } from '../../workflows/present/troubleshoot/ends.ts';
import type { TalkRefusal } from '../../workflows/present/troubleshoot/ends.ts';
import { mendRefusalCard } from '../../workflows/present/troubleshoot/mend.ts';
import { optionOf } from '../../workflows/present/troubleshoot/talk.ts';
import { wishSubject } from '../../workflows/subject.ts';
import { advance, begin, rankingOf, saidIn, UNSPOKEN } from '../../workflows/troubleshoot/conversation.ts';
import type { Outcome, Step, Talk } from '../../workflows/troubleshoot/conversation.ts';
import type { Symptoms } from '../../workflows/troubleshoot/infer.ts';
import type { Given } from '../../workflows/troubleshoot/questions.ts';
import { askMend } from '../../workflows/troubleshoot/mending.ts';
import type { Doing } from '../../workflows/troubleshoot/mending.ts';
import type { Policy } from '../../workflows/policy.ts';
import type { Inventory } from '../inventory.ts';
import type { Clock, Inbound } from '../ports.ts';
import type { Database } from '../record/database.ts';
import { forgetDrawnAs } from '../record/memory.ts';
import { readState, requestsOf } from '../record/questions.ts';
import type { Work } from '../record/task.ts';
import { addWork } from '../record/work.ts';
import type { Recogniser } from './recognise.ts';
import { rdpUrl } from '../web/rdp.ts';
import { writeMend } from './mends.ts';
import { beginTalk, readTalk, stepTalk } from './record.ts';
import type { Deed, RecordedTalk } from './record.ts';
import type { Scope } from './scope.ts';
import type { Knowledge } from './setting.ts';
import { understand, vmMeant } from './understand.ts';
import type { Elsewhere } from './understand.ts';

/** One delivery that is being answered. */
export type Turn = {
  readonly work: Work;
  readonly inbound: Inbound;
  readonly person: Person;
  /** The id that was put into the work's lane when it came in: answering twice begins once. */
  readonly id: string;
  readonly command: string;
  reply(card: Card): Promise<void>;
};

export type Converser = {
  diagnose(turn: Turn, intent: Intent & { is: 'diagnose' }): Promise<void>;
  press(turn: Turn, intent: Intent & { is: 'talk' }): Promise<void>;
};

const REQUESTS_AT_MOST = 50;

export function createConverser(parts: {
  readonly db: Database;
  readonly inventory: Inventory;
  readonly scope: Scope;
  readonly recognise: Recogniser;
  readonly knowledge: Knowledge;
  readonly policy: () => Policy;
  readonly clock: Clock;
  readonly publicUrl: string | undefined;
  readonly wake: (lanes: readonly string[]) => void;
}): Converser {
  const { db, inventory, scope, clock } = parts;

  async function diagnose(turn: Turn, intent: Intent & { is: 'diagnose' }): Promise<void> {
    if (intent.request !== '') return aboutRequest(turn, intent.request);
    const vms = await vmsIn(turn, intent);
    if (vms === undefined) return;
    const understood = understand(parts.recognise, intent, vms);
    if (understood.is === 'elsewhere') return elsewhere(turn, understood.what, vms, intent.text);
    const other = await scope.named(intent.text, turn.person);
    if (other !== undefined && 'refusal' in other) return turn.reply(talkRefusalCard(other.refusal));
    return open(turn, { ...understood, about: other?.person ?? turn.person, vms });
  }

  /** The button on the card of a request that is open. */
  async function aboutRequest(turn: Turn, request: string): Promise<void> {
    const state = await readState(db, request);
    if (state.is === 'none') return turn.reply(refusalCard({ code: 'not_found' }));
    const { vm, requester } = state.ask;
    return open(turn, { text: '', symptoms: UNSPOKEN, told: {}, about: requester, vms: [vm] });
  }

  /** What was chosen or named; undefined when that was answered already. */
  async function vmsIn(turn: Turn, { vm, text }: Intent & { is: 'diagnose' }): Promise<readonly Vm[] | undefined> {
    if (vm === '') return inventory.named(text);
    const found = inventory.resolve(vm);
    if (found.is === 'vm') return [found.vm];
    if (found.is === 'ambiguous') return inventory.named(vm);
    await turn.reply(refusalCard({ code: 'vm_unknown', typed: vm.slice(0, 80), near: found.near }));
    return undefined;
  }

  async function elsewhere(turn: Turn, what: Elsewhere, vms: readonly Vm[], text: string): Promise<void> {
    const [vm] = vms;
    if (what === 'off-topic') return turn.reply(notOursCard(turn.command, text));
    if (what === 'request-access') {
      const subject = vm === undefined ? '' : wishSubject(inventory.choice(vm).value, 'user');
      return turn.reply(accessCard(subject, vm?.name));
    }
    const all = await requestsOf(db, turn.person.id, REQUESTS_AT_MOST);
    const grant = all.find((state) => state.is === 'active' && (vm === undefined || state.ask.vm.id === vm.id));
    const rdp =
      grant === undefined || parts.publicUrl === undefined ? undefined : rdpUrl(parts.publicUrl, grant.ask.id);
    return turn.reply(connectCard(grant?.ask, rdp, vm));
  }

  async function open(
    turn: Turn,
    given: Pick<Talk, 'text' | 'codes' | 'about'> & { symptoms: Symptoms; told: Given; vms: readonly Vm[] },
  ): Promise<void> {
    const { text, codes, symptoms, told, about } = given;
    // Before it is known that they may, nothing of somebody else's is looked up.
    const early = await scope.whyNot(turn.person, about, given.vms.length === 1 ? given.vms[0] : undefined);
    if (early !== undefined) return turn.reply(talkRefusalCard(early));
    const around = given.vms.length > 0 ? given.vms : await offeredTo(turn.person, about);
    const vm = vmMeant(given.vms, around, text);
    const refusal = vm === given.vms[0] ? undefined : await scope.whyNot(turn.person, about, vm);
    if (refusal !== undefined) return turn.reply(talkRefusalCard(refusal));
    const now = clock.now();
    const started = begin(
      {
        id: turn.id,
        asker: turn.person,
        origin: turn.inbound.user,
        about,
        text,
        ...(codes === undefined ? {} : { codes }),
        ...(vm === undefined ? {} : { vm }),
        symptoms,
        told,
        startedAt: now,
      },
      around,
      now,
    );
    if (started.is === 'stale') return;
    const details = { about: about.id, vm: vm?.id, symptoms, told };
    const lanes = await beginTalk(db, {
      talk: started.talk,
      next: started.next,
      deeds: [{ what: 'asked', by: turn.person.id, details }],
      now,
      operators: [],
      settles: turn.work.id,
    });
    parts.wake(lanes);
    if (turn.inbound.reply !== '') await turn.reply(begunCard);
  }

  /** What somebody else holds is offered to operators alone; approvers name the VM themselves. */
  async function offeredTo(asker: Person, about: Person): Promise<readonly Vm[]> {
    const vms = await scope.around(about);
    if (asker.id === about.id) return vms;
    const allowed = await Promise.all(vms.map((vm) => scope.whyNot(asker, about, vm)));
    return vms.filter((_vm, index) => allowed[index] === undefined);
  }

  async function press(turn: Turn, { talk: id, version, choice }: Intent & { is: 'talk' }): Promise<void> {
    const recorded = await readTalk(db, id);
    if (recorded === undefined) return turn.reply(talkRefusalCard({ is: 'unknown' }));
    const { talk } = recorded;
    if (talk.asker.id !== turn.person.id) return turn.reply(talkRefusalCard({ is: 'not yours' }));
    // The same press twice: what it was to do is done.
    if (recorded.version === version + 1 && recorded.pressed === choice) return redraw(id);
    if (talk.stage.is === 'over') return refuse(turn, recorded, { is: 'over' });
    if (recorded.version !== version) return refuse(turn, recorded, { is: 'old' });
    if (choice === 'start_vm' || choice === 'reinstall_extension' || choice === 'create_app')
      return askForMend(turn, recorded, choice);
    const step = await stepFor(talk, choice);
    if (step === undefined) return refuse(turn, recorded, { is: 'old' });
    const vm = step.is === 'vm' ? step.vm : step.is === 'again' ? talk.vm : undefined;
    const refusal = vm === undefined ? undefined : await scope.whyNot(turn.person, talk.about, vm);
    if (refusal !== undefined) return turn.reply(talkRefusalCard(refusal));
    const outcome = advance(talk, step, parts.knowledge.at(clock.now()));
    if (outcome.is === 'stale') return refuse(turn, recorded, { is: 'old' });
    if (!(await commit(turn, recorded, outcome, choice, deedsOf(step, outcome, turn.person))))
      return refuse(turn, recorded, { is: 'old' });
    if (outcome.talk.stage.is === 'over' && outcome.talk.stage.why === 'elsewhere') {
      const [what] = Object.keys(outcome.talk.symptoms) as Elsewhere[];
      return elsewhere(turn, what ?? 'off-topic', talk.vm === undefined ? [] : [talk.vm], talk.text);
    }
  }

  async function commit(
    turn: Turn,
    recorded: RecordedTalk,
    outcome: Outcome & { is: 'went' },
    pressed: string,
    deeds: readonly Deed[],
  ): Promise<boolean> {
    const lanes = await stepTalk(db, recorded.version, {
      talk: outcome.talk,
      next: outcome.next,
      deeds,
      now: clock.now(),
      operators: parts.policy().operators.channels,
      pressed,
      settles: turn.work.id,
    });
    if (lanes === undefined) return false;
    parts.wake(lanes);
    return true;
  }

  async function stepFor(talk: Talk, choice: string): Promise<Step | undefined> {
    const { stage } = talk;
    if (choice === 'again' || choice === 'solved' || choice === 'still' || choice === 'untold') return { is: choice };
    if (choice === 'hand_over') return { is: 'hand over' };
    if (stage.is === 'symptom') {
      const offered = talk.vm === undefined ? await offeredTo(talk.asker, talk.about) : [];
      if (choice === 'sx') return { is: 'unlisted', offered };
      const symptom = /^s\d$/.test(choice) ? stage.offered[Number(choice.slice(1))] : undefined;
      return symptom === undefined ? undefined : { is: 'symptom', symptom, offered };
    }
    if (stage.is === 'vm') {
      const vm = /^v\d$/.test(choice) ? stage.offered[Number(choice.slice(1))] : undefined;
      return vm === undefined ? undefined : { is: 'vm', vm };
    }
    if (stage.is !== 'asking') return undefined;
    const option = optionOf(stage.question, choice);
    return option === undefined ? undefined : { is: 'answer', question: stage.question, option };
  }

  /** Only what the causes shown call for can be asked for. */
  async function askForMend(turn: Turn, recorded: RecordedTalk, kind: Doing['is']): Promise<void> {
    const { talk } = recorded;
    const { vm } = talk;
    const now = clock.now();
    const setting = parts.knowledge.at(recorded.touchedAt);
    if (vm === undefined || talk.stage.is !== 'concluded') return refuse(turn, recorded, { is: 'old' });
    const { proved, open } = rankingOf(talk, vm, setting);
    const doing = [...proved, ...open]
      .map(({ cause }) => cause.remedy({ person: talk.about, vm, ...setting }, talk.seen, saidIn(talk)).mend)
      .find((mend): mend is Doing => mend?.is === kind);
    if (doing === undefined) return refuse(turn, recorded, { is: 'old' });
    const { asker, about } = talk;
    const asked = askMend({ id: turn.id, talk: talk.id, doing, vm, asker, about, askedAt: now }, parts.policy());
    if ('refusal' in asked) return turn.reply(mendRefusalCard(asked.refusal));
    const same = { talk, next: [], deeds: [], now, operators: [], pressed: kind };
    const lanes = await writeMend(db, 0, {
      state: asked.state,
      by: asker.id,
      now,
      settles: turn.work.id,
      along: { before: recorded.version, step: same, must: true },
    });
    if (lanes === undefined) return refuse(turn, recorded, { is: 'old' });
    parts.wake(lanes);
  }

  async function refuse(turn: Turn, recorded: RecordedTalk, refusal: TalkRefusal): Promise<void> {
    await redraw(recorded.talk.id);
    const ended = refusal.is === 'over' ? recorded.touchedAt : undefined;
    return turn.reply(talkRefusalCard(refusal, ended));
  }

  /** An old card was pressed: it is put right. */
  async function redraw(talk: string): Promise<void> {
    const lane = `talk/${talk}`;
    await forgetDrawnAs(db, lane);
    await addWork(db, [{ lane, task: { is: 'talk_draw', talk } }]);
    parts.wake([lane]);
  }

  return { diagnose, press };
}

function deedsOf(step: Step, { talk }: Outcome & { is: 'went' }, person: Person): readonly Deed[] {
  const deeds: Deed[] = [];
  if (step.is === 'answer')
    deeds.push({ what: 'answered', by: person.id, details: { question: step.question, option: step.option } });
  if (step.is === 'vm') deeds.push({ what: 'asked', by: person.id, details: { vm: step.vm.id } });
  if (step.is === 'untold') deeds.push({ what: 'asked', by: person.id, details: { told: {} } });
  if (talk.stage.is === 'concluded') deeds.push({ what: 'concluded' });
  if (talk.stage.is === 'over') deeds.push({ what: 'over', by: person.id, details: { why: talk.stage.why } });
  return deeds;
}
