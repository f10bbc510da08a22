import type { Role } from '../../workflows/language.ts';

/**
 * The data actions that signing in asks for (learn.microsoft.com, built-in roles Virtual Machine User Login and Virtual
 * Machine Administrator Login). Owner and Contributor do not have them: their `*` is among the actions, not the data actions.
 */
const LOGIN = 'Microsoft.Compute/virtualMachines/login/action';
const LOGIN_AS_ADMIN = 'Microsoft.Compute/virtualMachines/loginAsAdmin/action';

/** One entry of a role definition's `permissions`. */
export type Permission = {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
};

/** The login role that a role definition amounts to, built-in or custom; undefined when it does not let anybody sign in. */
export function loginRole(permissions: readonly Permission[]): Role | undefined {
  if (allowsData(permissions, LOGIN_AS_ADMIN)) return 'admin';
  return allowsData(permissions, LOGIN) ? 'user' : undefined;
}

/** Whether these permissions are about signing in at all, as a user or as an administrator: both need this data action. */
export function signsIn(permissions: readonly Permission[]): boolean {
  return allowsData(permissions, LOGIN);
}

/**
 * Whether these permissions hold this action. `not…` takes away within its own entry alone: it is no denial, another
 * entry or another role may still give the action (learn.microsoft.com, Understand Azure role definitions).
 */
export function allowsAction(permissions: readonly Permission[], action: string): boolean {
  return permissions.some((each) => matches(each.actions, action) && !matches(each.notActions, action));
}

function allowsData(permissions: readonly Permission[], action: string): boolean {
  return permissions.some((each) => matches(each.dataActions, action) && !matches(each.notDataActions, action));
}

/** Actions compare whatever their case, and `*` stands for any text, slashes too (same source). */
function matches(patterns: readonly string[] | undefined, action: string): boolean {
  return (patterns ?? []).some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
  });
}
