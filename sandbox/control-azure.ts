import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { SandboxContext } from './context.ts';
import { assignmentOrder, denyOrder, lockOrder, roleOrder, rulesChange, vmChange } from './control-azure-orders.ts';
import { ownDevice } from './guest.ts';
import { same, uuidOf } from './ids.ts';
import { isLogin } from './join.ts';
import type { RoleAssignment, Vm } from './model.ts';
import { ADMIN_LOGIN, roleDefinitions, USER_LOGIN, type RoleDefinition } from './roles.ts';
import { deviceOf } from './seed-directory.ts';
import { DEVELOPMENT, linux, windows } from './seed-vms.ts';

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
    if (!before && vm.extensions.some(isLogin) && !ownDevice(world.now, vm)) {
      world.edit('azure', (data) => ({ devices: [...data.devices, deviceOf(vm)] }));
    }
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
    if (!roleDefinitions(world.now).some((definition) => definition.id === role)) {
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
      condition: order.condition ?? null,
      conditionVersion: order.condition === undefined ? null : '2.0',
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

  router.post('/azure/roleDefinitions', (request, response) => {
    const order = roleOrder.parse(request.body);
    const made: RoleDefinition = { ...order, id: order.id?.toLowerCase() ?? randomUUID() };
    world.edit('azure', (data) => ({
      customRoles: [...data.customRoles.filter((known) => known.id !== made.id), made],
    }));
    response.status(201).json(made);
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
