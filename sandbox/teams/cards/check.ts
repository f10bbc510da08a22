import { isRecord, listOf, recordOf, textOf } from '../json.ts';
import { schemaProblems } from './schema.ts';
import { elementsIn, inputsIn, isInput, typeOf } from './walk.ts';

export const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';

/** Bytes of a card's JSON in UTF-8. Teams takes more and then some clients show nothing, so more is refused here. */
export const LARGEST_CARD = 28 * 1024;
/** learn.microsoft.com, Universal Actions: user-specific views. */
export const MOST_REFRESHED = 60;

/** What is wrong with a card that is to be shown in Teams; empty when nothing. */
export function cardProblems(card: unknown): readonly string[] {
  if (!isRecord(card)) return ['The card is not an object.'];
  const problems = [...versionProblems(card['version']), ...schemaProblems(card)];
  const bytes = Buffer.byteLength(JSON.stringify(card));
  if (bytes > LARGEST_CARD) problems.push(`The card has ${bytes} bytes, more than ${LARGEST_CARD}.`);
  const users = listOf(recordOf(card['refresh'])['userIds']);
  if (users.length > MOST_REFRESHED) problems.push(`refresh.userIds names ${users.length} people, more than 60.`);
  const stranger = users.find((id) => !/^(?:29|8:orgid):./.test(String(id)));
  if (stranger !== undefined)
    problems.push(`refresh.userIds names ${JSON.stringify(stranger)}, which is nobody’s id in Teams.`);
  const ids = inputsIn(card).map((input) => String(input['id']));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) problems.push(`Two fields have the id ${twice}.`);
  const nameless = elementsIn(card).find((element) => isInput(element) && !textOf(element['id']));
  if (nameless) problems.push(`A field of type ${typeOf(nameless)} has no id.`);
  return problems;
}

function versionProblems(version: unknown): string[] {
  if (typeof version !== 'string' || !/^\d+\.\d+$/.test(version)) return ['The card has no version.'];
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || minor > 5 ? [`The card's version is ${version}; bots in Teams go up to 1.5.`] : [];
}
