import { Fault } from '../../../src/faults.ts';
import type { Examined } from '../../../src/ports.ts';
import { CHECK_PERMISSIONS, MEND_PERMISSIONS } from '../../../workflows/troubleshoot/permissions.ts';
import type { Permissions } from '../../../workflows/troubleshoot/permissions.ts';
import type { Arm } from '../arm.ts';
import { firstVm, ownPermissions } from '../examine.ts';
import { allowsAction } from '../login.ts';
import type { Permission } from '../login.ts';

/**
 * For `doctor`: which checks and mends in Azure are on, and which off for want of what, seen from one VM of each
 * subscription. They are optional, so that nothing here fails. Never throws for what Azure answers.
 */
export async function examineAzureLook(arm: Arm, subscriptions: readonly string[]): Promise<readonly Examined[]> {
  const seen: { each: string; held: readonly Permission[] | string }[] = [];
  for (const each of subscriptions) {
    const held = await heldIn(arm, each);
    // Not signed in: that has a line of its own.
    if (held === undefined) return [];
    seen.push({ each, held });
  }
  const all: readonly Permissions[] = [...Object.values(CHECK_PERMISSIONS), ...Object.values(MEND_PERMISSIONS)];
  return all
    .filter(({ azure }) => azure.length > 0)
    .map(({ what, azure }) => {
      const words = seen.map(({ each, held }) => inWords(held, azure, subscriptions.length > 1 ? ` in ${each}` : ''));
      return { what: `Troubleshooting: ${what}`, ok: true, seen: `${[...new Set(words)].join('; ')}.`, next: '' };
    });
}

/** What is held there, or why that is not known; undefined when there is no token to ask with. */
async function heldIn(arm: Arm, subscription: string): Promise<readonly Permission[] | string | undefined> {
  try {
    const vm = await firstVm(arm, subscription);
    return vm ? await ownPermissions(arm, vm) : 'there is no VM to ask about';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.code === 'credentials_refused' ? undefined : 'Azure does not tell';
  }
}

function inWords(held: readonly Permission[] | string, actions: readonly string[], where: string): string {
  if (typeof held === 'string') return `not known${where}: ${held}`;
  const missing = actions.filter((action) => !allowsAction(held, action));
  return missing.length === 0 ? 'on' : `off${where} for want of ${missing.join(' and ')}`;
}
