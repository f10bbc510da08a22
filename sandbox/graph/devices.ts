import type { Request, Router } from 'express';
import type { SandboxContext } from '../context.ts';
import { same } from '../ids.ts';
import type { Device } from '../model-directory.ts';
import { readFilter } from './filter.ts';
import { notFound } from './refusal.ts';
import { mustBeEventual, need, option, page, select, worldFor, type Thing, type Version } from './request.ts';

const READ = ['Device.Read.All', 'Device.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const FILTERABLE = new Set('id deviceId displayName accountEnabled trustType physicalIds profileType'.split(' '));

/** Days that a deleted object can be brought back (learn.microsoft.com, Recover a deleted object in Microsoft Entra ID). */
const KEPT_DAYS = 30;
const DAY = 86_400_000;

/** Devices; those that were deleted, and `hostnames`, are in beta alone. */
export function devices(router: Router, context: SandboxContext, version: Version): void {
  const answer = (request: Request, of: string, found: readonly Device[]) => {
    const text = option(request, '$filter');
    const filter = text === undefined ? undefined : readFilter(text, FILTERABLE, 'Device');
    if (filter?.advanced || /physicalIds/.test(text ?? '') || (filter && option(request, '$orderby') !== undefined))
      mustBeEventual(request);
    const things = found
      .map((device) => deviceThing(device, version))
      .filter((thing) => filter?.test(thing) ?? true)
      .map((thing) => select(request, thing, 'device', Object.keys(thing)));
    return page(context, request, of, things, version);
  };

  router.get('/devices', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ);
    response.json(
      answer(
        request,
        'devices',
        data.devices.filter((device) => device.deletedAt === null),
      ),
    );
  });

  router.get('/devices/:id', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ);
    const device = data.devices.find((known) => known.deletedAt === null && same(known.id, request.params.id));
    if (!device) throw notFound(request.params.id);
    const thing = deviceThing(device, version);
    response.json({
      '@odata.context': `${context.urls.graph}/${version}/$metadata#devices/$entity`,
      ...select(request as Request, thing, 'device', Object.keys(thing)),
    });
  });

  if (version !== 'beta') return;
  router.get('/directory/deletedItems/microsoft.graph.device', (request, response) => {
    const data = worldFor(context, request, response);
    need(data, READ);
    const oldest = context.clock.now() - KEPT_DAYS * DAY;
    const found = data.devices.filter((device) => device.deletedAt !== null && device.deletedAt > oldest);
    response.json(answer(request, 'directory/deletedItems/microsoft.graph.device', found));
  });
}

/** A device the way Graph answers it (learn.microsoft.com, device resource type). */
function deviceThing(device: Device, version: Version): Thing {
  return {
    id: device.id,
    deletedDateTime: device.deletedAt === null ? null : new Date(device.deletedAt).toISOString(),
    accountEnabled: device.accountEnabled,
    approximateLastSignInDateTime: new Date(device.registeredAt).toISOString(),
    createdDateTime: new Date(device.registeredAt).toISOString(),
    deviceId: device.deviceId,
    deviceMetadata: null,
    deviceVersion: 2,
    displayName: device.displayName,
    isCompliant: null,
    isManaged: null,
    manufacturer: null,
    model: null,
    onPremisesSyncEnabled: device.trustType === 'ServerAd' ? true : null,
    operatingSystem: 'Windows',
    operatingSystemVersion: device.osVersion,
    physicalIds: [
      `[HWID]:h:${device.deviceId.replaceAll('-', '').slice(0, 16)}`,
      `[USER-HWID]:${device.deviceId}:6896136101678912`,
      ...(device.resourceId === null ? [] : [`[AzureResourceId]:${device.resourceId}`]),
    ],
    profileType: device.profileType,
    registrationDateTime: new Date(device.registeredAt).toISOString(),
    systemLabels: [],
    trustType: device.trustType,
    ...(version === 'beta' ? { hostnames: device.hostnames } : {}),
  };
}
