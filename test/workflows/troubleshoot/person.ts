/** Somebody who tells the truth, led through the conversation until it concludes. */
import { ALL_CAUSES } from '../../../workflows/troubleshoot/causes/all.ts';
import type { Talk } from '../../../workflows/troubleshoot/conversation.ts';
import { advance, begin, rankingOf, UNSPOKEN } from '../../../workflows/troubleshoot/conversation.ts';
import type { Setting, Step } from '../../../workflows/troubleshoot/conversation.ts';
import { conclude } from '../../../workflows/troubleshoot/infer.ts';
import type { Conclusion, Symptoms } from '../../../workflows/troubleshoot/infer.ts';
import type { Given, QuestionName } from '../../../workflows/troubleshoot/questions.ts';
import type { SeenSoFar } from '../../../workflows/troubleshoot/sights.ts';
import { CASE, NOW } from './world.ts';

export const SETTING: Setting = { tenant: CASE.tenant, cloud: CASE.cloud, now: NOW, causes: ALL_CAUSES };
const VM = { ...CASE.vm, location: 'westeurope', os: 'Windows', tags: {} } as const;

type Answering = (question: QuestionName) => string;

export type Led = {
  readonly talk: Talk;
  /** What stands first on the card: named, or only the likeliest. */
  readonly first: string | undefined;
  readonly conclusion: Conclusion;
  /** All questions of the conversation so far. */
  readonly questions: readonly QuestionName[];
};

/** From the first word to the first conclusion. `told`: what stood in their words. */
export function lead(symptoms: Symptoms, seen: SeenSoFar, answer: Answering, told: Given = {}): Led {
  const started = begin(
    {
      id: 't1',
      asker: CASE.person,
      origin: { chat: 'chat', team: 't', id: 'u' },
      about: CASE.person,
      // Whoever presses a button has said nothing yet.
      text: symptoms === UNSPOKEN ? '' : 'It does not work',
      vm: VM,
      symptoms,
      told,
      startedAt: NOW,
    },
    [],
    NOW,
  );
  if (started.is !== 'went') throw new Error('It did not begin.');
  return answering(step(started.talk, { is: 'looked', seen }), answer);
}

/** They did what they were told to, and have it looked at again. */
export function leadAgain({ talk }: Led, seen: SeenSoFar, answer: Answering): Led {
  return answering(step(step(talk, { is: 'again' }), { is: 'looked', seen: triedAgain(seen) }), answer);
}

/** They have tried once more, so that the log shows it anew. */
function triedAgain(seen: SeenSoFar): SeenSoFar {
  if (seen.signIns?.is !== 'seen') return seen;
  const signIns = seen.signIns.value.signIns.map((each) => ({ ...each, at: NOW }));
  return { ...seen, signIns: { is: 'seen', value: { signIns } } };
}

function answering(talk: Talk, answer: Answering): Led {
  if (talk.stage.is === 'asking') {
    const { question } = talk.stage;
    return answering(step(talk, { is: 'answer', question, option: answer(question) }), answer);
  }
  if (talk.stage.is !== 'concluded') throw new Error(`It stands at ${talk.stage.is}.`);
  const conclusion = conclude(rankingOf(talk, VM, SETTING), talk.seen);
  const first = conclusion.is === 'named' ? conclusion.first : conclusion.likely[0];
  return { talk, first: first?.cause.id, conclusion, questions: Object.keys(talk.given) as QuestionName[] };
}

function step(talk: Talk, taken: Step): Talk {
  const outcome = advance(talk, taken, SETTING);
  if (outcome.is !== 'went') throw new Error(`Too late for ${taken.is} at ${talk.stage.is}.`);
  return outcome.talk;
}
