/** The bot's own sign-in, in both directions. */
import { ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import type { ClientSecretCredentialOptions, TokenCredential } from '@azure/identity';
import {
  AuthenticationConfiguration,
  BotFrameworkAuthenticationFactory,
  ServiceClientCredentialsFactory,
} from 'botframework-connector';
import type { BotFrameworkAuthentication } from 'botframework-connector';
import { isMicrosoftAuthority } from '../entra/credential.ts';
import type { BotCloud } from './clouds.ts';

export type BotIdentity =
  | { readonly is: 'single_tenant'; readonly appId: string; readonly tenant: string; readonly password: string }
  | { readonly is: 'multi_tenant'; readonly appId: string; readonly password: string }
  | { readonly is: 'managed_identity'; readonly appId: string };

type AdditionalPolicyConfig = NonNullable<ClientSecretCredentialOptions['additionalPolicies']>[number];
type Credentials = Awaited<ReturnType<ServiceClientCredentialsFactory['createCredentials']>>;

/** Signs calls to the connector. The token is kept until shortly before its end, by the credential itself. */
export type Signer = Credentials & { token(): Promise<string> };

/**
 * Not botbuilder's own credentials: those know two authorities by heart and ask login.microsoftonline.com about any other,
 * and keep tokens in one cache for the whole process.
 */
export function signerOf(identity: BotIdentity, cloud: BotCloud, authorityHost: string): Signer {
  const credential = credentialOf(identity, cloud, authorityHost);
  const token = async () => {
    const got = await credential.getToken(`${cloud.scope}/.default`);
    if (got === null) throw new Error('Entra ID gave no token');
    return got.token;
  };
  return {
    token,
    signRequest: async (request) => {
      request.headers.set('Authorization', `Bearer ${await token()}`);
      return request;
    },
  };
}

/** In milliseconds, for each of the few calls that a token takes. */
const ASK_WITHIN = 5_000;

/**
 * Without an end of its own a call that nobody answers would hold for ever whatever is to be shown in Teams, and with it one of
 * the queue's workers: the connector's own limit begins after the token.
 */
const ENDS: AdditionalPolicyConfig = {
  position: 'perCall',
  policy: {
    name: 'latchkeyTimeout',
    sendRequest: (request, next) => {
      request.timeout = ASK_WITHIN;
      return next(request);
    },
  },
};

function credentialOf(identity: BotIdentity, cloud: BotCloud, authorityHost: string): TokenCredential {
  const additionalPolicies = [ENDS];
  if (identity.is === 'managed_identity')
    return new ManagedIdentityCredential({ clientId: identity.appId, additionalPolicies });
  const tenant = identity.is === 'single_tenant' ? identity.tenant : cloud.botTenant;
  return new ClientSecretCredential(tenant, identity.appId, identity.password, {
    authorityHost,
    disableInstanceDiscovery: !isMicrosoftAuthority(authorityHost),
    retryOptions: { maxRetries: 1 },
    additionalPolicies,
  });
}

class OwnCredentials extends ServiceClientCredentialsFactory {
  private readonly appId: string;
  private readonly signer: Signer;

  constructor(appId: string, signer: Signer) {
    super();
    this.appId = appId;
    this.signer = signer;
  }

  override async isValidAppId(appId: string): Promise<boolean> {
    return appId === this.appId;
  }

  /** Never: botbuilder takes a bot without an id for one that lets everybody in. */
  override async isAuthenticationDisabled(): Promise<boolean> {
    return false;
  }

  override async createCredentials(): Promise<Credentials> {
    return this.signer;
  }
}

/**
 * Every parameter is given, since botbuilder takes either all of them or none. The metadata for the emulator's tokens is the
 * channel's: the emulator's own issuers, Microsoft's tenants, then sign with keys that are unknown here. That door would
 * take a token without looking at its service URL.
 *
 * @param openId overrides the cloud's OpenID metadata
 */
export function authenticationOf(options: {
  readonly appId: string;
  readonly signer: Signer;
  readonly cloud: BotCloud;
  readonly openId: string;
  readonly authorityHost: string;
}): BotFrameworkAuthentication {
  const { appId, signer, cloud, openId, authorityHost } = options;
  if (appId.trim() === '') throw new Error('MicrosoftAppId is empty: activities could not be verified');
  return BotFrameworkAuthenticationFactory.create(
    '',
    true,
    `${authorityHost.replace(/\/+$/, '')}/${cloud.botTenant}`,
    cloud.scope,
    cloud.issuer,
    cloud.scope,
    openId,
    openId,
    'urn:botframework:azure',
    new OwnCredentials(appId, signer),
    new AuthenticationConfiguration(),
  );
}
