/**
 * Where the Bot Framework and Teams answer in each of Azure's clouds. Public and US Government: the constants of
 * botframework-connector 4.23.3; 21Vianet: learn.microsoft.com, "Bot Framework authentication in Azure China". The hosts of
 * Teams' connector: learn.microsoft.com, "Send proactive messages" (public, GCC, GCC High, DoD).
 */
import type { CloudName } from '../../src/clouds.ts';

export type BotCloud = {
  /** OpenID metadata whose keys sign what comes in. */
  readonly openId: string;
  /** Who issues those tokens. */
  readonly issuer: string;
  /** What our own tokens are for. */
  readonly scope: string;
  /** The tenant that multi-tenant bots get their tokens from. */
  readonly botTenant: string;
  /** Hosts that our token may be sent to: names, or suffixes that begin with a dot. */
  readonly hosts: readonly string[];
  /** Where somebody is reached of whom nothing was heard yet; undefined where Microsoft documents no address. */
  readonly serviceUrl: string | undefined;
};

export const BOT_CLOUDS: Readonly<Record<CloudName, BotCloud>> = {
  public: {
    openId: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.com',
    scope: 'https://api.botframework.com',
    botTenant: 'botframework.com',
    hosts: ['smba.trafficmanager.net', 'smba.infra.gcc.teams.microsoft.com'],
    serviceUrl: 'https://smba.trafficmanager.net/teams/',
  },
  usgov: {
    openId: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.us',
    scope: 'https://api.botframework.us',
    botTenant: 'MicrosoftServices.onmicrosoft.us',
    hosts: ['smba.infra.gov.teams.microsoft.us', 'smba.infra.dod.teams.microsoft.us'],
    serviceUrl: 'https://smba.infra.gov.teams.microsoft.us/gcch/',
  },
  china: {
    openId: 'https://login.botframework.azure.cn/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.azure.cn',
    scope: 'https://api.botframework.azure.cn',
    botTenant: 'microsoftservices.partner.onmschina.cn',
    hosts: ['.teams.microsoftonline.cn', '.botframework.azure.cn'],
    serviceUrl: undefined,
  },
};

/**
 * Whether a token of ours may be sent there. Service URLs come in with every activity; without this, whoever could have one
 * accepted could have Latchkey call any address, with its token.
 *
 * @param own a service URL that the operator configured
 */
export function isPinned(serviceUrl: string, cloud: BotCloud, own: string | undefined): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const url = new URL(serviceUrl);
  if (own !== undefined && url.origin === new URL(own).origin && url.username + url.password === '') return true;
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return false;
  return cloud.hosts.some((host) => (host.startsWith('.') ? url.hostname.endsWith(host) : url.hostname === host));
}
