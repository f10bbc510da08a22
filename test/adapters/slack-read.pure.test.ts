import { describe, expect, test } from 'vitest';
import {
  readCommand,
  readEvent,
  readPress,
  readSearch,
  readShortcut,
  readSubmission,
} from '../../adapters/slack/read.ts';
import { REPLY_LASTS, replyRoute, replyToken } from '../../adapters/slack/reply.ts';
import { asTyped } from '../../adapters/slack/typed.ts';
import askSubmission from '../../adapters/slack/payloads/ask-submission.json' with { type: 'json' };
import command from '../../adapters/slack/payloads/slash-command.json' with { type: 'json' };
import denySubmission from '../../adapters/slack/payloads/deny-submission.json' with { type: 'json' };
import directMessage from '../../adapters/slack/payloads/direct-message.json' with { type: 'json' };
import homeOpened from '../../adapters/slack/payloads/home-opened.json' with { type: 'json' };
import ownMessage from '../../adapters/slack/payloads/own-message.json' with { type: 'json' };
import pressInHome from '../../adapters/slack/payloads/press-in-home.json' with { type: 'json' };
import pressInMessage from '../../adapters/slack/payloads/press-in-message.json' with { type: 'json' };
import shortcut from '../../adapters/slack/payloads/global-shortcut.json' with { type: 'json' };
import userChanged from '../../adapters/slack/payloads/user-changed.json' with { type: 'json' };
import vmSearch from '../../adapters/slack/payloads/vm-search.json' with { type: 'json' };

const REQUEST = '3f0c6c1e-8d0a-4a57-9a53-2b8f0c9d1e77';
const NOW = 1_795_358_000_000;
const context = { team: 'T0CONTOSO', now: NOW };
const ana = { chat: 'slack', team: 'T0CONTOSO', id: 'U0ANA' };
const mia = { chat: 'slack', team: 'T0CONTOSO', id: 'U0MIA' };

describe('a command', () => {
  test('that says everything is a wish, in the words that were typed', () => {
    expect(readCommand(command, context)).toEqual({
      is: 'inbound',
      inbound: {
        delivery: 'slack:trigger:6001.7001.0a1b2c3d4e',
        user: ana,
        at: NOW,
        reply: `${NOW} https://hooks.slack.com/commands/T0CONTOSO/6001/abcDEF`,
        intent: {
          is: 'ask',
          vm: 'web-01',
          role: 'admin',
          duration: '2h',
          reason: 'disk full, see tickets.example/42 & runbook',
          ticket: '',
        },
      },
    });
  });

  test.each([
    ['', {}],
    ['request', {}],
    ['request web-01', { vm: 'web-01' }],
  ])('“%s” opens the form', (text, given) => {
    expect(readCommand({ ...command, text }, context)).toMatchObject({
      is: 'open',
      form: 'ask',
      subject: '',
      given,
      trigger: '6001.7001.0a1b2c3d4e',
      user: ana,
    });
  });

  test.each([
    ['help', { is: 'help' }],
    ['mine', { is: 'mine' }],
    ['open sesame', { is: 'unclear', text: 'open sesame' }],
  ])('“%s” is understood', (text, intent) => {
    expect(readCommand({ ...command, text }, context)).toMatchObject({ is: 'inbound', inbound: { intent } });
  });

  test('without a person in it is nothing', () => {
    expect(readCommand({ ...command, user_id: '' }, context).is).toBe('nothing');
  });
});

test('the shortcut opens the form; another app’s does not', () => {
  expect(readShortcut(shortcut, context)).toMatchObject({ is: 'open', form: 'ask', user: ana, reply: '' });
  expect(readShortcut({ ...shortcut, callback_id: 'other' }, context).is).toBe('nothing');
});

describe('a press', () => {
  const pressed = (action_id: string, value?: string) =>
    readPress({ ...pressInMessage, actions: [{ ...pressInMessage.actions[0], action_id, value }] }, context);

  test('of approve names the request, the person, and its delivery', () => {
    expect(readPress(pressInMessage, context)).toEqual({
      is: 'inbound',
      inbound: {
        delivery: 'slack:trigger:6003.7001.2c3d4e5f6a',
        user: mia,
        at: NOW,
        reply: `${NOW} https://hooks.slack.com/actions/T0CONTOSO/6003/ghiJKL`,
        intent: { is: 'press', press: 'approve', request: REQUEST, reason: '' },
      },
    });
  });

  test('in App Home has nowhere to answer to', () => {
    expect(readPress(pressInHome, context)).toMatchObject({
      inbound: { reply: '', intent: { is: 'press', press: 'release', request: REQUEST } },
    });
  });

  test.each(['deny', 'revoke'])('of %s asks for a reason first', (name) => {
    expect(pressed(`latchkey.${name}.1`, REQUEST)).toMatchObject({ is: 'open', form: name, subject: REQUEST });
  });

  test('of ask opens the form, about an earlier request or none', () => {
    expect(pressed('latchkey.ask.0', REQUEST)).toMatchObject({ is: 'open', form: 'ask', subject: REQUEST });
    expect(pressed('latchkey.ask.0')).toMatchObject({ is: 'open', form: 'ask', subject: '' });
  });

  test('of mine needs no request', () => {
    expect(pressed('latchkey.mine.0')).toMatchObject({ inbound: { intent: { is: 'mine' } } });
  });

  test.each(['', '1', REQUEST.toUpperCase(), `${REQUEST} `, `${REQUEST}' or 1=1`, '../../etc'])(
    'with the value “%s”, which we never put there, does nothing',
    (value) => {
      for (const name of ['approve', 'deny', 'revoke', 'withdraw', 'release'])
        expect(pressed(`latchkey.${name}.0`, value)).toMatchObject({ is: 'stale', user: mia });
    },
  );

  test.each(['approve', 'latchkey.grant.0', 'latchkey.approve.0.x', 'x.latchkey.approve.0', 'link'])(
    'of the button “%s”, which is not ours, is left alone',
    (action_id) => {
      expect(pressed(action_id, REQUEST).is).toBe('nothing');
    },
  );
});

describe('a form', () => {
  test('to ask is a wish; the answer goes to where it was opened', () => {
    expect(readSubmission(askSubmission, context)).toMatchObject({
      is: 'submitted',
      inbound: {
        delivery: 'slack:trigger:6005.7001.4e5f6a7b8c',
        user: ana,
        reply: '1795358000000 https://hooks.slack.com/commands/T0CONTOSO/6001/abcDEF',
        intent: {
          is: 'ask',
          vm: 'vm-key-1',
          role: 'admin',
          duration: '2h',
          reason: 'disk full & <urgent>\nsecond line',
          ticket: '',
        },
      },
    });
  });

  test('to deny is a press with a reason', () => {
    expect(readSubmission(denySubmission, context)).toMatchObject({
      is: 'submitted',
      inbound: { user: mia, intent: { is: 'press', press: 'deny', request: REQUEST, reason: 'not this week' } },
    });
  });

  test('about a request that is none does nothing', () => {
    const view = { ...denySubmission.view, private_metadata: JSON.stringify({ subject: 'x', reply: '' }) };
    expect(readSubmission({ ...denySubmission, view }, context).is).toBe('stale');
  });
});

test('a search is what was typed; in another field there is none', () => {
  const user = { chat: 'slack', team: context.team, id: vmSearch.user.id };
  expect(readSearch(vmSearch, context)).toEqual({ is: 'search', text: 'web', user });
  expect(readSearch({ ...vmSearch, user: {} }, context).is).toBe('nothing');
  expect(readSearch({ ...vmSearch, action_id: 'other' }, context).is).toBe('nothing');
});

describe('an event', () => {
  test('says that Home was opened, under its own id', () => {
    expect(readEvent(homeOpened, context)).toMatchObject({
      inbound: { delivery: 'slack:event:Ev0HOME', user: ana, intent: { is: 'home' } },
    });
    const messages = { ...homeOpened, event: { ...homeOpened.event, tab: 'messages' } };
    expect(readEvent(messages, context).is).toBe('nothing');
  });

  test('brings what somebody wrote to the bot, as they typed it', () => {
    expect(readEvent(directMessage, context)).toMatchObject({
      inbound: {
        intent: { is: 'ask', vm: 'web-01.contoso.com', duration: '1h', reason: 'restart <nginx>' },
      },
    });
  });

  const said = (changes: object) =>
    readEvent({ ...directMessage, event: { ...directMessage.event, ...changes } }, context);

  test('that wants the form is helped to the button, for a message opens none', () => {
    expect(said({ text: 'hello' })).toMatchObject({ inbound: { intent: { is: 'unclear' } } });
    expect(said({ text: '/vm' })).toMatchObject({ inbound: { intent: { is: 'help' } } });
    expect(said({ text: 'request web-01' })).toMatchObject({ inbound: { intent: { is: 'ask', vm: 'web-01' } } });
  });

  test('of our own speaking, of edits and of channels is left alone', () => {
    expect(readEvent(ownMessage, context).is).toBe('nothing');
    expect(said({ subtype: 'message_changed' }).is).toBe('nothing');
    expect(said({ channel_type: 'channel' }).is).toBe('nothing');
    expect(said({ type: 'reaction_added' }).is).toBe('nothing');
  });

  test('says that a person changed, if the person is ours', () => {
    expect(readEvent(userChanged, context)).toMatchObject({ inbound: { user: ana, intent: { is: 'changed' } } });
    const stranger = { ...userChanged, event: { ...userChanged.event, user: { id: 'U1', team_id: 'T0OTHER' } } };
    expect(readEvent(stranger, context).is).toBe('nothing');
  });
});

test.each([
  ['plain words', 'plain words'],
  ['<http://a.example|a.example> and <https://b.example/x>', 'a.example and https://b.example/x'],
  ['<@U123|ana> <@U123> <#C1|general> <!here> <!subteam^S1|@ops>', '@ana @U123 #general @here @ops'],
  ['<mailto:ana@contoso.com|ana@contoso.com>', 'ana@contoso.com'],
  ['&lt;b&gt; &amp;amp; 1 < 2 > 0 <b>', '<b> &amp; 1 < 2 > 0 <b>'],
])('%j is read as %j', (sent, typed) => {
  expect(asTyped(sent)).toBe(typed);
});

describe('a reply token', () => {
  const api = 'http://127.0.0.1:4100/slack/api/';
  const url = 'https://hooks.slack.com/actions/T/1/x';

  test('leads back for 29 minutes', () => {
    const token = replyToken(url, NOW);
    expect(replyRoute(token, NOW + REPLY_LASTS, api)).toEqual({ url, issuedAt: NOW });
    expect(replyRoute(token, NOW + REPLY_LASTS + 1, api)).toBeUndefined();
  });

  test('is empty where there is nowhere to answer to', () => {
    expect(replyToken('', NOW)).toBe('');
    expect(replyRoute('', NOW, api)).toBeUndefined();
  });

  test.each(['https://hooks.slack-gov.com/x', 'http://127.0.0.1:4100/slack/response/x'])('may lead to %s', (there) => {
    expect(replyRoute(replyToken(there, NOW), NOW, api)?.url).toBe(there);
  });

  test.each([
    'http://hooks.slack.com/x',
    'https://slack.com.evil.example/x',
    'https://evilslack.com/x',
    'http://169.254.169.254/metadata',
    'file:///etc/passwd',
    'nonsense',
  ])('never leads to %s', (there) => {
    expect(replyRoute(replyToken(there, NOW), NOW, api)).toBeUndefined();
  });
});
