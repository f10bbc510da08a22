/** The page's Teams side, with a bot on Microsoft's own package behind it. */
import { MessageFactory } from 'botbuilder';
import type { Activity } from 'botbuilder';
import type { Browser, Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { markdownHtml } from '../../page/cards/markdown.ts';
import type { Json } from '../../teams/json.ts';
import { answerOf, card, withCard } from '../teams/bot.ts';
import { startStage } from '../teams/stage.ts';
import type { Stage } from '../teams/stage.ts';
import { NO_BROWSER, openBrowser } from './browser.ts';

let stage: Stage;
let browser: Browser | undefined;

beforeAll(async () => {
  [stage, browser] = await Promise.all([startStage(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stage.close();
});
beforeEach(() => {
  stage.session.sandbox.reset();
  stage.bot.answers.clear();
  stage.bot.heard.length = 0;
  stage.bot.onMessage = async () => undefined;
});

/** Runs with a fresh page, which must not complain in its console. */
function onPage(run: (page: Page) => Promise<void>, address = '/?as=ana.teams&with=mia.teams', width = 1440) {
  return async (context: TestContext) => {
    if (browser === undefined) return context.skip(NO_BROWSER);
    const tab = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    const page = await tab.newPage();
    page.setDefaultTimeout(8000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    try {
      await page.goto(new URL(address, stage.session.sandbox.urls.page).href);
      await page.getByTestId('composer-a').waitFor();
      await run(page);
      expect(complaints).toEqual([]);
    } finally {
      await tab.close();
    }
  };
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer-a').fill(text);
  await page.getByTestId('composer-a').press('Enter');
}

/** The bot answers what it is told with this. */
function answersWith(...activities: Partial<Activity>[]): void {
  stage.bot.onMessage = async (context) => {
    if (context.activity.type === 'message') await context.sendActivities(activities);
  };
}

describe('text stays text', () => {
  const NASTY = '<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](data:text/html,x)';

  test.each([
    ['**bold** and _it_', '<p><strong>bold</strong> and <em>it</em></p>'],
    ['[a](https://example.com/?a=1&b="2")', '<p><a href="https://example.com/?a=1&amp;b=&quot;2&quot;">a</a></p>'],
    ['- one\n- two\nend', '<ul><li>one</li><li>two</li></ul><p>end</p>'],
    ['1. one\n2) two', '<ol><li>one</li><li>two</li></ol>'],
    ['\\*not\\* snake_case_name 2*3*4', '<p>*not* snake_case_name 2*3*4</p>'],
    ['**<b>x</b>**', '<p><strong>&lt;b&gt;x&lt;/b&gt;</strong></p>'],
    ['[x](javascript:alert(1))', '<p>[x](javascript:alert(1))</p>'],
    [
      '[<img src=x onerror=alert(1)>](https://example.com)',
      '<p><a href="https://example.com">&lt;img src=x onerror=alert(1)&gt;</a></p>',
    ],
  ])('%s', (text, html) => {
    expect(markdownHtml(text)).toBe(html);
  });

  test(
    'what a person writes, and what a card says, brings no tag and no address with it',
    onPage(async (page) => {
      const run = { type: 'TextRun', text: `run ${NASTY} *x*` };
      const more = {
        body: [
          { type: 'TextBlock', text: `block ${NASTY} [ok](https://example.com/)`, wrap: true },
          { type: 'RichTextBlock', inlines: [run] },
        ],
      };
      answersWith(
        withCard(card('x', { type: 'Action.Submit', title: NASTY }, more)),
        MessageFactory.text(`text ${NASTY}`),
      );
      await write(page, NASTY);
      const pane = page.getByTestId('pane-a').getByRole('region', { name: 'Messages in Latchkey' });
      await pane.getByText('text <script>').waitFor();
      await pane.getByText(NASTY, { exact: true }).first().waitFor();
      await pane.getByText(`run ${NASTY} *x*`, { exact: true }).waitFor();
      expect(await pane.locator('script, img, em, iframe').count()).toBe(0);
      const links = pane.locator('a');
      expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))).toEqual([
        'https://example.com/',
      ]);
    }),
  );
});

test(
  'a button is answered with another card at once, and a line of words stands below it',
  onPage(async (page) => {
    const go: Json = { type: 'Action.Execute', id: 'go', verb: 'go', title: 'Go' };
    const say: Json = { type: 'Action.Execute', id: 'say', verb: 'say', title: 'Say' };
    answersWith(withCard(card('before', go, { actions: [go, say] })));
    stage.bot.answers.set('adaptiveCard/action', ({ value }) =>
      (value as { action: { verb: string } }).action.verb === 'go'
        ? answerOf(card('after', go))
        : { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Not for you.' },
    );
    await write(page, 'show');
    const post = page.getByTestId('pane-a').getByTestId('message').last();
    await post.getByRole('button', { name: 'Say' }).click();
    await post.getByRole('status').getByText('Not for you.').waitFor();
    await post.getByRole('button', { name: 'Go' }).click();
    await post.getByText('after').waitFor();
    expect(await post.getByText('before').count()).toBe(0);
    expect(await post.getByText('Not for you.').count()).toBe(0);
  }),
);

test(
  'what the bot gets wrong, or does not answer, is told as Teams tells it, and the card stays',
  onPage(async (page) => {
    answersWith(withCard(card('pressed', { type: 'Action.Execute', id: 'go', verb: 'go', title: 'Go' })));
    await write(page, 'show');
    const post = page.getByTestId('pane-a').getByTestId('message').last();
    await post.getByRole('button', { name: 'Go' }).click();
    await post.getByRole('alert').getByText('Unable to reach app. Please try again.').waitFor();
    stage.bot.answers.set('adaptiveCard/action', () => ({ statusCode: 200, type: 'nonsense' }));
    await post.getByRole('button', { name: 'Go' }).click();
    await post.getByRole('alert').getByText('Something went wrong. Please try again.').waitFor();
    await post.getByText('pressed').waitFor();
  }),
);

describe('a dialog', () => {
  const field = (more: object): Json => ({ id: 'vm', label: 'VM', ...more });
  const form: Json = {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      field({
        type: 'Input.ChoiceSet',
        style: 'filtered',
        choices: [],
        'choices.data': { type: 'Data.Query', dataset: 'vms' },
      }),
      { type: 'Input.Text', id: 'reason', label: 'Reason', isRequired: true, errorMessage: 'Say why.' },
    ],
    actions: [{ type: 'Action.Submit', id: 'ask', title: 'Ask', data: { form: 'ask' } }],
  };
  const task = (content: Json) => ({
    task: {
      type: 'continue',
      value: { title: 'A form', card: { contentType: 'application/vnd.microsoft.card.adaptive', content } },
    },
  });

  test(
    'opens from the compose box, searches as one types, is held back while a field is empty, and closes when sent',
    onPage(async (page) => {
      stage.bot.answers.set('composeExtension/fetchTask', () => task(form));
      stage.bot.answers.set('application/search', () => ({
        statusCode: 200,
        type: 'application/vnd.microsoft.search.searchResponse',
        value: { results: [{ title: 'SQL 01 · westeurope', value: 'id-of-sql-01' }] },
      }));
      stage.bot.answers.set('composeExtension/submitAction', () => undefined);
      await page.getByTestId('plus-a').click();
      await page.getByRole('button', { name: 'Ask for a VM' }).click();
      const dialog = page.getByRole('dialog', { name: 'A form' });
      // Nothing of the row's title is in what was typed: the bot knows why it fits.
      await dialog.getByRole('combobox', { name: 'VM' }).fill('database');
      await dialog.getByRole('option', { name: 'SQL 01 · westeurope' }).click();
      await dialog.getByRole('button', { name: 'Ask' }).click();
      await dialog.getByText('Say why.').waitFor();
      expect(stage.bot.heard.filter(({ name }) => name === 'composeExtension/submitAction')).toEqual([]);
      await dialog.getByLabel('Reason').fill('because');
      await dialog.getByRole('button', { name: 'Ask' }).click();
      await dialog.waitFor({ state: 'detached' });
      const sent = stage.bot.heard.find(({ name }) => name === 'composeExtension/submitAction');
      expect(sent?.value).toMatchObject({ data: { form: 'ask', vm: 'id-of-sql-01', reason: 'because' } });
    }),
  );

  test(
    'what was typed in it stays while the chat behind it changes, and Escape closes it',
    onPage(async (page) => {
      stage.bot.answers.set('composeExtension/fetchTask', () => task(form));
      await page.getByTestId('plus-a').click();
      await page.getByRole('button', { name: 'Ask for a VM' }).click();
      const reason = page.getByRole('dialog').getByLabel('Reason');
      await reason.fill('half a sentence');
      await stage.act('ana', 'message', { text: 'from my phone' });
      await page.getByTestId('message').getByText('from my phone').waitFor();
      expect(await reason.inputValue()).toBe('half a sentence');
      await reason.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }),
  );
});

test(
  'in a channel the bot hears only what mentions it, and both people read both',
  onPage(async (page) => {
    for (const side of ['a', 'b'])
      await page.getByTestId(`pane-${side}`).getByRole('button', { name: 'General' }).click();
    await write(page, 'to everybody');
    await page.getByTestId('mention-a').click();
    await page.getByTestId('composer-a').pressSequentially('help');
    await page.getByTestId('composer-a').press('Enter');
    const beside = page.getByTestId('pane-b').getByTestId('message');
    await beside.getByText('to everybody').waitFor();
    await beside.getByText('Latchkey', { exact: true }).and(beside.locator('.mention')).waitFor();
    await expect.poll(() => stage.bot.heard.map(({ text }) => text)).toEqual(['<at>Latchkey</at> help']);
  }),
);

test(
  'who has not added the app is told so, and adds it',
  onPage(async (page) => {
    stage.bot.onMessage = async (context) => {
      if (context.activity.type === 'installationUpdate') await context.sendActivity('Welcome.');
    };
    await page.getByTestId('person-select-a').selectOption('erik');
    await page.getByText('Latchkey has not been added for this person.').waitFor();
    await page.getByRole('button', { name: 'Add Latchkey' }).click();
    await page.getByTestId('message').getByText('Welcome.').waitFor();
    await page.getByTestId('composer-a').waitFor();
  }, '/?as=ana.teams'),
);

test(
  'on a phone one person stands at a time, the chat is switched at its head, and nothing scrolls sideways',
  onPage(
    async (page) => {
      answersWith(
        withCard(
          card('A long line of words that has to wrap somewhere. '.repeat(9), { type: 'Action.Submit', title: 'Go' }),
        ),
      );
      await write(page, 'show');
      await page.getByTestId('pane-a').getByRole('button', { name: 'Go' }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      await page.getByTestId('chat-a-slack').click();
      await page.getByRole('region', { name: 'Slack of Ana Torres' }).waitFor();
      expect(new URL(page.url()).search).toBe('?as=ana');
      await page.getByTestId('chat-a-teams').click();
      await page.getByTestId('pane-a').getByRole('button', { name: 'Go' }).waitFor();
      expect(await page.locator('.pane:visible').count()).toBe(1);
    },
    '/?as=ana.teams',
    390,
  ),
);
