/**
 * The environment, parsed once at the start. Every problem is found in the same run and comes with its next step; no
 * problem repeats a setting's value, because it may be a secret. `IDENTITY_*` and the other ways to sign in to Azure are
 * not read here: `DefaultAzureCredential` finds them by itself.
 */
import { z } from 'zod';
import { CLOUDS } from './clouds.ts';
import type { CloudName } from './clouds.ts';
import { printable } from './printable.ts';

/** sysexits.h EX_CONFIG: the configuration is wrong, and starting again will not help. */
export const EXIT_CONFIG = 78;

export type Config = {
  /** The `url` of a PostgreSQL server, or the folder in which the embedded one keeps its data. */
  readonly record:
    { readonly is: 'server'; readonly url: string } | { readonly is: 'embedded'; readonly folder: string };
  /** Without it the queues live in the record's own PostgreSQL. */
  readonly redisUrl?: string;
  /** Port 0 takes any free one; without `host` it is all interfaces. `publicUrl` has no slash at its end. */
  readonly http: { readonly port: number; readonly host?: string; readonly publicUrl?: string };
  readonly chats: { readonly slack?: SlackSettings; readonly teams?: TeamsSettings };
  readonly azure: AzureSettings;
  /** Path of `access.yaml`, as given: relative to the working directory. */
  readonly policyPath: string;
  readonly logLevel: LogLevel;
};

export type SlackSettings = {
  readonly botToken: string;
  /** With a slash at its end. */
  readonly apiUrl: string;
  /** An app token opens Socket Mode; a signing secret alone means that requests come in by HTTP. */
  readonly receive:
    { readonly is: 'socket'; readonly appToken: string } | { readonly is: 'http'; readonly signingSecret: string };
};

export type TeamsSettings = {
  readonly identity:
    | { readonly is: 'single_tenant'; readonly appId: string; readonly tenant: string; readonly password: string }
    | { readonly is: 'multi_tenant'; readonly appId: string; readonly password: string }
    | { readonly is: 'managed_identity'; readonly appId: string };
  /** Where the keys for Teams' tokens are; the cloud's own when left out. */
  readonly openId?: string;
  /** Where Teams is reached besides the cloud's own addresses, with a slash at its end. */
  readonly serviceUrl?: string;
};

export type AzureSettings = {
  readonly cloud: CloudName;
  /** A UUID in lower case. */
  readonly tenant: string;
  /** UUIDs in lower case, each once. */
  readonly subscriptions: readonly string[];
  /** HTTPS addresses without a slash at their end. */
  readonly armEndpoint: string;
  readonly graphEndpoint: string;
  readonly authorityHost: string;
};

/** What is wrong with a setting, and the operator's next step. */
export type Problem = { readonly setting: string; readonly wrong: string; readonly next: string };

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const uuid = z.guid('is not a UUID').toLowerCase();

/**
 * Azure's SDKs refuse to send a token to an address without TLS, even to this machine (@azure/core-rest-pipeline,
 * "Bearer token authentication is not permitted for non-TLS protected (non-https) URLs").
 */
const azureEndpoint = webAddress(
  ['https:'],
  'is not an https address: Azure’s SDKs send no token without TLS',
).transform(withoutSlash);

const SETTINGS = z.object({
  DATABASE_URL: webAddress(['postgres:', 'postgresql:'], 'is not a PostgreSQL address').optional(),
  REDIS_URL: webAddress(['redis:', 'rediss:'], 'is not a Redis address').optional(),
  PORT: z
    .string()
    .regex(/^\d+$/, 'is not a port number')
    .transform(Number)
    .pipe(z.number().max(65_535, 'is above 65535'))
    .default(3978),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'is neither an address nor a host name')
    .optional(),
  PUBLIC_URL: webAddress(['https:', 'http:'], 'is not a web address')
    .refine(staysPrivate, { error: 'is plain http, and links to it carry secrets', abort: true })
    .transform(withoutSlash)
    .optional(),
  SLACK_BOT_TOKEN: z.string().superRefine(checkBotToken).optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'is not an app-level token: those begin with xapp-').optional(),
  SLACK_SIGNING_SECRET: z
    .string()
    .regex(/^(?!x[a-z]{2,4}-)[!-~]{8,}$/, 'is not a signing secret: that is a row of at least 8 letters and digits')
    .optional(),
  SLACK_API_URL: webAddress(['https:', 'http:'], 'is not a web address')
    .transform((text) => `${withoutSlash(text)}/`)
    .default('https://slack.com/api/'),
  MicrosoftAppId: uuid.optional(),
  MicrosoftAppType: z
    .string()
    .toLowerCase()
    .pipe(
      z.enum(
        ['singletenant', 'multitenant', 'userassignedmsi'],
        'is none of SingleTenant, MultiTenant, UserAssignedMSI',
      ),
    )
    .default('singletenant'),
  MicrosoftAppTenantId: uuid.optional(),
  MicrosoftAppPassword: z.string().optional(),
  BOT_CONNECTOR_OPENID: webAddress(['https:', 'http:'], 'is not a web address')
    .refine(staysPrivate, {
      error: 'is plain http: the keys that everything is verified with could be swapped on the way',
      abort: true,
    })
    .optional(),
  BOT_SERVICE_URL: webAddress(['https:', 'http:'], 'is not a web address')
    .refine(staysPrivate, { error: 'is plain http: the bot’s token would be readable on the way', abort: true })
    .transform((text) => `${withoutSlash(text)}/`)
    .optional(),
  AZURE_CLOUD: z.enum(['public', 'usgov', 'china'], 'is none of public, usgov, china').default('public'),
  AZURE_TENANT_ID: uuid,
  AZURE_SUBSCRIPTION_IDS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((each) => each !== ''))
    .pipe(z.array(z.guid('holds something that is not a UUID').toLowerCase()).min(1, 'names no subscription')),
  AZURE_ARM_ENDPOINT: azureEndpoint.optional(),
  AZURE_GRAPH_ENDPOINT: azureEndpoint.optional(),
  AZURE_AUTHORITY_HOST: azureEndpoint.optional(),
  LATCHKEY_POLICY: z.string().default('access.yaml'),
  LATCHKEY_DATA: z.string().default('.latchkey'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `is none of ${LOG_LEVELS.join(', ')}`).default('info'),
});

/** Every setting there is. */
export const SETTINGS_NAMES: readonly string[] = Object.keys(SETTINGS.shape);

type Values = z.output<typeof SETTINGS>;
type Setting = keyof Values;

const BY_CLOUD = 'Leave it out to use the address of AZURE_CLOUD, or give one that begins with https://.';
const IN_APP = 'In the app’s settings at api.slack.com, open';
const IN_BOT = 'In the Azure portal open the Azure Bot’s Configuration';
const NEXT: Readonly<Record<Setting, string>> = {
  DATABASE_URL: 'Write postgres://user:password@host:5432/database, or leave it out for the embedded PostgreSQL.',
  REDIS_URL: 'Write redis://host:6379 (rediss:// with TLS), or leave it out to keep the queues in PostgreSQL.',
  PORT: 'Give a number from 0 to 65535, or leave it out for 3978.',
  HOST: 'Give the address to listen on, such as 127.0.0.1, or leave it out for all interfaces.',
  PUBLIC_URL: 'Give the https address by which browsers reach Latchkey, such as https://latchkey.example.com.',
  SLACK_BOT_TOKEN: `${IN_APP} “OAuth & Permissions” and copy the Bot User OAuth Token (xoxb-…).`,
  SLACK_APP_TOKEN: `${IN_APP} “Basic Information”, then App-Level Tokens, and make one with the scope connections:write.`,
  SLACK_SIGNING_SECRET: `${IN_APP} “Basic Information”, then App Credentials, and copy the Signing Secret.`,
  SLACK_API_URL: 'Leave it out, unless the API is at another address (GovSlack: https://slack-gov.com/api/).',
  MicrosoftAppId: `${IN_BOT} and copy the Microsoft App ID.`,
  MicrosoftAppType: 'Write it as the Azure Bot has it: SingleTenant (the usual), MultiTenant or UserAssignedMSI.',
  MicrosoftAppTenantId: 'Set it to the id of the tenant in which the bot’s app is registered.',
  MicrosoftAppPassword: `${IN_BOT}, then Manage Password, and make a client secret. A UserAssignedMSI bot needs none.`,
  BOT_CONNECTOR_OPENID: 'Leave it out to use the address of AZURE_CLOUD.',
  BOT_SERVICE_URL: 'Leave it out: Teams names its own address with everything it sends.',
  AZURE_CLOUD: 'Leave it out for the public cloud, or set it to usgov or china.',
  AZURE_TENANT_ID: 'Set it to the id of the Entra tenant: `az account show --query tenantId`.',
  AZURE_SUBSCRIPTION_IDS:
    'List the ids of the subscriptions whose VMs may be asked for, separated by commas: `az account list --query "[].id"`.',
  AZURE_ARM_ENDPOINT: BY_CLOUD,
  AZURE_GRAPH_ENDPOINT: BY_CLOUD,
  AZURE_AUTHORITY_HOST: BY_CLOUD,
  LATCHKEY_POLICY: 'Give the path of access.yaml, or leave it out.',
  LATCHKEY_DATA: 'Give a folder that Latchkey may write to, or leave it out for .latchkey.',
  LOG_LEVEL: 'Leave it out for info.',
};

/**
 * The configuration, or every problem at once. A setting that is there but blank counts as not set, so that a compose
 * file may pass on what its own environment lacks; an empty secret can therefore never be used as one.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config | readonly Problem[] {
  const given = Object.fromEntries(
    Object.keys(SETTINGS.shape).flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])),
  );
  const parsed = SETTINGS.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => problemOf(issue, env));
  problems.push(...chatProblems(env, given));
  if (!parsed.success || problems.length > 0) return oncePerSetting(problems);
  return configOf(parsed.data);
}

/** All problems as text for a terminal, one paragraph each. */
export function printProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? 'One setting needs' : `${problems.length} settings need`;
  const lines = problems.map(({ setting, wrong, next }) => `  ${setting} ${wrong}.\n    Next: ${next}`);
  return printable([`Latchkey cannot start. ${count} your attention:`, ...lines].join('\n\n'));
}

function configOf(values: Values): Config {
  const cloud = CLOUDS[values.AZURE_CLOUD];
  const slack = slackOf(values);
  const teams = teamsOf(values);
  return {
    record:
      values.DATABASE_URL === undefined
        ? { is: 'embedded', folder: values.LATCHKEY_DATA }
        : { is: 'server', url: values.DATABASE_URL },
    ...(values.REDIS_URL === undefined ? {} : { redisUrl: values.REDIS_URL }),
    http: {
      port: values.PORT,
      ...(values.HOST === undefined ? {} : { host: values.HOST }),
      ...(values.PUBLIC_URL === undefined ? {} : { publicUrl: values.PUBLIC_URL }),
    },
    chats: { ...(slack === undefined ? {} : { slack }), ...(teams === undefined ? {} : { teams }) },
    azure: {
      cloud: values.AZURE_CLOUD,
      tenant: values.AZURE_TENANT_ID,
      subscriptions: [...new Set(values.AZURE_SUBSCRIPTION_IDS)],
      armEndpoint: values.AZURE_ARM_ENDPOINT ?? cloud.arm,
      graphEndpoint: values.AZURE_GRAPH_ENDPOINT ?? cloud.graph,
      authorityHost: values.AZURE_AUTHORITY_HOST ?? cloud.authority,
    },
    policyPath: values.LATCHKEY_POLICY,
    logLevel: values.LOG_LEVEL,
  };
}

function slackOf(values: Values): SlackSettings | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = values;
  const apiUrl = values.SLACK_API_URL;
  if (botToken === undefined) return undefined;
  if (appToken !== undefined) return { botToken, apiUrl, receive: { is: 'socket', appToken } };
  return signingSecret === undefined ? undefined : { botToken, apiUrl, receive: { is: 'http', signingSecret } };
}

function teamsOf(values: Values): TeamsSettings | undefined {
  const { MicrosoftAppId: appId, MicrosoftAppType: type, MicrosoftAppPassword: password = '' } = values;
  const { BOT_CONNECTOR_OPENID: openId, BOT_SERVICE_URL: serviceUrl, MicrosoftAppTenantId: tenant = '' } = values;
  if (appId === undefined) return undefined;
  const identity: TeamsSettings['identity'] =
    type === 'userassignedmsi'
      ? { is: 'managed_identity', appId }
      : type === 'multitenant'
        ? { is: 'multi_tenant', appId, password }
        : { is: 'single_tenant', appId, tenant, password };
  return { identity, ...(openId === undefined ? {} : { openId }), ...(serviceUrl === undefined ? {} : { serviceUrl }) };
}

/** What no single setting shows: no chat at all, or one that is half there. */
function chatProblems(
  env: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, string>>,
): Problem[] {
  const teams = Object.keys(given).some((name) => name.startsWith('MicrosoftApp'));
  const slack = Object.keys(given).some((name) => name.startsWith('SLACK_') && name !== 'SLACK_API_URL');
  return [...(teams ? teamsProblems(env, given) : []), ...(slack || !teams ? slackProblems(env, given) : [])];
}

/** A bot without an id would let everybody in, and one without a secret could not speak. */
function teamsProblems(
  env: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, string>>,
): Problem[] {
  const type = given['MicrosoftAppType']?.toLowerCase() ?? 'singletenant';
  const needed = [
    'MicrosoftAppId',
    ...(type === 'userassignedmsi' ? [] : ['MicrosoftAppPassword']),
    ...(type === 'singletenant' ? ['MicrosoftAppTenantId'] : []),
  ] as Setting[];
  return needed
    .filter((name) => given[name] === undefined)
    .map((setting) => ({
      setting,
      wrong: `${absence(env, setting)}, while the rest of Teams is`,
      next: NEXT[setting],
    }));
}

function slackProblems(
  env: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, string>>,
): Problem[] {
  const receive = ['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const;
  const receives = receive.some((name) => given[name] !== undefined);
  if (given['SLACK_BOT_TOKEN'] === undefined && !receives)
    return [
      {
        setting: 'SLACK_BOT_TOKEN',
        wrong: `${absence(env, 'SLACK_BOT_TOKEN')}, so there is no chat to listen to`,
        next: `${NEXT.SLACK_BOT_TOKEN} Or, for Teams: ${NEXT.MicrosoftAppId}`,
      },
    ];
  if (given['SLACK_BOT_TOKEN'] === undefined)
    return [
      {
        setting: 'SLACK_BOT_TOKEN',
        wrong: `${absence(env, 'SLACK_BOT_TOKEN')}, while the rest of Slack is`,
        next: NEXT.SLACK_BOT_TOKEN,
      },
    ];
  if (receives) return [];
  const wrong = `${absence(env, 'SLACK_APP_TOKEN')} and SLACK_SIGNING_SECRET ${absence(env, 'SLACK_SIGNING_SECRET')}: one of the two is needed to hear from Slack`;
  return [
    { setting: 'SLACK_APP_TOKEN', wrong, next: `${NEXT.SLACK_APP_TOKEN} Or, for HTTP: ${NEXT.SLACK_SIGNING_SECRET}` },
  ];
}

function problemOf(issue: z.core.$ZodIssue, env: Readonly<Record<string, string | undefined>>): Problem {
  const setting = issue.path[0] as Setting;
  return { setting, wrong: env[setting]?.trim() ? issue.message : absence(env, setting), next: NEXT[setting] };
}

function absence(env: Readonly<Record<string, string | undefined>>, setting: Setting): string {
  return env[setting] === undefined ? 'is not set' : 'is there, but empty';
}

function oncePerSetting(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((each, index) => problems.findIndex(({ setting }) => setting === each.setting) === index);
}

function webAddress(protocols: readonly string[], wrong: string) {
  const fits = (text: string) =>
    URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).host !== '';
  return z.string().refine(fits, { error: wrong, abort: true });
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, '');
}

/** Plain http is private only when it never leaves this machine. */
function staysPrivate(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** A user's token (xoxp-) would act in that person's name, with whatever that person may do. */
function checkBotToken(token: string, context: z.RefinementCtx): void {
  if (token.startsWith('xoxb-')) return;
  const message = token.startsWith('xoxp-')
    ? 'is a user’s token (xoxp-): Latchkey must act as the bot, not as a person'
    : token.startsWith('xapp-')
      ? 'is an app-level token (xapp-): that one belongs in SLACK_APP_TOKEN'
      : 'is not a bot token: those begin with xoxb-';
  context.addIssue({ code: 'custom', message });
}
