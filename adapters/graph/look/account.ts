import { z } from 'zod';
import type { LookedAt } from '../../../src/ports.ts';
import type {
  AccountSight,
  MethodKind,
  MethodsSight,
  PerUserMfaSight,
  SecurityDefaultsSight,
} from '../../../workflows/troubleshoot/sights.ts';
import { clip } from '../../entra/glance.ts';
import type { Graph } from '../client.ts';
import { NotFound } from '../fault.ts';
import { isGuest } from '../judge.ts';
import { askGraph, personId } from './ask.ts';

const account = z.object({
  userPrincipalName: z.string(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  lastPasswordChangeDateTime: z.string().nullish(),
  // Comes only when it is selected (learn.microsoft.com, user resource type).
  passwordProfile: z
    .object({
      forceChangePasswordNextSignIn: z.boolean().nullish(),
      forceChangePasswordNextSignInWithMfa: z.boolean().nullish(),
    })
    .nullish(),
});

export async function lookAtAccount(graph: Graph, about: LookedAt, signal: AbortSignal): Promise<AccountSight> {
  try {
    const found = await askGraph(graph, `/users/${personId(about)}`, account, signal, (request) =>
      request.select(['id', ...Object.keys(account.shape)]).get(),
    );
    const changed = Date.parse(found.lastPasswordChangeDateTime ?? '');
    const profile = found.passwordProfile;
    return {
      is: 'present',
      upn: clip(found.userPrincipalName, 320),
      enabled: found.accountEnabled === true,
      guest: isGuest(found),
      temporaryPassword:
        profile?.forceChangePasswordNextSignIn === true || profile?.forceChangePasswordNextSignInWithMfa === true,
      synced: found.onPremisesSyncEnabled === true,
      ...(Number.isNaN(changed) ? {} : { passwordChangedAt: changed }),
    };
  } catch (error) {
    if (error instanceof NotFound) return { is: 'absent' };
    throw error;
  }
}

const requirements = z.object({ perUserMfaState: z.enum(['disabled', 'enabled', 'enforced']) });

/** In the beta alone (learn.microsoft.com, Manage per-user MFA with Microsoft Graph). */
export async function lookAtPerUserMfa(graph: Graph, about: LookedAt, signal: AbortSignal): Promise<PerUserMfaSight> {
  const path = `/users/${personId(about)}/authentication/requirements`;
  const { perUserMfaState: state } = await askGraph(graph, path, requirements, signal, (request) =>
    request.version('beta').get(),
  );
  return { state };
}

const methods = z.object({ value: z.array(z.object({ '@odata.type': z.string() })) });

/** Kinds of method and nothing else of them: numbers and addresses are dropped here. */
export async function lookAtMethods(graph: Graph, about: LookedAt, signal: AbortSignal): Promise<MethodsSight> {
  const { value } = await askGraph(graph, `/users/${personId(about)}/authentication/methods`, methods, signal);
  const kinds = value.map((each) => METHODS[each['@odata.type'].replace(/^#?microsoft\.graph\./, '')] ?? 'other');
  return { methods: [...new Set(kinds)] };
}

/** learn.microsoft.com, authenticationMethod resource type. */
const METHODS: Readonly<Record<string, MethodKind>> = {
  passwordAuthenticationMethod: 'password',
  windowsHelloForBusinessAuthenticationMethod: 'windows hello',
  platformCredentialAuthenticationMethod: 'windows hello',
  fido2AuthenticationMethod: 'fido2',
  microsoftAuthenticatorAuthenticationMethod: 'authenticator',
  passwordlessMicrosoftAuthenticatorAuthenticationMethod: 'authenticator',
  phoneAuthenticationMethod: 'phone',
  softwareOathAuthenticationMethod: 'oath',
  hardwareOathAuthenticationMethod: 'oath',
  x509CertificateAuthenticationMethod: 'certificate',
  temporaryAccessPassAuthenticationMethod: 'temporary access pass',
  emailAuthenticationMethod: 'email',
};

const securityDefaults = z.object({ isEnabled: z.boolean() });

export async function lookAtSecurityDefaults(graph: Graph, signal: AbortSignal): Promise<SecurityDefaultsSight> {
  const path = '/policies/identitySecurityDefaultsEnforcementPolicy';
  const { isEnabled: enabled } = await askGraph(graph, path, securityDefaults, signal);
  return { enabled };
}
