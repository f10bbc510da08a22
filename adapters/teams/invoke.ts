/** Answers to invokes. Teams shows "Something went wrong" for any other shape (learn.microsoft.com, Universal Actions; task modules). */
import type { Choice } from '../../workflows/card.ts';
import type { AdaptiveCard } from './elements.ts';
import { line } from './literal.ts';
import type { Way } from './read.ts';
import { attachmentOf } from './send.ts';
import { paintChoices } from './views.ts';

/** What goes back over HTTP. */
export type Answer = { readonly status: number; readonly body?: unknown };

export const TAKEN: Answer = { status: 200 };

/** In place of the card that was pressed, or as a dialog. */
export function showCard(way: Exclude<Way, 'message'>, card: AdaptiveCard, title: string): Answer {
  if (way === 'card')
    return { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card } };
  const value = { title: line(title, 60), width: 'medium', height: 'medium', card: attachmentOf(card) };
  return { status: 200, body: { task: { type: 'continue', value } } };
}

/** A line to who pressed and nobody else; the card stays. */
export function showWord(way: Exclude<Way, 'message'>, text: string): Answer {
  const value = line(text, 1000);
  if (way === 'card')
    return { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value } };
  return { status: 200, body: { task: { type: 'message', value } } };
}

/** It did not work: Teams says so, and leaves the card as it was, so that it can be pressed again. */
export function showFailure(text: string): Answer {
  const value = { code: 'InternalServerError', message: line(text, 500) };
  return { status: 200, body: { statusCode: 500, type: 'application/vnd.microsoft.error', value } };
}

/** There is no view for this person alone: their client goes on showing what it has. */
export const UNSEEN: Answer = {
  status: 200,
  body: {
    statusCode: 400,
    type: 'application/vnd.microsoft.error',
    value: { code: 'BadRequest', message: 'Latchkey has no view of this card for you alone.' },
  },
};

/** Closes the dialog. */
export const CLOSE: Answer = { status: 200 };

export function showChoices(choices: readonly Choice[]): Answer {
  const value = { results: paintChoices(choices) };
  return { status: 200, body: { type: 'application/vnd.microsoft.search.searchResponse', statusCode: 200, value } };
}

export const UNKNOWN: Answer = { status: 501 };
