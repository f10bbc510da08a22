import { same, vmId } from './ids.ts';
import type { Device } from './model-directory.ts';
import type { NetworkRule, Unreached } from './model-inside.ts';
import type { Vm, WorldData } from './model.ts';

/** What a Windows VM needs to reach for signing in, in the public cloud (learn.microsoft.com, Log in to a Windows VM). */
export const ENDPOINTS = [
  'login.microsoftonline.com',
  'enterpriseregistration.windows.net',
  'device.login.microsoftonline.com',
  'pas.windows.net',
] as const;

/** The same in the other clouds, in the same order. */
export const ENDPOINTS_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  usgov: [
    'login.microsoftonline.us',
    'enterpriseregistration.microsoftonline.us',
    'device.login.microsoftonline.us',
    'pasff.usgovcloudapi.net',
  ],
  china: [
    'login.chinacloudapi.cn',
    'enterpriseregistration.partner.microsoftonline.cn',
    'device.login.partner.microsoftonline.cn',
    'pas.chinacloudapi.cn',
  ],
};

/** What one would see inside a VM. */
export type Guest = {
  readonly azureAdJoined: boolean;
  readonly domainJoined: boolean;
  readonly deviceId: string | null;
  readonly tenantId: string | null;
  readonly deviceAuthStatus: string | null;
  readonly hostname: string;
  readonly dnsSuffix: string;
  readonly metadata: 'tenant' | 'no tenant' | 'unreachable';
  readonly unreached: Readonly<Record<string, Unreached>>;
  readonly clockOffset: number;
  readonly pku2u: boolean;
  readonly nla: boolean;
  readonly rdpAllowed: boolean;
  readonly rdpListening: boolean;
  readonly events: readonly string[];
};

/** A healthy machine, changed by the state of its devices and network, and by what was told to be otherwise. */
export function guestOf(data: WorldData, vm: Vm): Guest {
  const device = ownDevice(data, vm);
  const change = vm.guest;
  const joined = change.azureAdJoined ?? device !== undefined;
  const domainJoined = change.domainJoined ?? device?.trustType === 'ServerAd';
  const alive = device !== undefined && device.accountEnabled && device.deletedAt === null;
  const rdpAllowed = change.rdpAllowed ?? true;
  return {
    azureAdJoined: joined,
    domainJoined,
    deviceId: joined ? (device?.deviceId ?? null) : null,
    tenantId: joined ? (change.tenantId ?? data.tenant.id) : null,
    deviceAuthStatus: joined
      ? (change.deviceAuthStatus ?? (alive ? 'SUCCESS' : 'FAILED. Device is either disabled or deleted'))
      : null,
    hostname: vm.computerName,
    dnsSuffix: change.dnsSuffix ?? '',
    metadata: change.metadata ?? (vm.identity === null ? 'no tenant' : 'tenant'),
    unreached: unreached(vm),
    clockOffset: change.clockOffset ?? 0,
    pku2u: change.pku2u ?? true,
    nla: change.nla ?? true,
    rdpAllowed,
    rdpListening: change.rdpListening ?? rdpAllowed,
    events: change.events ?? [],
  };
}

/** The device object that this VM believes itself to be, even after it was deleted. */
export function ownDevice(data: WorldData, vm: Vm): Device | undefined {
  const own = data.devices.filter((device) => device.resourceId !== null && same(device.resourceId, vmId(vm)));
  return own.find((device) => device.deletedAt === null) ?? own.at(-1);
}

/** A network security group that keeps HTTPS in cuts every endpoint off. */
function unreached(vm: Vm): Readonly<Record<string, Unreached>> {
  const cut: Record<string, Unreached> = {};
  if (!lets(vm.network, 443)) for (const host of ENDPOINTS) cut[host] = 'no connection';
  return { ...cut, ...vm.guest.unreached };
}

/** Whether the network security group lets TCP out to this port; the rule with the lowest number counts. */
function lets(rules: readonly NetworkRule[] | null, port: number): boolean {
  const first = (rules ?? [])
    .filter((rule) => rule.direction === 'Outbound' && rule.protocol !== 'Udp' && within(rule.port, port))
    .toSorted((a, b) => a.priority - b.priority)[0];
  return first?.access !== 'Deny';
}

function within(ports: string, port: number): boolean {
  if (ports === '*') return true;
  const [low = NaN, high = low] = ports.split('-').map(Number);
  return low <= port && port <= high;
}
