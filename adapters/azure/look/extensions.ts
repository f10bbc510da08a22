import type { InstanceViewStatus, VirtualMachineExtension } from '@azure/arm-compute';
import type { LookedAt } from '../../../src/ports.ts';
import type { ExtensionsSight } from '../../../workflows/troubleshoot/sights.ts';
import { CannotSee, clip } from '../../entra/glance.ts';
import { askFor } from '../arm.ts';
import type { Arm } from '../arm.ts';
import { vmScope } from './about.ts';

export const LOGIN_EXTENSION = { publisher: 'Microsoft.Azure.ActiveDirectory', type: 'AADLoginForWindows' } as const;

/** Joins the VM to another domain; both cannot be (learn.microsoft.com, as in sights.ts). */
const DOMAIN_JOIN = 'jsonaddomainextension';

/** Characters of what an extension reported. */
const MESSAGE = 400;

/** The VM's extensions with what they report of themselves, in one call. */
export async function lookAtExtensions(arm: Arm, about: LookedAt, abortSignal: AbortSignal): Promise<ExtensionsSight> {
  const { subscription, resourceGroup, name } = vmScope(about);
  const found = await askFor('reading', 'Listing the extensions', () =>
    arm
      .compute(subscription)
      .virtualMachineExtensions.list(resourceGroup, name, { expand: 'instanceView', abortSignal }),
  );
  if (!found) throw new CannotSee('unreadable', 'There is no such VM any more.');
  // Whatever says 200 would pass for a VM without extensions.
  if (!Array.isArray(found.value)) throw new CannotSee('unreadable');
  const all = found.value;
  const login = all.find(isLogin);
  const domainJoin = all.find((each) => each.typePropertiesType?.toLowerCase() === DOMAIN_JOIN);
  return {
    ...(login ? { login: read(login) } : {}),
    ...(domainJoin ? { domainJoin: clip(domainJoin.name ?? DOMAIN_JOIN, 80) } : {}),
  };
}

/** By publisher and type: its resource may have any name. */
export function isLogin({ publisher, typePropertiesType }: VirtualMachineExtension): boolean {
  return (
    publisher?.toLowerCase() === LOGIN_EXTENSION.publisher.toLowerCase() &&
    typePropertiesType?.toLowerCase() === LOGIN_EXTENSION.type.toLowerCase()
  );
}

function read(extension: VirtualMachineExtension): NonNullable<ExtensionsSight['login']> {
  const view = extension.instanceView;
  const statuses = [...(view?.statuses ?? []), ...(view?.substatuses ?? [])];
  const words = statuses.flatMap(({ message }) => message?.trim() || []).join(' ');
  return {
    name: clip(extension.name, 80),
    state: state(extension.provisioningState, statuses),
    codes: codes(statuses, words),
    message: clip(words.replace(/\s+/g, ' '), MESSAGE),
  };
}

function state(
  provisioning: string | undefined,
  statuses: readonly InstanceViewStatus[],
): NonNullable<ExtensionsSight['login']>['state'] {
  if (statuses.some(({ code }) => /\/failed\b/i.test(code ?? ''))) return 'failed';
  return STATES[provisioning?.toLowerCase() ?? ''] ?? 'unknown';
}

const STATES: Readonly<Record<string, NonNullable<ExtensionsSight['login']>['state']>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
  creating: 'working',
  updating: 'working',
  deleting: 'working',
};

/**
 * Numbers that stand behind the word code (`exit code: -2145648574`, `Terminal error code 1007`), result codes wherever they
 * stand, and the number at the end of `ProvisioningState/failed/1007`. There, 1 says only that it failed.
 */
export function codes(statuses: readonly Pick<InstanceViewStatus, 'code'>[], words: string): readonly string[] {
  const inWords = [...words.slice(0, 20_000).matchAll(IN_WORDS)].map(([all, behind]) => behind ?? all);
  const inStatuses = statuses.flatMap(({ code }) => /\/failed\/(-?\d{2,11})$/i.exec(code ?? '')?.[1] ?? []);
  return [...new Set([...inWords, ...inStatuses].map((each) => each.toLowerCase()))].slice(0, 10);
}

const IN_WORDS = /code\b['"]?[\s:=]{0,3}['"(]?(-?\d{2,11}|0x[0-9a-f]{8})(?!\d)|-21\d{8}(?!\d)|0x80[0-9a-f]{6}/gi;
