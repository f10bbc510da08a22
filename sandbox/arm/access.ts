import type { PrincipalType, WorldData } from '../model.ts';
import { ArmRefusal } from './refusal.ts';

/** Whether one of the bot's actions (`rules.actions`) covers this one. */
export function holds(data: WorldData, action: string): boolean {
  return data.rules.actions.some((held) => covers(held, action));
}

/** Whether a pattern such as `Microsoft.Compute/virtualMachines/*\/read` covers an action, whatever their case. */
function covers(pattern: string, action: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 'i').test(action);
}

/** Throws the 403 of Azure's access control unless the bot holds this action. */
export function needAction(data: WorldData, action: string, scope: string): void {
  if (!holds(data, action)) throw forbidden(data, action, scope, '');
}

/**
 * Throws the 403 of Azure's access control unless the bot may write or delete an assignment of this role. Its right
 * carries a condition, as the built-in Virtual Machine Data Access Administrator's does, and the vendor words both
 * reasons alike (learn.microsoft.com, Troubleshoot Azure RBAC).
 */
export function mayAssign(
  data: WorldData,
  verb: 'write' | 'delete',
  scope: string,
  role: string,
  principalType: string | null,
): void {
  const { rules } = data;
  const typeAllowed = rules.principalTypes === null || rules.principalTypes.includes(principalType as PrincipalType);
  if (rules.mayAssign && rules.assignable.includes(role) && typeAllowed) return;
  const action = `Microsoft.Authorization/roleAssignments/${verb}`;
  const but = rules.mayAssign ? ' or an ABAC condition not fulfilled' : '';
  throw forbidden(data, action, scope, but);
}

function forbidden({ bot }: WorldData, action: string, scope: string, but: string): ArmRefusal {
  return new ArmRefusal(
    403,
    'AuthorizationFailed',
    `The client '${bot.clientId}' with object id '${bot.objectId}' does not have authorization${but} to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
