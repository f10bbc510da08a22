/**
 * A conversation that finds out why sign-in fails: which symptom, which VM, what the checks show, at most five questions, then a
 * conclusion. Pure: every step gives the conversation as it is then and what is to be done. Stored after every step, so that it
 * outlives a restart; each has its own id, so that two cannot mix.
 */
import type { ChatUser, Instant, Person, Vm } from '../language.ts';
import type { Case, Cause } from './causes.ts';
import { isMeant, leaningTo, nextQuestion, QUESTIONS_AT_MOST, rank } from './infer.ts';
import type { Ranking, Symptoms } from './infer.ts';
import type { Given, QuestionName } from './questions.ts';
import { QUESTIONS, UNSURE } from './questions.ts';
import type { SeenSoFar } from './sights.ts';
import type { SymptomId } from './symptoms.ts';

export type Stage =
  /** Two or three symptoms are offered. */
  | { readonly is: 'symptom'; readonly offered: readonly SymptomId[] }
  /** Which VM it is about; those that the person has to do with are offered. */
  | { readonly is: 'vm'; readonly offered: readonly Vm[] }
  /** `mended`: Latchkey itself has just mended something. */
  | { readonly is: 'looking'; readonly since: Instant; readonly mended?: true }
  /** What was mended is no longer in the way, and nothing else is seen to be: they try again. */
  | { readonly is: 'mended' }
  | { readonly is: 'asking'; readonly question: QuestionName }
  | { readonly is: 'concluded' }
  | { readonly is: 'over'; readonly why: 'solved' | 'handed over' | 'replaced' | 'left' | 'elsewhere' };

export type Talk = {
  readonly id: string;
  /** Who asks, and from where. */
  readonly asker: Person;
  readonly origin: ChatUser;
  /** Whose sign-in it is about. */
  readonly about: Person;
  /** What they wrote, without secrets, at most 500 characters; empty when they only pressed a button. */
  readonly text: string;
  /** Codes that stood in what they wrote, as codes.ts calls them, where not all of it was kept. */
  readonly codes?: readonly string[];
  readonly vm?: Vm;
  /** {@link UNSPOKEN} when nothing was said. */
  readonly symptoms: Symptoms;
  readonly seen: SeenSoFar;
  readonly given: Given;
  /** Answers that stood in what they wrote: these are not asked for. */
  readonly told?: Given;
  /** Causes that were named first before the person had it looked at again, by id: what has been tried already. */
  readonly tried?: readonly string[];
  /** Questions whose answers may no longer be so, because they spoke for what was mended since. */
  readonly past?: readonly QuestionName[];
  /** Sign-ins up to then were weighed in an earlier round: what failed before the mending says nothing of what is so now. */
  readonly heard?: Instant;
  /** How often the checks were run. */
  readonly rounds: number;
  readonly stage: Stage;
  readonly startedAt: Instant;
};

export type Step =
  /** `offered` are the VMs to choose from, should that be the next question. */
  | { readonly is: 'symptom'; readonly symptom: SymptomId; readonly offered?: readonly Vm[] }
  /** None of the symptoms offered, but sign-in fails. */
  | { readonly is: 'unlisted'; readonly offered: readonly Vm[] }
  | { readonly is: 'vm'; readonly vm: Vm }
  /** The checks are through. `seen` replaces what was seen before. */
  | { readonly is: 'looked'; readonly seen: SeenSoFar }
  | { readonly is: 'answer'; readonly question: QuestionName; readonly option: string }
  /** What was understood from their words is not so: it is asked for. */
  | { readonly is: 'untold' }
  | { readonly is: 'again'; readonly mended?: true }
  /** They tried again after something was mended, and it still fails. */
  | { readonly is: 'still' }
  | { readonly is: 'solved' }
  | { readonly is: 'hand over' }
  /** The person began another. */
  | { readonly is: 'replace' }
  /** Nobody has touched it for long. */
  | { readonly is: 'leave' };

/** What follows a step, besides drawing the card anew. */
export type Consequence = 'look' | 'hand over';

export type Outcome =
  | { readonly is: 'went'; readonly talk: Talk; readonly next: readonly Consequence[] }
  /** The step does not fit the stage: an old button. Nothing changed. */
  | { readonly is: 'stale' };

/** What every step needs to know of the world besides the conversation. */
export type Setting = Pick<Case, 'tenant' | 'cloud' | 'now'> & { readonly causes: readonly Cause[] };

/** What may be meant by somebody who only says that sign-in fails. */
export const UNSPOKEN: Symptoms = {
  'credentials-did-not-work': 0.5,
  'role-missing': 0.15,
  'sign-in-method-not-allowed': 0.15,
  'cannot-reach-vm': 0.1,
  'target-device-not-found': 0.05,
  'access-not-yet-effective': 0.05,
};

/** Not about a sign-in that fails: answered in another way, and no conversation follows. */
export const ELSEWHERE: readonly SymptomId[] = ['off-topic', 'request-access', 'how-to-connect'];

/** A symptom is taken as understood when its confidence is at least this. */
export const UNDERSTOOD = 0.75;

export function begin(
  talk: Omit<Talk, 'stage' | 'seen' | 'given' | 'rounds'>,
  offered: readonly Vm[],
  now: Instant,
): Outcome {
  return onward({ ...talk, seen: {}, given: {}, rounds: 0, stage: { is: 'looking', since: now } }, offered, now);
}

export function advance(talk: Talk, step: Step, setting: Setting): Outcome {
  if (talk.stage.is === 'over') return { is: 'stale' };
  const { now } = setting;
  switch (step.is) {
    case 'symptom':
      if (talk.stage.is !== 'symptom' || !talk.stage.offered.includes(step.symptom)) return { is: 'stale' };
      if (ELSEWHERE.includes(step.symptom)) return over({ ...talk, symptoms: { [step.symptom]: 1 } }, 'elsewhere');
      return onward({ ...talk, symptoms: { [step.symptom]: 1 } }, step.offered ?? [], now);
    case 'unlisted':
      if (talk.stage.is !== 'symptom') return { is: 'stale' };
      return aboutVm({ ...talk, symptoms: UNSPOKEN }, step.offered, now);
    case 'vm':
      if (talk.stage.is !== 'vm') return { is: 'stale' };
      return look({ ...talk, vm: step.vm }, now);
    case 'looked':
      if (talk.stage.is !== 'looking') return { is: 'stale' };
      return seen({ ...talk, seen: afresh(step.seen, talk.heard), rounds: talk.rounds + 1 }, talk.stage, setting);
    case 'still':
      if (talk.stage.is !== 'mended') return { is: 'stale' };
      return settle(talk, setting);
    case 'answer': {
      if (talk.stage.is !== 'asking' || talk.stage.question !== step.question) return { is: 'stale' };
      if (!isOption(step.question, step.option)) return { is: 'stale' };
      return settle({ ...talk, given: { ...talk.given, [step.question]: step.option } }, setting);
    }
    case 'untold': {
      // While it looks, what is drawn next is drawn from what is found.
      if (talk.told === undefined || talk.stage.is === 'looking') return { is: 'stale' };
      const { told: _told, ...rest } = talk;
      const settled = talk.stage.is === 'asking' || talk.stage.is === 'concluded';
      return settled ? settle(rest, setting) : { is: 'went', talk: rest, next: [] };
    }
    case 'again':
      // What was mended is looked at wherever they have come to meanwhile.
      if (talk.stage.is !== 'concluded' && !(step.mended === true && talk.stage.is === 'asking'))
        return { is: 'stale' };
      return look(tryNamed(talk, setting), now, step.mended);
    case 'solved':
      return over(talk, 'solved');
    case 'hand over':
      return { is: 'went', talk: { ...talk, stage: { is: 'over', why: 'handed over' } }, next: ['hand over'] };
    case 'replace':
      return over(talk, 'replaced');
    case 'leave':
      return over(talk, 'left');
    default:
      return step satisfies never;
  }
}

/** Causes as they stand now. Only for a conversation that has its VM. */
export function rankingOf(talk: Talk, vm: Vm, setting: Setting): Ranking {
  const it = { person: talk.about, vm, ...setting };
  return rank(setting.causes, it, talk.symptoms, talk.seen, talk.given, talk.tried, talk.past, talk.told);
}

/** Everything that the person has said, asked or unasked. */
export function saidIn({ told, given }: Talk): Given {
  return { ...told, ...given };
}

/**
 * Whoever has it looked at again has done what the cause named first asks for: if nothing shows it, another is likelier. Where
 * it was the log of sign-ins that showed it, what is in that log until now is over.
 */
function tryNamed(talk: Talk, setting: Setting): Talk {
  if (talk.vm === undefined) return talk;
  const { proved, open } = rankingOf(talk, talk.vm, setting);
  const named = proved[0] ?? open[0];
  if (named === undefined) return talk;
  const { signIns, ...rest } = talk.seen;
  const it = { person: talk.about, vm: talk.vm, ...setting };
  const entries = signIns?.is === 'seen' ? signIns.value.signIns : [];
  const logged = entries.length > 0 && named.cause.judge(rest, it).is !== named.verdict.is;
  const heard = Math.max(talk.heard ?? 0, ...entries.map(({ at }) => at));
  const tried = [...new Set([...(talk.tried ?? []), named.cause.id])];
  const past = [...new Set([...(talk.past ?? []), ...leaningTo(named.cause, saidIn(talk))])];
  return { ...talk, tried, past, ...(logged ? { heard } : {}) };
}

function afresh(seen: SeenSoFar, heard: Instant | undefined): SeenSoFar {
  if (heard === undefined || seen.signIns?.is !== 'seen') return seen;
  const signIns = seen.signIns.value.signIns.filter(({ at }) => at > heard);
  return { ...seen, signIns: { is: 'seen', value: { signIns } } };
}

function onward(talk: Talk, offered: readonly Vm[], now: Instant): Outcome {
  const likely = likeliest(talk.symptoms);
  // Whoever said nothing is not asked what they meant: what the message says is among the questions.
  const sure = (talk.symptoms[likely[0] ?? 'credentials-did-not-work'] ?? 0) >= UNDERSTOOD;
  if (talk.text !== '' && talk.symptoms !== UNSPOKEN && !sure && likely.length > 1) {
    const offered = likely.slice(0, 3).toSorted((a, b) => Number(a === 'off-topic') - Number(b === 'off-topic'));
    return { is: 'went', talk: { ...talk, stage: { is: 'symptom', offered } }, next: [] };
  }
  return aboutVm(talk, offered, now);
}

function aboutVm(talk: Talk, offered: readonly Vm[], now: Instant): Outcome {
  if (talk.vm === undefined)
    return { is: 'went', talk: { ...talk, stage: { is: 'vm', offered: offered.slice(0, 4) } }, next: [] };
  return look(talk, now);
}

function look(talk: Talk, now: Instant, mended?: true): Outcome {
  const stage: Stage = { is: 'looking', since: now, ...(mended === undefined ? {} : { mended }) };
  return { is: 'went', talk: { ...talk, stage }, next: ['look'] };
}

/** Right after something was mended, and with nothing else proved to be wrong, trying tells more than any question. */
function seen(talk: Talk, stage: Stage & { is: 'looking' }, setting: Setting): Outcome {
  if (stage.mended === undefined || talk.vm === undefined) return settle(talk, setting);
  const wrong = rankingOf(talk, talk.vm, setting).proved.some(({ cause }) => cause.id !== 'healthy');
  return wrong ? settle(talk, setting) : { is: 'went', talk: { ...talk, stage: { is: 'mended' } }, next: [] };
}

/** Concludes when a proved cause explains it, or when no question is left that is worth asking. */
function settle(talk: Talk, setting: Setting): Outcome {
  if (talk.vm === undefined) return { is: 'stale' };
  const ranking = rankingOf(talk, talk.vm, setting);
  // What they saw may have changed with what was mended since, or they never said: then whatever is proved is next.
  const explained = ranking.proved.some(
    ({ cause }) => talk.rounds > 1 || talk.text === '' || isMeant(cause, talk.symptoms),
  );
  const asked = Object.keys(talk.given).length;
  const question = explained || asked >= QUESTIONS_AT_MOST ? undefined : nextQuestion(ranking, talk.given);
  const stage: Stage = question === undefined ? { is: 'concluded' } : { is: 'asking', question };
  return { is: 'went', talk: { ...talk, stage }, next: [] };
}

function likeliest(symptoms: Symptoms): readonly SymptomId[] {
  return (Object.keys(symptoms) as SymptomId[]).toSorted((a, b) => (symptoms[b] ?? 0) - (symptoms[a] ?? 0));
}

function over(talk: Talk, why: (Stage & { is: 'over' })['why']): Outcome {
  return { is: 'went', talk: { ...talk, stage: { is: 'over', why } }, next: [] };
}

function isOption(question: QuestionName, option: string): boolean {
  return option === UNSURE || Object.hasOwn(QUESTIONS[question].options, option);
}
