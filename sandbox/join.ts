/** What the sign-in extension does on a VM: what keeps it from joining, and the join itself. */
import { randomUUID } from 'node:crypto';
import { guestOf } from './guest.ts';
import { same, vmId } from './ids.ts';
import type { Device } from './model-directory.ts';
import type { Extension, Vm, WorldData } from './model.ts';
import { deviceOf } from './seed-directory.ts';

/** The oldest Windows that the extension works on: Server 2019 and Windows 10 1809. */
const OLDEST_BUILD = 17763;

export const LOGIN_EXTENSION = { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADLoginForWindows' } as const;

export function isLogin(extension: Pick<Extension, 'publisher' | 'type'>): boolean {
  return same(extension.publisher, LOGIN_EXTENSION.publisher) && same(extension.type, LOGIN_EXTENSION.type);
}

/** Exit code with which the extension would end now, and the code of its status; undefined when it would succeed. */
export function joinProblem(data: WorldData, vm: Vm): { exit: number; code: number } | undefined {
  const guest = guestOf(data, vm);
  const build = Number(vm.osVersion.split('.')[2] ?? 0);
  if (build < OLDEST_BUILD) return { exit: 51, code: 1007 };
  // DSREG_E_MSI_TENANTID_UNAVAILABLE
  if (vm.identity === null || guest.metadata !== 'tenant') return { exit: -2145648574, code: 1007 };
  // DSREG_AUTOJOIN_DISC_FAILED
  const needed = ['enterpriseregistration.windows.net', 'login.microsoftonline.com'];
  if (needed.some((host) => host in guest.unreached)) return { exit: -2145648607, code: 1007 };
  return undefined;
}

/** What the VM's agent reports when the extension ended with this exit code (MicrosoftDocs/azure-docs#60658). */
export function failure(version: string, exit: number): string {
  const name = `${LOGIN_EXTENSION.publisher}.${LOGIN_EXTENSION.type}`;
  const full = `${version}.0.0`;
  return `Enable failed for plugin (name: ${name}, version ${full}) with exception Command C:\\Packages\\Plugins\\${name}\\${full}\\AADLoginForWindowsHandler.exe of ${name} has exited with Exit code: ${exit}`;
}

/**
 * The world after the extension has run on this VM: it failed, or the VM is joined anew as another device. It reports success as
 * well when another device has the name already, and the VM then is not joined (`error_hostname_duplicate` in its own log).
 */
export function afterInstall(data: WorldData, vm: Vm, extension: Extension): Partial<WorldData> {
  const others = vm.extensions.filter((known) => !same(known.name, extension.name));
  const replaced = (next: Extension, guest = vm.guest) => ({
    vms: data.vms.map((known) => (known === vm ? { ...vm, guest, extensions: [...others, next] } : known)),
  });
  const done: Extension = { ...extension, provisioningState: 'Succeeded', code: null, message: '' };
  if (!isLogin(extension)) return replaced(done);
  const problem = joinProblem(data, vm);
  if (problem) {
    const message = failure(extension.version, problem.exit);
    return replaced({ ...extension, provisioningState: 'Failed', code: problem.code, message });
  }
  const twin = data.devices.some(
    (device) =>
      device.deletedAt === null && !isOf(device, vm) && device.hostnames.some((name) => same(name, vm.computerName)),
  );
  if (twin || vm.guest.domainJoined === true || vm.identityTenant !== null) return replaced(done);
  const { azureAdJoined: _joined, deviceAuthStatus: _status, tenantId: _tenant, events: _events, ...guest } = vm.guest;
  const known = data.devices.filter((device) => !isOf(device, vm));
  return { ...replaced(done, guest), devices: [...known, deviceOf(vm, randomUUID())] };
}

function isOf(device: Device, vm: Vm): boolean {
  return device.resourceId !== null && same(device.resourceId, vmId(vm));
}

/** The world after the extension was taken off: the VM has left the directory, and a VM's device goes at once and for good. */
export function afterRemoval(data: WorldData, vm: Vm, extension: Extension): Partial<WorldData> {
  const extensions = vm.extensions.filter((known) => !same(known.name, extension.name));
  return {
    vms: data.vms.map((known) => (known === vm ? { ...vm, extensions } : known)),
    ...(isLogin(extension)
      ? {
          devices: data.devices.filter((device) => device.deletedAt !== null || !isOf(device, vm)),
        }
      : {}),
  };
}
