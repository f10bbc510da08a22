import { networkInterfaceId, resourceGroupId, vmId } from '../ids.ts';
import type { Extension, Vm, WorldData } from '../model.ts';

const POWER = {
  running: 'VM running',
  stopped: 'VM stopped',
  deallocated: 'VM deallocated',
  starting: 'VM starting',
  stopping: 'VM stopping',
} as const satisfies Record<Vm['power'], string>;

/** A VM the way the compute provider answers it (2024-07-01 and later). */
export function vmShape(data: WorldData, vm: Vm, withInstanceView: boolean) {
  const id = vmId(vm);
  return {
    name: vm.name,
    id,
    type: 'Microsoft.Compute/virtualMachines',
    location: vm.location,
    tags: vm.tags,
    ...(vm.identity === null ? {} : { identity: identity(data, vm) }),
    properties: {
      ...properties(vm),
      ...(withInstanceView ? { instanceView: instanceView(vm) } : {}),
    },
    resources: vm.extensions.map((extension) => extensionShape(vm, extension, false)),
  };
}

export function identity(data: WorldData, vm: Vm) {
  if (vm.identity === null) return null;
  return { type: 'SystemAssigned', principalId: vm.identity, tenantId: vm.identityTenant ?? data.tenant.id };
}

/** What both ARM and Resource Graph tell below `properties`. */
export function properties(vm: Vm) {
  return {
    hardwareProfile: { vmSize: vm.size },
    provisioningState: 'Succeeded',
    vmId: vm.vmId,
    storageProfile: {
      imageReference: { ...vm.image, exactVersion: '1.0.0' },
      osDisk: {
        osType: vm.os,
        name: `${vm.name}_OsDisk`,
        createOption: 'FromImage',
        caching: 'ReadWrite',
        managedDisk: {
          id: `${resourceGroupId(vm.subscription, vm.resourceGroup)}/providers/Microsoft.Compute/disks/${vm.name}_OsDisk`,
        },
        deleteOption: 'Detach',
      },
      dataDisks: [],
    },
    securityProfile: { securityType: 'TrustedLaunch', uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
    osProfile: {
      computerName: vm.computerName,
      adminUsername: 'azureuser',
      ...(vm.os === 'Windows'
        ? { windowsConfiguration: { provisionVMAgent: true, enableAutomaticUpdates: true } }
        : { linuxConfiguration: { disablePasswordAuthentication: true, provisionVMAgent: true } }),
      secrets: [],
      allowExtensionOperations: true,
    },
    networkProfile: {
      networkInterfaces: [
        {
          id: networkInterfaceId(vm),
        },
      ],
    },
    timeCreated: new Date(vm.createdAt).toISOString(),
  };
}

export function powerState(vm: Vm) {
  return { code: `PowerState/${vm.power}`, level: 'Info', displayStatus: POWER[vm.power] };
}

/** A machine that does not run, or whose agent is silent, tells neither its name nor its system. */
export function instanceView(vm: Vm) {
  const running = vm.power === 'running';
  return {
    ...(running
      ? {
          ...(vm.agentReady ? { computerName: vm.computerName, osName: vm.osName, osVersion: vm.osVersion } : {}),
          vmAgent: {
            vmAgentVersion: vm.agentReady ? '2.7.41491.1172' : 'Unknown',
            statuses: [
              vm.agentReady
                ? {
                    code: 'ProvisioningState/succeeded',
                    level: 'Info',
                    displayStatus: 'Ready',
                    message: 'GuestAgent is running and processing the extensions.',
                    time: new Date(vm.createdAt).toISOString(),
                  }
                : {
                    code: 'ProvisioningState/Unavailable',
                    level: 'Warning',
                    displayStatus: 'Not Ready',
                    message: 'VM status blob is found but not yet populated.',
                    time: new Date(vm.createdAt).toISOString(),
                  },
            ],
            extensionHandlers: [],
          },
        }
      : {}),
    disks: [
      {
        name: `${vm.name}_OsDisk`,
        statuses: [{ code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded' }],
      },
    ],
    extensions: (running && !vm.agentReady ? [] : vm.extensions).map((extension) => ({
      name: extension.name,
      type: `${extension.publisher}.${extension.type}`,
      typeHandlerVersion: extension.version,
      statuses: [extensionStatus(extension)],
    })),
    hyperVGeneration: 'V2',
    statuses: [
      {
        code: 'ProvisioningState/succeeded',
        level: 'Info',
        displayStatus: 'Provisioning succeeded',
        time: new Date(vm.createdAt).toISOString(),
      },
      powerState(vm),
    ],
  };
}

export function extensionShape(vm: Vm, extension: Extension, withInstanceView: boolean) {
  return {
    name: extension.name,
    id: `${vmId(vm)}/extensions/${extension.name}`,
    type: 'Microsoft.Compute/virtualMachines/extensions',
    location: vm.location,
    ...(extension.tags === undefined ? {} : { tags: extension.tags }),
    properties: {
      autoUpgradeMinorVersion: true,
      ...extension.given,
      provisioningState: extension.provisioningState,
      publisher: extension.publisher,
      type: extension.type,
      typeHandlerVersion: extension.version,
      ...(withInstanceView && vm.power === 'running' && vm.agentReady
        ? {
            instanceView: {
              name: extension.name,
              type: `${extension.publisher}.${extension.type}`,
              typeHandlerVersion: extension.version,
              statuses: [extensionStatus(extension)],
            },
          }
        : {}),
    },
  };
}

const STATUS = {
  Succeeded: ['succeeded', 'Info', 'Provisioning succeeded'],
  Failed: ['failed', 'Error', 'Provisioning failed'],
  Creating: ['creating', 'Info', 'Creating'],
  Updating: ['updating', 'Info', 'Updating'],
  Deleting: ['deleting', 'Info', 'Deleting'],
} as const satisfies Record<Extension['provisioningState'], readonly [string, string, string]>;

function extensionStatus(extension: Extension) {
  const [code, level, displayStatus] = STATUS[extension.provisioningState];
  const suffix = extension.provisioningState === 'Failed' ? `/${extension.code ?? 1}` : '';
  return { code: `ProvisioningState/${code}${suffix}`, level, displayStatus, message: extension.message };
}
