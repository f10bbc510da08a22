/** Every card for Teams, with the shortest and the worst text, drawn by Microsoft's own renderer in a browser. */
import type { Browser } from 'playwright-core';
import type { TestContext } from 'vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paintForm } from '../../adapters/teams/views.ts';
import { painters } from '../../src/main.ts';
import { gallery } from '../../workflows/present/gallery.ts';
import type { Exhibit } from '../../workflows/present/gallery.ts';
import { NO_BROWSER, openBrowser } from '../support/browser.ts';
import { openEasel } from '../support/drawn-cards.ts';
import type { Easel } from '../support/drawn-cards.ts';

let browser: Browser | undefined;
let easel: Easel | undefined;
beforeAll(async () => {
  browser = await openBrowser();
  if (browser !== undefined) easel = await openEasel(browser);
});
afterAll(() => browser?.close());

/** Runs on one page for all of them, where the machine has a browser. */
function drawn(run: (easel: Easel) => Promise<void>) {
  return async (context: TestContext) => (easel === undefined ? context.skip(NO_BROWSER) : run(easel));
}

/**
 * The package wants at least one choice in every list. A list that the app is asked for as one types has none of its own to
 * begin with, and Microsoft's own examples leave it empty (learn.microsoft.com, dynamic search in Adaptive Cards).
 */
const ASKED_FOR = { about: 'typeahead', message: 'An Input.ChoiceSet must have at least one choice defined.' };

test(
  'each is drawn without a word against it, and nothing is cut off on a phone',
  drawn(async ({ draw, said }) => {
    const painted = gallery().flatMap(everyWay);
    const cards = await draw(painted.map(({ card }) => card));
    const bad = painted.flatMap(({ name }, index) => {
      const { problems = [], over = [], text = '' } = cards[index] ?? {};
      const left = problems.filter((each) => JSON.stringify(each) !== JSON.stringify(ASKED_FOR));
      return left.length === 0 && over.length === 0 && text.trim() !== ''
        ? []
        : [{ name, left, over, empty: text.trim() === '' }];
    });
    expect(bad).toEqual([]);
    expect(said).toEqual([]);
  }),
);

/** A form is a message, a dialog, or a dialog that came back because everything in it is wrong. */
function everyWay(exhibit: Exhibit): readonly { name: string; card: unknown }[] {
  const { name } = exhibit;
  const asIs = { name, card: painters.teams(exhibit) };
  if (exhibit.is !== 'form') return [asIs];
  const { form } = exhibit;
  const answers = Object.fromEntries(form.fields.map((field) => [field.name, 'W'.repeat(60)]));
  const problems = Object.fromEntries(form.fields.map((field) => [field.name, `“${'W'.repeat(60)}” will not do.`]));
  const apology = 'Latchkey cannot reach its own record. This was not done.';
  return [
    asIs,
    { name: `${name}, a dialog`, card: paintForm(form, { where: 'dialog' }) },
    { name: `${name}, come back`, card: paintForm(form, { where: 'dialog', answers, problems, apology }) },
  ];
}

test(
  'what is wrong is found, so that the test above can fail',
  drawn(async ({ draw }) => {
    const card = (body: object) => ({ type: 'AdaptiveCard', version: '1.5', body: [body] });
    const [unknown, empty, wide, cut] = await draw([
      card({ type: 'Wonder' }),
      card({ type: 'Input.ChoiceSet', id: 'x', choices: [] }),
      card({
        type: 'ColumnSet',
        columns: [{ type: 'Column', width: '600px', items: [{ type: 'TextBlock', text: 'x' }] }],
      }),
      card({ type: 'TextBlock', text: 'a line that does not wrap '.repeat(9) }),
    ]);
    expect(unknown?.problems).toEqual([
      { about: 'card', message: 'Unknown element type "Wonder". Fallback will be used if present.' },
    ]);
    expect(empty?.problems).toEqual([{ ...ASKED_FOR, about: 'Input.ChoiceSet x' }]);
    expect(wide?.over).not.toEqual([]);
    expect(cut?.over).not.toEqual([]);
  }),
);
