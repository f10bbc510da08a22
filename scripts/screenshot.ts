/**
 * `npm run screenshot`: plays a convincing moment in the demo and draws the README's picture of it, `docs/demo.png`; then every
 * card for Teams, `docs/cards/*.png`.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { NO_BROWSER, openBrowser } from '../test/support/browser.ts';
import { startDemo } from '../test/support/demo.ts';
import { drawSheets } from './screenshot/sheets.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'demo.png');
/** The page's clock goes ahead by this many milliseconds, so that access is seen to have been open for a while. */
const AHEAD = 23 * 60_000;

const browser = await openBrowser();
if (browser === undefined) throw new Error(`The picture cannot be drawn: ${NO_BROWSER}.`);
const demo = await startDemo();
try {
  const tab = await browser.newContext({
    viewport: { width: 1400, height: 860 },
    reducedMotion: 'reduce',
    colorScheme: 'light',
  });
  const page = await tab.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(new URL('/?as=ana.teams&with=mia', demo.page).href);
  await play(page);
  await page.clock.setSystemTime(Date.now() + AHEAD);
  await page.reload();
  await button(page, 'b', 'Approve Raj Patel for jump-eu-01').waitFor();
  await page.getByTestId('countdown').waitFor();
  // Two drawings of the countdown, and every list scrolled to its end.
  await page.waitForTimeout(2500);
  await page.screenshot({ path: FILE });
  console.log(`Drawn: ${[FILE, ...(await drawSheets(browser))].join('\n')}`);
} finally {
  await browser.close();
  await demo.stop();
}

/** One request open, one ended, one waiting for Mia. */
async function play(page: Page): Promise<void> {
  await ask(page, 'sql-prod-01', '2h', 'Restart the import that has been stuck since 6:40');
  await button(page, 'b', 'Approve Ana Torres for sql-prod-01').click();
  await page.getByTestId('pane-a').getByText('sql-prod-01 is open for you').last().waitFor();
  await page.getByTestId('person-select-a').selectOption('bo');
  await ask(page, 'build-01', '1h', 'Free some disk space');
  await button(page, 'b', 'Approve Bo Lindqvist for build-01').click();
  await page.getByTestId('pane-a').getByText('build-01 is open for you').last().waitFor();
  await button(page, 'a', 'I’m done').click();
  await button(page, 'a', 'Ask again').waitFor();
  await page.getByTestId('person-select-a').selectOption('raj');
  await ask(page, 'jump-eu-01', '30m', 'Renew the certificate of the old gateway');
  await button(page, 'b', 'Approve Raj Patel for jump-eu-01').waitFor();
  await page.getByTestId('person-select-a').selectOption('ana');
}

/** By the form behind the “+”, which leaves no trace in the chat but the card. */
async function ask(page: Page, vm: string, duration: string, reason: string): Promise<void> {
  await page.getByTestId('plus-a').click();
  await page.getByTestId('pane-a').getByRole('button', { name: 'Ask for a VM' }).last().click();
  const form = page.getByTestId('modal');
  await form.getByRole('combobox', { name: 'VM' }).fill(vm);
  await form.getByRole('option', { name: vm }).click();
  await form.getByLabel('For how long').fill(duration);
  await form.getByLabel('Reason').fill(reason);
  await form.getByRole('button', { name: 'Ask', exact: true }).click();
  await form.waitFor({ state: 'detached' });
}

function button(page: Page, side: 'a' | 'b', name: string) {
  return page.getByTestId(`pane-${side}`).getByTestId('message').getByRole('button', { name });
}
