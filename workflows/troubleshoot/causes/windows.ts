/** Which Windows the VM runs, and what that one can do. */
import type { SeenSoFar } from '../sights.ts';
import { machineOf } from './reading.ts';

/** Windows Server 2019 and Windows 10 1809 (learn.microsoft.com, Log in to a Windows virtual machine: exit code 51). */
const OLDEST = 17763;
/** Windows 10 20H2 (same place: web-account sign-in); Windows Server 2022 and Windows 11 come later. */
const OLDEST_WEB = 19042;

/** Build number; undefined when nothing tells. */
function buildOf(seen: SeenSoFar): number | undefined {
  const machine = machineOf(seen);
  if (machine === undefined || machine.os !== 'Windows') return undefined;
  const told = /^\d+\.\d+\.(\d+)/.exec(machine.osVersion ?? '')?.[1];
  if (told !== undefined) return Number(told);
  // What it says of itself counts more than what it was made from: it may have been upgraded.
  const { image } = machine;
  return byName(machine.osName ?? '') ?? byName(`${image?.offer ?? ''} ${image?.sku ?? ''}`);
}

function byName(words: string): number | undefined {
  return BY_NAME.find(([pattern]) => pattern.test(words))?.[1];
}

const BY_NAME: readonly (readonly [RegExp, number])[] = [
  [/server[\s-]?2025|\b2025-datacenter/i, 26100],
  [/server[\s-]?2022|\b2022-datacenter/i, 20348],
  [/server[\s-]?2019|\b2019-datacenter/i, 17763],
  [/server[\s-]?2016|\b2016-datacenter/i, 14393],
  [/server[\s-]?2012|\b2012-/i, 9600],
  [/server[\s-]?2008|\b2008-/i, 7601],
  [/windows[\s-]?11|\bwin11/i, 22000],
];

/** Whether the extension supports it at all; undefined when it is not known. */
export function isSupported(seen: SeenSoFar): boolean | undefined {
  const build = buildOf(seen);
  return build === undefined ? undefined : build >= OLDEST;
}

/** Whether “Use a web account” works towards it; undefined when it is not known. */
export function takesWebAccount(seen: SeenSoFar): boolean | undefined {
  const build = buildOf(seen);
  return build === undefined ? undefined : build >= OLDEST_WEB;
}

/** What it calls itself, for people. */
export function windowsName(seen: SeenSoFar): string {
  return machineOf(seen)?.osName ?? 'this version of Windows';
}
