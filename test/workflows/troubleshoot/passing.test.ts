/** Access that is minutes old: said before anything is asked, unless something else is seen to be wrong. */
import { describe, expect, it } from 'vitest';
import { conclusionCard } from '../../../workflows/present/troubleshoot/conclusion.ts';
import { rankingOf, UNSPOKEN } from '../../../workflows/troubleshoot/conversation.ts';
import type { Symptoms } from '../../../workflows/troubleshoot/infer.ts';
import { lead, leadAgain, SETTING } from './person.ts';
import { answersOf, TRUTH } from './truth.ts';
import type { CauseId } from './truth.ts';
import { all, CASE, change, look, MINUTE, NOW, WELL } from './world.ts';
import type { CHECKS, World } from './world.ts';

const [HELD] = WELL.roles.held;
if (HELD === undefined) throw new Error('Nobody holds a role.');
const opened = (minutesAgo: number) =>
  all(
    change('roles', { held: [{ ...HELD, since: NOW - minutesAgo * MINUTE }] }),
    change('record', { latest: { request: 'r1', role: 'user', state: 'active', at: NOW - minutesAgo * MINUTE } }),
  );
const refused = (minutesAgo: number) =>
  change('signIns', { signIns: [{ at: NOW - minutesAgo * MINUTE, code: 50_126, reason: '', app: '' }] });

function told(symptoms: Symptoms, world: World, blind: readonly (typeof CHECKS)[number][] = []) {
  const answers = answersOf('client-not-joined');
  return lead(symptoms, look(world, blind), (name) => answers[name]);
}

describe('access opened a minute ago', () => {
  it.each([
    ['nothing said', UNSPOKEN],
    ['the credentials refused', { 'credentials-did-not-work': 0.9 }],
    ['the account configured to prevent it', { 'role-missing': 0.9 }],
    ['just approved', { 'access-not-yet-effective': 0.9 }],
  ] as const)('comes first without a question, with %s', (_, symptoms) => {
    const { first, questions, conclusion } = told(symptoms, opened(1)(WELL));
    expect({ first, questions }).toEqual({ first: 'just-granted', questions: [] });
    expect(conclusion.is).toBe('named');
  });

  it('says so as well when roles cannot be seen, or Azure’s list does not have it yet', () => {
    expect(told(UNSPOKEN, opened(1)(WELL), ['roles'])).toMatchObject({ first: 'just-granted', questions: [] });
    const unlisted = change('roles', { held: [] })(opened(1)(WELL));
    expect(told(UNSPOKEN, unlisted)).toMatchObject({ first: 'just-granted', questions: [] });
  });

  it('approved and not open yet, names no time, whenever that was', () => {
    const waiting = all(
      change('roles', { held: [] }),
      change('record', { latest: { request: 'r1', role: 'user', state: 'approved', at: NOW - 45 * MINUTE } }),
    );
    const { talk } = told(UNSPOKEN, waiting(WELL));
    if (talk.vm === undefined) throw new Error('It lost its VM.');
    const found = { it: CASE, ranking: rankingOf(talk, talk.vm, SETTING), mayMend: [], mends: [] };
    const card = JSON.stringify(conclusionCard({ talk, version: 2 }, found));
    expect(card).toContain('Its card tells you when it is open.');
    expect(card).not.toContain('try again at');
  });

  it('does not count from nought', () => {
    const { talk } = told(UNSPOKEN, opened(0)(WELL));
    if (talk.vm === undefined) throw new Error('It lost its VM.');
    const { passing } = rankingOf(talk, talk.vm, SETTING);
    expect(JSON.stringify(passing)).toContain('Your role is less than a minute old.');
  });

  it('says when to try again, on the reader’s own clock', () => {
    const { talk } = told(UNSPOKEN, opened(1)(WELL));
    if (talk.vm === undefined) throw new Error('It lost its VM.');
    const found = { it: CASE, ranking: rankingOf(talk, talk.vm, SETTING), mayMend: [], mends: [] };
    const card = conclusionCard({ talk, version: 2 }, found);
    expect(card.summary).toContain('Your access is so new');
    expect(JSON.stringify(card.blocks)).toContain(
      `try again at:"," ",${JSON.stringify({ time: NOW + 9 * MINUTE, as: 'clock' })}`,
    );
  });

  it.each(['vm-stopped', 'rdp-blocked', 'account-disabled', 'device-disabled'] as const)(
    'comes after %s, which is seen',
    (id: CauseId) => {
      expect(told(UNSPOKEN, TRUTH[id].makes(opened(1)(WELL))).first).toBe(id);
    },
  );

  it('explains nothing that happens before the role is looked at', () => {
    const { questions } = told({ 'target-device-not-found': 0.9 }, opened(1)(WELL));
    expect(questions).not.toEqual([]);
    expect(told(UNSPOKEN, all(opened(3), refused(2))(WELL)).questions).not.toEqual([]);
    // What was refused before there was any access says nothing of it.
    expect(told(UNSPOKEN, all(opened(3), refused(5))(WELL)).questions).toEqual([]);
  });

  it('is no longer the answer after ten minutes', () => {
    expect(told(UNSPOKEN, opened(9)(WELL)).first).toBe('just-granted');
    const later = told(UNSPOKEN, opened(10)(WELL));
    expect(later.first).toBe('client-not-joined');
    expect(later.questions).not.toEqual([]);
  });

  it('leads on to what is left once the time has passed', () => {
    const answers = answersOf('client-not-joined');
    const again = leadAgain(told(UNSPOKEN, opened(1)(WELL)), look(opened(12)(WELL)), (name) => answers[name]);
    expect(again.first).toBe('client-not-joined');
  });
});
