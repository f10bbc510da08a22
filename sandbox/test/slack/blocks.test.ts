import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { validateAttachments, validateBlocks, validateView } from '../../slack/blocks/validate.ts';
import { inPlace } from './corpus.ts';
import type { Payload } from './corpus.ts';

const corpus = join(import.meta.dirname, 'corpus');

function read(path: string): Payload {
  return JSON.parse(readFileSync(join(corpus, path), 'utf8')) as Payload;
}

function problems(payload: Payload, construct?: string): string[] {
  const placed = inPlace(payload, construct);
  const found =
    placed.is === 'view'
      ? validateView(placed.view, placed.view['type'] === 'home' ? 'home' : 'modal')
      : [
          ...validateBlocks(placed.blocks, placed.surface),
          ...(placed.attachments ? validateAttachments(placed.attachments, placed.surface) : []),
        ];
  return found.map(({ message, pointer }) => `${message} at ${pointer}`);
}

describe('the valid cases of slackblocks', () => {
  const files = readdirSync(join(corpus, 'valid'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.json'),
  );
  test('are a hundred', () => expect(files).toHaveLength(100));
  test.each(files)('%s passes', (file) => {
    expect(problems(read(join('valid', file)))).toEqual([]);
  });
});

describe('the invalid cases of slackblocks', () => {
  const files = readdirSync(join(corpus, 'invalid'));
  test('are a hundred and six', () => expect(files).toHaveLength(106));
  test.each(files)('%s is refused', (file) => {
    const { payload, construct } = read(join('invalid', file)) as { payload: Payload; construct: string };
    expect(problems(distinct(payload), construct)).not.toEqual([]);
  });
});

/** Upstream's stand-in for a random block id, made random again so that nothing is refused for being the same. */
function distinct(payload: Payload): Payload {
  let next = 0;
  const text = JSON.stringify(payload).replaceAll('"generated-block-id"', () => `"generated-${next++}"`);
  return JSON.parse(text) as Payload;
}

describe('rules that span blocks', () => {
  const button = (action_id: string) => ({ type: 'button', text: { type: 'plain_text', text: 'Yes' }, action_id });
  const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });
  const select = (extra: object) => [
    { type: 'actions', elements: [{ type: 'static_select', action_id: 'a', ...extra }] },
  ];
  const field = { type: 'input', label: { type: 'plain_text', text: 'Why' }, element: { type: 'plain_text_input' } };
  const title = { type: 'plain_text', text: 'Ask' };

  test('a header’s length is counted in code points', () => {
    const header = (text: string) =>
      validateBlocks([{ type: 'header', text: { type: 'plain_text', text } }], 'message');
    expect(header('🔑'.repeat(150))).toEqual([]);
    expect(header('🔑'.repeat(151))).toEqual([
      { message: 'must be less than 151 characters', pointer: '/blocks/0/text/text' },
    ]);
  });

  test('a message holds fifty blocks, a view a hundred', () => {
    const dividers = (count: number) => Array.from({ length: count }, () => ({ type: 'divider' }));
    expect(validateBlocks(dividers(50), 'message')).toEqual([]);
    expect(validateBlocks(dividers(51), 'message')).toEqual([
      { message: 'no more than 50 items allowed', pointer: '/blocks' },
    ]);
    expect(validateView({ type: 'home', blocks: dividers(100) }, 'home')).toEqual([]);
    expect(validateView({ type: 'home', blocks: dividers(101) }, 'home')).toHaveLength(1);
  });

  test('block ids differ in a payload, action ids in a block', () => {
    const two = (block_id: string) => [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id },
    ];
    expect(validateBlocks(two('b'), 'message')).toEqual([]);
    expect(validateBlocks(two('a'), 'message')).toHaveLength(1);
    expect(validateBlocks([{ type: 'actions', elements: [button('x'), button('y')] }], 'message')).toEqual([]);
    expect(validateBlocks([{ type: 'actions', elements: [button('x'), button('x')] }], 'message')).toHaveLength(1);
  });

  test('a form with fields needs a submit button', () => {
    expect(validateView({ type: 'modal', title, blocks: [field] }, 'modal')).toEqual([
      { message: 'missing required field: submit', pointer: '/view' },
    ]);
    expect(validateView({ type: 'modal', title, submit: title, blocks: [field] }, 'modal')).toEqual([]);
  });

  test('what is chosen at first must be offered, byte for byte, and values differ', () => {
    expect(validateBlocks(select({ options: [option('a')], initial_option: option('a') }), 'message')).toEqual([]);
    const other = { ...option('a'), description: { type: 'plain_text', text: 'first' } };
    expect(validateBlocks(select({ options: [option('a')], initial_option: other }), 'message')).toHaveLength(1);
    expect(validateBlocks(select({ options: [option('a'), option('a')] }), 'message')).toHaveLength(1);
  });

  test('each surface takes its own blocks', () => {
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] };
    expect(validateBlocks([table], 'message')).toEqual([]);
    expect(validateBlocks([table, table], 'message')).toHaveLength(1);
    expect(validateView({ type: 'home', blocks: [table] }, 'home')).toEqual([
      { message: 'unsupported type: table', pointer: '/view/blocks/0/type' },
    ]);
    expect(validateView({ type: 'home', blocks: [{ type: 'divider' }] }, 'modal')).not.toEqual([]);
  });

  test('what Slack does not know is refused', () => {
    expect(validateBlocks([{ type: 'divider', colour: 'red' }], 'message')).toEqual([
      { message: 'invalid additional property: colour', pointer: '/blocks/0' },
    ]);
    expect(validateBlocks([{ type: '__proto__' }], 'message')).toHaveLength(1);
    expect(validateBlocks('no', 'message')).toHaveLength(1);
  });
});
