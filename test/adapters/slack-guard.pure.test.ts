import { webApi } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { createSlack } from '../../adapters/slack/index.ts';
import { faultOf } from '../../adapters/slack/faults.ts';
import { isOurs, isTimely, SKEW } from '../../adapters/slack/guard.ts';
import { slackManifest } from '../../adapters/slack/manifest.ts';
import { identityOf } from '../../adapters/slack/who.ts';
import askSubmission from '../../adapters/slack/payloads/ask-submission.json' with { type: 'json' };
import command from '../../adapters/slack/payloads/slash-command.json' with { type: 'json' };
import directMessage from '../../adapters/slack/payloads/direct-message.json' with { type: 'json' };
import homeOpened from '../../adapters/slack/payloads/home-opened.json' with { type: 'json' };
import pressInHome from '../../adapters/slack/payloads/press-in-home.json' with { type: 'json' };
import pressInMessage from '../../adapters/slack/payloads/press-in-message.json' with { type: 'json' };
import shortcut from '../../adapters/slack/payloads/global-shortcut.json' with { type: 'json' };
import user from '../../adapters/slack/payloads/user.json' with { type: 'json' };
import vmSearch from '../../adapters/slack/payloads/vm-search.json' with { type: 'json' };

const own = { team: 'T0CONTOSO', enterprise: '', botUser: 'U0LATCHKEY', bot: 'B0LATCHKEY' };
const payloads = { command, shortcut, pressInMessage, pressInHome, askSubmission, vmSearch, homeOpened, directMessage };

describe('a payload', () => {
  test.each(Object.entries(payloads))('of our workspace is ours: %s', (_name, body) => {
    expect(isOurs(body, own)).toBe(true);
  });

  test.each(Object.entries(payloads))('of the same kind from elsewhere is not: %s', (_name, body) => {
    expect(isOurs(JSON.parse(JSON.stringify(body).replaceAll('T0CONTOSO', 'T0OTHER')), own)).toBe(false);
  });

  test('of a stranger in a shared channel is not ours, though the channel is', () => {
    expect(isOurs({ ...pressInMessage, user: { ...pressInMessage.user, team_id: 'T0OTHER' } }, own)).toBe(false);
    const view = { ...askSubmission.view, app_installed_team_id: 'T0OTHER' };
    expect(isOurs({ ...askSubmission, view }, own)).toBe(false);
    for (const field of ['team', 'user_team', 'source_team'])
      expect(isOurs({ ...directMessage, event: { ...directMessage.event, [field]: 'T0OTHER' } }, own)).toBe(false);
  });

  test('that names no team at all is not ours', () => {
    expect(isOurs({ type: 'block_actions', user: { id: 'U0ANA' } }, own)).toBe(false);
    expect(isOurs({ team_id: 7 }, own)).toBe(false);
    expect(isOurs(null, own)).toBe(false);
  });

  test('of a colleague from another workspace of our organisation is ours', () => {
    const colleague = { ...pressInMessage, user: { ...pressInMessage.user, team_id: 'T0SISTER' } };
    const grid = { ...own, enterprise: 'E0CONTOSO' };
    expect(isOurs({ ...colleague, enterprise: { id: 'E0CONTOSO', name: 'Contoso' } }, grid)).toBe(true);
    expect(isOurs({ ...colleague, enterprise: { id: 'E0OTHER', name: 'Other' } }, grid)).toBe(false);
    expect(isOurs({ ...colleague, enterprise: { id: 'E0CONTOSO', name: 'Contoso' } }, own)).toBe(false);
  });
});

test('a request is timely within five minutes either way', () => {
  const now = 1_795_358_000_000;
  const at = (ms: number) => isTimely(String((now + ms) / 1000), now);
  expect([at(0), at(-SKEW), at(SKEW)]).toEqual([true, true, true]);
  expect([at(-SKEW - 1000), at(SKEW + 1000), at(3_600_000)]).toEqual([false, false, false]);
  for (const odd of [undefined, '', 'soon', '-1', '1e12', ['1795358000']]) expect(isTimely(odd, now)).toBe(false);
});

test('an empty signing secret is refused before anything listens', () => {
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const options = { botToken: 'xoxb-1', clock: { now: () => 0 }, log };
  expect(() => createSlack({ ...options, signingSecret: '' })).toThrow('SLACK_SIGNING_SECRET is empty');
  expect(() => createSlack({ ...options, signingSecret: '  ' })).toThrow('SLACK_SIGNING_SECRET is empty');
  expect(() => createSlack(options)).toThrow('SLACK_SIGNING_SECRET is empty');
  expect(createSlack({ ...options, signingSecret: 's' }).router).toBeDefined();
  expect(createSlack({ ...options, appToken: 'xapp-1' }).router).toBeUndefined();
});

describe('a person', () => {
  test('who is a full member has a mail and a name', () => {
    expect(identityOf(user, own)).toEqual({
      is: 'profile',
      profile: { mail: 'ana@contoso.com', name: 'Ana Torres' },
    });
  });

  test.each([
    [{ deleted: true }, 'chat_deactivated'],
    [{ is_bot: true }, 'chat_bot'],
    [{ is_workflow_bot: true }, 'chat_bot'],
    [{ id: 'USLACKBOT' }, 'chat_bot'],
    [{ is_restricted: true }, 'chat_guest'],
    [{ is_restricted: true, is_ultra_restricted: true }, 'chat_guest'],
    [{ is_stranger: true }, 'chat_external'],
    [{ team_id: 'T0OTHER', is_stranger: false }, 'chat_external'],
    [{ team_id: undefined }, 'chat_external'],
    [{ is_email_confirmed: false }, 'mail_unconfirmed'],
    [{ is_email_confirmed: undefined }, 'mail_unconfirmed'],
    [{ profile: { ...user.profile, email: undefined } }, 'mail_missing'],
    [{ profile: undefined }, 'mail_missing'],
  ])('with %j is refused: %s', (changes, problem) => {
    const changed = JSON.parse(JSON.stringify({ ...user, ...changes }));
    expect(identityOf(changed, own)).toEqual({ is: 'problem', problem });
  });

  test('whom Slack does not describe is refused', () => {
    expect(identityOf(undefined, own)).toEqual({ is: 'problem', problem: 'chat_external' });
  });
});

describe('an error of Slack’s', () => {
  const platform = (error: string, more: object = {}) =>
    faultOf(new webApi.WebAPIPlatformError({ ok: false, error, ...more }), 'chat.postMessage');

  test.each([
    ['channel_not_found', 'chat_place_gone'],
    ['is_archived', 'chat_place_gone'],
    ['not_in_channel', 'chat_place_gone'],
    ['message_not_found', 'chat_place_gone'],
    ['user_disabled', 'chat_place_gone'],
    ['invalid_auth', 'chat_forbidden'],
    ['token_revoked', 'chat_forbidden'],
    ['account_inactive', 'chat_forbidden'],
    ['ratelimited', 'chat_throttled'],
    ['internal_error', 'chat_unreachable'],
    ['invalid_blocks', 'chat_rejected'],
    ['something_new', 'chat_rejected'],
  ])('%s is %s', (error, code) => {
    expect(platform(error)).toMatchObject({ code, message: `chat.postMessage: ${error}` });
  });

  test('names the scope that is missing', () => {
    expect(platform('missing_scope', { needed: 'im:write' }).message).toContain('needs im:write');
  });

  test('says how long to wait, in milliseconds', () => {
    expect(faultOf(new webApi.WebAPIRateLimitedError(30), 'x')).toMatchObject({
      code: 'chat_throttled',
      retryable: true,
      retryAfter: 30_000,
    });
  });

  test.each([
    [500, 'chat_unreachable'],
    [503, 'chat_unreachable'],
    [404, 'chat_rejected'],
  ])('HTTP %i is %s', (status, code) => {
    expect(faultOf(new webApi.WebAPIHTTPError(status, '', {}), 'x').code).toBe(code);
  });

  test('a cut or slow connection is out of reach', () => {
    expect(faultOf(new webApi.WebAPIRequestError(new Error('socket hang up')), 'x').code).toBe('chat_unreachable');
    expect(faultOf(new Error('timeout'), 'x')).toMatchObject({ code: 'chat_unreachable', retryable: true });
  });
});

describe('the manifest', () => {
  test('over Socket Mode names no address', () => {
    const manifest = slackManifest({ socketMode: true });
    expect(JSON.stringify(manifest)).not.toContain('http');
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(['app_home_opened', 'message.im', 'user_change']);
  });

  test('over HTTP names the one address everywhere', () => {
    const url = 'https://latchkey.example/slack/events';
    const { features, settings } = slackManifest({ publicUrl: 'https://latchkey.example', socketMode: false });
    expect(features.slash_commands[0]).toMatchObject({ command: '/vm', url, should_escape: false });
    expect(settings.event_subscriptions).toMatchObject({ request_url: url });
    expect(settings.interactivity).toMatchObject({ request_url: url, message_menu_options_url: url });
  });

  test('needs one way or the other', () => {
    expect(() => slackManifest({ socketMode: false })).toThrow('PUBLIC_URL');
  });
});
