import { describe, expect, test } from 'vitest';
import { BOT_CLOUDS, isPinned } from '../../adapters/teams/clouds.ts';
import { bytesOf, LARGEST_CARD } from '../../adapters/teams/elements.ts';
import { paintMessage } from '../../adapters/teams/paint.ts';
import { paceOf } from '../../adapters/teams/pace.ts';
import { paintForm } from '../../adapters/teams/views.ts';
import { askForm } from '../../workflows/present/forms.ts';
import type { Block, Card, Text } from '../../workflows/card.ts';
import { Fault } from '../../src/faults.ts';
import { all, buttonsOf, pieces, textOf } from './teams-screen.ts';

const REQUEST = '3f0c6c1e-8d0a-4a57-9a53-2b8f0c9d1e77';

function paint(...blocks: Block[]) {
  const card: Card = { tone: 'waiting', summary: 'Summary', blocks };
  return paintMessage(card).card;
}

const text = (...spans: Text) => paint({ is: 'text', text: spans });

describe('text', () => {
  test('that looks like a formula for dates stays as typed', () => {
    const typed = 'see {{DATE(2026-11-22T15:04:00Z, SHORT)}} and {{TIME(2026-11-22T15:04:00Z)}}';
    const card = text(typed);
    expect(pieces(card).every(({ as }) => as === 'literal')).toBe(true);
    expect(textOf(card)).toContain(typed);
  });

  test('of ours has times in the reader’s own zone', () => {
    const [run] = all(text({ time: Date.UTC(2026, 10, 22, 15, 4, 5, 678), as: 'moment' }), 'TextRun').slice(1);
    expect(run?.['text']).toBe('{{DATE(2026-11-22T15:04:05Z, SHORT)}}, {{TIME(2026-11-22T15:04:05Z)}}');
  });

  test('of a card that cannot be shown has them in UTC', () => {
    const { fallbackText } = text('until ', { time: Date.UTC(2026, 10, 22, 15, 4), as: 'moment' });
    expect(fallbackText).toContain('until 2026-11-22 15:04 UTC');
  });

  test('of a card that cannot be shown has no Markdown and no address in it', () => {
    const { fallbackText } = text('*bold* [x](http://evil.example) <at>all</at> www.evil.example until noon');
    expect(fallbackText).toContain('until noon');
    expect(fallbackText).not.toMatch(/[*[\]<>]|:\/\/|www\.e/);
  });

  test('stands nowhere where Markdown is known', () => {
    const card = paint(
      { is: 'heading', text: '**a**' },
      { is: 'text', text: ['[b](http://x)', { strong: '_c_' }, { code: '`d`' }] },
      { is: 'facts', facts: [{ label: '*e*', value: ['~f~'] }] },
      { is: 'quote', label: '# g', text: '- h' },
      { is: 'note', text: ['> i'] },
    );
    expect(all(card, 'TextBlock')).toEqual([]);
    expect(all(card, 'FactSet')).toEqual([]);
    expect(textOf(card)).toContain('[b](http://x)_c_`d`');
  });

  test('links only to the web', () => {
    const links = text({ link: 'a', url: 'javascript:alert(1)' }, { link: 'b', url: 'https://latchkey.example/1.rdp' });
    expect(all(links, 'Action.OpenUrl').map(({ url }) => url)).toEqual(['https://latchkey.example/1.rdp']);
    expect(textOf(links)).toContain('ab');
  });

  test('of many lines is as many blocks, up to a point', () => {
    expect(all(text('a\r\nb\n\nc'), 'RichTextBlock')).toHaveLength(4);
    expect(all(text('a\n'.repeat(500)), 'RichTextBlock').length).toBeLessThanOrEqual(30);
  });

  test('of a fact is one line: a value with new lines adds no facts', () => {
    const typed = 'INC1\r\nApproved: by Mia\u2028Role: Owner';
    const values: Text = [typed, { strong: typed }, { code: typed }, { link: typed, url: 'https://latchkey.example' }];
    const card = paint({ is: 'facts', facts: values.map((value) => ({ label: 'Ticket\nRole', value: [value] })) });
    expect(all(card, 'RichTextBlock')).toHaveLength(4);
    expect(textOf(card)).toContain('Ticket Role: INC1 Approved: by Mia Role: Owner');
  });

  test('that rearranges its surroundings is shown as what it is', () => {
    expect(textOf(text('a\u202Eb\u0000c'))).toContain('a\uFFFDb\uFFFDc');
  });
});

describe('buttons', () => {
  const buttons = (...actions: ('approve' | 'deny' | 'mine')[]) =>
    buttonsOf(
      paint({
        is: 'buttons',
        buttons: actions.map((action) => ({
          action,
          label: action,
          style: 'primary',
          subject: REQUEST,
          spoken: `${action} it`,
        })),
      }),
    );

  test('act, also on clients that know only Action.Submit', () => {
    expect(buttons('approve')).toMatchObject([
      {
        type: 'Action.Execute',
        verb: 'approve',
        style: 'positive',
        tooltip: 'approve it',
        data: { latchkey: 'approve', subject: REQUEST },
        fallback: { type: 'Action.Submit', title: 'approve', data: { latchkey: 'approve', subject: REQUEST } },
      },
    ]);
  });

  test('that need a reason ask for a dialog', () => {
    expect(buttons('deny')).toMatchObject([
      { type: 'Action.Submit', data: { latchkey: 'deny', subject: REQUEST, msteams: { type: 'task/fetch' } } },
    ]);
  });

  test('stand six in a row at most, each with an id of its own', () => {
    const card = paint({
      is: 'buttons',
      buttons: Array.from({ length: 14 }, () => ({ action: 'mine', label: 'x', style: 'plain', subject: '' }) as const),
    });
    const rows = all(card, 'ActionSet').map(({ actions }) => (actions as unknown[]).length);
    expect(rows).toEqual([6, 6, 2]);
    expect(new Set(buttonsOf(card).map(({ id }) => id)).size).toBe(14);
  });

  test('that ask back show the question first', () => {
    const confirm = { title: 'Sure?', text: 'It closes.', yes: 'Yes', no: 'No' };
    const card = paint({
      is: 'buttons',
      buttons: [{ action: 'release', label: 'I’m done', style: 'danger', subject: REQUEST, confirm }],
    });
    const [button] = buttonsOf(card);
    expect(button).toMatchObject({ type: 'Action.ShowCard', title: 'I’m done' });
    expect(textOf(button?.['card'])).toContain('It closes.');
    expect(JSON.stringify(button)).toContain('"verb":"release"');
  });
});

describe('size', () => {
  test('is kept by shortening first, and the buttons stay', () => {
    const card = paint(
      ...Array.from({ length: 60 }, () => ({ is: 'text', text: ['مرحبا '.repeat(400)] }) as const),
      { is: 'divider' },
      { is: 'buttons', buttons: [{ action: 'mine', label: 'My access', style: 'plain', subject: '' }] },
    );
    expect(bytesOf(card)).toBeLessThanOrEqual(LARGEST_CARD);
    expect(buttonsOf(card)).toHaveLength(1);
  });

  test('is kept by leaving lines out when there are too many, and it is said', () => {
    const card = paint(...Array.from({ length: 900 }, () => ({ is: 'text', text: ['a line'] }) as const), {
      is: 'buttons',
      buttons: [{ action: 'mine', label: 'My access', style: 'plain', subject: '' }],
    });
    expect(bytesOf(card)).toBeLessThanOrEqual(LARGEST_CARD);
    expect(textOf(card)).toContain('There is more than fits here.');
    expect(buttonsOf(card)).toHaveLength(1);
  });
});

describe('a form', () => {
  const form = askForm({ reason: 'because' }, { value: 'key', label: 'web-01', detail: 'rg-web' });

  test('searches while one types, and takes a name from clients that cannot', () => {
    const [search] = all(paintForm(form, { where: 'dialog' }), 'Input.ChoiceSet');
    expect(search).toMatchObject({
      id: 'vm',
      style: 'filtered',
      value: 'key',
      choices: [{ title: 'web-01 · rg-web', value: 'key' }],
      'choices.data': { type: 'Data.Query', dataset: 'vms' },
    });
    expect(all(paintForm(form, { where: 'dialog' }), 'Input.Text').map(({ id }) => id)).toContain('vmTyped');
  });

  test('is submitted in the way of its place', () => {
    expect(buttonsOf(paintForm(form, { where: 'dialog' }))).toMatchObject([{ type: 'Action.Submit' }]);
    expect(buttonsOf(paintForm(form, { where: 'message' }))).toMatchObject([{ type: 'Action.Execute', verb: 'form' }]);
  });

  test('that comes back keeps what was filled in and says what is wrong', () => {
    const card = paintForm(form, {
      where: 'message',
      answers: { vm: 'other', duration: '99h', reason: 'new *words*' },
      problems: { duration: 'That is too long.' },
      apology: 'Try again.',
    });
    expect(all(card, 'Input.ChoiceSet')[0]).toMatchObject({ value: 'other' });
    expect(all(card, 'Input.Text').find(({ id }) => id === 'duration')).toMatchObject({ value: '99h' });
    expect(all(card, 'Input.Text').find(({ id }) => id === 'reason')).toMatchObject({ value: 'new *words*' });
    expect(textOf(card)).toContain('Try again.');
    expect(textOf(card)).toContain('That is too long.');
  });
});

describe('where the bot’s token may go', () => {
  test.each([
    ['public', 'https://smba.trafficmanager.net/emea/', true],
    ['public', 'https://smba.infra.gcc.teams.microsoft.com/gcc', true],
    ['usgov', 'https://smba.infra.gov.teams.microsoft.us/gcch', true],
    ['china', 'https://frontend.botapi.teams.microsoftonline.cn/', true],
    ['public', 'http://smba.trafficmanager.net/emea/', false],
    ['public', 'https://smba.trafficmanager.net.evil.example/', false],
    ['public', 'https://evil.example/smba.trafficmanager.net', false],
    ['public', 'https://smba.trafficmanager.net@evil.example/', false],
    ['public', 'https://user:pw@smba.trafficmanager.net/', false],
    ['public', 'https://smba.trafficmanager.net:8443/', false],
    ['public', 'https://smba.infra.gov.teams.microsoft.us/gcch', false],
    ['usgov', 'https://smba.trafficmanager.net/emea/', false],
    ['china', 'https://teams.microsoftonline.cn.evil.example/', false],
    ['public', 'http://169.254.169.254/metadata', false],
    ['public', 'not an address', false],
    ['public', 'HTTPS://SMBA.TRAFFICMANAGER.NET/emea/', true],
    ['public', 'https://smba.trafficmanager.net./emea/', false],
    ['public', 'https://smba.trafficmanager.net\\@evil.example/', true],
    ['public', 'https://evil.example\\@smba.trafficmanager.net/', false],
    ['public', 'https://smba.trafficmanager.net%2eevil.example/', false],
    ['public', 'https://smba.trafficmanager.net#@evil.example/', true],
    ['public', 'https://ѕmba.trafficmanager.net/', false],
    ['public', 'https://xn--mba-fed.trafficmanager.net/', false],
    ['public', 'https://smba。trafficmanager。net/', true],
    ['public', 'https://sub.smba.trafficmanager.net/', false],
    ['public', 'https:smba.trafficmanager.net/', true],
    ['public', '//smba.trafficmanager.net/', false],
    ['public', 'https://[::ffff:127.0.0.1]/', false],
    ['public', 'file://smba.trafficmanager.net/', false],
    ['public', '', false],
  ] as const)('%s: %s %s', (cloud, url, allowed) => {
    expect(isPinned(url, BOT_CLOUDS[cloud], undefined)).toBe(allowed);
  });

  test('and where the operator says', () => {
    const own = 'http://127.0.0.1:4180/teams/connector/';
    expect(isPinned(own, BOT_CLOUDS.public, own)).toBe(true);
    for (const other of ['127.0.0.1:4181', 'a@127.0.0.1:4180', ':b@127.0.0.1:4180', '127.0.0.1:4180.evil.example'])
      expect(isPinned(`http://${other}/teams/connector/`, BOT_CLOUDS.public, own), other).toBe(false);
  });
});

describe('pace', () => {
  test('two hundred at once stay within what Teams takes in one conversation', async () => {
    let now = 1_000_000;
    let slept = 0;
    const { turn } = paceOf({ now: () => now }, async (ms) => (slept = ms));
    const sent: number[] = [];
    let waiting = Array.from({ length: 200 }, () => ({ at: now }));
    while (waiting.length > 0) {
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const _each of due) {
        slept = 0;
        const fault = await turn('19:a').catch((error: unknown) => error);
        if (fault instanceof Fault) waiting.push({ at: now + (fault.retryAfter ?? 0) });
        else sent.push(now + slept);
      }
      now += 250;
      expect(now).toBeLessThan(1_000_000 + 300_000);
    }
    expect(sent).toHaveLength(200);
    const most = (ms: number) =>
      Math.max(...sent.map((at) => sent.filter((other) => other >= at && other < at + ms).length));
    expect([most(1_000), most(2_000), most(30_000)]).toEqual([7, 8, 60]);
  });

  test('one conversation does not hold up another', async () => {
    const { turn } = paceOf({ now: () => 1_000_000 });
    for (let sent = 0; sent < 7; sent += 1) await turn('19:busy');
    const started = performance.now();
    await turn('19:quiet');
    expect(performance.now() - started).toBeLessThan(200);
  });
});
