/** What the client makes of an answer to an invoke (learn.microsoft.com, Universal Actions; task modules; message extensions). */
import { ADAPTIVE, cardProblems } from './cards/check.ts';
import type { Outcome } from './delivery.ts';
import { isRecord, listOf, recordOf, textOf, type Json } from './json.ts';

export const WRONG = 'Something went wrong. Please try again.';
export const UNREACHABLE = 'Unable to reach app. Please try again.';

/** What went wrong in the delivery itself, undefined for nothing. */
export function failureOf(outcome: Outcome): string | undefined {
  return outcome.acked ? undefined : UNREACHABLE;
}

export type Refused = { readonly error: string; readonly why: readonly string[] };

/** The answer to a card's button, its refresh, or a search: `{ statusCode, type, value }`. */
export type CardAnswer = { readonly card: Json } | { readonly message: string } | Refused;

export function cardAnswer(response: unknown): CardAnswer {
  if (!isRecord(response)) return wrong('The answer is not an object.');
  const { statusCode, type, value } = response;
  if (typeof statusCode !== 'number') return wrong('The answer has no statusCode.');
  if (type === 'application/vnd.microsoft.error') {
    return { error: textOf(recordOf(value)['message']) ?? WRONG, why: [`The app answered ${statusCode}.`] };
  }
  if (statusCode !== 200) return wrong(`The app answered ${statusCode} with the type ${String(type)}.`);
  if (type === ADAPTIVE) {
    const problems = cardProblems(value);
    return problems.length === 0 ? { card: value as Json } : wrong(...problems);
  }
  if (type === 'application/vnd.microsoft.activity.message') {
    return typeof value === 'string' && value !== '' ? { message: value } : wrong('The message has no text.');
  }
  return wrong(`The answer is of the unknown type ${String(type)}.`);
}

/** Rows that are shown of a search (learn.microsoft.com, dynamic search in Adaptive Cards). */
const MOST_ROWS = 15;

export function searchAnswer(response: unknown): { choices: readonly Json[] } | Refused {
  if (!isRecord(response) || response['statusCode'] !== 200) return wrong('The answer has no statusCode 200.');
  if (response['type'] !== 'application/vnd.microsoft.search.searchResponse') {
    return wrong(`The answer is of the unknown type ${String(response['type'])}.`);
  }
  const { results } = recordOf(response['value']);
  if (!Array.isArray(results)) return wrong('The answer has no results.');
  const sound = results.every((row) => isRecord(row) && textOf(row['title']) && typeof row['value'] === 'string');
  return sound ? { choices: (results as Json[]).slice(0, MOST_ROWS) } : wrong('A result has no title or no value.');
}

export type TaskAnswer =
  | { readonly dialog: { title: string; card: Json | null; url: string | null } }
  | { readonly message: string }
  | { readonly closed: true }
  | { readonly results: readonly Json[] }
  | Refused;

/** The answer to `task/*` and to `composeExtension/*`. */
export function taskAnswer(response: unknown, how: { mayClose: boolean }): TaskAnswer {
  if (response === undefined || response === '' || (isRecord(response) && Object.keys(response).length === 0)) {
    return how.mayClose ? { closed: true } : wrong('The answer is empty.');
  }
  if (!isRecord(response)) return wrong('The answer is not an object.');
  if (isRecord(response['composeExtension'])) return composed(response['composeExtension']);
  const task = recordOf(response['task']);
  if (task['type'] === 'message') {
    const message = textOf(task['value']);
    return message === undefined ? wrong('The message has no text.') : { message };
  }
  if (task['type'] !== 'continue') return wrong(`The task is of the unknown type ${String(task['type'])}.`);
  return dialogOf(recordOf(task['value']));
}

function dialogOf(value: Json): TaskAnswer {
  const title = textOf(value['title']) ?? '';
  if (![value['height'], value['width']].every(isSize)) {
    return wrong('The dialog’s height or width is neither a number of pixels nor small, medium or large.');
  }
  const url = textOf(value['url']);
  if (url !== undefined) return { dialog: { title, card: null, url } };
  const { contentType, content } = recordOf(value['card']);
  if (contentType !== ADAPTIVE) return wrong('The dialog has neither a card nor an address.');
  const problems = cardProblems(content);
  return problems.length === 0 ? { dialog: { title, card: content as Json, url: null } } : wrong(...problems);
}

const SIZES: readonly unknown[] = [undefined, 'small', 'medium', 'large'];

function isSize(size: unknown): boolean {
  return typeof size === 'number' || SIZES.includes(size);
}

function composed(extension: Json): TaskAnswer {
  const message = textOf(extension['text']);
  if (extension['type'] === 'message' && message !== undefined) return { message };
  if (extension['type'] !== 'result') return wrong(`The result is of the unknown type ${String(extension['type'])}.`);
  const attachments = listOf(extension['attachments']);
  const layout = extension['attachmentLayout'];
  if (layout !== undefined && layout !== 'list' && layout !== 'grid') return wrong(`Unknown attachmentLayout.`);
  const problems = attachments.flatMap((given) => {
    const { contentType, content } = recordOf(given);
    if (typeof contentType !== 'string') return ['An attachment has no contentType.'];
    return contentType === ADAPTIVE ? cardProblems(content) : [];
  });
  return problems.length === 0 ? { results: attachments as Json[] } : wrong(...problems);
}

function wrong(...why: readonly string[]): Refused {
  return { error: WRONG, why };
}
