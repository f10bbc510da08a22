import type { Router } from 'express';
import { z } from 'zod';
import type { SandboxContext } from '../context.ts';
import { evaluate } from '../conditional-access.ts';
import { uuidOf } from '../ids.ts';
import type { ConditionalAccessPolicy } from '../model-directory.ts';
import type { WorldData } from '../model.ts';
import { GraphRefusal } from './refusal.ts';
import { worldFor, type Thing, type Version } from './request.ts';
import { theUser } from './users.ts';

const READ_ACCESS = ['Policy.Read.ConditionalAccess', 'Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess'];
const READ_DEFAULTS = ['Policy.Read.All', 'Policy.ReadWrite.SecurityDefaults'];

const question = z.object({
  signInIdentity: z.object({ '@odata.type': z.literal('#microsoft.graph.userSignIn'), userId: z.string() }),
  signInContext: z.object({
    '@odata.type': z.literal('#microsoft.graph.applicationContext'),
    includeApplications: z.array(z.string()).min(1),
  }),
  signInConditions: z.object({
    devicePlatform: z
      .enum(['android', 'iOS', 'windows', 'windowsPhone', 'macOS', 'all', 'unknownFutureValue', 'linux'])
      .optional(),
    clientAppType: z
      .enum(['all', 'browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'easSupported', 'other'])
      .optional(),
    country: z.string().optional(),
    ipAddress: z.string().optional(),
    signInRiskLevel: z.string().optional(),
    userRiskLevel: z.string().optional(),
    servicePrincipalRiskLevel: z.string().optional(),
    authenticationFlow: z.unknown().optional(),
    deviceInfo: z.unknown().optional(),
    insiderRiskLevel: z.string().optional(),
  }),
  appliedPoliciesOnly: z.boolean().optional(),
});

/** Conditional Access as its What-If evaluates it, and security defaults. */
export function policies(router: Router, context: SandboxContext, version: Version): void {
  router.post('/identity/conditionalAccess/evaluate', (request, response) => {
    const data = worldFor(context, request, response);
    needScope(data, READ_ACCESS);
    if (!data.premium) throw new GraphRefusal(403, 'AccessDenied', 'Your tenant is not licensed for this feature.');
    const parsed = question.safeParse(request.body);
    if (!parsed.success) throw new GraphRefusal(400, 'badRequest', z.prettifyError(parsed.error));
    const { signInIdentity, signInContext, signInConditions, appliedPoliciesOnly } = parsed.data;
    const results = evaluate(
      data,
      theUser(data, signInIdentity.userId),
      signInContext.includeApplications,
      signInConditions.devicePlatform,
    ).filter((result) => appliedPoliciesOnly !== true || result.applies);
    response.json({
      '@odata.context': `${context.urls.graph}/${version}/$metadata#Collection(microsoft.graph.whatIfAnalysisResult)`,
      value: results.map(({ policy, applies, reason }) => ({
        ...policyThing(policy),
        policyApplies: applies,
        analysisReasons: reason,
      })),
    });
  });

  router.get('/policies/identitySecurityDefaultsEnforcementPolicy', (request, response) => {
    const data = worldFor(context, request, response);
    needScope(data, READ_DEFAULTS);
    response.json({
      '@odata.context': `${context.urls.graph}/${version}/$metadata#policies/identitySecurityDefaultsEnforcementPolicy/$entity`,
      id: '00000000-0000-0000-0000-000000000005',
      displayName: 'Security Defaults',
      description: 'A set of basic identity security mechanisms recommended by Microsoft.',
      isEnabled: data.securityDefaults,
    });
  });
}

/** Policies refuse in words of their own (ThomasKur/M365Documentation#50 and many others). */
function needScope(data: WorldData, permissions: readonly string[]): void {
  if (permissions.some((permission) => data.bot.graphPermissions.includes(permission))) return;
  throw new GraphRefusal(
    403,
    'AccessDenied',
    'You cannot perform the requested operation, required scopes are missing in the token.',
  );
}

function policyThing(policy: ConditionalAccessPolicy): Thing {
  return {
    id: policy.id,
    displayName: policy.displayName,
    createdDateTime: '2025-03-03T09:00:00Z',
    modifiedDateTime: null,
    state: policy.state,
    sessionControls: null,
    conditions: {
      clientAppTypes: ['all'],
      applications: {
        includeApplications: policy.includeApplications,
        excludeApplications: policy.excludeApplications,
        includeUserActions: [],
      },
      users: {
        includeUsers: policy.includeUsers,
        excludeUsers: policy.excludeUsers,
        includeGroups: policy.includeGroups,
        excludeGroups: policy.excludeGroups,
        includeRoles: [],
        excludeRoles: [],
      },
      platforms: policy.platforms.length === 0 ? null : { includePlatforms: policy.platforms, excludePlatforms: [] },
      locations: null,
      devices: null,
    },
    grantControls: {
      operator: 'OR',
      builtInControls: policy.controls,
      customAuthenticationFactors: [],
      termsOfUse: [],
      authenticationStrength:
        policy.strength === null
          ? null
          : { id: uuidOf(`strength:${policy.strength}`), displayName: policy.strength, policyType: 'builtIn' },
    },
  };
}
