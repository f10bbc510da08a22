import { z } from 'zod';
import type { LookedAt } from '../../../src/ports.ts';
import type { DeletedDevicesSight, Device, DevicesSight } from '../../../workflows/troubleshoot/sights.ts';
import { clip } from '../../entra/glance.ts';
import type { Graph } from '../client.ts';
import { askGraph, deviceFilter, isOfThisVm } from './ask.ts';

const TOP = 25;

const device = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  trustType: z.string().nullish(),
  physicalIds: z.array(z.string()).nullish(),
  registrationDateTime: z.string().nullish(),
});
const devices = z.object({ value: z.array(device) });
const named = z.object({
  value: z.array(z.object({ id: z.string(), hostnames: z.array(z.string()).nullish() })),
});
const deleted = z.object({
  value: z.array(
    z.object({
      displayName: z.string().nullish(),
      physicalIds: z.array(z.string()).nullish(),
      deletedDateTime: z.string().nullish(),
    }),
  ),
});

/** Only the beta tells host names; it is asked at the same time, and is not needed for the rest. */
export async function lookAtDevices(graph: Graph, about: LookedAt, signal: AbortSignal): Promise<DevicesSight> {
  const filter = encodeURIComponent(deviceFilter(about));
  const fields = Object.keys(device.shape);
  const [found, names] = await Promise.all([
    askGraph(graph, '/devices', devices, signal, (request) =>
      // `or` over a collection is an advanced query (learn.microsoft.com, Advanced query capabilities on Microsoft Entra ID
      // objects).
      request.header('ConsistencyLevel', 'eventual').count(true).filter(filter).select(fields).top(TOP).get(),
    ),
    askGraph(graph, '/devices', named, signal, (request) =>
      request
        .version('beta')
        .header('ConsistencyLevel', 'eventual')
        .count(true)
        .filter(filter)
        .select(['id', 'hostnames'])
        .top(TOP)
        .get(),
    ).catch(() => ({ value: [] })),
  ]);
  const hostnames = new Map(names.value.map((each) => [each.id, each.hostnames ?? []]));
  return {
    devices: found.value.map((each): Device => {
      const registeredAt = instant(each.registrationDateTime);
      return {
        id: each.id,
        name: clip(each.displayName, 64),
        // Only a plain no is a no: a device that could not sign in any more says so.
        enabled: each.accountEnabled !== false,
        trust: TRUST[each.trustType?.toLowerCase() ?? ''] ?? 'unknown',
        ofThisVm: isOfThisVm(about, each.physicalIds ?? []),
        hostnames: (hostnames.get(each.id) ?? []).slice(0, 20).map((name) => clip(name, 255)),
        ...(registeredAt === undefined ? {} : { registeredAt }),
      };
    }),
  };
}

/** learn.microsoft.com, device resource type. */
const TRUST: Readonly<Record<string, Device['trust']>> = {
  azuread: 'joined',
  serverad: 'hybrid',
  workplace: 'registered',
};

/** Deleted devices stay for 30 days, in the beta (learn.microsoft.com, Device soft delete, preview). */
export async function lookAtDeletedDevices(
  graph: Graph,
  about: LookedAt,
  signal: AbortSignal,
): Promise<DeletedDevicesSight> {
  const found = await askGraph(graph, '/directory/deletedItems/microsoft.graph.device', deleted, signal, (request) =>
    request
      .version('beta')
      .header('ConsistencyLevel', 'eventual')
      .count(true)
      .filter(encodeURIComponent(deviceFilter(about)))
      .select(['id', 'displayName', 'physicalIds', 'deletedDateTime'])
      .top(TOP)
      .get(),
  );
  return {
    devices: found.value.map((each) => {
      const deletedAt = instant(each.deletedDateTime);
      return {
        name: clip(each.displayName, 64),
        ofThisVm: isOfThisVm(about, each.physicalIds ?? []),
        ...(deletedAt === undefined ? {} : { deletedAt }),
      };
    }),
  };
}

function instant(text: string | null | undefined): number | undefined {
  const at = Date.parse(text ?? '');
  // Microsoft writes “never” as the year 1.
  return Number.isNaN(at) || at <= 0 ? undefined : at;
}
