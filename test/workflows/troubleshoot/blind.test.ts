/** What happens when a check cannot be looked at, and when the person cannot tell. */
import { describe, expect, it } from 'vitest';
import { UNSPOKEN } from '../../../workflows/troubleshoot/conversation.ts';
import type { CheckName } from '../../../workflows/troubleshoot/sights.ts';
import { lead } from './person.ts';
import { answersOf, TRUTH } from './truth.ts';
import type { CauseId } from './truth.ts';
import { CHECKS, look, WELL } from './world.ts';

const IDS = Object.keys(TRUTH) as readonly CauseId[];

/** Proved all the same, in other words: what is named then is so as well, and its remedy serves. */
const AS_WELL: Partial<Record<CauseId, CauseId>> = {
  'extension-discovery': 'endpoint-unreachable',
  'https-blocked': 'endpoint-unreachable',
  'no-strong-method': 'ca-mfa',
};

describe.each(CHECKS)('without the check %s', (check: CheckName) => {
  it('finds the cause, or hands over and says what could not be looked at', () => {
    const led = IDS.map((id) => {
      const answers = answersOf(id);
      return {
        id,
        ...lead({ [TRUTH[id].symptom]: 0.9 }, look(TRUTH[id].makes(WELL), [check]), (name) => answers[name]),
      };
    });
    for (const { conclusion } of led) expect(conclusion.unlooked).toContain(check);
    const wrong = led.filter(
      ({ id, first, conclusion }) =>
        conclusion.is === 'named' && conclusion.first.verdict.is === 'proved' && first !== id,
    );
    expect(wrong.filter(({ id, first }) => AS_WELL[id] !== first).map(({ id, first }) => `${id}: ${first}`)).toEqual(
      [],
    );
    // No check is so needed that nothing can be found without it.
    const found = led.filter(({ id, first }) => first === id).length;
    expect(found / led.length).toBeGreaterThan(0.85);
  });
});

it('hands over when nothing could be looked at and nothing is known', () => {
  const { conclusion, questions } = lead(UNSPOKEN, look(WELL, CHECKS), () => 'unsure');
  expect(conclusion.is).toBe('unsure');
  expect(conclusion.unlooked).toEqual(CHECKS);
  expect(questions.length).toBeLessThanOrEqual(5);
});

it('never says that all is well when it was kept from looking', () => {
  const answers = answersOf('healthy');
  for (const check of ['machine', 'roles', 'devices', 'account', 'inside'] as const) {
    const { conclusion } = lead({ 'credentials-did-not-work': 0.9 }, look(WELL, [check]), (name) => answers[name]);
    expect(conclusion.is, check).toBe('unsure');
  }
});

it('leads whoever is never sure to what the checks show', () => {
  const lost = IDS.filter((id) => {
    const { first, questions, conclusion } = lead(
      { [TRUTH[id].symptom]: 0.9 },
      look(TRUTH[id].makes(WELL)),
      () => 'unsure',
    );
    expect(questions.length).toBeLessThanOrEqual(5);
    return conclusion.is === 'named' && conclusion.first.verdict.is === 'proved' && first !== id;
  });
  expect(lost).toEqual([]);
});
