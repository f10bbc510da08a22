import { resourceGroupId, same, subscriptionId, vmId } from '../ids.ts';
import type { WorldData } from '../model.ts';
import { ArmRefusal } from './refusal.ts';

export type Scope = {
  /** Canonical id with leading slash and no slash at the end; empty for the tenant root. */
  readonly id: string;
  readonly subscription: string | null;
  readonly resourceGroup: string | null;
  /** `Microsoft.Compute/virtualMachines` and the like; null above resources. */
  readonly type: string | null;
  readonly name: string | null;
};

const SUBSCRIPTION = /^\/subscriptions\/([^/]+)$/i;
const GROUP = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)$/i;
const RESOURCE = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)(\/.+)?$/i;
const MANAGEMENT_GROUP = /^\/providers\/Microsoft\.Management\/managementGroups\/([^/]+)$/i;

/** Reads a scope. Throws ArmRefusal for text that is none. */
export function parseScope(text: string): Scope {
  const id = `/${text.replace(/^\/+|\/+$/g, '')}`;
  if (id === '/') return { id: '', subscription: null, resourceGroup: null, type: null, name: null };
  const subscription = SUBSCRIPTION.exec(id)?.[1];
  if (subscription !== undefined) return { id, subscription, resourceGroup: null, type: null, name: null };
  const group = GROUP.exec(id);
  if (group) return { id, subscription: group[1] ?? '', resourceGroup: group[2] ?? '', type: null, name: null };
  const resource = RESOURCE.exec(id);
  if (resource) {
    const [, inSubscription = '', inGroup = '', type = '', name = ''] = resource;
    return { id, subscription: inSubscription, resourceGroup: inGroup, type, name };
  }
  if (MANAGEMENT_GROUP.test(id)) return { id, subscription: null, resourceGroup: null, type: null, name: null };
  throw new ArmRefusal(
    400,
    'MissingSubscription',
    'The request did not have a subscription or a valid tenant level resource provider.',
  );
}

/** Throws unless what contains the scope is there: its subscription and, when `whole`, every part of it. */
export function mustExist(scope: Scope, data: WorldData, whole: boolean): void {
  if (scope.subscription === null) return;
  const { subscription, resourceGroup } = scope;
  if (!data.subscriptions.some((known) => same(known.id, subscription))) {
    throw new ArmRefusal(404, 'SubscriptionNotFound', `The subscription '${subscription}' could not be found.`);
  }
  if (!whole || resourceGroup === null) return;
  if (!data.resourceGroups.some((known) => same(known.subscription, subscription) && same(known.name, resourceGroup))) {
    throw new ArmRefusal(404, 'ResourceGroupNotFound', `Resource group '${resourceGroup}' could not be found.`);
  }
  if (scope.type !== null && !data.vms.some((vm) => same(vmId(vm), scope.id))) throw resourceNotFound(scope);
}

export function resourceNotFound(scope: Scope): ArmRefusal {
  return new ArmRefusal(
    404,
    'ResourceNotFound',
    `The Resource '${scope.type}/${scope.name}' under resource group '${scope.resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** Whether `outer` is `inner` or contains it. */
export function atOrAbove(outer: string, inner: string): boolean {
  const above = trimmed(outer);
  const below = trimmed(inner);
  if (above === '' || above.startsWith('/providers/microsoft.management/')) return true;
  return below === above || below.startsWith(`${above}/`);
}

/** The scope with the case in which Azure knows its parts. */
export function canonical(scope: Scope, data: WorldData): string {
  const vm = data.vms.find((known) => same(vmId(known), scope.id));
  if (vm) return vmId(vm);
  const { subscription, resourceGroup } = scope;
  if (subscription === null || scope.type !== null) return scope.id;
  const group = data.resourceGroups.find(
    (known) => same(known.subscription, subscription) && resourceGroup !== null && same(known.name, resourceGroup),
  );
  return group ? resourceGroupId(group.subscription, group.name) : subscriptionId(subscription);
}

function trimmed(id: string): string {
  return id.replace(/\/+$/, '').toLowerCase();
}
