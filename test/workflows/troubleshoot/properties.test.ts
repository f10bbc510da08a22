/** Whatever is seen and answered: nothing throws, at most five questions, and shares are shares. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ALL_CAUSES } from '../../../workflows/troubleshoot/causes/all.ts';
import { conclude, nextQuestion, rank } from '../../../workflows/troubleshoot/infer.ts';
import type { Symptoms } from '../../../workflows/troubleshoot/infer.ts';
import type { Given, QuestionName } from '../../../workflows/troubleshoot/questions.ts';
import { QUESTIONS, UNSURE } from '../../../workflows/troubleshoot/questions.ts';
import type { CheckName, SeenSoFar, Unseen } from '../../../workflows/troubleshoot/sights.ts';
import { SYMPTOM_IDS } from '../../../workflows/troubleshoot/symptoms.ts';
import { lead, leadAgain } from './person.ts';
import { TRUTH } from './truth.ts';
import type { CauseId, Truth } from './truth.ts';
import { all, CASE, CHECKS, look, WELL } from './world.ts';

const NAMES = Object.keys(QUESTIONS) as readonly QuestionName[];
const WHY: readonly Unseen[] = [
  'forbidden',
  'unlicensed',
  'throttled',
  'late',
  'unreachable',
  'unreadable',
  'not running',
  'not allowed',
];

const symptoms: fc.Arbitrary<Symptoms> = fc.dictionary(
  fc.constantFrom(...SYMPTOM_IDS),
  fc.double({ min: 0, max: 1, noNaN: true }),
  { maxKeys: 4 },
);
const given: fc.Arbitrary<Given> = fc
  .tuple(
    ...NAMES.map((name) =>
      fc.option(fc.constantFrom(UNSURE, ...Object.keys(QUESTIONS[name].options)), { nil: undefined }),
    ),
  )
  .map((options) =>
    Object.fromEntries(NAMES.flatMap((name, at) => (options[at] === undefined ? [] : [[name, options[at]]]))),
  );

/** Any causes at once, however little they go together, and any checks away. */
const seen: fc.Arbitrary<SeenSoFar> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...(Object.keys(TRUTH) as CauseId[])), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom(...CHECKS), fc.option(fc.constantFrom(...WHY), { nil: undefined }), { maxKeys: 17 }),
  )
  .map(([ids, away]) => {
    const whole = look(all(...ids.map((id) => (TRUTH[id] satisfies Truth).makes))(WELL));
    const sights = (Object.keys(whole) as CheckName[]).flatMap((check): (readonly [string, unknown])[] => {
      if (!Object.hasOwn(away, check)) return [[check, whole[check]]];
      const why = away[check];
      return why === undefined ? [] : [[check, { is: 'unseen', why, detail: 'Away.' }]];
    });
    return Object.fromEntries(sights) as SeenSoFar;
  });

it('never throws, and its shares sum to one', () => {
  fc.assert(
    fc.property(symptoms, seen, given, fc.subarray(Object.keys(TRUTH)), (which, sights, answers, tried) => {
      const ranking = rank(ALL_CAUSES, CASE, which, sights, answers, tried);
      const whole = ranking.open.reduce((sum, { share }) => sum + share, 0);
      expect(ranking.open.length === 0 ? 1 : whole).toBeCloseTo(1, 6);
      for (const { share } of ranking.open) expect(share).toBeGreaterThanOrEqual(0);
      const next = nextQuestion(ranking, answers);
      if (next !== undefined) expect(answers[next]).toBeUndefined();
      const conclusion = conclude(ranking, sights);
      const shown = conclusion.is === 'named' ? [conclusion.first, ...conclusion.also] : conclusion.likely;
      for (const { cause } of shown) {
        const { steps } = cause.remedy(CASE, sights, answers);
        expect(steps.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 150 },
  );
});

it('asks at most five questions, however they are answered, and however often it is looked at again', () => {
  const told = symptoms.map(only);
  fc.assert(
    fc.property(told, seen, seen, given, (which, first, second, answers) => {
      const answer = (name: QuestionName) => answers[name] ?? UNSURE;
      const led = leadAgain(lead(which, first, answer), second, answer);
      expect(led.questions.length).toBeLessThanOrEqual(5);
    }),
    { numRuns: 60 },
  );
});

/** Understood well enough not to be asked again what they mean. */
function only(which: Symptoms): Symptoms {
  const [symptom] = Object.keys(which) as (keyof Symptoms)[];
  return symptom === undefined ? {} : { [symptom]: 1 };
}
