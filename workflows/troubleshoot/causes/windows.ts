/** Which Windows the VM runs by what the check saw, and what that one can do. */
import { buildOf, kindOf, OLDEST, OLDEST_WEB } from '../../windows.ts';
import type { SignInBy } from '../../windows.ts';
import type { SeenSoFar } from '../sights.ts';
import { machineOf } from './reading.ts';

function build(seen: SeenSoFar): number | undefined {
  const machine = machineOf(seen);
  return machine?.os === 'Windows' ? buildOf(machine) : undefined;
}

/** Whether the extension supports it at all; undefined when it is not known. */
export function isSupported(seen: SeenSoFar): boolean | undefined {
  const told = build(seen);
  return told === undefined ? undefined : told >= OLDEST;
}

/** Whether “Use a web account” works towards it; undefined when it is not known. */
export function takesWebAccount(seen: SeenSoFar): boolean | undefined {
  const told = build(seen);
  return told === undefined ? undefined : told >= OLDEST_WEB;
}

/** Which kind of .rdp file fits it; undefined when it is not known, or Entra sign-in is not supported at all. */
export function fileFor(seen: SeenSoFar): SignInBy | undefined {
  if (takesWebAccount(seen) === true) return 'page';
  return isSupported(seen) === true ? 'password' : undefined;
}

/** Which it is, for people; never in the guest’s own words. */
export function windowsName(seen: SeenSoFar): string {
  return kindOf(machineOf(seen) ?? {}) ?? 'this version of Windows';
}
