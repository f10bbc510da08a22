/** For each cause: whoever has it and answers truthfully is led to it, in at most five questions. */
import { describe, expect, it } from 'vitest';
import { ALL_CAUSES } from '../../../workflows/troubleshoot/causes/all.ts';
import { UNSPOKEN } from '../../../workflows/troubleshoot/conversation.ts';
import type { Symptoms } from '../../../workflows/troubleshoot/infer.ts';
import { QUESTIONS } from '../../../workflows/troubleshoot/questions.ts';
import type { SymptomId } from '../../../workflows/troubleshoot/symptoms.ts';
import { lead } from './person.ts';
import { answersOf, TRUTH } from './truth.ts';
import type { CauseId, Truth } from './truth.ts';
import { look, WELL } from './world.ts';

const IDS = Object.keys(TRUTH) as readonly CauseId[];

/** What somebody comes with who quotes the message. */
const QUOTED: Readonly<Record<string, SymptomId>> = {
  credentials: 'credentials-did-not-work',
  prevented: 'role-missing',
  method: 'sign-in-method-not-allowed',
  unreachable: 'cannot-reach-vm',
  device: 'target-device-not-found',
  password: 'temporary-password',
  application: 'sign-in-app-missing',
};

function comingWith(id: CauseId): readonly (readonly [string, Symptoms])[] {
  const { symptom, credentials }: Truth = TRUTH[id];
  const quoted = QUOTED[answersOf(id).message];
  const symptoms = new Set([
    symptom,
    ...(quoted === undefined ? [] : [quoted]),
    ...(credentials === true ? (['credentials-did-not-work'] as const) : []),
  ]);
  return [
    ...[...symptoms].map((each) => [each, { [each]: 0.9 }] as const),
    ...(credentials === true ? [['nothing said', UNSPOKEN] as const] : []),
  ];
}

it('has the truth of every cause', () => {
  expect(IDS.toSorted()).toEqual(ALL_CAUSES.map(({ id }) => id).toSorted());
  expect(IDS.length).toBeGreaterThanOrEqual(60);
});

it('has people answer with what they are offered', () => {
  for (const id of IDS)
    for (const [question, option] of Object.entries(answersOf(id)))
      expect(Object.keys(QUESTIONS[question as keyof typeof QUESTIONS].options), `${id}: ${question}`).toContain(
        option,
      );
});

describe.each(IDS)('%s', (id) => {
  const answers = answersOf(id);

  it.each(comingWith(id))('comes with %s', (_, symptoms) => {
    const { first, conclusion, questions } = lead(symptoms, look(TRUTH[id].makes(WELL)), (name) => answers[name]);
    expect(first, questions.join()).toBe(id);
    expect(questions.length).toBeLessThanOrEqual(5);
    // What shows is said; what only the person knows is given as their own answer.
    const evidence = conclusion.is === 'named' ? conclusion.first.verdict.evidence : [];
    if (conclusion.is === 'named' && id !== 'healthy') expect(evidence, id).not.toEqual([]);
  });
});

it('asks nothing where the checks show it', () => {
  const asked = IDS.filter((id) => {
    const answers = answersOf(id);
    const { conclusion, questions } = lead(
      { [TRUTH[id].symptom]: 0.9 },
      look(TRUTH[id].makes(WELL)),
      (name) => answers[name],
    );
    return conclusion.is === 'named' && conclusion.first.verdict.is === 'proved' && questions.length > 0;
  });
  expect(asked).toEqual([]);
});

it('does not ask for what the symptom said', () => {
  const answers = answersOf('client-not-joined');
  const { questions } = lead({ 'credentials-did-not-work': 0.9 }, look(WELL), (name) => answers[name]);
  expect(questions).not.toContain('message');
});

it('does not ask how somebody signed in whom the log shows on the page', () => {
  const answers = answersOf('wrong-account');
  const at = Date.UTC(2026, 10, 20, 8, 50);
  const log = { signIns: [{ at, code: 50_126, reason: '', app: 'Microsoft Remote Desktop', device: 'LAPTOP-7' }] };
  const seen = look({ ...WELL, signIns: log });
  const { questions } = lead({ 'credentials-did-not-work': 0.9 }, seen, (name) => answers[name]);
  expect(questions).not.toContain('webAccount');
  expect(questions).not.toContain('joined');
});

it('calls a healthy set-up healthy, also where nobody wants to look inside', () => {
  const answers = answersOf('healthy');
  const seen = look(WELL);
  const outside = { ...seen, inside: { is: 'unseen', why: 'not allowed', detail: 'Nobody allowed it.' } } as const;
  for (const each of [seen, outside]) {
    const { conclusion, first } = lead({ 'credentials-did-not-work': 0.9 }, each, (name) => answers[name]);
    expect(conclusion.is).toBe('named');
    expect(first).toBe('healthy');
  }
});
