import type { Lock } from '../../workflows/language.ts';
import { ask, mustBeList } from './arm.ts';
import type { Arm } from './arm.ts';
import { bare, levelOf, readVmScope } from './scope.ts';

/**
 * The locks at the VM and above it. `CanNotDelete` lets a role assignment be added and then keeps it from being deleted
 * (MicrosoftDocs/azure-docs#110791); `ReadOnly` keeps it from being changed at all. `atScope()` leaves out locks below
 * (Get-AzResourceLock, -AtScope); whatever is listed is sorted out again here.
 */
export async function readLocks(arm: Arm, vm: string, signal?: AbortSignal): Promise<readonly Lock[]> {
  const scope = readVmScope(vm);
  if (!scope) return [];
  const found: Lock[] = [];
  await ask('granting', `Reading the locks on ${scope.name}`, async () => {
    const options = {
      filter: 'atScope()',
      onResponse: mustBeList,
      ...(signal === undefined ? {} : { abortSignal: signal }),
    };
    const locks = arm.locks(scope.subscription).managementLocks.listByScope(bare(vm), options);
    for await (const lock of locks) {
      const at = lock.id?.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, '');
      const { level, name } = lock;
      if (level !== 'CanNotDelete' && level !== 'ReadOnly') continue;
      if (at !== undefined && levelOf(at, vm)) found.push({ name: name ?? '', level, scope: at });
    }
  });
  return found;
}
