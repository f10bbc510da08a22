/**
 * Text as data. A `TextRun` shows its text as it is: no Markdown, no mentions (those need an entity of their own on the
 * message), no automatic links; `TextBlock`, `Fact` and message text do know Markdown, so nothing that a person typed ever
 * stands in one. A run has one formula left, `{{DATE(…)}}` and `{{TIME(…)}}`; rich.ts takes it apart.
 *
 * Lengths are in Unicode code points.
 */
const NEWLINES = /\r\n?|[\u2028\u2029\u0085]/g;
// Control characters show as nothing or break readers of JSON; bidirectional overrides let typed text rearrange ours.
// eslint-disable-next-line no-control-regex
const UNSEEMLY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text with whatever could disturb its surroundings made visible as `\uFFFD`. Lines stay. */
export function tame(text: string): string {
  return text.toWellFormed().replace(NEWLINES, '\n').replace(UNSEEMLY, '\uFFFD');
}

/** At most `max` code points, the last one an ellipsis when something was left out. */
export function cut(text: string, max: number): string {
  // A text of fewer code units has fewer code points, too, and needs no counting.
  if (text.length <= max) return text;
  const points = [...text];
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
}

/** The text as one line, whatever was typed: a new line could pass for one of ours. */
export function flat(text: string): string {
  return tame(text).replace(/[\n\t]+/g, ' ');
}

/** For places of one line: buttons, choices, summaries. Never empty, since Teams draws nothing for an empty title. */
export function line(text: string, max: number): string {
  const single = flat(text);
  return single.trim() === '' ? '–' : cut(single, max);
}
