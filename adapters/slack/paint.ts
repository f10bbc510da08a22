/**
 * Cards in Block Kit. Only translates and escapes: what is said, and to whom, is decided in `workflows/present/`.
 * Limits are those of docs.slack.dev, reference/block-kit; each place is cut to its own.
 */
import type { types } from '@slack/bolt';
import type { Block, Button, Card, Span, Text, Tone } from '../../workflows/card.ts';
import { cut, escaped, flat, plain, tame } from './literal.ts';
import { literal, quoted, richText, runs } from './rich.ts';

export type Painted = { readonly text: string; readonly blocks: types.KnownBlock[] };

/** A mark before the first words, so that the state is seen at a glance; the words themselves always say it as well. */
const MARKS: Readonly<Record<Tone, string>> = { waiting: '⏳', working: '⚙️', good: '✅', bad: '⚠️', over: '▫️' };

const MOST_IN_MESSAGE = 50;
const MOST_IN_VIEW = 100;

/** `text` is all that notifications and screen readers get. At most 50 blocks. */
export function paintMessage(card: Card): Painted {
  const blocks = paintBlocks(card.blocks, `${MARKS[card.tone]} `);
  return { text: escaped(`${MARKS[card.tone]} ${card.summary}`, 3000), blocks: atMost(blocks, MOST_IN_MESSAGE) };
}

/** App Home: one view for each person, at most 100 blocks. It has many states in it and therefore no mark. */
export function paintHome(card: Card): types.HomeView {
  return { type: 'home', blocks: atMost(paintBlocks(card.blocks, ''), MOST_IN_VIEW) };
}

/** A modal that only says something. */
export function paintNotice(card: Card): types.ModalView {
  const blocks = atMost(paintBlocks(card.blocks, `${MARKS[card.tone]} `), MOST_IN_VIEW);
  return { type: 'modal', title: plain('Latchkey', 24), close: plain('Close', 24), blocks };
}

/** Never empty: Slack refuses a view without blocks. `mark` goes before the first words. */
function paintBlocks(blocks: readonly Block[], mark: string): types.KnownBlock[] {
  const first = blocks.findIndex((block) => block.is === 'heading' || block.is === 'text');
  const painted = blocks.flatMap((block, index) => paintBlock(block, index === first ? mark : ''));
  return painted.length === 0 ? [richText([])] : painted;
}

function paintBlock(block: Block, mark: string): types.KnownBlock[] {
  switch (block.is) {
    case 'heading':
      return [{ type: 'header', text: plain(mark + block.text, 150) }];
    case 'text':
      return [richText([...literal(mark), ...runs(block.text)])];
    case 'facts':
      return facts(block.facts);
    case 'quote':
      return [quoted(block.label, block.text)];
    case 'note':
      return [note(block.text)];
    case 'buttons':
      return chunks(block.buttons.map(paintButton), 25).map((elements) => ({ type: 'actions', elements }));
    case 'divider':
      return [{ type: 'divider' }];
    default:
      return block satisfies never;
  }
}

/**
 * One line each. Section fields would stand in two columns, but can be bold or show times only as `mrkdwn`, where no
 * escape exists for `*`, `_` or `:smile:` in what people typed.
 */
function facts(all: readonly { readonly label: string; readonly value: Text }[]): types.KnownBlock[] {
  return chunks(all, 20).map((some) =>
    richText(
      some.flatMap((fact, index) => [
        ...literal(index === 0 ? '' : '\n'),
        ...literal(flat(`${fact.label}: `), { bold: true }, 200),
        ...runs(fact.value.map(flatSpan)),
      ]),
    ),
  );
}

/** In a list of facts a new line begins a fact: a tag or a ticket with new lines in it would add facts of its own. */
function flatSpan(span: Span): Span {
  if (typeof span === 'string') return cut(flat(span), 2000);
  if ('strong' in span) return { ...span, strong: flat(span.strong) };
  if ('code' in span) return { ...span, code: flat(span.code) };
  if ('link' in span) return { ...span, link: flat(span.link) };
  return span;
}

/** Small print, where it needs neither times nor links. */
function note(text: Text): types.KnownBlock {
  const words = text.map((span) =>
    typeof span === 'string' ? span : 'strong' in span ? span.strong : 'code' in span ? span.code : undefined,
  );
  const whole = words.join('');
  if (words.includes(undefined) || whole.trim() === '') return richText(runs(text));
  return { type: 'context', elements: [{ type: 'plain_text', text: cut(tame(whole), 2000), emoji: false }] };
}

/** Actions that this application puts on its buttons; anything else that claims to be pressed is not ours. */
export const ACTION_ID =
  /^latchkey\.(approve|deny|withdraw|release|revoke|ask|mine|diagnose|describe|talk|mend)(\.\d+)?$/;

/** The number keeps ids apart within a block, as Slack demands. */
function paintButton(button: Button, index: number): types.Button {
  return {
    type: 'button',
    action_id: `latchkey.${button.action}.${index}`,
    text: plain(button.label, 75),
    ...(button.subject === '' ? {} : { value: button.subject }),
    ...(button.style === 'plain' ? {} : { style: button.style }),
    ...(button.spoken === undefined ? {} : { accessibility_label: plain(button.spoken, 75).text }),
    ...(button.confirm === undefined
      ? {}
      : {
          confirm: {
            title: plain(button.confirm.title, 100),
            text: plain(button.confirm.text, 300),
            confirm: plain(button.confirm.yes, 30),
            deny: plain(button.confirm.no, 30),
          },
        }),
  };
}

/** Buttons at the end matter more than lines in the middle, so the cut is made before them. */
function atMost(blocks: types.KnownBlock[], most: number): types.KnownBlock[] {
  if (blocks.length <= most) return blocks;
  const last = blocks.at(-1);
  const tail = last?.type === 'actions' ? [last] : [];
  const more: types.KnownBlock = { type: 'context', elements: [plain('There is more than fits here.', 150)] };
  return [...blocks.slice(0, most - 1 - tail.length), more, ...tail];
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
