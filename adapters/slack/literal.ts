/**
 * Text as data. Three kinds of place take text in Slack, and each keeps it literal in its own way:
 *
 * - `rich_text` elements show their text as it is: no mark-up, no mentions, no emoji names, no automatic links;
 * - `plain_text` objects know no mark-up either; `emoji: false` keeps `:names:` of emoji as typed;
 * - a message's own `text` is `mrkdwn`, where `&`, `<` and `>` begin links and mentions and have to be escaped
 *   (docs.slack.dev, messaging/formatting-message-text).
 *
 * Slack counts lengths in Unicode code points, and so does everything here.
 */
import type { types } from '@slack/bolt';

const NEWLINES = /\r\n?|[\u2028\u2029\u0085]/g;
// Control characters show as nothing or break JSON readers; bidirectional overrides let typed text rearrange ours.
// eslint-disable-next-line no-control-regex
const UNSEEMLY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text with whatever could disturb its surroundings made visible as `\uFFFD`. Lines stay. */
export function tame(text: string): string {
  return text.toWellFormed().replace(NEWLINES, '\n').replace(UNSEEMLY, '\uFFFD');
}

/** At most `max` code points, the last one an ellipsis when something was left out. */
export function cut(text: string, max: number): string {
  const points = [...text];
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
}

/** The text as one line, whatever was typed: a new line could pass for one of ours. */
export function flat(text: string): string {
  return tame(text).replace(/[\n\t]+/g, ' ');
}

/** For places of one line: headings, buttons, options. Never empty, since Slack refuses empty text objects. */
export function line(text: string, max: number): string {
  const single = flat(text);
  return single.trim() === '' ? '–' : cut(single, max);
}

/** A `plain_text` object of one line. */
export function plain(text: string, max: number): types.PlainTextElement {
  return { type: 'plain_text', text: line(text, max), emoji: false };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** For a message's own `text`: escaped, and cut so that no escape is ever left in halves. */
export function escaped(text: string, max: number): string {
  const points = [...line(text, max)].map((point) => ENTITIES[point] ?? point);
  let length = 0;
  for (const [index, point] of points.entries()) {
    length += point.length > 2 ? point.length : 1;
    if (length > max) return `${fitting(points.slice(0, index), max - 1)}…`;
  }
  return points.join('');
}

function fitting(points: string[], max: number): string {
  let length = points.reduce((sum, point) => sum + (point.length > 2 ? point.length : 1), 0);
  while (length > max) {
    const last = points.pop() ?? '';
    length -= last.length > 2 ? last.length : 1;
  }
  return points.join('');
}
