import { createHash } from 'node:crypto';

/** A UUID that is always the same for the same text, so that the seed's ids can be written into tests. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** ARM compares ids without regard to case (learn.microsoft.com, naming rules and restrictions). */
export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function subscriptionId(subscription: string): string {
  return `/subscriptions/${subscription}`;
}

export function resourceGroupId(subscription: string, name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${name}`;
}

export function vmId(vm: { subscription: string; resourceGroup: string; name: string }): string {
  return `${resourceGroupId(vm.subscription, vm.resourceGroup)}/providers/Microsoft.Compute/virtualMachines/${vm.name}`;
}

/** The one network interface that every VM here has. */
export function networkInterfaceId(vm: { subscription: string; resourceGroup: string; name: string }): string {
  return `${resourceGroupId(vm.subscription, vm.resourceGroup)}/providers/Microsoft.Network/networkInterfaces/${vm.name}-nic`;
}
