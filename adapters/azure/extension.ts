/** The sign-in extension of a VM: read as it is, taken off, and put on as it was. */
import type { VirtualMachineExtension } from '@azure/arm-compute';
import { Fault } from '../../src/faults.ts';
import type { Mender } from '../../src/ports.ts';
import type { LoginExtension } from '../../workflows/troubleshoot/login-extension.ts';
import { MEND_PERMISSIONS } from '../../workflows/troubleshoot/permissions.ts';
import { askFor } from './arm.ts';
import type { Arm } from './arm.ts';
import { changing, forbidden, scopeOf } from './change.ts';
import { ownPermissions } from './examine.ts';
import { LOGIN_EXTENSION, isLogin } from './look/extensions.ts';
import { allowsAction } from './login.ts';
import type { VmScope } from './scope.ts';

/** The major version that Microsoft's own templates ask for; Azure takes the latest of it. */
const VERSION = '2.0';

/** Characters of JSON that are kept of an extension: far more than the sign-in extension has any use for. */
const KEPT_AT_MOST = 32_768;

/** @param pollEvery milliseconds between questions whether it is done, where Azure does not say */
export function createExtensionMender(arm: Arm, pollEvery: number): Pick<Mender, 'extension' | 'takeOff' | 'putOn'> {
  async function installed(scope: VmScope): Promise<VirtualMachineExtension | undefined> {
    const { virtualMachineExtensions } = arm.compute(scope.subscription);
    const listed = await askFor('granting', `Reading the extensions of ${scope.name}`, () =>
      virtualMachineExtensions.list(scope.resourceGroup, scope.name),
    );
    if (!listed) throw gone(scope);
    // Whatever says 200 would pass for a VM without extensions, and what it has would be forgotten.
    if (!Array.isArray(listed.value))
      throw new Fault('azure_unreachable', 'Something answered, but not as Azure does.');
    return listed.value.find(isLogin);
  }

  async function mustBeAbleToPutOn(scope: VmScope): Promise<void> {
    // Whether we may is itself a right that we may not have: then the attempt tells.
    const held = await ownPermissions(arm, scope).catch((error: unknown) => {
      if (error instanceof Fault) return undefined;
      throw error;
    });
    const missing = MEND_PERMISSIONS.reinstall_extension.azure.some((action) => held && !allowsAction(held, action));
    if (missing) throw forbidden('reinstall_extension', `Installing the sign-in extension on ${scope.name}`);
  }

  return {
    async extension(vm) {
      const scope = scopeOf(vm);
      const [machine, found] = await Promise.all([
        askFor('granting', `Reading ${scope.name}`, () =>
          arm.compute(scope.subscription).virtualMachines.get(scope.resourceGroup, scope.name),
        ),
        installed(scope),
      ]);
      if (!machine) throw gone(scope);
      const extension = read(found ?? { location: machine.location });
      if (JSON.stringify(extension).length > KEPT_AT_MOST)
        throw new Fault('azure_rejected', `The settings of the extension on ${scope.name} are too large to be kept.`);
      return { machine: machine.vmId ?? '', is: found ? 'installed' : 'absent', extension };
    },
    async takeOff(vm, abortSignal) {
      const scope = scopeOf(vm);
      const found = await installed(scope);
      // One that is being put on is somebody's work already: taking it off now would begin all over again.
      if (found?.name === undefined || /^(?:creating|updating)$/i.test(found.provisioningState ?? '')) return;
      const { name } = found;
      await mustBeAbleToPutOn(scope);
      await changing('reinstall_extension', `Taking the sign-in extension off ${scope.name}`, () =>
        arm.compute(scope.subscription).virtualMachineExtensions.delete(scope.resourceGroup, scope.name, name, {
          updateIntervalInMs: pollEvery,
          abortSignal,
        }),
      );
    },
    async putOn(vm, extension, abortSignal) {
      const scope = scopeOf(vm);
      await changing('reinstall_extension', `Installing the sign-in extension on ${scope.name}`, () =>
        arm
          .compute(scope.subscription)
          .virtualMachineExtensions.createOrUpdate(scope.resourceGroup, scope.name, extension.name, write(extension), {
            updateIntervalInMs: pollEvery,
            abortSignal,
          }),
      );
    },
  };
}

function gone({ name }: VmScope): Fault {
  return new Fault('vm_gone', `${name} does not exist.`);
}

function read(found: VirtualMachineExtension): LoginExtension {
  const { location, enableAutomaticUpgrade, suppressFailures, forceUpdateTag, provisionAfterExtensions, tags } = found;
  const settings: unknown = found.settings;
  const vault = found.protectedSettingsFromKeyVault;
  return {
    name: found.name ?? LOGIN_EXTENSION.type,
    location,
    typeHandlerVersion: found.typeHandlerVersion ?? VERSION,
    autoUpgradeMinorVersion: found.autoUpgradeMinorVersion ?? true,
    ...(enableAutomaticUpgrade === undefined ? {} : { enableAutomaticUpgrade }),
    ...(suppressFailures === undefined ? {} : { suppressFailures }),
    ...(forceUpdateTag === undefined ? {} : { forceUpdateTag }),
    ...(provisionAfterExtensions === undefined ? {} : { provisionAfterExtensions }),
    ...(tags === undefined ? {} : { tags }),
    ...(settings === undefined || settings === null ? {} : { settings }),
    ...(vault === undefined ? {} : { protectedSettingsFromKeyVault: vault }),
  };
}

function write({ name: _name, provisionAfterExtensions, tags, ...rest }: LoginExtension): VirtualMachineExtension {
  return {
    ...rest,
    publisher: LOGIN_EXTENSION.publisher,
    typePropertiesType: LOGIN_EXTENSION.type,
    ...(provisionAfterExtensions === undefined ? {} : { provisionAfterExtensions: [...provisionAfterExtensions] }),
    ...(tags === undefined ? {} : { tags: { ...tags } }),
  };
}
