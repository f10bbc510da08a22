/**
 * Text for a terminal. Names, tags and reasons come from elsewhere, and a terminal obeys what stands in them: control
 * characters move the cursor and rewrite what was printed, bidirectional ones rearrange it.
 */

// eslint-disable-next-line no-control-regex
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The text with whatever a terminal would obey made visible as `\uFFFD`. Line feeds stay. */
export function printable(text: string): string {
  return text.toWellFormed().replace(OBEYED, '\uFFFD');
}

/** JSON text that says the same and holds nothing a terminal would obey: in JSON such characters stand in strings alone. */
export function printableJson(json: string): string {
  return json.replace(OBEYED, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
