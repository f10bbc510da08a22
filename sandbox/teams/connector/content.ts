/** What a bot may put into an activity. */
import { ADAPTIVE, cardProblems } from '../cards/check.ts';
import { isRecord, listOf, textOf, type Json } from '../json.ts';
import type { Content } from '../model.ts';
import { badSyntax, ConnectorError } from './refusal.ts';

/** Bytes in UTF-16 (learn.microsoft.com, Format your bot messages). */
const LARGEST_MESSAGE = 100 * 1024;

const FORMATS = ['markdown', 'plain', 'xml', 'extendedmarkdown'];

/** Throws what the connector answers to this activity. */
export function contentOf(activity: Json): Content {
  const bytes = Buffer.byteLength(JSON.stringify(activity), 'utf16le');
  if (bytes > LARGEST_MESSAGE) {
    throw new ConnectorError(413, 'MessageSizeTooBig', `Message size too large: ${bytes} bytes.`);
  }
  const attachments = listOf(activity['attachments']);
  const text = textOf(activity['text']) ?? '';
  const textFormat = textOf(activity['textFormat']) ?? 'markdown';
  if (!FORMATS.includes(textFormat)) badSyntax(`Unknown textFormat ${textFormat}.`);
  if (text === '' && attachments.length === 0) badSyntax('The activity has neither text nor attachments.');
  const entities = listOf(activity['entities']).filter(isRecord);
  for (const entity of entities) mustMention(entity, text);
  return { text, textFormat, attachments: attachments.map(attachment), entities };
}

function attachment(given: unknown): Json {
  if (!isRecord(given) || !textOf(given['contentType'])) return badSyntax('An attachment has no contentType.');
  if (given['contentType'] === ADAPTIVE) {
    const problems = cardProblems(given['content']);
    if (problems.length > 0) throw new ConnectorError(400, 'BadArgument', `Invalid card: ${problems.join(' ')}`);
  }
  return given;
}

/** A mention names its place in the text, `<at>…</at>`, and a person or a bot. */
function mustMention(entity: Json, text: string): void {
  if (entity['type'] !== 'mention') return;
  const place = textOf(entity['text']);
  if (!isRecord(entity['mentioned']) || !place || !text.includes(place)) badSyntax('A mention is not in the text.');
}
