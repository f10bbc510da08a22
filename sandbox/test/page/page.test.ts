import type { Browser, Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSandbox } from '../../server.ts';
import type { Sandbox } from '../../server.ts';
import { scopeOf } from '../../page/azure/access.ts';
import { NO_BROWSER, openBrowser } from './browser.ts';
import { startFormApp } from './form-app.ts';

let sandbox: Sandbox;
let browser: Browser | undefined;
let app: Awaited<ReturnType<typeof startFormApp>>;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([startSandbox(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await sandbox.close();
});
beforeEach(async () => {
  sandbox.reset();
  app = await startFormApp(webApi);
  await control('POST', '/sandbox/slack/app', { requestUrl: app.url });
  return () => app.stop();
});

async function control(method: string, path: string, body?: object) {
  const init = { method, headers: { 'content-type': 'application/json' } };
  const response = await fetch(
    new URL(path, sandbox.urls.control),
    body ? { ...init, body: JSON.stringify(body) } : init,
  );
  return (await response.json()) as Record<string, unknown>;
}

async function webApi(method: string, body: object) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${sandbox.env['SLACK_BOT_TOKEN']}` };
  const response = await fetch(`${sandbox.env['SLACK_API_URL']}${method}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (answer['ok'] !== true) throw new Error(JSON.stringify(answer));
  return answer;
}

/** Runs with a fresh page, which must not complain in its console. */
function onPage(run: (page: Page) => Promise<void>, address = '/?as=ana&with=mia', width = 1440) {
  return async (context: TestContext) => {
    if (browser === undefined) return context.skip(NO_BROWSER);
    const tab = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    const page = await tab.newPage();
    page.setDefaultTimeout(8000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    try {
      await page.goto(new URL(address, sandbox.urls.page).href);
      await page.getByTestId('pane-azure').waitFor({ state: 'attached' });
      await run(page);
      expect(complaints).toEqual([]);
    } finally {
      await tab.close();
    }
  };
}

test('the page allows nothing but its own origin', async () => {
  const answer = await fetch(sandbox.urls.page);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
  expect(await answer.text()).not.toMatch(/<style|<script>|\son\w+=|https?:\/\//);
});

test(
  'what people type is shown as they typed it, and arrives beside without a reload',
  onPage(async (page) => {
    const typed = '<img src=x onerror=alert(1)> *bold* <!channel> &amp; `code`';
    await page.getByTestId('pane-a').getByTestId('conversation-C0GENERAL').click();
    await page.getByTestId('composer-a').fill(typed);
    await page.getByTestId('composer-a').press('Enter');
    const beside = page.getByTestId('pane-b');
    await beside.getByTestId('conversation-C0GENERAL').getByText('1 unread').waitFor();
    await beside.getByTestId('conversation-C0GENERAL').click();
    const message = beside.getByTestId('message');
    await message.getByText(typed, { exact: true }).waitFor();
    expect(await message.locator('img, strong, code, .mention').count()).toBe(0);
  }),
);

test(
  'formatted text of the app is drawn, and a dangerous link stays text',
  onPage(async (page) => {
    const text = '*Bold* <https://example.com/a|fine> <javascript:alert(1)|bad> <@U0MIA>';
    await webApi('chat.postMessage', {
      channel: 'U0ANA',
      text,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
    });
    const message = page.getByTestId('pane-a').getByTestId('message');
    await message.getByText('Bold').waitFor();
    expect(await message.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
      'https://example.com/a',
    ]);
    expect(await message.locator('.mention').innerText()).toBe('@Mia Chen');
  }),
);

test(
  'a form is filled in by keyboard alone, refused, mended and sent',
  onPage(async (page) => {
    await page.getByTestId('shortcut-a').focus();
    await page.keyboard.press('Enter');
    const vm = page.getByRole('combobox', { name: 'VM' });
    await vm.waitFor();
    expect(await vm.evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.type('sql');
    await page.getByRole('option', { name: 'sql-prod-02' }).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await vm.getAttribute('aria-activedescendant')).toBe(
      await page.getByRole('option', { name: 'sql-prod-02' }).getAttribute('id'),
    );
    await page.keyboard.press('Enter');
    expect(await vm.inputValue()).toBe('sql-prod-02');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('because');
    await page.getByTestId('modal').getByRole('button', { name: 'Ask' }).press('Enter');
    await page.getByText('Say more.').waitFor();
    const reason = page.getByRole('textbox', { name: 'Reason' });
    expect(await reason.evaluate((box) => box === document.activeElement)).toBe(true);
    expect(await reason.inputValue()).toBe('because');
    await page.keyboard.type(' of INC-1');
    await page.getByTestId('modal').getByRole('button', { name: 'Ask' }).press('Enter');
    await page.getByTestId('modal').waitFor({ state: 'detached' });
    expect(app.submitted.at(-1)).toMatchObject({
      vm: { vm: { selected_option: { value: 'sql-prod-02' } } },
      role: { role: { selected_option: { value: 'admin' } } },
      reason: { reason: { value: 'because of INC-1' } },
    });
  }),
);

test(
  'focus stays in a form, Escape closes its list first and then the form, and focus comes back',
  onPage(async (page) => {
    await page.getByTestId('shortcut-a').focus();
    await page.keyboard.press('Enter');
    const modal = page.getByTestId('modal');
    await modal.getByRole('combobox').waitFor();
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab');
      expect(await modal.evaluate((box) => box.contains(document.activeElement))).toBe(true);
    }
    await modal.getByRole('combobox').fill('web');
    await page.getByRole('option', { name: 'web-prod-01' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('option', { name: 'web-prod-01' }).waitFor({ state: 'detached' });
    expect(await modal.count()).toBe(1);
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-testid') === 'shortcut-a');
  }),
);

test(
  'a button asks first, and says so when the app does not answer',
  onPage(async (page) => {
    const text = (words: string) => ({ type: 'plain_text', text: words });
    const confirm = {
      title: text('Sure?'),
      text: text('It cannot be undone.'),
      confirm: text('Do it'),
      deny: text('Leave it'),
    };
    const button = { type: 'button', action_id: 'go', text: text('Go'), value: '1', confirm };
    await webApi('chat.postMessage', {
      channel: 'U0ANA',
      text: 'x',
      blocks: [{ type: 'actions', elements: [button] }],
    });
    const pane = page.getByTestId('pane-a');
    await pane.getByRole('button', { name: 'Go' }).click();
    await pane.getByRole('alertdialog', { name: 'Sure?' }).getByRole('button', { name: 'Leave it' }).click();
    expect(await pane.getByRole('alertdialog').count()).toBe(0);
    app.goDeaf();
    await pane.getByRole('button', { name: 'Go' }).click();
    await pane.getByRole('button', { name: 'Do it' }).click();
    await pane
      .getByTestId('message')
      .getByRole('alert')
      .getByText('This app responded with Status Code 500.')
      .waitFor();
  }),
);

test(
  'a slash command nobody answers shows Slack’s error and keeps the text',
  onPage(async (page) => {
    app.goDeaf();
    await page.getByTestId('composer-a').fill('/vm web-prod-01');
    await page.getByTestId('composer-a').press('Enter');
    await page.getByTestId('pane-a').getByText('/vm failed with the error').waitFor();
    expect(await page.getByTestId('composer-a').inputValue()).toBe('/vm web-prod-01');
  }),
);

test(
  'access appears with a countdown, and is seen to vanish',
  onPage(async (page) => {
    const vm = sandbox.world.vm('web-prod-01');
    const ana = sandbox.world.person('ana');
    if (vm === undefined || ana === undefined) throw new Error('The seed has changed.');
    const ends = new Date(Date.now() + 3_599_000).toISOString();
    const description = `Latchkey request=6f1e2a34-8a70-4b1c-9d57-2f6f3e0c1b11 ends=${ends}. Leave this.`;
    const order = { scope: scopeOf(vm), principalId: ana.id, role: 'admin', description };
    const { name } = await control('POST', '/sandbox/azure/roleAssignments', order);
    const row = page.getByTestId('vm-web-prod-01');
    await row
      .getByTestId('countdown')
      .getByText(/^59:\d\d$/)
      .waitFor();
    expect(await row.getByTestId('grant').innerText()).toMatch(/Ana Torres\s+admin/);
    await control('DELETE', `/sandbox/azure/roleAssignments/${String(name)}`);
    await row.getByText('access closed').waitFor();
    await row.getByTestId('grant').waitFor({ state: 'detached' });
  }),
);

test(
  'three hundred machines are one line until searched for',
  onPage(async (page) => {
    expect(await page.getByTestId('vm-farm-017').count()).toBe(0);
    await page.getByTestId('vm-search').fill('farm-017');
    await page.getByTestId('vm-farm-017').waitFor();
    expect(await page.locator('.vm').count()).toBe(1);
  }),
);

test(
  'a VM is broken from its menu, for the person on the left, and healed again',
  onPage(async (page) => {
    await page.getByTestId('trouble-broken-off-01').waitFor();
    await page.getByTestId('break-sql-prod-01').click();
    await page.getByLabel('What is wrong with sql-prod-01').selectOption('account-disabled');
    await page.getByTestId('break-now-sql-prod-01').click();
    await page.getByTestId('trouble-sql-prod-01').getByText('account disabled, for ana').waitFor();
    expect(sandbox.world.person('ana')?.accountEnabled).toBe(false);
    await page.getByTestId('trouble-sql-prod-01').getByRole('button', { name: 'Heal' }).click();
    await page.getByTestId('trouble-sql-prod-01').waitFor({ state: 'detached' });
    expect(sandbox.world.person('ana')?.accountEnabled).toBe(true);
  }),
);

test(
  'a fault is switched on and off, and seen by everybody while it lasts',
  onPage(async (page) => {
    await page.getByTestId('tab-faults').click();
    await page.getByTestId('fault-arm-429').click();
    await page.getByTestId('fault-banner').getByText('Azure says it is too busy').waitFor();
    expect(sandbox.faults.list()).toMatchObject([{ service: 'arm', fault: { is: 'status', status: 429 } }]);
    expect(await page.getByTestId('fault-arm-429').getAttribute('aria-checked')).toBe('true');
    await page.getByTestId('faults-off').click();
    await page.getByTestId('fault-banner').waitFor({ state: 'detached' });
    expect(sandbox.faults.list()).toEqual([]);
  }),
);

test(
  'the calls of the bot are listed newest first, and open to what was sent',
  onPage(async (page) => {
    await webApi('chat.postMessage', { channel: 'C0OPS', text: 'one' });
    await webApi('auth.test', {});
    const calls = page.getByTestId('call');
    await calls.nth(1).waitFor();
    expect(await calls.locator('.call-path').allInnerTexts()).toEqual(['auth.test', 'chat.postMessage']);
    await calls.nth(1).locator('summary').click();
    await calls.nth(1).getByText('"C0OPS"').first().waitFor();
  }),
);

test(
  'on a phone the panes are tabs and nothing scrolls sideways',
  onPage(
    async (page) => {
      for (const [tab, pane] of [
        ['show-azure', 'pane-azure'],
        ['show-b', 'pane-b'],
        ['show-a', 'pane-a'],
      ] as const) {
        await page.getByTestId(tab).click();
        await page.getByTestId(pane).waitFor({ state: 'visible' });
        expect(await page.locator('.pane:visible').count()).toBe(1);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      }
    },
    '/?as=nadia&with=tom',
    390,
  ),
);
