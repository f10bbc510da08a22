import type { LookedAt } from '../../../src/ports.ts';
import { CannotSee } from '../../entra/glance.ts';
import { readVmScope } from '../scope.ts';
import type { VmScope } from '../scope.ts';

/** The VM's id, taken apart. What is none came from no inventory, and nothing is asked about it. */
export function vmScope({ vm }: Pick<LookedAt, 'vm'>): VmScope {
  const scope = readVmScope(vm.id);
  if (!scope) throw new CannotSee('unreadable', 'That is not a VM in Azure.');
  return scope;
}

/** The object id, as it may stand in a filter. */
export function personId({ person }: Pick<LookedAt, 'person'>): string {
  if (!UUID.test(person.id)) throw new CannotSee('unreadable', 'That is nobody in the directory.');
  return person.id.toLowerCase();
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
