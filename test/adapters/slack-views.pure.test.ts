import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paintChoices, paintForm, paintProblems, paintSkeleton, readAnswers } from '../../adapters/slack/views.ts';
import type { Field, Form } from '../../workflows/card.ts';
import { validateView } from '@latchkey/sandbox/blocks';
import askSubmission from '../../adapters/slack/payloads/ask-submission.json' with { type: 'json' };
import denySubmission from '../../adapters/slack/payloads/deny-submission.json' with { type: 'json' };
import { all, pieces } from './slack-screen.ts';

const CARRIED = { subject: '', reply: '1795358000000 https://hooks.slack.com/commands/T0CONTOSO/6001/abcDEF' };

function form(...fields: Field[]): Form {
  return { name: 'ask', subject: '', title: 'Ask for a VM', submit: 'Ask', fields };
}

const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.constantFrom('', ' ', '𝒂'.repeat(4000)));
const choice = fc.record({ value: words, label: words, detail: words });
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record({
    is: fc.constant('search' as const),
    name: fc.constant('vm' as const),
    label: words,
    hint: words,
    optional: fc.boolean(),
    placeholder: words,
    initial: choice,
  }),
  fc.record({
    is: fc.constant('choice' as const),
    name: fc.constant('role' as const),
    label: words,
    hint: words,
    optional: fc.boolean(),
    choices: fc.array(choice, { maxLength: 130 }),
    initial: words,
  }),
  fc.record({
    is: fc.constant('text' as const),
    name: fc.constant('reason' as const),
    label: words,
    hint: words,
    optional: fc.boolean(),
    lines: fc.constantFrom('one' as const, 'many' as const),
    longest: fc.integer({ min: 0, max: 9000 }),
    initial: words,
  }),
);

test('Slack takes every form, whatever is in it', () => {
  const distinct = fc.uniqueArray(field, { selector: ({ name }) => name, maxLength: 3 });
  fc.assert(
    fc.property(distinct, words, words, words, (fields, title, submit, intro) => {
      const view = paintForm({ ...form(...fields), title, submit, intro: [intro] }, CARRIED);
      expect(validateView(view, 'modal')).toEqual([]);
      expect(pieces(view).filter(({ as }) => as !== 'literal')).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('the skeleton is a view that Slack takes', () => {
  expect(validateView(paintSkeleton(), 'modal')).toEqual([]);
});

describe('choices', () => {
  test('what was chosen before equals what the search offers, byte for byte', () => {
    const chosen = { value: 'vm-key-1', label: 'web-01 · rg-web', detail: 'Windows, westeurope' };
    const view = paintForm(
      form({ is: 'search', name: 'vm', label: 'VM', placeholder: 'Type', optional: false, initial: chosen }),
      CARRIED,
    );
    expect(all(view, 'external_select')[0]?.['initial_option']).toEqual(paintChoices([chosen])[0]);
  });

  test('at most 100; one whose value would have to be cut is left out, for it would name something else', () => {
    const many = Array.from({ length: 150 }, (_, index) => ({ value: `vm-${index}`, label: 'VM' }));
    expect(paintChoices(many)).toHaveLength(100);
    expect(paintChoices([{ value: 'x'.repeat(76), label: 'long' }])).toEqual([]);
    expect(paintChoices([{ value: 'x'.repeat(75), label: 'fits' }])).toHaveLength(1);
  });
});

describe('what was filled in', () => {
  test('is read by field, choices by their value', () => {
    const filled = readAnswers(askSubmission.view);
    expect(filled?.answers).toEqual({
      vm: 'vm-key-1',
      role: 'admin',
      duration: '2h',
      reason: 'disk full & <urgent>\nsecond line',
    });
    expect(filled?.form).toBe('ask');
    expect(filled?.carried).toEqual({ ...CARRIED, reply: CARRIED.reply });
    expect(filled?.shown).toEqual(['vm', 'role', 'duration', 'reason', 'ticket']);
  });

  test('a form keeps the request it is about', () => {
    expect(readAnswers(denySubmission.view)).toMatchObject({
      form: 'deny',
      carried: { subject: '3f0c6c1e-8d0a-4a57-9a53-2b8f0c9d1e77' },
      answers: { reason: 'not this week' },
    });
  });

  test.each([
    ['another app’s form', { ...askSubmission.view, callback_id: 'other' }],
    ['metadata that is not ours', { ...askSubmission.view, private_metadata: 'x' }],
    ['metadata of another shape', { ...askSubmission.view, private_metadata: '{"subject":1}' }],
    ['no state', { ...askSubmission.view, state: null }],
    ['nothing', undefined],
  ])('%s is not read', (_name, view) => {
    expect(readAnswers(view)).toBeUndefined();
  });
});

describe('problems', () => {
  test('stand at their field', () => {
    expect(paintProblems({ duration: 'At most 8h, for example 2h.' }, ['vm', 'duration'])).toEqual({
      duration: 'At most 8h, for example 2h.',
    });
  });

  test('of a field that is not shown go to the first, where Slack would ignore them', () => {
    expect(paintProblems({ vm: 'Gone.', reason: 'Say why.' }, ['reason'])).toEqual({ reason: 'Gone. Say why.' });
  });

  test('are empty when there are none', () => {
    expect(paintProblems({}, ['vm'])).toEqual({});
  });
});
