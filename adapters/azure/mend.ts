import type { VirtualMachineExtension } from '@azure/arm-compute';
import { Fault } from '../../src/faults.ts';
import type { Mender } from '../../src/ports.ts';
import { MEND_PERMISSIONS, permissionWords } from '../../workflows/troubleshoot/permissions.ts';
import { askFor } from './arm.ts';
import type { Arm } from './arm.ts';
import { armFault, readArmError } from './fault.ts';
import { LOGIN_EXTENSION, isLogin } from './look/extensions.ts';
import { readVmScope } from './scope.ts';
import type { VmScope } from './scope.ts';

/** Longest wait for Azure to finish, in milliseconds; after that the relay tries again, and finds it done or under way. */
const PATIENCE = 5 * 60_000;
const POLL_EVERY = 5000;

/** The major version that Microsoft's own templates ask for; Azure takes the latest of it. */
const VERSION = '2.0';

type Extensions = ReturnType<Arm['compute']>['virtualMachineExtensions'];

/**
 * Mends what can be mended from Azure; see {@link Mender} for what it throws.
 *
 * @param options.pollEvery milliseconds between questions whether it is done, where Azure does not say
 */
export function createMender(options: {
  readonly arm: Arm;
  readonly pollEvery?: number;
}): Pick<Mender, 'start' | 'reinstall'> {
  const { arm, pollEvery = POLL_EVERY } = options;
  const waiting = () => ({ updateIntervalInMs: pollEvery, abortSignal: AbortSignal.timeout(PATIENCE) });

  async function start(vm: string): Promise<void> {
    const { subscription, resourceGroup, name } = scopeOf(vm);
    await change('start_vm', `Starting ${name}`, async () =>
      arm.compute(subscription).virtualMachines.start(resourceGroup, name, waiting()),
    );
  }

  async function reinstall(vm: string): Promise<void> {
    const scope = scopeOf(vm);
    const { virtualMachineExtensions: extensions, virtualMachines } = arm.compute(scope.subscription);
    const what = `Reading ${scope.name}`;
    const [machine, listed] = await Promise.all([
      askFor('granting', what, () => virtualMachines.get(scope.resourceGroup, scope.name)),
      askFor('granting', what, () => extensions.list(scope.resourceGroup, scope.name)),
    ]);
    if (!machine || !listed) throw new Fault('vm_gone', `${scope.name} does not exist.`);
    const before = listed.value?.find(isLogin);
    await change('reinstall_extension', `Installing the sign-in extension on ${scope.name}`, async () => {
      // One that is being installed is the work of an earlier attempt: taking it off now would begin all over again.
      const begun = /^(?:creating|updating)$/i.test(before?.provisioningState ?? '');
      // Both steps within one patience: longer than that the work would not be held against another replica.
      const both = waiting();
      if (before?.name !== undefined && !begun)
        await extensions.delete(scope.resourceGroup, scope.name, before.name, both);
      await install({ extensions, scope, location: machine.location, before, waiting: both });
    });
  }

  async function install(order: {
    readonly extensions: Extensions;
    readonly scope: VmScope;
    readonly location: string;
    readonly before: VirtualMachineExtension | undefined;
    readonly waiting: ReturnType<typeof waiting>;
  }): Promise<void> {
    const { extensions, scope, location, before } = order;
    const { resourceGroup, name } = scope;
    // Its settings may name the device management that the VM is to be enrolled in.
    const settings: unknown = before?.settings;
    const wanted = {
      location,
      publisher: LOGIN_EXTENSION.publisher,
      typePropertiesType: LOGIN_EXTENSION.type,
      typeHandlerVersion: before?.typeHandlerVersion ?? VERSION,
      autoUpgradeMinorVersion: true,
      ...(settings === undefined || settings === null ? {} : { settings }),
    };
    await extensions.createOrUpdate(resourceGroup, name, before?.name ?? LOGIN_EXTENSION.type, wanted, order.waiting);
  }

  return { start, reinstall };
}

function scopeOf(vm: string): VmScope {
  const scope = readVmScope(vm);
  if (!scope) throw new Fault('azure_rejected', `Not the id of a VM: ${vm}`);
  return scope;
}

async function change(
  mend: 'start_vm' | 'reinstall_extension',
  what: string,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fault = explain(error, what);
    if (!(fault instanceof Fault) || fault.code !== 'azure_forbidden') throw fault;
    const needs = permissionWords(MEND_PERMISSIONS[mend]);
    throw new Fault('azure_forbidden', `${what} needs ${needs}. ${fault.message}`, { cause: fault });
  }
}

function explain(error: unknown, what: string): unknown {
  const arm = readArmError(error);
  // Somebody else is changing the VM just now; Azure asks to come back.
  if (arm?.status === 409 && /^(?:Conflict|AnotherOperationInProgress|OperationPreempted)$/.test(arm.code))
    return new Fault('azure_throttled', `${what}: ${arm.code} ${arm.message}`, { cause: error });
  const fault = armFault(error, 'granting', what);
  if (fault instanceof Fault || !(error instanceof Error) || !FAILED.test(error.message)) return fault;
  return new Fault('azure_rejected', `${what}: ${error.message}`, { cause: error });
}

/** What @azure/core-lro says of work that Azure began and that then failed. */
const FAILED = /long-running operation has (?:failed|been canceled)/i;
