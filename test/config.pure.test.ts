import { describe, expect, test } from 'vitest';
import { printProblems, readConfig } from '../src/config.ts';
import type { Config, Problem } from '../src/config.ts';

const TENANT = 'B3E2A0C1-0D4F-4A6B-8C9D-0E1F2A3B4C5D';
const ONE = '11111111-2222-4333-8444-555555555555';
const TWO = '66666666-7777-4888-9999-AAAAAAAAAAAA';
const GOOD = {
  SLACK_BOT_TOKEN: 'xoxb-1-2-secretbottoken',
  SLACK_APP_TOKEN: 'xapp-1-secretapptoken',
  AZURE_TENANT_ID: TENANT,
  AZURE_SUBSCRIPTION_IDS: `${ONE}, ${TWO},${ONE}`,
};

type Env = Record<string, string | undefined>;

function good(env: Env): Config {
  const result = readConfig(env);
  if (!('azure' in result)) throw new Error(printProblems(result));
  return result;
}

function bad(env: Env): readonly Problem[] {
  const result = readConfig(env);
  if ('azure' in result) throw new Error('no problem was found');
  return result;
}

/** The problem with one setting, in an environment that is otherwise good. */
function wrong(setting: string, value: string | undefined): string {
  const problems = bad({ ...GOOD, [setting]: value });
  expect(problems.map((each) => each.setting)).toEqual([setting]);
  expect(problems[0]?.next).toMatch(/\.$/);
  return problems[0]?.wrong ?? '';
}

describe('a good environment', () => {
  test('gets its defaults', () => {
    expect(good(GOOD)).toEqual({
      record: { is: 'embedded', folder: '.latchkey' },
      http: { port: 3978 },
      chats: {
        slack: {
          botToken: GOOD.SLACK_BOT_TOKEN,
          apiUrl: 'https://slack.com/api/',
          receive: { is: 'socket', appToken: GOOD.SLACK_APP_TOKEN },
        },
      },
      azure: {
        cloud: 'public',
        tenant: TENANT.toLowerCase(),
        subscriptions: [ONE, TWO.toLowerCase()],
        armEndpoint: 'https://management.azure.com',
        graphEndpoint: 'https://graph.microsoft.com',
        authorityHost: 'https://login.microsoftonline.com',
      },
      policyPath: 'access.yaml',
      logLevel: 'info',
    });
  });

  test('may set everything', () => {
    const config = good({
      ...GOOD,
      DATABASE_URL: 'postgres://latchkey:pw@db:5432/latchkey',
      REDIS_URL: 'rediss://cache:6380',
      PORT: '0',
      HOST: '127.0.0.1',
      PUBLIC_URL: 'https://latchkey.example.com/',
      SLACK_API_URL: 'http://127.0.0.1:4100/slack/api',
      AZURE_CLOUD: 'china',
      AZURE_ARM_ENDPOINT: 'https://localhost:4101/',
      LATCHKEY_POLICY: '/etc/latchkey/access.yaml',
      LOG_LEVEL: 'debug',
    });
    expect(config.record).toEqual({ is: 'server', url: 'postgres://latchkey:pw@db:5432/latchkey' });
    expect(config.redisUrl).toBe('rediss://cache:6380');
    expect(config.http).toEqual({ port: 0, host: '127.0.0.1', publicUrl: 'https://latchkey.example.com' });
    expect(config.chats.slack?.apiUrl).toBe('http://127.0.0.1:4100/slack/api/');
    expect(config.azure).toMatchObject({
      cloud: 'china',
      armEndpoint: 'https://localhost:4101',
      graphEndpoint: 'https://microsoftgraph.chinacloudapi.cn',
      authorityHost: 'https://login.chinacloudapi.cn',
    });
    expect(config.policyPath).toBe('/etc/latchkey/access.yaml');
    expect(config.logLevel).toBe('debug');
  });

  test('blank settings count as not set, as compose files pass them', () => {
    expect(good({ ...GOOD, DATABASE_URL: '', REDIS_URL: ' ', SLACK_SIGNING_SECRET: '', PUBLIC_URL: '' })).toEqual(
      good(GOOD),
    );
  });

  test('without an app token, the signing secret means HTTP', () => {
    const config = good({
      ...GOOD,
      SLACK_APP_TOKEN: undefined,
      SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5',
    });
    expect(config.chats.slack?.receive).toEqual({ is: 'http', signingSecret: '8f742231b10e8888abcd99yyyzzz85a5' });
  });
});

describe('Slack, half there', () => {
  test.each([
    ['a bot token alone', { SLACK_APP_TOKEN: undefined }, 'SLACK_APP_TOKEN', /one of the two is needed/],
    [
      'an empty signing secret',
      { SLACK_APP_TOKEN: undefined, SLACK_SIGNING_SECRET: '' },
      'SLACK_APP_TOKEN',
      /SLACK_SIGNING_SECRET is there, but empty/,
    ],
    ['no bot token', { SLACK_BOT_TOKEN: undefined }, 'SLACK_BOT_TOKEN', /while the rest of Slack is/],
    [
      'no chat at all',
      { SLACK_BOT_TOKEN: undefined, SLACK_APP_TOKEN: undefined },
      'SLACK_BOT_TOKEN',
      /no chat to listen to/,
    ],
    ['a person’s token', { SLACK_BOT_TOKEN: 'xoxp-1-2-3' }, 'SLACK_BOT_TOKEN', /user’s token/],
    ['the tokens swapped', { SLACK_BOT_TOKEN: GOOD.SLACK_APP_TOKEN }, 'SLACK_BOT_TOKEN', /belongs in SLACK_APP_TOKEN/],
    ['some other text', { SLACK_BOT_TOKEN: 'hunter2' }, 'SLACK_BOT_TOKEN', /begin with xoxb-/],
    ['a bot token for the app', { SLACK_APP_TOKEN: GOOD.SLACK_BOT_TOKEN }, 'SLACK_APP_TOKEN', /begin with xapp-/],
    [
      'a token for the secret',
      { SLACK_SIGNING_SECRET: GOOD.SLACK_APP_TOKEN },
      'SLACK_SIGNING_SECRET',
      /not a signing secret/,
    ],
  ])('%s', (_, change: Env, setting, says) => {
    const problems = bad({ ...GOOD, ...change });
    expect(problems.map((each) => each.setting)).toEqual([setting]);
    expect(problems[0]?.wrong).toMatch(says);
  });
});

describe('Teams', () => {
  const APP = '99999999-2222-4333-8444-555555555555';
  const { SLACK_BOT_TOKEN: _bot, SLACK_APP_TOKEN: _app, ...AZURE } = GOOD;
  const TEAMS = { ...AZURE, MicrosoftAppId: APP, MicrosoftAppTenantId: TENANT, MicrosoftAppPassword: 'pass~word' };

  test('alone is enough, and a bot of one tenant is the usual', () => {
    expect(good(TEAMS).chats).toEqual({
      teams: { identity: { is: 'single_tenant', appId: APP, tenant: TENANT.toLowerCase(), password: 'pass~word' } },
    });
  });

  test('beside Slack', () => {
    expect(Object.keys(good({ ...GOOD, ...TEAMS }).chats)).toEqual(['slack', 'teams']);
  });

  test('with a managed identity there is no secret', () => {
    const { chats } = good({ ...AZURE, MicrosoftAppId: APP, MicrosoftAppType: 'UserAssignedMSI' });
    expect(chats.teams?.identity).toEqual({ is: 'managed_identity', appId: APP });
  });

  test('at another address', () => {
    const { chats } = good({
      ...TEAMS,
      MicrosoftAppType: 'MultiTenant',
      BOT_CONNECTOR_OPENID: 'http://127.0.0.1:4180/openid',
      BOT_SERVICE_URL: 'http://127.0.0.1:4180/connector',
    });
    expect(chats.teams).toEqual({
      identity: { is: 'multi_tenant', appId: APP, password: 'pass~word' },
      openId: 'http://127.0.0.1:4180/openid',
      serviceUrl: 'http://127.0.0.1:4180/connector/',
    });
  });

  test.each([
    ['no id: everybody would be let in', { MicrosoftAppId: undefined }, 'MicrosoftAppId', /while the rest of Teams is/],
    ['an empty id', { MicrosoftAppId: ' ' }, 'MicrosoftAppId', /is there, but empty, while the rest of Teams is/],
    ['an id that is none', { MicrosoftAppId: 'latchkey' }, 'MicrosoftAppId', /UUID/],
    ['no secret', { MicrosoftAppPassword: '' }, 'MicrosoftAppPassword', /while the rest of Teams is/],
    ['no tenant', { MicrosoftAppTenantId: undefined }, 'MicrosoftAppTenantId', /while the rest of Teams is/],
    ['an unknown type', { MicrosoftAppType: 'Many' }, 'MicrosoftAppType', /none of SingleTenant/],
    [
      'keys from elsewhere in the clear',
      { BOT_CONNECTOR_OPENID: 'http://keys.example' },
      'BOT_CONNECTOR_OPENID',
      /plain http/,
    ],
    ['a service elsewhere in the clear', { BOT_SERVICE_URL: 'http://smba.example' }, 'BOT_SERVICE_URL', /plain http/],
  ])('half there: %s', (_, change: Env, setting, says) => {
    const problems = bad({ ...TEAMS, ...change });
    expect(problems.map((each) => each.setting)).toEqual([setting]);
    expect(problems[0]?.wrong).toMatch(says);
    expect(printProblems(problems)).not.toContain('pass~word');
  });
});

describe('other settings', () => {
  test.each([
    ['DATABASE_URL', 'mysql://db/latchkey', /PostgreSQL/],
    ['DATABASE_URL', 'localhost', /PostgreSQL/],
    ['REDIS_URL', 'cache:6379', /Redis/],
    ['PORT', '80x', /port/],
    ['PORT', '70000', /65535/],
    ['PUBLIC_URL', 'latchkey.example.com', /web address/],
    ['PUBLIC_URL', 'http://latchkey.example.com', /plain http/],
    ['SLACK_API_URL', 'slack.com', /web address/],
    ['AZURE_CLOUD', 'germany', /none of/],
    ['AZURE_TENANT_ID', 'contoso.com', /UUID/],
    ['AZURE_TENANT_ID', undefined, /^is not set$/],
    ['AZURE_TENANT_ID', '  ', /^is there, but empty$/],
    ['AZURE_SUBSCRIPTION_IDS', `${ONE};${TWO}`, /not a UUID/],
    ['AZURE_SUBSCRIPTION_IDS', ', ,', /names no subscription/],
    ['AZURE_ARM_ENDPOINT', 'http://127.0.0.1:4101', /send no token without TLS/],
    ['AZURE_GRAPH_ENDPOINT', 'http://127.0.0.1:4102', /send no token without TLS/],
    ['AZURE_AUTHORITY_HOST', 'http://127.0.0.1:4103', /send no token without TLS/],
    ['LOG_LEVEL', 'loud', /none of/],
  ])('%s=%s', (setting, value, says) => {
    expect(wrong(setting, value)).toMatch(says);
  });

  test('plain http is fine for PUBLIC_URL on this machine', () => {
    expect(good({ ...GOOD, PUBLIC_URL: 'http://127.0.0.1:3978' }).http.publicUrl).toBe('http://127.0.0.1:3978');
  });
});

test('all problems come at once, each setting once, and no value is repeated', () => {
  const env = {
    SLACK_BOT_TOKEN: 'xoxp-very-secret',
    DATABASE_URL: 'mysql://root:hunter2@db',
    AZURE_SUBSCRIPTION_IDS: 'one,two',
    PORT: 'x',
  };
  const problems = bad(env);
  expect(problems.map((each) => each.setting).toSorted()).toEqual(
    [
      'AZURE_SUBSCRIPTION_IDS',
      'AZURE_TENANT_ID',
      'DATABASE_URL',
      'PORT',
      'SLACK_APP_TOKEN',
      'SLACK_BOT_TOKEN',
    ].toSorted(),
  );
  const text = printProblems(problems);
  expect(text).toMatch(/^Latchkey cannot start\. 6 settings need your attention:/);
  for (const value of ['very-secret', 'hunter2', 'one,two']) expect(text).not.toContain(value);
});
