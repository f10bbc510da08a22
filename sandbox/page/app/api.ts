/** The control API (sandbox/README.md), spoken from the browser. */
import type { Chat } from './shapes.ts';

/** The control API refused or could not be reached; `message` is a sentence for the person at the page. */
export class ApiProblem extends Error {}

export async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.headers = { 'Content-Type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  if (signal !== undefined) init.signal = signal;
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiProblem('The sandbox cannot be reached. Is it still running?');
  }
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer as T;
  const { error } = answer as { error?: unknown };
  throw new ApiProblem(typeof error === 'string' ? error : `The sandbox answered ${response.status}.`);
}

/** What came back when a person did something in a chat. */
export type Outcome = {
  readonly acked?: boolean;
  /** What the chat would show the person. */
  readonly error?: string;
  readonly options?: unknown;
  readonly option_groups?: unknown;
  readonly closed?: boolean;
  /** By `block_id`. */
  readonly errors?: Readonly<Record<string, string>>;
  /** In Teams: a line that the app answered with, shown to this person alone. */
  readonly message?: string;
  /** In Teams: what a search found. */
  readonly choices?: readonly { readonly title: string; readonly value: string }[];
};

/** What a person can do in each chat. */
export type Verb = {
  readonly slack: 'command' | 'shortcut' | 'press' | 'type' | 'submit' | 'close' | 'home' | 'say';
  readonly teams: 'message' | 'press' | 'search' | 'submit' | 'close' | 'compose' | 'install';
};

/** @param person key of the person who acts */
export function act<At extends Chat>(chat: At, person: string, verb: Verb[At], body: unknown): Promise<Outcome> {
  return call<Outcome>('POST', `/sandbox/${chat}/people/${encodeURIComponent(person)}/${verb}`, body);
}
