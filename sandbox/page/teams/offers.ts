/** What the app's manifest offers (adapters/teams/manifest.ts makes it; a test holds the two together). */

/** A command that is suggested while somebody writes to the app. */
export type Suggestion = { readonly title: string; readonly description: string };

export const SUGGESTIONS: readonly Suggestion[] = [
  { title: 'request', description: 'Ask for a VM: opens the form, or “request NAME 2h reason” at once' },
  { title: 'mine', description: 'Your access, your requests, and what waits for your decision' },
  { title: 'status', description: 'The same as mine' },
  { title: 'done', description: 'End access that you no longer need' },
  { title: 'help me', description: 'Sign-in to a VM fails: say what happens, and Latchkey finds out why' },
  { title: 'help', description: 'How to use Latchkey' },
];

/** The message extension, behind the “+” of the compose box. */
export const EXTENSION = {
  id: 'request',
  title: 'Ask for a VM',
  description: 'Opens the form to ask for access to a VM',
};
