import type { InstanceViewStatus, VirtualMachine } from '@azure/arm-compute';
import type { LookedAt } from '../../../src/ports.ts';
import type { MachineSight } from '../../../workflows/troubleshoot/sights.ts';
import { CannotSee, clip } from '../../entra/glance.ts';
import { askFor } from '../arm.ts';
import type { Arm } from '../arm.ts';
import { vmScope } from './about.ts';

type Present = MachineSight & { is: 'present' };

/** The VM with its instance view, in one call. */
export async function lookAtMachine(arm: Arm, about: LookedAt, abortSignal: AbortSignal): Promise<MachineSight> {
  const { subscription, resourceGroup, name } = vmScope(about);
  const vm = await askFor('reading', 'Reading the VM', () =>
    arm.compute(subscription).virtualMachines.get(resourceGroup, name, { expand: 'instanceView', abortSignal }),
  );
  if (!vm) return { is: 'absent' };
  // Whatever says 200 would pass for a VM that has nothing.
  if (!vm.id || !vm.storageProfile) throw new CannotSee('unreadable');
  return read(vm);
}

function read(vm: VirtualMachine): MachineSight {
  const { instanceView: view, storageProfile, identity } = vm;
  const os = storageProfile?.osDisk?.osType;
  const image = storageProfile?.imageReference;
  return {
    is: 'present',
    os: os === 'Windows' || os === 'Linux' ? os : 'unknown',
    power: power(view?.statuses ?? []),
    agent: agent(view?.vmAgent?.statuses ?? []),
    ...(view?.computerName ? { computerName: clip(view.computerName, 64) } : {}),
    ...(view?.osName ? { osName: clip(view.osName, 100) } : {}),
    ...(view?.osVersion ? { osVersion: clip(view.osVersion, 40) } : {}),
    ...(image?.publisher && image.offer && image.sku
      ? { image: { publisher: clip(image.publisher, 100), offer: clip(image.offer, 100), sku: clip(image.sku, 100) } }
      : {}),
    // `SystemAssigned, UserAssigned` is one too; a user-assigned one alone does not serve the extension.
    identity: /SystemAssigned/i.test(identity?.type ?? '')
      ? { is: 'system', ...(identity?.tenantId ? { tenant: identity.tenantId.toLowerCase() } : {}) }
      : { is: 'none' },
    networkInterfaces: (vm.networkProfile?.networkInterfaces ?? []).flatMap(({ id }) => id ?? []),
  };
}

const POWER: Readonly<Record<string, Present['power']>> = {
  running: 'running',
  starting: 'starting',
  stopping: 'stopping',
  stopped: 'stopped',
  deallocating: 'stopping',
  deallocated: 'deallocated',
};

function power(statuses: readonly InstanceViewStatus[]): Present['power'] {
  const code = statuses.find((each) => each.code?.startsWith('PowerState/'))?.code;
  return POWER[code?.slice('PowerState/'.length).toLowerCase() ?? ''] ?? 'unknown';
}

/** A VM that is off has no agent to speak of, and Azure then tells none. */
function agent(statuses: readonly InstanceViewStatus[]): Present['agent'] {
  if (statuses.length === 0) return 'unknown';
  return statuses.some(({ displayStatus }) => displayStatus?.toLowerCase() === 'ready') ? 'ready' : 'not ready';
}
