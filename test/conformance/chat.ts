import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../workflows/card.ts';
import { Fault } from '../../src/faults.ts';
import type { Place } from '../../src/ports.ts';
import { until } from '../support/until.ts';
import { APOLOGY, VMS } from './chat-world.ts';
import type { ChatWorld, Seen } from './chat-world.ts';

const REQUEST = '3f0c6c1e-8d0a-4a57-9a53-2b8f0c9d1e77';
const TALK = '8d1f0a52-3c47-4f0e-9b1d-6a2f5c7e9b10';
const NASTY =
  '*bold* _it_ `code` [x](http://evil.example) <!channel> <at>all</at> <http://evil.example|bank> &lt;b&gt; :smile:';

function card(title: string, more: Partial<Card> = {}): Card {
  return { tone: 'waiting', summary: title, blocks: [{ is: 'heading', text: title }], ...more };
}

/** A card with every button that acts on a request. */
function decision(title: string): Card {
  const button = (action: 'approve' | 'deny' | 'withdraw' | 'release' | 'revoke', label: string) =>
    ({ action, label, style: 'plain', subject: REQUEST }) as const;
  return card(title, {
    blocks: [
      { is: 'heading', text: title },
      {
        is: 'buttons',
        buttons: [
          button('approve', 'Approve'),
          button('deny', 'Deny…'),
          button('withdraw', 'Withdraw'),
          button('release', 'I’m done'),
          button('revoke', 'Revoke…'),
          { action: 'ask', label: 'Ask again', style: 'plain', subject: '' },
          { action: 'mine', label: 'My access', style: 'plain', subject: '' },
        ],
      },
    ],
  });
}

/** A card with every button of a conversation about a sign-in that fails. */
function helping(title: string): Card {
  return card(title, {
    blocks: [
      { is: 'heading', text: title },
      {
        is: 'buttons',
        buttons: [
          { action: 'talk', label: 'A Mac', style: 'plain', subject: `${TALK}.7.o_mac` },
          { action: 'talk', label: 'Check again', style: 'primary', subject: `${TALK}.7.again` },
          { action: 'describe', label: 'Another VM…', style: 'plain', subject: TALK },
          { action: 'diagnose', label: 'Sign-in failed?', style: 'plain', subject: REQUEST },
          { action: 'ask', label: 'Ask for access', style: 'primary', subject: `vm.${'k'.repeat(22)}.admin` },
          { action: 'mend', label: 'Approve', style: 'primary', subject: `${TALK}.approve` },
          { action: 'mend', label: 'Deny', style: 'danger', subject: `${TALK}.deny` },
        ],
      },
    ],
  });
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const fault = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof Fault) return fault;
  throw new Error('There was no fault.', { cause: fault });
}

/** What every {@link import('../../src/ports.ts').Chat} does. The world is started once and reset before each case. */
export function chatConformance(name: string, start: () => Promise<ChatWorld>): void {
  describe(`As a chat: ${name}`, () => {
    let world: ChatWorld;
    let channel: Place;
    let direct: Place;

    beforeAll(async () => {
      world = await start();
    });
    beforeEach(async () => {
      await world.reset();
      channel = { is: 'channel', address: world.channel };
      direct = { is: 'direct', user: world.user('member') };
    });
    afterAll(() => world.stop());

    const draw = (place: Place, what: Card, more: { key?: string; at?: string; retried?: boolean } = {}) =>
      world.chat.draw({ place, card: what, key: 'key-1', views: [], retried: false, ...more });
    const inChannel = async () => (await world.sees('approver')).channel;
    const inDirect = async () => (await world.sees('member')).direct;
    const texts = (seen: readonly Seen[]) => seen.map(({ text }) => text);
    const only = (seen: readonly Seen[]): Seen => {
      expect(seen).toHaveLength(1);
      return seen[0] as Seen;
    };

    describe('showing a card', () => {
      test('in a channel, with its words and buttons', async () => {
        await draw(channel, decision('Ana asks for web-01'));
        const seen = only(await inChannel());
        expect(seen.text).toContain('Ana asks for web-01');
        expect(seen.buttons).toEqual(['Approve', 'Deny…', 'Withdraw', 'I’m done', 'Revoke…', 'Ask again', 'My access']);
        expect(seen.isPrivate).toBe(false);
      });

      test('to one person', async () => {
        await draw(direct, card('Only for you'));
        expect(only(await inDirect()).text).toContain('Only for you');
        expect((await world.sees('approver')).direct).toEqual([]);
        expect(await inChannel()).toEqual([]);
      });

      test('as their home, the newest in place of the older', async () => {
        const place: Place = { is: 'home', user: world.user('member') };
        const at = await draw(place, card('Nothing open'));
        expect((await world.sees('member')).home?.text).toContain('Nothing open');
        await draw(place, card('One open'), { at });
        expect((await world.sees('member')).home?.text).toContain('One open');
        expect((await world.sees('member')).home?.text).not.toContain('Nothing open');
      });

      test('again changes that very message', async () => {
        const at = await draw(channel, decision('Waiting'));
        expect(await draw(channel, card('Approved'), { at })).toBe(at);
        const seen = only(await inChannel());
        expect(seen.text).toContain('Approved');
        expect(seen.text).not.toContain('Waiting');
        expect(seen.buttons).toEqual([]);
      });

      test('again after somebody deleted it posts it anew', async () => {
        const at = await draw(channel, card('Waiting'));
        await world.remove(at);
        const anew = await draw(channel, card('Approved'), { at });
        expect(anew).not.toBe(at);
        expect(only(await inChannel()).text).toContain('Approved');
        expect(await draw(channel, card('Ended'), { at: anew })).toBe(anew);
      });

      test('privately where a command was typed', async () => {
        await world.command('member', 'mine');
        const { user, reply } = received()[0] ?? expect.fail('nothing was received');
        await draw({ is: 'reply', user, token: reply }, card('You have nothing open'));
        const { channel: public_, direct: own } = await world.sees('member');
        const seen = [...public_, ...own].filter(({ text }) => text.includes('You have nothing open'));
        expect(seen).toMatchObject([{ isPrivate: true }]);
        expect(texts(await inChannel()).join()).not.toContain('You have nothing open');
      });

      test('as a reply without a way back goes to the person directly', async () => {
        await draw({ is: 'reply', user: world.user('member'), token: '' }, card('Your access'));
        expect(only(await inDirect()).text).toContain('Your access');
      });

      test('with what people typed in it leaves it as typed', async () => {
        await draw(channel, {
          tone: 'waiting',
          summary: NASTY,
          blocks: [
            { is: 'heading', text: NASTY },
            { is: 'text', text: [NASTY, { strong: NASTY }] },
            { is: 'facts', facts: [{ label: 'Ticket', value: [NASTY] }] },
            { is: 'quote', label: 'Reason', text: NASTY },
            { is: 'note', text: [NASTY] },
            { is: 'buttons', buttons: [{ action: 'mine', label: NASTY.slice(0, 60), style: 'plain', subject: '' }] },
          ],
        });
        const seen = only(await inChannel());
        expect(seen.text.split(NASTY)).toHaveLength(7);
        expect(seen.buttons).toEqual([NASTY.slice(0, 60)]);
        expect(seen.alive).toEqual([]);
      });

      test('with new lines in a fact shows one fact', async () => {
        const facts = [{ label: 'Ticket', value: ['INC1\nApproved: by Mia'] }];
        await draw(channel, card('Ana asks', { blocks: [{ is: 'facts', facts }] }));
        expect(only(await inChannel()).text).toContain('INC1 Approved: by Mia');
      });

      test('keeps links and times', async () => {
        const at = Date.UTC(2026, 10, 22, 15, 4);
        await draw(channel, {
          ...card('Open'),
          blocks: [
            {
              is: 'text',
              text: [
                { link: 'the file', url: 'https://latchkey.example/1.rdp' },
                { time: at, as: 'moment' },
              ],
            },
          ],
        });
        const seen = only(await inChannel());
        expect(seen.alive).toEqual(['https://latchkey.example/1.rdp']);
        expect(seen.text).toContain('the file');
        expect(seen.text).toContain('15:04');
      });

      test.each([
        ['names of 255 characters', 'a'.repeat(255)],
        ['right to left', 'نادية '.repeat(40)],
        ['emoji', '👩‍👩‍👧‍👦'.repeat(300)],
        ['ten thousand characters', 'long '.repeat(2000)],
        ['lines', 'a\nb\r\nc\n'.repeat(50)],
        ['nothing', ''],
      ])('of the awkward kind is taken: %s', async (_name, text) => {
        await draw(channel, {
          tone: 'bad',
          summary: text,
          blocks: [
            { is: 'heading', text },
            { is: 'text', text: [text, { strong: text }, { code: text }] },
            {
              is: 'facts',
              facts: Array.from({ length: 40 }, () => ({ label: text, value: [text] })).slice(
                0,
                text.length > 1000 ? 3 : 40,
              ),
            },
            { is: 'quote', label: text, text },
            { is: 'note', text: [text] },
            { is: 'divider' },
            { is: 'buttons', buttons: [{ action: 'mine', label: text, style: 'danger', subject: '', spoken: text }] },
          ],
        });
        expect(only(await inChannel()).buttons).toHaveLength(1);
      });
    });

    describe('when the chat fails', () => {
      /** Where nobody can look, somebody touches what a lost reply has left behind. */
      async function touched(
        who: 'member' | 'approver',
        where: 'channel' | 'direct',
        seen: () => Promise<readonly Seen[]>,
      ) {
        if (!world.looksBack) {
          expect(await seen()).toHaveLength(2);
          await world.press(who, where, 'I’m done', { oldest: true });
        }
        return only(await seen());
      }

      test('a lost reply leaves one card', async () => {
        await world.fail('lost');
        expect(await faultOf(draw(channel, decision('Ana asks')))).toMatchObject({
          code: 'chat_unreachable',
          retryable: true,
        });
        const at = await draw(channel, decision('Ana asks, still'), { retried: true });
        expect((await touched('approver', 'channel', inChannel)).text).toContain('Ana asks, still');
        await draw(channel, card('Approved'), { at });
        expect(only(await inChannel()).text).toContain('Approved');
      });

      test('so does one to one person', async () => {
        await world.fail('lost');
        await faultOf(draw(direct, decision('For you')));
        await draw(direct, decision('For you'), { retried: true });
        await touched('member', 'direct', inDirect);
      });

      test('a retry after nothing had been posted posts', async () => {
        await world.fail('unreachable');
        expect(await faultOf(draw(channel, card('Ana asks')))).toMatchObject({
          code: 'chat_unreachable',
          retryable: true,
        });
        await draw(channel, card('Ana asks'), { retried: true });
        only(await inChannel());
      });

      test('another card is not taken for this one', async () => {
        await draw(channel, card('First'), { key: 'key-1' });
        await draw(channel, card('Second'), { key: 'key-2', retried: true });
        expect(await inChannel()).toHaveLength(2);
      });

      test('it says how long to wait', async () => {
        await world.fail('throttled');
        const fault = await faultOf(draw(channel, card('Ana asks')));
        expect(fault).toMatchObject({ code: 'chat_throttled', retryable: true });
        expect(fault.retryAfter).toBeGreaterThanOrEqual(1000);
      });

      test('a channel that is not there is gone for good', async () => {
        const fault = await faultOf(draw({ is: 'channel', address: world.nowhere }, card('Ana asks')));
        expect(fault).toMatchObject({ code: 'chat_place_gone', retryable: false });
      });
    });

    function received() {
      return world.reception.received;
    }

    describe('hearing people', () => {
      test('a line that says everything is a wish', async () => {
        expect(await world.command('member', 'request web-01 admin 2h disk <full> & "slow"')).toMatchObject({
          ok: true,
        });
        expect(received()).toMatchObject([
          {
            user: world.user('member'),
            intent: {
              is: 'ask',
              vm: 'web-01',
              role: 'admin',
              duration: '2h',
              reason: 'disk <full> & "slow"',
              ticket: '',
            },
          },
        ]);
        expect(Math.abs((received()[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000);
      });

      test.each([
        ['mine', { is: 'mine' }],
        ['help', { is: 'help' }],
        ['open sesame', { is: 'unclear', text: 'open sesame' }],
      ])('“%s” is understood', async (line, intent) => {
        await world.command('member', line);
        expect(received()).toMatchObject([{ intent }]);
      });

      test('a message to the bot is understood, too', async () => {
        await world.write('member', 'request web-01.contoso.com 1h restart <nginx> & co');
        await until(() => received().length === 1);
        expect(received()).toMatchObject([
          {
            user: world.user('member'),
            intent: { is: 'ask', vm: 'web-01.contoso.com', reason: 'restart <nginx> & co' },
          },
        ]);
      });

      test('opening home is heard', async () => {
        await world.openHome('member');
        await until(() => received().length === 1);
        expect(received()).toMatchObject([{ user: world.user('member'), intent: { is: 'home' } }]);
      });

      test('what is delivered twice has one name, two deeds have two', async () => {
        await world.command('member', 'mine', 2);
        await until(() => received().length === 2);
        await world.command('member', 'mine');
        const names = received().map(({ delivery }) => delivery);
        expect(names[0]).toBe(names[1]);
        expect(names[2]).not.toBe(names[0]);
        expect(names[0]).not.toBe('');
      });

      test.each(['Approve', 'Withdraw', 'I’m done'])('%s is a press on that request', async (label) => {
        await draw(channel, decision('Ana asks'));
        expect(await world.press('approver', 'channel', label)).toMatchObject({ ok: true });
        const press = { Approve: 'approve', Withdraw: 'withdraw', 'I’m done': 'release' }[label];
        expect(received()).toMatchObject([
          { user: world.user('approver'), intent: { is: 'press', press, request: REQUEST, reason: '' } },
        ]);
      });

      test('a press in a direct message and at home as well', async () => {
        await draw(direct, decision('Yours'));
        await draw({ is: 'home', user: world.user('member') }, decision('Yours'));
        await world.press('member', 'direct', 'I’m done');
        await world.press('member', 'home', 'I’m done');
        const pressed = { intent: { is: 'press', press: 'release', request: REQUEST } };
        expect(received()).toMatchObject([pressed, pressed]);
        expect(received()[0]?.delivery).not.toBe(received()[1]?.delivery);
      });

      test('a press delivered twice has one name', async () => {
        await draw(channel, decision('Ana asks'));
        await world.press('approver', 'channel', 'Approve', { times: 2 });
        await until(() => received().length === 2);
        expect(received()[0]?.delivery).toBe(received()[1]?.delivery);
      });

      test('a button with a forged request does nothing', async () => {
        await draw(channel, decision('Ana asks'));
        for (const forged of ['1', `${REQUEST}' or 1=1`, '../x'])
          for (const label of ['Approve', 'Deny…']) await world.press('approver', 'channel', label, { forged });
        expect(received()).toEqual([]);
        expect((await world.sees('approver')).form).toBeUndefined();
      });

      test('“My access” needs no request', async () => {
        await draw(direct, decision('Yours'));
        await world.press('member', 'direct', 'My access');
        expect(received()).toMatchObject([{ intent: { is: 'mine' } }]);
      });
    });

    describe('helping people to sign in', () => {
      test.each([
        ['help me your credentials did not work', 'your credentials did not work'],
        ['diagnose <AADSTS50126> & “more”', '<AADSTS50126> & “more”'],
        ['help me', ''],
      ])('“%s” asks for help', async (line, text) => {
        await world.command('member', line);
        expect(received()).toMatchObject([
          { user: world.user('member'), intent: { is: 'diagnose', text, vm: '', request: '' } },
        ]);
      });

      test('so does what is written to the bot, lines and all', async () => {
        await world.write('member', 'help me\nit says\nAADSTS293004');
        await until(() => received().length === 1);
        expect(received()).toMatchObject([{ intent: { is: 'diagnose', text: 'it says\nAADSTS293004' } }]);
      });

      test.each([
        ['A Mac', { is: 'talk', talk: TALK, version: 7, choice: 'o_mac' }],
        ['Check again', { is: 'talk', talk: TALK, version: 7, choice: 'again' }],
        ['Sign-in failed?', { is: 'diagnose', text: '', vm: '', request: REQUEST }],
        ['Approve', { is: 'mend', mend: TALK, decision: 'approve' }],
        ['Deny', { is: 'mend', mend: TALK, decision: 'deny' }],
      ])('%s says what was meant', async (label, intent) => {
        await draw(direct, helping('Sign-in to web-01'));
        expect(await world.press('member', 'direct', label)).toMatchObject({ ok: true });
        expect(received()).toMatchObject([{ user: world.user('member'), intent }]);
      });

      test('a button of a conversation with anything else in it does nothing', async () => {
        await draw(direct, helping('Sign-in to web-01'));
        const other = [TALK, `${TALK}.7`, `${TALK}.-1.again`, `${TALK}.7.again' or 1=1`, `../${TALK}.7.again`, ''];
        for (const forged of other) await world.press('member', 'direct', 'Check again', { forged });
        for (const forged of [TALK, `${TALK}.maybe`]) await world.press('member', 'direct', 'Approve', { forged });
        expect(received()).toEqual([]);
      });

      test('the form names a VM and what happens', async () => {
        await draw(direct, helping('Sign-in fails'));
        await world.press('member', 'direct', 'Another VM…');
        await until(async () => (await world.sees('member')).form?.text.includes('What happens'));
        expect(await world.search('member', 'web-01')).toEqual(['web-01']);
        const text = `${NASTY}\nthe second line`;
        expect(await world.submit('member', { vm: 'vm-1', text })).toMatchObject({ ok: true, closed: true });
        expect(received()).toMatchObject([{ intent: { is: 'diagnose', text, vm: 'vm-1', request: '' } }]);
      });

      test('“Ask for access” opens the form to ask', async () => {
        await draw(direct, helping('Sign-in to web-01'));
        await world.press('member', 'direct', 'Ask for access');
        await until(async () => (await world.sees('member')).form?.text.includes('For how long'));
        expect(received()).toEqual([]);
      });
    });

    describe('forms', () => {
      const form = async (who: 'member' | 'approver') => (await world.sees(who)).form;

      test('asking opens one at once; the search offers what the index has', async () => {
        await world.command('member', '');
        expect((await form('member'))?.text).toContain('For how long');
        expect(await world.search('member', 'web')).toEqual(['web-01', 'web-02 *bold* <!channel>']);
        expect(await world.search('member', 'nothing like it')).toEqual([]);
        const user = world.user('member');
        expect(world.reception.searched).toEqual([
          { text: 'web', user },
          { text: 'nothing like it', user },
        ]);
        expect(world.reception.shown).toEqual([user]);
        expect(received()).toEqual([]);
      });

      test('filled in it is a wish, and closes', async () => {
        await world.command('member', 'request');
        await world.search('member', 'db');
        const told = await world.submit('member', {
          vm: 'vm-3',
          role: 'admin',
          duration: '2h',
          reason: `${NASTY}\nmore`,
        });
        expect(told).toMatchObject({ ok: true, closed: true });
        expect(received()).toMatchObject([
          {
            user: world.user('member'),
            intent: { is: 'ask', vm: 'vm-3', role: 'admin', duration: '2h', reason: `${NASTY}\nmore`, ticket: '' },
          },
        ]);
        expect(await form('member')).toBeUndefined();
      });

      test('a VM that was named is chosen already', async () => {
        await world.command('member', `request ${VMS[0]?.label ?? ''}`);
        expect(await world.submit('member', {})).toMatchObject({ closed: true });
        expect(received()).toMatchObject([{ intent: { is: 'ask', vm: 'vm-1', role: 'user' } }]);
      });

      test('a problem stands at its field, and nothing is received until it is mended', async () => {
        await world.command('member', 'request web-01');
        world.reception.problems = { duration: 'That is too long. At most 8h, for example 2h.' };
        expect(await world.submit('member', { duration: '99h' })).toMatchObject({
          closed: false,
          problems: { duration: 'That is too long. At most 8h, for example 2h.' },
        });
        expect(received()).toEqual([]);
        world.reception.problems = {};
        expect(await world.submit('member', { duration: '2h' })).toMatchObject({ closed: true });
        expect(received()).toMatchObject([{ intent: { duration: '2h' } }]);
      });

      test.each([
        ['Deny…', 'deny'],
        ['Revoke…', 'revoke'],
      ])('%s asks why first', async (label, press) => {
        await draw(channel, decision('Ana asks'));
        await world.press('approver', 'channel', label);
        expect((await form('approver'))?.text).toContain('Why');
        expect(received()).toEqual([]);
        expect(await world.submit('approver', { reason: 'not *this* week' })).toMatchObject({ closed: true });
        expect(received()).toMatchObject([
          {
            user: world.user('approver'),
            intent: { is: 'press', press, request: REQUEST, reason: 'not *this* week' },
          },
        ]);
      });

      test('“Ask again” opens the form', async () => {
        await draw(direct, decision('Ended'));
        await world.press('member', 'direct', 'Ask again');
        expect((await form('member'))?.text).toContain('For how long');
      });

      test('where there is nothing to fill in, that is said instead', async () => {
        world.reception.refusal = card('This request was decided already');
        await draw(channel, decision('Ana asks'));
        await world.press('approver', 'channel', 'Deny…');
        await until(async () => (await form('approver'))?.text.includes('This request was decided already'));
      });

      test('a form that is late opens all the same', async () => {
        world.reception.slow.form = 1500;
        await world.command('member', '');
        await until(async () => (await form('member')) !== undefined, { timeout: 1400 });
        await until(async () => (await form('member'))?.text.includes('For how long'));
      });
    });

    describe('when nothing can be stored', () => {
      beforeEach(() => {
        world.reception.failure = new Error('the record is away');
      });

      /** Everything in sight of this person. */
      async function sight(who: 'member' | 'approver'): Promise<string> {
        const { channel: seen, direct: own, home, form } = await world.sees(who);
        return texts([
          ...seen,
          ...own,
          ...(home === undefined ? [] : [home]),
          ...(form === undefined ? [] : [form]),
        ]).join('\n');
      }

      test('who typed a command is told, and it does not count as done', async () => {
        expect(await world.command('member', 'mine')).toMatchObject({ ok: false });
        expect(await sight('member')).toContain(APOLOGY);
      });

      test('who pressed a button is told, and nobody else', async () => {
        await draw(channel, decision('Ana asks'));
        expect(await world.press('approver', 'channel', 'Approve')).toMatchObject({ ok: false });
        const told = (await inChannel()).filter(({ text }) => text.includes(APOLOGY));
        expect(told.every(({ isPrivate }) => isPrivate)).toBe(true);
        expect(await sight('approver')).toContain(APOLOGY);
      });

      test('who sent a form is told in it', async () => {
        await world.command('member', 'request web-01');
        expect((await world.submit('member', { duration: '2h' })).closed).not.toBe(true);
        expect((await world.sees('member')).form?.text).toContain(APOLOGY);
        expect(received()).toEqual([]);
      });

      test('what was written to the bot is delivered again, and then counts', async () => {
        expect(await world.write('member', 'mine')).toMatchObject({ ok: false });
        world.reception.failure = undefined;
        await until(() => received().length > 0);
        expect(received()[0]?.intent).toEqual({ is: 'mine' });
      });

      test('too slow is as good as not stored', async () => {
        world.reception.failure = undefined;
        world.reception.slow.receive = world.patience + 400;
        expect(await world.command('member', 'mine')).toMatchObject({ ok: false });
        expect(await sight('member')).toContain(APOLOGY);
        await until(() => received().length > 0);
      });
    });

    describe('people', () => {
      test('a full member has a name and an address to find them by', async () => {
        const answer = await world.chat.who(world.user('member'));
        expect(answer).toMatchObject({ is: 'profile' });
        if (answer.is !== 'profile') return;
        expect(answer.profile.name).not.toBe('');
        expect(answer.profile.mail ?? answer.profile.directoryId).toBeTruthy();
      });

      test.each([
        ['guest', 'chat_guest'],
        ['outsider', 'chat_external'],
        ['gone', 'chat_deactivated'],
      ] as const)('a %s is refused', async (who, problem) => {
        expect(await world.chat.who(world.user(who))).toEqual({ is: 'problem', problem });
      });

      test('somebody of another organisation is turned away politely before anything is heard', async () => {
        await world.command('outsider', 'mine');
        await world.command('outsider', '');
        const { direct: own, channel: seen, form } = await world.sees('outsider');
        expect(received()).toEqual([]);
        expect(texts([...own, ...seen, ...(form === undefined ? [] : [form])]).join()).toContain(
          'its own organisation only',
        );
      });
    });

    describe('examining', () => {
      test('finds nothing wrong where nothing is', async () => {
        const found = await world.chat.examine([world.channel]);
        expect(found.filter(({ ok }) => !ok)).toEqual([]);
        expect(found.length).toBeGreaterThanOrEqual(3);
        for (const { what, seen, next } of found) expect([what !== '', seen !== '', next]).toEqual([true, true, '']);
      });

      test('names the channel that is not there, and what to do', async () => {
        const found = await world.chat.examine([world.channel, world.nowhere]);
        const wrong = found.filter(({ ok }) => !ok);
        expect(wrong).toHaveLength(1);
        expect(wrong[0]?.what).toContain(world.nowhere);
        expect(wrong[0]?.next).not.toBe('');
      });
    });

    // Last: it ends what the others need.
    test('stopping finishes what was taken and takes nothing new', async () => {
      world.reception.slow.receive = 600;
      const taken = world.command('member', 'mine');
      await until(() => world.reception.begun === 1);
      await world.chat.stop();
      expect(received()).toHaveLength(1);
      expect(await taken).toMatchObject({ ok: true });
      expect(await world.command('member', 'help')).toMatchObject({ ok: false });
      expect(received()).toHaveLength(1);
    });
  });
}
