import type { PrincipalType, WorldData } from '../model.ts';
import { ArmRefusal } from './refusal.ts';

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
  const { rules, bot } = data;
  const typeAllowed = rules.principalTypes === null || rules.principalTypes.includes(principalType as PrincipalType);
  if (rules.mayAssign && rules.assignable.includes(role) && typeAllowed) return;
  const action = `Microsoft.Authorization/roleAssignments/${verb}`;
  const but = rules.mayAssign ? ' or an ABAC condition not fulfilled' : '';
  throw new ArmRefusal(
    403,
    'AuthorizationFailed',
    `The client '${bot.clientId}' with object id '${bot.objectId}' does not have authorization${but} to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
