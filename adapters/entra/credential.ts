import { DefaultAzureCredential } from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import { CLOUDS } from '../../src/clouds.ts';

/**
 * The identity Latchkey acts with: whatever `DefaultAzureCredential` finds. In production that is a managed identity or a
 * workload identity, so that there is no secret to keep; `AZURE_CLIENT_SECRET` and the like work too.
 *
 * Before it trusts an authority, MSAL asks login.microsoftonline.com whether it is genuine, so that nobody can be talked
 * into sending a secret to a look-alike. Microsoft's own authorities keep that check. Any other one (Azure Stack, a cloud
 * cut off from the internet, the sandbox) is unknown to Microsoft and would always fail it: there the operator's own
 * `AZURE_AUTHORITY_HOST` is what is trusted.
 *
 * @param options.tenantId the tenant's UUID
 * @param options.authorityHost https URL of Entra ID
 */
export function createCredential(options: {
  readonly tenantId: string;
  readonly authorityHost: string;
}): TokenCredential {
  return new DefaultAzureCredential({
    tenantId: options.tenantId,
    authorityHost: options.authorityHost,
    disableInstanceDiscovery: !isMicrosoftAuthority(options.authorityHost),
    retryOptions: { maxRetries: 1 },
  });
}

/** Why there is no token: nobody could be asked, or the answer was no. Undefined when this is not about a token. */
export function tokenTrouble(
  error: unknown,
): { readonly is: 'unreachable' | 'refused'; readonly why: string } | undefined {
  if (!(error instanceof Error) || !TOKEN_ERRORS.has(error.name)) return undefined;
  const why = messages(error).join(' ');
  if (REFUSED.test(why)) return { is: 'refused', why };
  if (UNREACHABLE.test(why)) return { is: 'unreachable', why };
  // Nobody was out of reach, and nobody refused: no credential is set up at all.
  return { is: error.name === 'AggregateAuthenticationError' ? 'refused' : 'unreachable', why };
}

/** The error names of @azure/identity (its errors.d.ts). */
const TOKEN_ERRORS = new Set([
  'AggregateAuthenticationError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

/**
 * `EnvironmentCredential` gives every failure the status 400, so that only the words tell them apart. Entra's refusals
 * carry an AADSTS number or an OAuth error code (learn.microsoft.com, Entra authentication and authorization error codes).
 */
const REFUSED =
  /AADSTS(?!90033|50196)\d+|invalid_client|unauthorized_client|invalid_grant|invalid_request|invalid_scope/;
const UNREACHABLE =
  /network|unreachable|timed? ?out|aborted|socket|ECONN|ENOTFOUND|EAI_AGAIN|certificate|authentication failed|status(?: code)?:? ?(?:429|5\d\d)|service_unavailable|temporarily_unavailable|server_error/i;

/** What a server does not have anyway: these lines would bury the one that matters. */
const NOT_INSTALLED =
  /could ?n[o']t be found|Unable to execute PowerShell|Visual Studio Code Authentication is not available/;

function messages(error: Error): string[] {
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const own = error.name === 'AggregateAuthenticationError' ? [] : [error.message];
  return [...own, ...inner.flatMap((each) => (each instanceof Error ? messages(each) : []))].filter(
    (each) => !NOT_INSTALLED.test(each),
  );
}

/** Whether this authority is Microsoft's own, in any of its clouds; compared by host name alone. */
export function isMicrosoftAuthority(authorityHost: string): boolean {
  const { host } = new URL(authorityHost);
  return Object.values(CLOUDS).some((cloud) => new URL(cloud.authority).host === host);
}
