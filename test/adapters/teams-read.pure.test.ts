import { describe, expect, test } from 'vitest';
import { isFromTeams, isOurs } from '../../adapters/teams/guard.ts';
import { pressedOf } from '../../adapters/teams/hear.ts';
import { readActivity } from '../../adapters/teams/read.ts';
import { asTyped } from '../../adapters/teams/typed.ts';
import askSubmission from '../../adapters/teams/payloads/ask-submission.json' with { type: 'json' };
import channelDeleted from '../../adapters/teams/payloads/channel-deleted.json' with { type: 'json' };
import channelMention from '../../adapters/teams/payloads/channel-mention.json' with { type: 'json' };
import composeFetch from '../../adapters/teams/payloads/compose-fetch.json' with { type: 'json' };
import denyFetch from '../../adapters/teams/payloads/deny-fetch.json' with { type: 'json' };
import denySubmit from '../../adapters/teams/payloads/deny-submit.json' with { type: 'json' };
import installed from '../../adapters/teams/payloads/installed.json' with { type: 'json' };
import memberRemoved from '../../adapters/teams/payloads/member-removed.json' with { type: 'json' };
import personalMessage from '../../adapters/teams/payloads/personal-message.json' with { type: 'json' };
import pressApprove from '../../adapters/teams/payloads/press-approve.json' with { type: 'json' };
import pressOnOldClient from '../../adapters/teams/payloads/press-on-old-client.json' with { type: 'json' };
import teamRenamed from '../../adapters/teams/payloads/team-renamed.json' with { type: 'json' };
import uninstalled from '../../adapters/teams/payloads/uninstalled.json' with { type: 'json' };
import vmSearch from '../../adapters/teams/payloads/vm-search.json' with { type: 'json' };

const REQUEST = '3f0c6c1e-8d0a-4a57-9a53-2b8f0c9d1e77';
const TENANT = 'b3e2a0c1-0d4f-4a6b-8c9d-0e1f2a3b4c5d';
const NOW = 1_795_358_000_000;
const context = { tenant: TENANT, now: NOW };
const ana = { chat: 'teams', team: TENANT, id: 'a0a0a0a0-1111-4222-8333-444444444444' };
const THREAD = '19:approvals@thread.tacv2;messageid=1795358000001';

const read = (activity: unknown) => readActivity(activity, context);

describe('a message', () => {
  test('is a wish in the words that were typed, of the person the directory knows', () => {
    expect(read(personalMessage)).toEqual({
      is: 'inbound',
      way: 'message',
      inbound: {
        delivery: 'a:1personal/1795358000000',
        user: ana,
        at: NOW,
        reply: '',
        intent: { is: 'ask', vm: 'web-01', role: 'admin', duration: '2h', reason: 'disk <full> & slow', ticket: '' },
      },
    });
  });

  test('delivered again with another timestamp has the same name', () => {
    const again = { ...personalMessage, timestamp: '2026-11-22T14:33:35.000Z' };
    expect(read(again)).toEqual(read(personalMessage));
  });

  test('in a channel is heard without the mention', () => {
    expect(read(channelMention)).toMatchObject({ is: 'inbound', inbound: { intent: { is: 'mine' } } });
  });

  test('that mentions the bot and says nothing opens the form', () => {
    expect(read({ ...channelMention, text: '<at>Latchkey</at>' })).toMatchObject({
      is: 'open',
      form: 'ask',
      way: 'message',
    });
  });

  test.each(['Status', 'done'])('%s is about what is mine', (text) => {
    expect(read({ ...personalMessage, text })).toMatchObject({ inbound: { intent: { is: 'mine' } } });
  });

  test('of nobody in the directory is left alone', () => {
    const { aadObjectId: _left, ...from } = personalMessage.from;
    expect(read({ ...personalMessage, from })).toMatchObject({ is: 'nothing' });
    expect(read({ ...personalMessage, from: { ...from, aadObjectId: 'ana@contoso.com' } })).toMatchObject({
      is: 'nothing',
    });
  });

  test('keeps the mentions of others', () => {
    const mentions = [{ text: '<at>Bo</at>', id: '29:bo' }];
    expect(asTyped('ask <at>Bo</at> &amp;lt; x', mentions, '28:bot')).toBe('ask <at>Bo</at> &lt; x');
  });
});

describe('a press', () => {
  const inbound = { user: ana, intent: { is: 'press', press: 'approve', request: REQUEST, reason: '' } };

  test('names the request', () => {
    expect(read(pressApprove)).toMatchObject({
      is: 'inbound',
      way: 'card',
      inbound: { ...inbound, delivery: `${THREAD}/${pressApprove.id}`, reply: `press ${THREAD}/${pressApprove.id}` },
    });
    expect(pressedOf(pressApprove)).toEqual({ conversation: '19:approvals@thread.tacv2', activity: '1795358000001' });
  });

  test('on a client that knows no Action.Execute does, too', () => {
    expect(read(pressOnOldClient)).toMatchObject({ is: 'inbound', way: 'message', inbound: { ...inbound, reply: '' } });
  });

  test.each([
    ['a request that is no id', { latchkey: 'approve', subject: '1' }],
    ['something more than an id', { latchkey: 'approve', subject: `${REQUEST}' or 1=1` }],
    ['another action', { latchkey: 'grant', subject: REQUEST }],
    ['a form for no request', { latchkey: 'form', form: 'deny', subject: '', reason: 'x' }],
    ['a form that is not there', { latchkey: 'form', form: 'delete', subject: REQUEST }],
    ['nothing of ours', { action: 'approve' }],
    ['no data', undefined],
  ])('with %s is stale', (_name, data) => {
    const value = { ...pressApprove.value, action: { ...pressApprove.value.action, data } };
    expect(read({ ...pressApprove, value })).toMatchObject({ is: 'stale', way: 'card' });
  });
});

describe('forms', () => {
  test('to deny are dialogs about that request', () => {
    expect(read(denyFetch)).toMatchObject({ is: 'open', form: 'deny', subject: REQUEST, way: 'dialog' });
    expect(read(denySubmit)).toMatchObject({
      is: 'submitted',
      way: 'dialog',
      inbound: { intent: { is: 'press', press: 'deny', request: REQUEST, reason: 'not *this* week' } },
    });
  });

  test('to ask carry what was filled in, and a typed name where none was chosen', () => {
    expect(read(askSubmission)).toMatchObject({
      is: 'submitted',
      way: 'card',
      inbound: {
        intent: {
          is: 'ask',
          vm: 'Yb7z5cXzkUpdZivy48zKw0',
          role: 'admin',
          duration: '2h',
          reason: 'restart\nthe import',
        },
      },
    });
    const { data } = askSubmission.value.action;
    const typed = { ...askSubmission, value: { action: { data: { ...data, vm: '', vmTyped: ' web-01 ' } } } };
    expect(read(typed)).toMatchObject({ inbound: { intent: { vm: 'web-01' } } });
  });

  test('open from the compose box', () => {
    expect(read(composeFetch)).toMatchObject({ is: 'open', form: 'ask', way: 'dialog' });
  });

  test('search page by page, and only in the list that is there', () => {
    expect(read(vmSearch)).toMatchObject({ is: 'search', text: 'web', skip: 15, top: 15, user: { chat: 'teams' } });
    const many = { ...vmSearch.value, queryOptions: { skip: 0, top: 10_000 } };
    expect(read({ ...vmSearch, value: many })).toMatchObject({ top: 15 });
    expect(read({ ...vmSearch, value: { ...vmSearch.value, dataset: 'people' } })).toMatchObject({ is: 'nothing' });
  });
});

describe('what happens around', () => {
  test('installed for a person, their home is drawn; an upgrade says nothing', () => {
    expect(read(installed)).toMatchObject({ is: 'installed', inbound: { user: ana, intent: { is: 'home' } } });
    expect(read({ ...installed, action: 'add-upgrade' })).toMatchObject({ is: 'nothing' });
  });

  test('without an id each installation and each leaving is one by itself, and none is swallowed', () => {
    const deliveries = (activity: object) =>
      [1, 2].map(() => {
        const told = read({ ...activity, id: undefined });
        return told.is === 'installed' ? told.inbound.delivery : told.is === 'left' ? told.inbounds[0]?.delivery : '';
      });
    for (const activity of [installed, memberRemoved]) {
      const [first, second] = deliveries(activity);
      expect(first).toContain(activity.conversation.id);
      expect(second).not.toBe(first);
    }
  });

  test('installed in a team, or a channel restored: it is in reach again', () => {
    const { conversation, channelData } = channelMention;
    expect(read({ ...installed, conversation, channelData })).toEqual({
      is: 'back',
      where: '19:approvals@thread.tacv2',
    });
    const restored = { ...channelDeleted.channelData, eventType: 'channelRestored' };
    expect(read({ ...channelDeleted, channelData: restored })).toEqual({
      is: 'back',
      where: '19:approvals@thread.tacv2',
    });
  });

  test('taken away, the person, or the deleted channel, is out of reach', () => {
    expect(read(uninstalled)).toEqual({ is: 'removed', where: ana.id, code: 'Uninstalled' });
    expect(read(channelDeleted)).toMatchObject({
      is: 'removed',
      where: '19:approvals@thread.tacv2',
      code: 'ChannelDeleted',
    });
  });

  test('who has left the team is asked about anew, each of them', () => {
    const bo = 'b0b0b0b0-1111-4222-8333-444444444444';
    expect(read(memberRemoved)).toMatchObject({
      is: 'left',
      inbounds: [{ user: { id: bo }, intent: { is: 'changed' } }],
    });
    const ids = [undefined, bo, ana.id.toUpperCase()];
    const several = { ...memberRemoved, membersRemoved: ids.map((aadObjectId) => ({ id: '29:x', aadObjectId })) };
    const found = read(several);
    if (found.is !== 'left') return expect.fail(found.is);
    expect(found.inbounds.map(({ user }) => user.id)).toEqual([bo, ana.id]);
    expect(new Set(found.inbounds.map(({ delivery }) => delivery)).size).toBe(2);
  });

  test.each([
    ['by its id', { id: '28:another-bot' }],
    ['by its role', { role: 'bot' }],
    ['called from another', { role: 'skill' }],
  ])('a bot, %s, is nobody, whatever person it names', (_name, change) => {
    const from = { ...personalMessage.from, ...change };
    for (const activity of [personalMessage, pressApprove, vmSearch, denySubmit])
      expect(read({ ...activity, from })).toMatchObject({ is: 'nothing' });
  });

  test.each([
    ['a renamed team', teamRenamed],
    ['typing', { ...personalMessage, type: 'typing' }],
    ['an empty object', {}],
    ['no conversation', { ...personalMessage, conversation: undefined }],
    ['an activity without an id', { ...personalMessage, id: '' }],
  ])('%s is left alone', (_name, activity) => {
    expect(read(activity)).toMatchObject({ is: 'nothing' });
  });

  test('an unknown invoke is known as such', () => {
    expect(read({ ...vmSearch, name: 'tab/fetch' })).toEqual({ is: 'unknown', name: 'tab/fetch' });
  });
});

describe('whose it is', () => {
  const other = '00000000-dead-4bad-8000-000000000000';

  test('ours when every tenant named is our own', () => {
    expect(isOurs(personalMessage, TENANT)).toBe(true);
    expect(isOurs(channelMention, TENANT)).toBe(true);
    const { tenantId: _none, ...conversation } = personalMessage.conversation;
    expect(isOurs({ ...personalMessage, conversation }, TENANT)).toBe(true);
  });

  test.each([
    ['another conversation’s tenant', { conversation: { ...personalMessage.conversation, tenantId: other } }],
    ['another tenant in the channel data', { channelData: { tenant: { id: other } } }],
    ['a person of another tenant in a shared channel', { from: { ...personalMessage.from, tenantId: other } }],
    ['no tenant at all', { conversation: { id: 'a:1' }, channelData: {} }],
  ])('not with %s', (_name, change) => {
    expect(isOurs({ ...personalMessage, ...change }, TENANT)).toBe(false);
  });

  const claims = (values: Record<string, string>) => ({ getClaimValue: (type: string) => values[type] ?? null });
  const expected = {
    issuer: 'https://api.botframework.com',
    appId: 'app',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
  };
  const good = { iss: expected.issuer, aud: 'app', serviceurl: expected.serviceUrl };

  test('from Teams only with Teams’ own claims', () => {
    expect(isFromTeams(claims(good), expected)).toBe(true);
    for (const bad of [
      { ...good, iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' },
      { ...good, aud: 'another' },
      { iss: good.iss, aud: good.aud },
      { ...good, serviceurl: 'https://evil.example/' },
    ])
      expect(isFromTeams(claims(bad), expected)).toBe(false);
  });
});
