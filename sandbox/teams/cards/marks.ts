/** What Teams makes of a text: the part of Markdown that cards and messages know, dates, mentions, bare addresses. */
import { listOf, recordOf, textOf, type Json } from '../json.ts';
import { elementsIn, typeOf } from './walk.ts';

export type Mark = {
  readonly is:
    | 'bold'
    | 'italic'
    | 'strike'
    | 'link'
    | 'image'
    | 'list'
    | 'heading'
    | 'code'
    | 'quote'
    | 'date'
    | 'mention'
    | 'html';
  readonly text: string;
};

/** An odd number of backslashes in front takes a sign its meaning. */
const FREE = String.raw`(?<![\\])(?:\\\\)*`;

const IN_CARDS: readonly [Mark['is'], RegExp][] = [
  ['date', /\{\{(?:DATE|TIME)\([^)]*\)\}\}/g],
  ['image', new RegExp(String.raw`${FREE}!\[[^\]\n]*\]\([^)\s]+\)`, 'g')],
  ['link', new RegExp(String.raw`${FREE}(?<!!)\[[^\]\n]+\]\([^)\s]+\)`, 'g')],
  ['bold', new RegExp(String.raw`${FREE}(?:\*\*(?=\S)[^\n]+?\S?\*\*|__(?=\S)[^\n]+?\S?__)`, 'g')],
  [
    'italic',
    new RegExp(
      String.raw`${FREE}(?<![*\w])\*(?=[^\s*])[^*\n]*[^\s*\\]\*(?!\*)|(?<![\\_\w])_(?=[^\s_])[^_\n]*[^\s_\\]_(?![_\w])`,
      'g',
    ),
  ],
  ['list', /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S.*$/gm],
];

/** A message is read as more of Markdown, and addresses in it become links by themselves. */
const IN_MESSAGES: readonly [Mark['is'], RegExp][] = [
  ...IN_CARDS.slice(1),
  ['strike', new RegExp(String.raw`${FREE}~~(?=\S)[^\n]+?~~`, 'g')],
  ['code', new RegExp(String.raw`${FREE}\`[^\`\n]+\``, 'g')],
  ['heading', /^#{1,6}[ \t]+\S.*$/gm],
  ['quote', /^>[ \t]?\S.*$/gm],
  ['link', /(?<![\w(/])(?:https?:\/\/|www\.)[^\s<>]+/gi],
  ['html', /<\/?[a-z][^>]*>/gi],
];

const PLAIN: readonly [Mark['is'], RegExp][] = [['link', /(?<![\w(/])(?:https?:\/\/|www\.)[^\s<>]+/gi]];

/** Marks in a message's text; a mention is one where the activity says so. */
export function marksInText(text: string, format: string, entities: readonly Json[]): readonly Mark[] {
  const mentions = mentionsOf(entities);
  const rest = mentions.reduce((left, mention) => left.replaceAll(mention, ''), text);
  return [...named(text, mentions), ...found(rest, format === 'plain' ? PLAIN : IN_MESSAGES)];
}

/**
 * Marks in a card. Text blocks, facts and what stands beside a box to tick know Markdown; rich text and labels do not
 * (adaptivecards 3.0.6: `useMarkdown`, `useMarkdownInRadioButtonAndCheckbox`).
 */
export function marksInCard(card: Json | null): readonly Mark[] {
  if (!card) return [];
  const mentions = mentionsOf(listOf(recordOf(card['msteams'])['entities']).map(recordOf));
  return elementsIn(card).flatMap((element) =>
    (READ[typeOf(element)] ?? [])
      .flatMap((name) => textOf(element[name]) ?? [])
      .flatMap((text) => [...named(text, mentions), ...found(text, IN_CARDS)]),
  );
}

const READ: Readonly<Record<string, readonly string[]>> = {
  TextBlock: ['text'],
  Fact: ['title', 'value'],
  'Input.Toggle': ['title'],
  'Input.Choice': ['title'],
};

function mentionsOf(entities: readonly Json[]): readonly string[] {
  return entities.flatMap((entity) => (entity['type'] === 'mention' ? (textOf(entity['text']) ?? []) : []));
}

function named(text: string, mentions: readonly string[]): readonly Mark[] {
  return mentions.filter((mention) => text.includes(mention)).map((mention) => ({ is: 'mention', text: mention }));
}

function found(text: string, kinds: readonly [Mark['is'], RegExp][]): readonly Mark[] {
  return kinds.flatMap(([is, pattern]) => [...text.matchAll(pattern)].map((match) => ({ is, text: match[0] })));
}
