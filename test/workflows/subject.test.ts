/** What buttons carry comes back as it was put there, and nothing else comes through. */
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import type { ActionName } from '../../workflows/card.ts';
import { gallery } from '../../workflows/present/gallery.ts';
import { mendSubject, readButton, readWishSubject, talkSubject, wishSubject } from '../../workflows/subject.ts';

const ID = '8d1f0a52-3c47-4f0e-9b1d-6a2f5c7e9b10';

it('reads what it wrote', () => {
  expect(readButton('talk', talkSubject(ID, 12, 'o_bastionnative'))).toEqual({
    is: 'intent',
    intent: { is: 'talk', talk: ID, version: 12, choice: 'o_bastionnative' },
  });
  expect(readButton('mend', mendSubject(ID, 'deny'))).toEqual({
    is: 'intent',
    intent: { is: 'mend', mend: ID, decision: 'deny' },
  });
  expect(readWishSubject(wishSubject('k'.repeat(22), 'admin'))).toEqual({ vm: 'k'.repeat(22), role: 'admin' });
  expect(readButton('ask', wishSubject('k'.repeat(22), 'user'))).toEqual({ is: 'form', form: 'ask' });
});

test('every button of every card is read, and small enough for every chat', () => {
  const buttons = gallery().flatMap((exhibit) =>
    exhibit.is === 'form' ? [] : exhibit.card.blocks.flatMap((block) => (block.is === 'buttons' ? block.buttons : [])),
  );
  expect(buttons.length).toBeGreaterThan(100);
  for (const { action, subject } of buttons) {
    expect(readButton(action, subject), `${action} ${subject}`).not.toEqual({ is: 'stale' });
    expect(subject.length).toBeLessThanOrEqual(75);
  }
});

test('whatever else comes back is not ours', () => {
  const actions: readonly ActionName[] = ['approve', 'deny', 'diagnose', 'talk', 'mend'];
  fc.assert(
    fc.property(
      fc.constantFrom(...actions),
      fc.oneof(fc.string(), fc.constant(ID + ' '), fc.uuid()),
      (action, text) => {
        const read = readButton(action, `${text}\n`);
        return read.is === 'stale';
      },
    ),
  );
});
