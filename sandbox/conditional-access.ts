import { groupsOf } from './directory.ts';
import { same } from './ids.ts';
import type { ConditionalAccessPolicy } from './model-directory.ts';
import type { Person, WorldData } from './model.ts';

export type Evaluated = {
  readonly policy: ConditionalAccessPolicy;
  readonly applies: boolean;
  /** One of Graph's `whatIfAnalysisReasons`. */
  readonly reason: 'notSet' | 'policyNotEnabled' | 'users' | 'application' | 'devicePlatform' | 'notEnoughInformation';
};

/** What would be applied to this person's sign-in to any of these applications. A policy that is only reported counts as applied. */
export function evaluate(
  data: WorldData,
  person: Person,
  applications: readonly string[],
  platform: string | undefined,
): readonly Evaluated[] {
  return data.conditionalAccess.map((policy) => {
    const reason = keptFrom(policy);
    return { policy, applies: reason === 'notSet', reason };
  });

  function keptFrom(policy: ConditionalAccessPolicy): Evaluated['reason'] {
    if (policy.state === 'disabled') return 'policyNotEnabled';
    const groups = groupsOf(data, person).map((group) => group.id);
    const meant = names(policy.includeUsers, person.id) || groups.some((group) => names(policy.includeGroups, group));
    const spared = names(policy.excludeUsers, person.id) || groups.some((group) => names(policy.excludeGroups, group));
    if (!meant || spared) return 'users';
    const app = applications.some(
      (application) =>
        names(policy.includeApplications, application) && !names(policy.excludeApplications, application),
    );
    if (!app) return 'application';
    if (policy.platforms.length === 0) return 'notSet';
    if (platform === undefined) return 'notEnoughInformation';
    return names(policy.platforms, platform) ? 'notSet' : 'devicePlatform';
  }
}

function names(list: readonly string[], one: string): boolean {
  return list.some((each) => each === 'All' || each === 'all' || same(each, one));
}
