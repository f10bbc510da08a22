import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import type { SandboxContext } from './context.ts';
import { isUuid, same } from './ids.ts';
import type { Device } from './model-directory.ts';
import { deviceOf, policy, servicePrincipal, VM_APP } from './seed-directory.ts';
import { signIn } from './sign-in-log.ts';

const directoryChange = z
  .strictObject({ securityDefaults: z.boolean(), premium: z.boolean(), graphPermissions: z.array(z.string()) })
  .partial();

const deviceChange = z
  .strictObject({
    vm: z.string(),
    displayName: z.string(),
    accountEnabled: z.boolean(),
    trustType: z.enum(['AzureAd', 'ServerAd', 'Workplace']),
    profileType: z.enum(['SecureVM', 'RegisteredDevice']),
    hostnames: z.array(z.string()),
    registeredAt: z.number(),
    deletedAt: z.number().nullable(),
  })
  .partial();

const names = z.array(z.string());
const policyChange = z
  .strictObject({
    state: z.enum(['enabled', 'disabled', 'enabledForReportingButNotEnforced']),
    includeUsers: names,
    excludeUsers: names,
    includeGroups: names,
    excludeGroups: names,
    includeApplications: names,
    excludeApplications: names,
    platforms: names,
    controls: names,
    strength: z.string().nullable(),
  })
  .partial();

const appChange = z
  .strictObject({ displayName: z.string(), accountEnabled: z.boolean(), appRoleAssignmentRequired: z.boolean() })
  .partial();

const signInOrder = z.strictObject({
  person: z.string(),
  vm: z.string().optional(),
  errorCode: z.number().int().min(0),
  failureReason: z.string().optional(),
  appId: z.string().refine(isUuid).default(VM_APP),
  at: z.number().optional(),
});

/** An administrator's own hand in Entra: `/sandbox/entra/…`. People are named by key, groups by display name, or by id. */
export function controlEntra({ world, clock }: SandboxContext): Router {
  const router = Router();
  const missing = (what: string) => ({ error: `There is no ${what}.` });
  const person = (key: string) => world.person(key)?.id ?? key;
  const group = (name: string) => world.now.groups.find((known) => known.displayName === name)?.id ?? name;

  router.get('/entra', (_request, response) => {
    const { devices, conditionalAccess, securityDefaults, servicePrincipals, premium, signIns, bot } = world.now;
    response.json({
      devices,
      conditionalAccess,
      securityDefaults,
      servicePrincipals,
      premium,
      signIns,
      graphPermissions: bot.graphPermissions,
    });
  });

  router.patch('/entra', (request, response) => {
    const { graphPermissions, ...change } = directoryChange.parse(request.body);
    world.edit('azure', ({ bot }) => ({
      ...defined(change),
      ...(graphPermissions ? { bot: { ...bot, graphPermissions } } : {}),
    }));
    const { securityDefaults, premium, bot } = world.now;
    response.json({ securityDefaults, premium, graphPermissions: bot.graphPermissions });
  });

  router.put('/entra/devices/:name', (request, response) => {
    const { name } = request.params;
    const { vm: which, ...change } = deviceChange.parse(request.body ?? {});
    const vm = which === undefined ? undefined : world.vm(which);
    if (which !== undefined && !vm) {
      response.status(404).json(missing(`VM ${which}`));
      return;
    }
    const before = world.now.devices.find((known) => same(known.id, name) || same(known.displayName, name));
    const fresh = before ?? { ...stranger(name, clock.now()), ...(vm ? deviceOf(vm, randomUUID()) : {}) };
    const device: Device = { ...fresh, ...(before ? {} : { displayName: name }), ...defined(change) };
    world.edit('azure', (data) => ({ devices: [...data.devices.filter((known) => known !== before), device] }));
    response.status(before ? 200 : 201).json(device);
  });

  router.delete('/entra/devices/:name', (request, response) => {
    const { name } = request.params;
    const gone = world.now.devices.find((known) => same(known.id, name) || same(known.displayName, name));
    if (!gone) {
      response.status(404).json(missing(`device ${name}`));
      return;
    }
    world.edit('azure', (data) => ({ devices: data.devices.filter((known) => known !== gone) }));
    response.json(gone);
  });

  router.put('/entra/policies/:name', (request, response) => {
    const change = defined(policyChange.parse(request.body ?? {}));
    const before = world.now.conditionalAccess.find((known) => known.displayName === request.params.name);
    const next = { ...(before ?? policy(request.params.name, {})), ...change };
    const made = {
      ...next,
      includeUsers: next.includeUsers.map(person),
      excludeUsers: next.excludeUsers.map(person),
      includeGroups: next.includeGroups.map(group),
      excludeGroups: next.excludeGroups.map(group),
    };
    world.edit('azure', (data) => ({
      conditionalAccess: [...data.conditionalAccess.filter((known) => known !== before), made],
    }));
    response.status(before ? 200 : 201).json(made);
  });

  router.delete('/entra/policies/:name', (request, response) => {
    const gone = world.now.conditionalAccess.find((known) => known.displayName === request.params.name);
    if (!gone) {
      response.status(404).json(missing(`policy ${request.params.name}`));
      return;
    }
    world.edit('azure', (data) => ({ conditionalAccess: data.conditionalAccess.filter((known) => known !== gone) }));
    response.json(gone);
  });

  router.put('/entra/servicePrincipals/:appId', (request, response) => {
    const change = defined(appChange.parse(request.body ?? {}));
    const before = world.now.servicePrincipals.find((known) => same(known.appId, request.params.appId));
    const made = { ...(before ?? servicePrincipal(request.params.appId.toLowerCase())), ...change };
    world.edit('azure', (data) => ({
      servicePrincipals: [...data.servicePrincipals.filter((known) => known !== before), made],
    }));
    response.status(before ? 200 : 201).json(made);
  });

  router.delete('/entra/servicePrincipals/:appId', (request, response) => {
    const gone = world.now.servicePrincipals.find((known) => same(known.appId, request.params.appId));
    if (!gone) {
      response.status(404).json(missing(`application ${request.params.appId}`));
      return;
    }
    world.edit('azure', (data) => ({ servicePrincipals: data.servicePrincipals.filter((known) => known !== gone) }));
    response.json(gone);
  });

  router.post('/entra/signIns', (request, response) => {
    const order = signInOrder.parse(request.body);
    const who = world.person(order.person);
    if (!who) {
      response.status(404).json(missing(`person ${order.person}`));
      return;
    }
    const entry = signIn({
      at: order.at ?? clock.now(),
      userId: who.id,
      appId: order.appId,
      errorCode: order.errorCode,
      device: order.vm ?? '',
    });
    const made = order.failureReason === undefined ? entry : { ...entry, failureReason: order.failureReason };
    world.edit('azure', (data) => ({ signIns: [...data.signIns, made] }));
    response.status(201).json(made);
  });
  return router;
}

function stranger(displayName: string, now: number): Device {
  return {
    id: randomUUID(),
    deviceId: randomUUID(),
    displayName,
    accountEnabled: true,
    trustType: 'AzureAd',
    resourceId: null,
    profileType: 'RegisteredDevice',
    hostnames: [displayName],
    osVersion: '10.0.26100.4652',
    registeredAt: now,
    deletedAt: null,
  };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Partial<Defined<T>>;
}
