import { sameId } from '../../workflows/language.ts';
import type { Role, StandingAccess } from '../../workflows/language.ts';
import { AZURE_ROLES } from '../../workflows/language.ts';

/** A VM's ARM id, taken apart. */
export type VmScope = { readonly subscription: string; readonly resourceGroup: string; readonly name: string };

/**
 * Takes a VM's ARM id apart; undefined when it is not one. It ends up in a URL unescaped, so nothing that could lead
 * somewhere else (slashes, dots alone, `?`, `#`, `%`) passes.
 */
export function readVmScope(id: string): VmScope | undefined {
  const [, subscription, resourceGroup, name] = VM_ID.exec(id) ?? [];
  if (subscription === undefined || resourceGroup === undefined || name === undefined) return undefined;
  if (/^\.+$/.test(resourceGroup) || /^\.+$/.test(name)) return undefined;
  return { subscription: subscription.toLowerCase(), resourceGroup, name };
}

const VM_ID =
  /^\/subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/resourceGroups\/([^\s/?#%\\&<>]{1,90})\/providers\/Microsoft\.Compute\/virtualMachines\/([^\s/?#%\\&<>]{1,80})$/i;

/**
 * A scope as the SDK wants it: without its leading slash, or the URL gets two
 * (seen with @azure/arm-authorization 9.0.0).
 */
export function bare(scope: string): string {
  return scope.replace(/^\/+/, '');
}

/** The level at which something was assigned, seen from this VM; undefined when it does not reach the VM at all. */
export function levelOf(scope: string, vm: string): StandingAccess['level'] | undefined {
  if (sameId(scope, vm)) return 'vm';
  if (scope === '/' || /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+$/i.test(scope)) {
    return 'management group';
  }
  if (!vm.toLowerCase().startsWith(`${scope.toLowerCase()}/`)) return undefined;
  if (/^\/subscriptions\/[^/]+$/i.test(scope)) return 'subscription';
  return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(scope) ? 'resource group' : undefined;
}

/** The full id of one of our two roles, as an assignment in this subscription names it. */
export function roleDefinitionId(subscription: string, role: Role): string {
  return `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${AZURE_ROLES[role].definition}`;
}

/**
 * Which of our two roles this definition is. Azure writes ids of built-in roles with a subscription or without; the GUID
 * at the end is the same everywhere (learn.microsoft.com, Azure built-in roles).
 */
export function roleOf(definitionId: string | undefined): Role | undefined {
  const guid = definitionId?.split('/').at(-1)?.toLowerCase();
  if (guid === AZURE_ROLES.user.definition) return 'user';
  return guid === AZURE_ROLES.admin.definition ? 'admin' : undefined;
}
