/** What messages are about: how well it is recognised, and that nothing anybody sends can harm. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { benchSymptoms, recognitionLines } from '../scripts/bench/symptoms.ts';
import { digestOf } from '../scripts/recogniser/cross.ts';
import { allExamples, readExamples } from '../src/troubleshoot/examples.ts';
import type { StoredModel } from '../src/troubleshoot/recognise.ts';
import { MODEL_PATH, recognise } from '../src/troubleshoot/recognise.ts';
import { CODES } from '../workflows/troubleshoot/codes.ts';
import { plain, wordsOf } from '../workflows/troubleshoot/plain.ts';
import { SYMPTOM_IDS } from '../workflows/troubleshoot/symptoms.ts';
import { ROOT } from './support/source.ts';

describe('it does not fall behind what was measured', () => {
  const [all, heldBack, crossed] = benchSymptoms();

  it('on all texts', () => {
    expect(all?.count).toBe(158);
    expect(all?.first).toBeGreaterThanOrEqual(0.92);
    expect(all?.three).toBeGreaterThanOrEqual(0.98);
    expect(all?.confident).toBeGreaterThanOrEqual(0.55);
    expect(all?.confidentAndWrong).toBeLessThanOrEqual(0.02);
    expect(all?.turnedAway).toBeLessThanOrEqual(0.04);
    expect(all?.offTopic).toBeGreaterThanOrEqual(0.95);
  });

  it('on texts that were held back', () => {
    expect(heldBack?.count).toBe(589);
    expect(heldBack?.first).toBeGreaterThanOrEqual(0.92);
    expect(heldBack?.three).toBeGreaterThanOrEqual(0.98);
    expect(heldBack?.offTopic).toBeGreaterThanOrEqual(0.95);
    expect(heldBack?.confidentAndWrong).toBeLessThanOrEqual(0.02);
  });

  it('on examples by hands that it did not know', () => {
    expect(crossed?.count).toBeGreaterThan(2500);
    expect(crossed?.first).toBeGreaterThanOrEqual(0.92);
    expect(crossed?.three).toBeGreaterThanOrEqual(0.98);
    expect(crossed?.offTopic).toBeGreaterThanOrEqual(0.92);
    expect(crossed?.confidentAndWrong).toBeLessThanOrEqual(0.02);
  });

  it('on words that hardly say more than that it fails, in any language', () => {
    for (const text of ['sign in does not work', 'cant login', 'Einloggen geht nicht', 'pas moyen de me connecter'])
      expect(recognise(text).certainty).not.toBe('off-topic');
    for (const text of ['the printer does not work', 'cant login to spotify', 'Kaffeemaschine geht nicht'])
      expect(recognise(text).certainty).not.toBe('sure');
  });

  it('and says how the figure comes about', () => {
    expect(all === undefined ? '' : recognitionLines(all)).toMatch(/right first.*no line is trained on/s);
  });
});

test('the model is the one that the examples, the lexicon and the codes make: else run `npm run recogniser`', () => {
  const { digest } = JSON.parse(readFileSync(MODEL_PATH, 'utf8')) as StoredModel;
  expect(digest).toBe(digestOf(allExamples()));
});

test('no example reads like a text that it is judged by', () => {
  const words = (text: string) => new Set(wordsOf(plain(text)));
  const judged = ['symptoms.jsonl', 'symptoms-held-back.jsonl']
    .flatMap((file) => readExamples(join(ROOT, 'test/data', file), 'judged'))
    .map(({ text }) => words(text));
  const near = allExamples().filter(({ text, source }) => {
    const own = words(text);
    // A code is a fact of its vendor's and reads alike wherever it is written down.
    return source !== 'codes' && judged.some((other) => overlap(own, other) >= 0.5);
  });
  expect(near.map(({ text }) => text)).toEqual([]);
});

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared / (one.size + other.size - shared);
}

test.each([...new Set(CODES.values())].filter(({ suffices }) => suffices))(
  '$code alone is understood',
  ({ code, symptoms }) => {
    expect(symptoms).toContain(recognise(code).ranked[0]?.symptom);
  },
);

test.each([
  'hi AADSTS50126',
  'wtf 0xC000006D',
  'thanks, 0x801c0042',
  'good morning, -2145648574 ?',
  'this piece of shit says AADSTS50053 when I sign in',
  'bonjour, erreur AADSTS50074 à la connexion, merci',
  'おはよう AADSTS50126',
])('whoever is polite or angry and shows a code of ours is not turned away: %s', (text) => {
  const { ranked, certainty } = recognise(text);
  expect(certainty).not.toBe('off-topic');
  expect(ranked[0]?.symptom).not.toBe('off-topic');
});

test.each([
  'AADSTS50011 in our web shop login',
  'hi, our AKS cluster says AADSTS7000215 invalid client secret, thanks',
])('a code of another system is not ours for being said politely: %s', (text) => {
  expect(recognise(text).certainty).toBe('off-topic');
});

describe('whatever is sent', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', ' ', '\n', '?', '\ud800', '__proto__', 'constructor', '🙂'),
  );

  it('is ranked whole, likeliest first, the same each time', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { ranked, certainty } = recognise(text);
        expect(ranked.map(({ symptom }) => symptom).toSorted()).toEqual(SYMPTOM_IDS.toSorted());
        ranked.forEach(({ confidence }, index) => {
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(ranked[index - 1]?.confidence ?? 1);
        });
        expect(recognise(text)).toEqual({ ranked, certainty });
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    'password ',
    'a',
    'a-1.',
    '1',
    'azuread\\',
    'ä',
    'vm-',
    '仮想',
    ' ',
    '"',
    'how long until ',
    '@a.b',
    '0x',
  ])('forty kilobytes of “%s” are read at once', (piece) => {
    const began = performance.now();
    recognise(piece.repeat(40_000 / piece.length));
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is understood from its beginning and its end, with a log between', () => {
    const log = 'INFO 2026-11-02 heartbeat of the agent sent\n'.repeat(900);
    const [first] = recognise(
      `Your account is configured to prevent you from using this device.\n${log}I have only Contributor on the VM`,
    ).ranked;
    expect(first?.symptom).toBe('role-missing');
  });
});
