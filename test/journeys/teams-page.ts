/** A person at the demo page's Teams side: only what is on the screen. */
import type { Locator } from 'playwright-core';
import { until } from '../support/until.ts';

/** Milliseconds: two cores draw several pages at the same time. */
const PATIENCE = 45_000;

/** The post whose card says all of this. */
export function post(pane: Locator, ...texts: readonly string[]): Locator {
  return texts.reduce(
    (posts, text) => posts.filter({ hasText: text }),
    pane.getByTestId('message').filter({ has: pane.page().locator('.card') }),
  );
}

export async function write(pane: Locator, line: string): Promise<void> {
  const box = pane.getByRole('textbox');
  await box.fill(line);
  await box.press('Enter');
}

/** By the form behind the “+”. */
export async function openForm(pane: Locator): Promise<Locator> {
  await pane.getByRole('button', { name: 'Actions and apps' }).click();
  await pane.getByRole('button', { name: 'Ask for a VM Opens the form' }).click();
  return pane.getByRole('dialog', { name: 'Ask for a VM' });
}

/**
 * Presses once the card has come to rest: it is drawn anew whenever the request changes, and a press in that very moment would
 * meet a button that is gone.
 */
export async function press(shown: Locator, button: string): Promise<void> {
  await shown.getByRole('button', { name: button }).waitFor();
  let before = '';
  await until(
    async () => {
      const now = await shown.innerText();
      const rests = now === before;
      before = now;
      return rests;
    },
    { timeout: PATIENCE, every: 400, what: `the card with “${button}” comes to rest` },
  );
  await shown.getByRole('button', { name: button }).click();
}
