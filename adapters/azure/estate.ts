import type { VirtualMachine } from '@azure/arm-compute';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from '../../src/faults.ts';
import type { Estate } from '../../src/ports.ts';
import type { Vm } from '../../workflows/language.ts';
import type { System } from '../../workflows/windows.ts';
import { ask, askFor } from './arm.ts';
import type { Arm } from './arm.ts';
import type { Log } from '../entra/log.ts';
import { readVmScope } from './scope.ts';

/**
 * Resource Graph sees every subscription in one query, but only what it has indexed, and only machines the caller may
 * read. Rows carry their `id` and are ordered by it: paging needs both (learn.microsoft.com, Working with large Azure
 * resource data sets). The instance view knows the name of a machine made from a specialised disk, which has no `osProfile`; of the
 * system it tells while the machine runs, and the image whenever it is one of the marketplace's.
 */
const QUERY = `Resources
| where type =~ 'microsoft.compute/virtualmachines'
| project id, name, resourceGroup, subscriptionId, location, tags,
    osType = tostring(properties.storageProfile.osDisk.osType),
    computerName = tostring(properties.osProfile.computerName),
    instanceName = tostring(properties.extended.instanceView.computerName),
    osName = tostring(properties.extended.instanceView.osName),
    osVersion = tostring(properties.extended.instanceView.osVersion),
    imageOffer = tostring(properties.storageProfile.imageReference.offer),
    imageSku = tostring(properties.storageProfile.imageReference.sku)
| order by id asc`;

/** Rows per page; Resource Graph gives 1,000 at most (same source). */
const PAGE = 1000;

/** How often one page is asked for again when Resource Graph asks to wait: it allows 15 queries in 5 seconds. */
const PATIENCE = 3;
const LONGEST_PAUSE = 15_000;

const row = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string().catch(''),
  tags: z.record(z.string(), z.string()).nullish().catch(null),
  osType: z.string().nullish(),
  computerName: z.string().nullish(),
  instanceName: z.string().nullish(),
  osName: z.string().nullish(),
  osVersion: z.string().nullish(),
  imageOffer: z.string().nullish(),
  imageSku: z.string().nullish(),
});

/** Every VM, page by page: from Resource Graph, or from each subscription's own list where Resource Graph refuses us. */
export async function* readVms(arm: Arm, subscriptions: readonly string[], log: Log): ReturnType<Estate['vms']> {
  let skipToken: string | undefined;
  for (let page = 0; page === 0 || skipToken !== undefined; page += 1) {
    try {
      const answer = await graphPage(arm, subscriptions, skipToken);
      skipToken = answer.skipToken;
      yield answer.vms;
    } catch (error) {
      const refused = error instanceof Fault && (error.code === 'azure_forbidden' || error.code === 'azure_rejected');
      if (!refused || page > 0) throw error;
      log.warn({ err: error }, 'Resource Graph refuses; listing the VMs of each subscription instead');
      yield* listEach(arm, subscriptions);
      return;
    }
  }
}

/** One VM, read from Azure Resource Manager itself; undefined when it is not there. */
export async function readVm(arm: Arm, id: string): Promise<Vm | undefined> {
  const scope = readVmScope(id);
  if (!scope) return undefined;
  const found = await askFor('reading', `Reading ${scope.name}`, () =>
    arm.compute(scope.subscription).virtualMachines.get(scope.resourceGroup, scope.name, { expand: 'instanceView' }),
  );
  return found && fromCompute(found);
}

async function graphPage(
  arm: Arm,
  subscriptions: readonly string[],
  skipToken: string | undefined,
): Promise<{ vms: Vm[]; skipToken: string | undefined }> {
  const options = {
    top: PAGE,
    resultFormat: 'objectArray' as const,
    ...(skipToken === undefined ? {} : { skipToken }),
  };
  const query = { subscriptions: [...subscriptions], query: QUERY, options };
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await ask('reading', 'Asking Resource Graph for the VMs', () => arm.graph.resources(query));
      const rows: unknown[] = Array.isArray(answer.data) ? answer.data : [];
      return { vms: rows.flatMap(fromRow), skipToken: answer.skipToken || undefined };
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'azure_throttled' || attempt >= PATIENCE) throw error;
      const wait = error.retryAfter ?? 5000;
      if (wait > LONGEST_PAUSE) throw error;
      await pause(wait);
    }
  }
}

async function* listEach(arm: Arm, subscriptions: readonly string[]): AsyncGenerator<Vm[]> {
  for (const subscription of subscriptions) {
    const pages = arm.compute(subscription).virtualMachines.listAll().byPage();
    for (;;) {
      const page = await ask('reading', `Listing the VMs of ${subscription}`, () => pages.next());
      if (page.done) break;
      yield page.value.flatMap((each) => fromCompute(each) ?? []);
    }
  }
}

function fromRow(data: unknown): Vm[] {
  const read = row.safeParse(data);
  if (!read.success) return [];
  const { id, name, location, tags, osType, computerName, instanceName, osName, osVersion } = read.data;
  const system = { osName, osVersion, offer: read.data.imageOffer, sku: read.data.imageSku };
  return makeVm({ id, name, location, tags, os: osType, computerName: computerName || instanceName, system });
}

function fromCompute(vm: VirtualMachine): Vm | undefined {
  const { id, name, location, tags } = vm;
  if (id === undefined || name === undefined) return undefined;
  const computerName = vm.osProfile?.computerName || vm.instanceView?.computerName;
  const { offer, sku } = vm.storageProfile?.imageReference ?? {};
  const system = { osName: vm.instanceView?.osName, osVersion: vm.instanceView?.osVersion, offer, sku };
  return makeVm({ id, name, location, tags, os: vm.storageProfile?.osDisk?.osType, computerName, system })[0];
}

/** Group and subscription come from the id: Resource Graph writes the group's name in lower case. */
function makeVm(from: {
  id: string;
  name: string;
  location: string;
  tags: Record<string, string> | null | undefined;
  os: string | null | undefined;
  computerName: string | null | undefined;
  system: Readonly<Record<'osName' | 'osVersion' | 'offer' | 'sku', string | null | undefined>>;
}): Vm[] {
  const scope = readVmScope(from.id);
  if (!scope) return [];
  const os = from.os === 'Windows' || from.os === 'Linux' ? from.os : 'unknown';
  const vm = { id: from.id, name: from.name, location: from.location, tags: from.tags ?? {}, os } as const;
  const { resourceGroup, subscription } = scope;
  const system = os === 'Windows' ? systemOf(from.system) : undefined;
  return [
    {
      ...vm,
      resourceGroup,
      subscription,
      ...(from.computerName ? { computerName: recordable(from.computerName) } : {}),
      ...(system === undefined ? {} : { system }),
    },
  ];
}

/** The guest may report anything; in characters. */
const LONGEST = 100;

/** What the record takes: it refuses half a character and NUL, and with it the whole inventory. */
function recordable(text: string): string {
  const kept = [...text.replaceAll(/\p{Cc}/gu, '')].slice(0, LONGEST).join('');
  return kept.toWellFormed();
}

/** Resource Graph writes nothing as an empty text. */
function systemOf({ osName, osVersion, offer, sku }: Parameters<typeof makeVm>[0]['system']): System | undefined {
  const system = {
    ...(osName ? { osName: recordable(osName) } : {}),
    ...(osVersion ? { osVersion: recordable(osVersion) } : {}),
    ...(offer || sku ? { image: { offer: recordable(offer ?? ''), sku: recordable(sku ?? '') } } : {}),
  };
  return Object.keys(system).length === 0 ? undefined : system;
}
