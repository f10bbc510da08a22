/** Whether the VM is joined to Entra ID, from everything that tells. */
import type { Case } from '../causes.ts';
import type { Device, SeenSoFar } from '../sights.ts';
import { machineOf, valueOf } from './reading.ts';

/** The VM’s own device objects, and others that bear its name; undefined when devices were not seen. */
export function devicesOf(
  seen: SeenSoFar,
  it: Pick<Case, 'vm'>,
): { readonly own: readonly Device[]; readonly namesakes: readonly Device[] } | undefined {
  const devices = valueOf(seen, 'devices')?.devices;
  if (devices === undefined) return undefined;
  const name = computerName(seen, it);
  return {
    own: devices.filter((each) => each.ofThisVm),
    namesakes: devices.filter((each) => !each.ofThisVm && sameName(each.name, name)),
  };
}

/** The name the machine goes by, as far as anybody told. */
export function computerName(seen: SeenSoFar, it: Pick<Case, 'vm'>): string {
  return valueOf(seen, 'inside')?.hostname ?? machineOf(seen)?.computerName ?? it.vm.computerName ?? it.vm.name;
}

/**
 * Undefined when nothing tells. What the VM says of itself counts most, but a device that Entra no longer has, or has disabled,
 * is the word of Entra.
 */
export function isJoined(seen: SeenSoFar, it: Pick<Case, 'vm'>): boolean | undefined {
  const inside = valueOf(seen, 'inside')?.joined;
  const own = devicesOf(seen, it)?.own;
  if (inside === false) return false;
  if (own !== undefined) return own.some((each) => each.trust === 'joined' && each.enabled);
  return inside;
}

/** Names are equal whatever their case, and a longer name is equal by its first part. */
export function sameName(a: string, b: string): boolean {
  return firstPart(a) === firstPart(b);
}

function firstPart(name: string): string {
  return (name.split('.')[0] ?? name).toLowerCase();
}

/** DSREG_AUTOJOIN_DISC_FAILED, in both spellings: the extension could not reach the registration service. */
const NO_DISCOVERY: ReadonlySet<string> = new Set(['-2145648607', '0x801c0021']);

export function discoveryFailed(seen: SeenSoFar): boolean {
  const codes = valueOf(seen, 'extensions')?.login?.codes ?? [];
  return codes.some((code) => NO_DISCOVERY.has(code.toLowerCase()));
}
