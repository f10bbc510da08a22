import type { GraphRequest } from '@microsoft/microsoft-graph-client';
import type { z } from 'zod';
import type { LookedAt } from '../../../src/ports.ts';
import { CannotSee } from '../../entra/glance.ts';
import type { Graph } from '../client.ts';
import { quote } from '../filter.ts';

/** One question to Graph and its answer, read. Throws what `glance` understands, and `NotFound`. */
export async function askGraph<T>(
  graph: Graph,
  path: string,
  shape: z.ZodType<T>,
  signal: AbortSignal,
  make: (request: GraphRequest) => Promise<unknown> = (request) => request.get(),
): Promise<T> {
  const answer = await graph.call(`Asking for ${path}`, path, (request) => make(request.option('signal', signal)));
  const read = shape.safeParse(answer);
  if (!read.success) throw new CannotSee('unreadable');
  return read.data;
}

/** The object id, as it may stand in a path or a filter. */
export function personId({ person }: Pick<LookedAt, 'person'>): string {
  if (!UUID.test(person.id)) throw new CannotSee('unreadable', 'That is nobody in the directory.');
  return person.id.toLowerCase();
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a VM that joined by the extension is registered with among its device's `physicalIds`. */
export function registeredAs({ vm }: Pick<LookedAt, 'vm'>): string {
  return `[AzureResourceId]:${vm.id}`;
}

/**
 * Device objects of this VM: by the resource id it registered with, and by the name of its computer, in one question. A
 * Windows computer's name has 15 characters at most, and without another the VM's own name is its beginning.
 */
export function deviceFilter(about: Pick<LookedAt, 'vm'>): string {
  const names = new Set([about.vm.computerName ?? about.vm.name, about.vm.name.slice(0, 15)]);
  return [
    `physicalIds/any(p:p eq ${quote(registeredAs(about))})`,
    ...[...names].map((name) => `displayName eq ${quote(name)}`),
  ].join(' or ');
}

export function isOfThisVm(about: Pick<LookedAt, 'vm'>, physicalIds: readonly string[]): boolean {
  const wanted = registeredAs(about).toLowerCase();
  return physicalIds.some((each) => each.toLowerCase() === wanted);
}
