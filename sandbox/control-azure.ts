import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import type { SandboxContext } from './context.ts';
import { isUuid, same, uuidOf } from './ids.ts';
import type { RoleAssignment, Vm } from './model.ts';
import { ADMIN_LOGIN, ROLE_DEFINITIONS, USER_LOGIN } from './roles.ts';
import { DEVELOPMENT, linux, windows } from './seed-vms.ts';

const guid = z.string().refine(isUuid, 'Not a GUID.');
const scope = z.string().regex(/^\/(subscriptions\/.+|providers\/Microsoft\.Management\/managementGroups\/.+)?$/i);

const vmChange = z
  .strictObject({
    subscription: z.string(),
    resourceGroup: z.string(),
    location: z.string(),
    computerName: z.string(),
    os: z.enum(['Windows', 'Linux']),
    osName: z.string(),
    osVersion: z.string(),
    size: z.string(),
    power: z.enum(['running', 'stopped', 'deallocated', 'starting']),
    agentReady: z.boolean(),
    identity: z.string().nullable(),
    tags: z.record(z.string(), z.string()),
    extensions: z.array(
      z.strictObject({
        name: z.string(),
        publisher: z.string(),
        type: z.string(),
        version: z.string(),
        provisioningState: z.enum(['Succeeded', 'Failed']),
        message: z.string(),
      }),
    ),
  })
  .partial();

const assignmentOrder = z.strictObject({
  name: guid.optional(),
  scope,
  principalId: guid,
  principalType: z.enum(['User', 'Group', 'ServicePrincipal']).optional(),
  role: z.union([z.enum(['user', 'admin']), guid]),
  description: z.string().optional(),
});

const lockOrder = z.strictObject({
  name: z.string().optional(),
  scope,
  level: z.enum(['CanNotDelete', 'ReadOnly']),
  notes: z.string().optional(),
});

const principal = z.strictObject({ id: z.string(), type: z.string() });

const denyOrder = z.strictObject({
  name: guid.optional(),
  displayName: z.string(),
  description: z.string().default(''),
  scope,
  actions: z.array(z.string()).default([]),
  dataActions: z.array(z.string()).default([]),
  principals: z.array(principal),
  excludePrincipals: z.array(principal).default([]),
  doNotApplyToChildScopes: z.boolean().default(false),
});

const rulesChange = z
  .strictObject({
    assignable: z.array(guid),
    principalTypes: z.array(z.enum(['User', 'Group', 'ServicePrincipal'])).nullable(),
    mayAssign: z.boolean(),
    assignmentLimit: z.number().int().min(0),
    replication: z.number().min(0),
    throttling: z.boolean(),
    tokenLifetime: z.number().int().min(0),
  })
  .partial();

/** An administrator's own hand in Azure: `/sandbox/azure/…`. Nothing here passes through locks, conditions or limits. */
export function controlAzure({ world, clock }: SandboxContext): Router {
  const router = Router();
  const missing = (what: string) => ({ error: `There is no ${what}.` });

  router.put('/azure/vms/:name', (request, response) => {
    const change = vmChange.parse(request.body ?? {});
    const wanted = change.subscription ?? '';
    const subscription = world.now.subscriptions.find(
      (known) => same(known.id, wanted) || same(known.displayName, wanted),
    );
    if (change.subscription !== undefined && !subscription) {
      response.status(400).json(missing(`subscription ${change.subscription}`));
      return;
    }
    const before = world.vm(request.params.name);
    const make = change.os === 'Linux' ? linux : windows;
    const fresh = make(request.params.name, subscription?.id ?? DEVELOPMENT, change.resourceGroup ?? 'rg-dev', {});
    const changed = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const base = before ?? { ...fresh, vmId: randomUUID(), createdAt: clock.now() };
    const vm: Vm = { ...base, ...changed, subscription: subscription?.id ?? base.subscription };
    world.edit('azure', (data) => ({
      vms: [...data.vms.filter((known) => known !== before), vm],
      resourceGroups: data.resourceGroups.some(
        (group) => group.subscription === vm.subscription && same(group.name, vm.resourceGroup),
      )
        ? data.resourceGroups
        : [...data.resourceGroups, { subscription: vm.subscription, name: vm.resourceGroup, location: vm.location }],
    }));
    response.status(before ? 200 : 201).json(vm);
  });

  router.delete('/azure/vms/:name', (request, response) => {
    const vm = world.vm(request.params.name);
    if (!vm) {
      response.status(404).json(missing(`VM ${request.params.name}`));
      return;
    }
    world.edit('azure', (data) => ({ vms: data.vms.filter((known) => known !== vm) }));
    response.json(vm);
  });

  router.post('/azure/roleAssignments', (request, response) => {
    const order = assignmentOrder.parse(request.body);
    const role = order.role === 'user' ? USER_LOGIN : order.role === 'admin' ? ADMIN_LOGIN : order.role.toLowerCase();
    if (!ROLE_DEFINITIONS.some((definition) => definition.id === role)) {
      response.status(400).json(missing(`role ${order.role}`));
      return;
    }
    const now = clock.now();
    const made: RoleAssignment = {
      name: order.name?.toLowerCase() ?? randomUUID(),
      scope: order.scope,
      role,
      principalId: order.principalId.toLowerCase(),
      principalType:
        order.principalType ?? (world.now.groups.some((group) => group.id === order.principalId) ? 'Group' : 'User'),
      description: order.description ?? null,
      condition: null,
      conditionVersion: null,
      createdOn: now,
      updatedOn: now,
      createdBy: uuidOf('person:olga'),
    };
    world.edit('azure', (data) => ({ roleAssignments: [...data.roleAssignments, made] }));
    response.status(201).json(made);
  });

  router.delete('/azure/roleAssignments/:name', (request, response) => {
    const gone = world.now.roleAssignments.find((assignment) => same(assignment.name, request.params.name));
    if (!gone) {
      response.status(404).json(missing(`role assignment ${request.params.name}`));
      return;
    }
    world.edit('azure', (data) => ({
      roleAssignments: data.roleAssignments.filter((assignment) => assignment !== gone),
    }));
    response.json(gone);
  });

  router.post('/azure/locks', (request, response) => {
    const order = lockOrder.parse(request.body);
    const lock = {
      name: order.name ?? `lock-${randomUUID().slice(0, 8)}`,
      scope: order.scope,
      level: order.level,
      notes: order.notes ?? '',
    };
    world.edit('azure', (data) => ({ locks: [...data.locks.filter((known) => !same(known.name, lock.name)), lock] }));
    response.status(201).json(lock);
  });

  router.delete('/azure/locks/:name', (request, response) => {
    const gone = world.now.locks.find((lock) => same(lock.name, request.params.name));
    if (!gone) {
      response.status(404).json(missing(`lock ${request.params.name}`));
      return;
    }
    world.edit('azure', (data) => ({ locks: data.locks.filter((lock) => lock !== gone) }));
    response.json(gone);
  });

  router.post('/azure/denyAssignments', (request, response) => {
    const order = denyOrder.parse(request.body);
    const deny = { ...order, name: order.name ?? randomUUID() };
    world.edit('azure', (data) => ({ denyAssignments: [...data.denyAssignments, deny] }));
    response.status(201).json(deny);
  });

  router.delete('/azure/denyAssignments/:name', (request, response) => {
    const gone = world.now.denyAssignments.find((deny) => same(deny.name, request.params.name));
    if (!gone) {
      response.status(404).json(missing(`deny assignment ${request.params.name}`));
      return;
    }
    world.edit('azure', (data) => ({ denyAssignments: data.denyAssignments.filter((deny) => deny !== gone) }));
    response.json(gone);
  });

  router.patch('/azure/rules', (request, response) => {
    const change = Object.fromEntries(
      Object.entries(rulesChange.parse(request.body)).filter(([, value]) => value !== undefined),
    );
    world.edit('azure', (data) => ({ rules: { ...data.rules, ...change } }));
    response.json(world.now.rules);
  });
  return router;
}
