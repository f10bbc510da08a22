import { z } from 'zod';
import type { LookedAt } from '../../../src/ports.ts';
import { SIGN_IN_APPS } from '../../../workflows/troubleshoot/sights.ts';
import type { ConditionalAccessSight, GrantControl } from '../../../workflows/troubleshoot/sights.ts';
import { clip } from '../../entra/glance.ts';
import type { Graph } from '../client.ts';
import { askGraph, personId } from './ask.ts';

const MOST = 40;

const results = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      displayName: z.string().nullish(),
      state: z.string().nullish(),
      policyApplies: z.boolean().nullish(),
      grantControls: z
        .object({
          builtInControls: z.array(z.string()).nullish(),
          customAuthenticationFactors: z.array(z.string()).nullish(),
          termsOfUse: z.array(z.string()).nullish(),
          authenticationStrength: z.object({ id: z.string().nullish() }).nullish(),
        })
        .nullish(),
    }),
  ),
});
type Result = z.infer<typeof results>['value'][number];
type Policy = ConditionalAccessSight['policies'][number];

/**
 * Entra's own What-If, for each application at the same time: one question names one sign-in (learn.microsoft.com,
 * conditionalAccessRoot: evaluate). Where from and how risky is not known, so that policies that hang on it may be missing.
 */
export async function lookAtConditionalAccess(
  graph: Graph,
  about: LookedAt,
  signal: AbortSignal,
): Promise<ConditionalAccessSight> {
  const person = personId(about);
  const found = await Promise.all(
    Object.values(SIGN_IN_APPS).map(async (app) => {
      const { value } = await askGraph(graph, '/identity/conditionalAccess/evaluate', results, signal, (request) =>
        request.post(question(person, app)),
      );
      return value.filter(isEnforced).map((result) => ({ app, result }));
    }),
  );
  const policies = new Map<string, Policy>();
  for (const { app, result } of found.flat()) {
    const { id } = result;
    const before = policies.get(id);
    const name = clip(result.displayName, 120);
    policies.set(id, { id, name, apps: [...(before?.apps ?? []), app], controls: controls(result) });
  }
  return { policies: [...policies.values()].slice(0, MOST) };
}

function question(person: string, app: string) {
  return {
    signInIdentity: { '@odata.type': '#microsoft.graph.userSignIn', userId: person },
    signInContext: { '@odata.type': '#microsoft.graph.applicationContext', includeApplications: [app] },
    signInConditions: { devicePlatform: 'windows', clientAppType: 'mobileAppsAndDesktopClients' },
    appliedPoliciesOnly: true,
  };
}

/** Report-only policies keep nobody out. */
function isEnforced({ state, policyApplies }: Result): boolean {
  return state === 'enabled' && policyApplies !== false;
}

function controls({ grantControls: grant }: Result): readonly GrantControl[] {
  const found = (grant?.builtInControls ?? []).map((each) => CONTROLS[each.toLowerCase()] ?? 'other');
  if (grant?.authenticationStrength) found.push('strength');
  if (grant?.customAuthenticationFactors?.length || grant?.termsOfUse?.length) found.push('other');
  return [...new Set(found)];
}

/** learn.microsoft.com, conditionalAccessGrantControls resource type. */
const CONTROLS: Readonly<Record<string, GrantControl>> = {
  mfa: 'mfa',
  block: 'block',
  compliantdevice: 'compliant device',
  domainjoineddevice: 'joined device',
  passwordchange: 'password change',
};
