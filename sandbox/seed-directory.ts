import { uuidOf, vmId } from './ids.ts';
import type { ConditionalAccessPolicy, Device, DirectoryData, ServicePrincipal } from './model-directory.ts';
import type { Vm } from './model.ts';

/** Microsoft's own applications that take part in signing in to a VM, by application id. */
export const VM_APP = '372140e0-b3b7-4226-8ef9-d57986796201';
export const REMOTE_DESKTOP_APP = 'a4a365df-50f1-4397-bc59-1a1564b8bb9c';
const CLOUD_LOGIN_APP = '270efc09-cd0d-444b-a71f-39af4910ec45';

/** Names as tenants have them since 2024. */
export const MICROSOFT_APPS: Readonly<Record<string, string>> = {
  [VM_APP]: 'Microsoft Azure Windows Virtual Machine Sign-in',
  [REMOTE_DESKTOP_APP]: 'Microsoft Remote Desktop',
  [CLOUD_LOGIN_APP]: 'Windows Cloud Login',
};

/** Entra as it is at the start: every Windows VM joined, three policies that let people in, and no sign-ins yet. */
export function directory(vms: readonly Vm[]): DirectoryData {
  return {
    devices: vms.filter((vm) => vm.os === 'Windows').map((vm) => deviceOf(vm)),
    conditionalAccess: policies(),
    securityDefaults: false,
    servicePrincipals: Object.keys(MICROSOFT_APPS).map((appId) => servicePrincipal(appId)),
    premium: true,
    signIns: [],
  };
}

/**
 * The device object that the sign-in extension makes of a VM.
 *
 * @param again tells one join from another; empty for the first
 */
export function deviceOf(vm: Vm, again = ''): Device {
  const of = `${vmId(vm).toLowerCase()}${again}`;
  return {
    id: uuidOf(`device:${of}`),
    deviceId: uuidOf(`device-id:${of}`),
    displayName: vm.computerName,
    accountEnabled: true,
    trustType: 'AzureAd',
    resourceId: vmId(vm),
    profileType: 'SecureVM',
    hostnames: [vm.computerName],
    osVersion: vm.osVersion,
    registeredAt: vm.createdAt + 10 * 60_000,
    deletedAt: null,
  };
}

export function servicePrincipal(appId: string): ServicePrincipal {
  return {
    id: uuidOf(`service-principal:${appId}`),
    appId,
    displayName: MICROSOFT_APPS[appId] ?? appId,
    accountEnabled: true,
    appRoleAssignmentRequired: false,
  };
}

/** A policy for everybody and every application that demands nothing, to be changed as wanted. */
export function policy(displayName: string, change: Partial<ConditionalAccessPolicy>): ConditionalAccessPolicy {
  return {
    id: uuidOf(`policy:${displayName}`),
    displayName,
    state: 'enabled',
    includeUsers: ['All'],
    excludeUsers: [],
    includeGroups: [],
    excludeGroups: [],
    includeApplications: ['All'],
    excludeApplications: [],
    platforms: [],
    controls: [],
    strength: null,
    ...change,
  };
}

/** One that is only reported, one for other applications, one that leaves signing in to VMs out. */
function policies(): readonly ConditionalAccessPolicy[] {
  return [
    policy('Trial: compliant devices', { state: 'enabledForReportingButNotEnforced', controls: ['compliantDevice'] }),
    policy('MFA for Office 365', { includeApplications: ['Office365'], controls: ['mfa'] }),
    policy('MFA for operators', {
      includeUsers: [],
      includeGroups: [uuidOf('group:Platform Operators')],
      excludeApplications: Object.keys(MICROSOFT_APPS),
      controls: ['mfa'],
    }),
  ];
}
