/** A small bot on Microsoft's own package: whatever it takes and says goes through botbuilder, as referee of both sides. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClientSecretCredential } from '@azure/identity';
import {
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  MessageFactory,
  TurnContext,
  type Activity,
  type ConversationReference,
} from 'botbuilder';
import { MsalServiceClientCredentialsFactory } from 'botframework-connector';
import express from 'express';
import type { Sandbox } from '../../server.ts';
import type { Json } from '../../teams/json.ts';

export type Heard = Partial<Activity> & { type: string };

export type Bot = {
  readonly adapter: CloudAdapter;
  readonly appId: string;
  readonly endpoint: string;
  /** Everything that botbuilder let through, oldest first. */
  readonly heard: Heard[];
  /** What the bot answers invokes with, by name; replaceable. */
  readonly answers: Map<string, (activity: Heard) => unknown>;
  /** What the bot does on anything else. */
  onMessage: (context: TurnContext) => Promise<void>;
  /** Where the bot has been, by conversation id. */
  readonly references: Map<string, Partial<ConversationReference>>;
  /** HTTP status of each delivery. */
  readonly statuses: number[];
  /** Milliseconds before a delivery is looked at. */
  delay: number;
  close(): Promise<void>;
};

export async function startBot(sandbox: Sandbox, change: { secret?: string; issuer?: string } = {}): Promise<Bot> {
  const env = (name: string) => sandbox.env[name] ?? '';
  const appId = env('MicrosoftAppId');
  const authority = `${env('AZURE_AUTHORITY_HOST')}/${env('MicrosoftAppTenantId')}`;
  const credential = new ClientSecretCredential(
    env('MicrosoftAppTenantId'),
    appId,
    change.secret ?? env('MicrosoftAppPassword'),
    { authorityHost: env('AZURE_AUTHORITY_HOST'), disableInstanceDiscovery: true },
  );
  const scope = 'https://api.botframework.com';
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: appId,
      ToChannelFromBotLoginUrl: authority,
      ToChannelFromBotOAuthScope: scope,
      ToBotFromChannelTokenIssuer: change.issuer ?? scope,
      OAuthUrl: 'https://token.botframework.com',
      ToBotFromChannelOpenIdMetadataUrl: env('BOT_CONNECTOR_OPENID'),
      ToBotFromEmulatorOpenIdMetadataUrl: env('BOT_CONNECTOR_OPENID'),
      CallerId: 'urn:botframework:azure',
    },
    new MsalServiceClientCredentialsFactory(appId, clientOf(credential)),
  );
  const adapter = new CloudAdapter(authentication);
  const bot: Bot = {
    adapter,
    appId,
    endpoint: '',
    heard: [],
    answers: new Map(),
    onMessage: async () => undefined,
    references: new Map(),
    statuses: [],
    delay: 0,
    close: () => stop(server),
  };
  const app = express();
  app.post('/api/messages', express.json({ limit: '1mb' }), async (request, response) => {
    response.once('finish', () => bot.statuses.push(response.statusCode));
    if (bot.delay > 0) await new Promise((resolve) => setTimeout(resolve, bot.delay));
    await adapter.process(request, response as never, (context) => turn(bot, context));
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(bot, { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages` });
}

/** As much of MSAL's client as the package uses; its own asks login.microsoftonline.com about every authority. */
function clientOf(credential: ClientSecretCredential) {
  const client = {
    async acquireTokenByClientCredential({ scopes }: { scopes: string[] }) {
      const { token, expiresOnTimestamp } = await credential.getToken(scopes);
      return { accessToken: token, expiresOn: new Date(expiresOnTimestamp) };
    },
  };
  return client as unknown as ConstructorParameters<typeof MsalServiceClientCredentialsFactory>[1];
}

async function turn(bot: Bot, context: TurnContext): Promise<void> {
  const activity = context.activity as Heard;
  bot.heard.push(activity);
  bot.references.set(context.activity.conversation.id, TurnContext.getConversationReference(context.activity));
  if (activity.type !== 'invoke') {
    await bot.onMessage(context);
    return;
  }
  const answer = bot.answers.get(activity.name ?? '');
  const value = { status: answer ? 200 : 501, body: await answer?.(activity) };
  await context.sendActivity({ type: 'invokeResponse', value });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A card with one button. */
export function card(text: string, button: Json, more: Json = {}): Json {
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [{ type: 'TextBlock', text, wrap: true }],
    actions: [button],
    ...more,
  };
}

export function withCard(content: Json): Partial<Activity> {
  return MessageFactory.attachment(CardFactory.adaptiveCard(content));
}

export function answerOf(content: Json): Json {
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: content };
}
