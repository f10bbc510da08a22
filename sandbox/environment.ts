import type { SandboxContext } from './context.ts';

/** What a bot needs to talk to this sandbox. Tokens are secrets in shape only: everybody may know them. */
export function environment(context: SandboxContext, authorityFile: string): Record<string, string> {
  const { urls } = context;
  const { bot, teams, tenant, subscriptions } = context.world.now;
  return {
    SLACK_API_URL: `${urls.slack}/api/`,
    SLACK_BOT_TOKEN: 'xoxb-sandbox-bot-token',
    SLACK_APP_TOKEN: 'xapp-sandbox-app-token',
    SLACK_SIGNING_SECRET: 'sandbox-signing-secret',
    MicrosoftAppId: teams.app.id,
    MicrosoftAppPassword: teams.app.secret,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: tenant.id,
    BOT_CONNECTOR_OPENID: `${urls.teams}/openid/.well-known/openidconfiguration`,
    BOT_SERVICE_URL: `${urls.teams}/connector/`,
    AZURE_TENANT_ID: tenant.id,
    AZURE_SUBSCRIPTION_IDS: subscriptions.map((subscription) => subscription.id).join(','),
    AZURE_ARM_ENDPOINT: urls.arm,
    AZURE_GRAPH_ENDPOINT: urls.graph,
    AZURE_AUTHORITY_HOST: urls.entra,
    AZURE_CLIENT_ID: bot.clientId,
    AZURE_CLIENT_SECRET: bot.clientSecret,
    IDENTITY_ENDPOINT: urls.identity,
    IDENTITY_HEADER: bot.identityHeader,
    NODE_EXTRA_CA_CERTS: authorityFile,
  };
}
