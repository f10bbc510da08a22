/**
 * Cards as Adaptive Cards 1.5, the newest version that Teams takes from bots. Only translates and escapes: what is said,
 * and to whom, is decided in `workflows/present/`.
 *
 * A card in a channel is safe for everybody: who may approve is known only when somebody presses, and every press is judged by
 * the engine. Some see a view of their own of it instead, which their clients ask for (`refresh`): it reaches one client and is
 * gone with the next redraw, so nothing may depend on it.
 */
import type { Block, Button, Card, Span, Text, Tone } from '../../workflows/card.ts';
import { bytesOf, LARGEST_CARD } from './elements.ts';
import type { Action, ActionSet, AdaptiveCard, Element, Submit } from './elements.ts';
import { cut, flat, line, tame } from './literal.ts';
import { lines, literal, plain, runs } from './rich.ts';

export type Painted = {
  /** All that a notification shows. */
  readonly summary: string;
  readonly card: AdaptiveCard;
};

/** A mark before the first words, so that the state is seen at a glance; the words themselves always say it as well. */
const MARKS: Readonly<Record<Tone, string>> = { waiting: '⏳', working: '⚙️', good: '✅', bad: '⚠️', over: '▫️' };

/** How long one span may be, from the widest to the narrowest: the first with which the card fits is taken. */
const LENGTHS = [3000, 1000, 400, 160, 60] as const;

/** @param views whose clients ask for a view of their own, as the bot knows them (`29:…`); the first sixty are taken */
export function paintMessage(card: Card, views: readonly string[] = []): Painted {
  return paint(card, `${MARKS[card.tone]} `, views.slice(0, MOST_VIEWS));
}

/** learn.microsoft.com, user-specific views. */
const MOST_VIEWS = 60;

/** The card that stands for a home. It has many states in it and therefore no mark. */
export function paintHome(card: Card): Painted {
  return paint(card, '', []);
}

function paint(card: Card, mark: string, views: readonly string[]): Painted {
  const summary = line(`${mark}${card.summary}`, 300);
  const fallbackText = inert(`${card.summary}\n${card.blocks.map(wordsOf).join('\n')}`);
  const whole = (body: readonly Element[]): AdaptiveCard => ({
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText,
    ...(views.length === 0 ? {} : { refresh: refreshFor(views) }),
    body: body.length === 0 ? lines([]) : body,
  });
  let painted = whole([]);
  for (const max of LENGTHS) {
    painted = whole(paintBlocks(card.blocks, mark, max));
    if (bytesOf(painted) <= LARGEST_CARD) return { summary, card: painted };
  }
  return { summary, card: shortened(painted, whole) };
}

/** Without `userIds` every client would ask, and with none of them nobody's would by itself. What it asks for is not said: where it stands is enough. */
function refreshFor(userIds: readonly string[]): NonNullable<AdaptiveCard['refresh']> {
  return { action: { type: 'Action.Execute', title: 'Refresh', verb: 'view', data: { latchkey: 'view' } }, userIds };
}

/** Buttons at the end matter more than lines in the middle, so what does not fit is left out before them. */
function shortened(painted: AdaptiveCard, whole: (body: readonly Element[]) => AdaptiveCard): AdaptiveCard {
  const tail = painted.body.slice(-1).filter(({ type }) => type === 'ActionSet');
  const more = lines(literal('There is more than fits here.', 100, { isSubtle: true }));
  let body = painted.body.slice(0, painted.body.length - tail.length);
  while (body.length > 0 && bytesOf(whole([...body, ...more, ...tail])) > LARGEST_CARD) body = body.slice(0, -1);
  return whole([...body, ...more, ...tail]);
}

/** `mark` goes before the first words. */
function paintBlocks(blocks: readonly Block[], mark: string, max: number): Element[] {
  const first = blocks.findIndex((block) => block.is === 'heading' || block.is === 'text');
  let separated = false;
  let pressed = 0;
  return blocks.flatMap((block, index): Element[] => {
    if (block.is === 'divider') {
      separated = true;
      return [];
    }
    const painted = paintBlock(block, index === first ? mark : '', max, () => (pressed += 1));
    const [head, ...rest] = painted;
    if (!separated || head === undefined) return painted;
    separated = false;
    return [{ ...head, separator: true }, ...rest];
  });
}

function paintBlock(
  block: Exclude<Block, { is: 'divider' }>,
  mark: string,
  max: number,
  next: () => number,
): Element[] {
  switch (block.is) {
    case 'heading':
      return lines(literal(mark + line(block.text, Math.min(max, 300)), max, { weight: 'Bolder', size: 'Medium' }));
    case 'text':
      return lines([...literal(mark, 10), ...runs(block.text, max)]);
    case 'facts':
      return block.facts.flatMap(({ label, value }, index) =>
        lines([
          ...literal(`${line(label, Math.min(max, 100))}: `, 200, { weight: 'Bolder' }),
          ...runs(value.map(flatSpan), max),
        ]).map((row) => (index === 0 ? row : { ...row, spacing: 'None' as const })),
      );
    case 'quote':
      return [
        {
          type: 'Container',
          style: 'emphasis',
          items: [
            ...lines(literal(line(block.label, Math.min(max, 200)), 200, { weight: 'Bolder' })),
            ...lines(literal(block.text, max), { spacing: 'None' }),
          ],
        },
      ];
    case 'note':
      return lines(runs(block.text, max, { isSubtle: true }), { spacing: 'Small' });
    case 'buttons':
      return chunks(block.buttons, MOST_ACTIONS).map((some): ActionSet => ({
        type: 'ActionSet',
        actions: some.map((button) => paintButton(button, `b${next()}`)),
      }));
    default:
      return block satisfies never;
  }
}

/** In a list of facts a new line begins a fact: a tag or a ticket with new lines in it would add facts of its own. */
function flatSpan(span: Span): Span {
  if (typeof span === 'string') return flat(span);
  if ('strong' in span) return { ...span, strong: flat(span.strong) };
  if ('code' in span) return { ...span, code: flat(span.code) };
  if ('link' in span) return { ...span, link: flat(span.link) };
  return span;
}

/** Teams draws at most six actions side by side (cards-reference, learn.microsoft.com). */
const MOST_ACTIONS = 6;

/** Pressing these opens a form first. */
const OPENS_FORM: ReadonlySet<string> = new Set(['ask', 'deny', 'revoke', 'describe']);

/**
 * A form opens as a dialog (`task/fetch`) and not as fields within the card: dialogs work on phones and on clients of last
 * year alike, what stands in one is decided at the press, and a redraw of the card (a second approval, say) cannot wipe out
 * what somebody is typing.
 */
function paintButton(button: Button, id: string): Action {
  const { action, subject, style, spoken, confirm } = button;
  const title = line(button.label, 75);
  const looks = {
    ...(style === 'plain' ? {} : { style: style === 'primary' ? ('positive' as const) : ('destructive' as const) }),
    ...(spoken === undefined ? {} : { tooltip: line(spoken, 100) }),
  };
  const data = { latchkey: action, subject };
  if (OPENS_FORM.has(action))
    return { type: 'Action.Submit', id, title, data: { ...data, msteams: { type: 'task/fetch' } }, ...looks };
  const press = (label: string): Action => ({
    type: 'Action.Execute',
    id,
    title: label,
    verb: action,
    data,
    ...looks,
    fallback: { type: 'Action.Submit', title: label, data } satisfies Submit,
  });
  if (confirm === undefined) return press(title);
  const question = [...lines(literal(confirm.title, 100, { weight: 'Bolder' })), ...lines(literal(confirm.text, 300))];
  const actions = [press(line(confirm.yes, 30))];
  return {
    type: 'Action.ShowCard',
    id: `${id}.confirm`,
    title,
    card: { type: 'AdaptiveCard', body: [...question, { type: 'ActionSet', actions }] },
  };
}

/**
 * For clients that cannot show the card, which may read Markdown here and make links of addresses: without the signs of the
 * one, and with the other taken apart.
 */
function inert(text: string): string {
  const safe = tame(text)
    .replace(/[*_~`[\]<>#|\\]/g, ' ')
    .replaceAll('://', ': //')
    .replaceAll(/www\./gi, 'www .');
  return cut(safe.trim(), 500) || '–';
}

function wordsOf(block: Block): string {
  switch (block.is) {
    case 'heading':
      return block.text;
    case 'text':
    case 'note':
      return plain(block.text);
    case 'facts':
      return block.facts
        .map(({ label, value }: { label: string; value: Text }) => `${label}: ${plain(value)}`)
        .join('\n');
    case 'quote':
      return `${block.label}: ${block.text}`;
    case 'buttons':
    case 'divider':
      return '';
    default:
      return block satisfies never;
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
