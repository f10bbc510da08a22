import type { Express, Request } from 'express';
import type { SandboxContext } from '../context.ts';
import { groupsOf, personById } from '../directory.ts';
import { isUuid, same, subscriptionId } from '../ids.ts';
import type { RoleAssignment, WorldData } from '../model.ts';
import { mayAssign, needAction } from './access.ts';
import { refuseLocked } from './locks.ts';
import { ArmRefusal } from './refusal.ts';
import { page, pathOf, query, readFilter, worldFor } from './request.ts';
import { readOrder, refuseImpossible } from './role-assignment-order.ts';
import { atOrAbove, canonical, mustExist, parseScope, type Scope } from './scope.ts';

const PATH = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments(?:\/([^/]+))?$/i;

/** Role assignments (Microsoft.Authorization 2022-04-01). */
export function roleAssignments(app: Express, context: SandboxContext): void {
  const { world } = context;

  app.get(PATH, (request, response) => {
    const { scope, name } = target(request);
    const data = worldFor(context, request, response);
    needAction(data, 'Microsoft.Authorization/roleAssignments/read', scope.id);
    mustExist(scope, data, false);
    if (name === undefined) {
      const found = listed(data, scope, query(request, '$filter'));
      response.json(page(context, request, found.map(shape)));
      return;
    }
    const found = find(data, scope, name);
    if (!found) throw new ArmRefusal(404, 'RoleAssignmentNotFound', `The role assignment '${name}' is not found.`);
    response.json(shape(found));
  });

  app.put(PATH, (request, response) => {
    const { scope, name } = target(request);
    if (name === undefined)
      throw new ArmRefusal(405, 'HttpMethodNotSupported', 'PUT needs the name of a role assignment.');
    const data = world.now;
    mustExist(scope, data, true);
    const order = readOrder(request.body);
    mayAssign(data, 'write', scope.id, order.role, order.principalType);
    refuseLocked(data, idOf(scope.id, name), 'write');
    const existing = data.roleAssignments.find((assignment) => same(assignment.name, name));
    const now = context.clock.now();
    if (existing) {
      if (
        !same(existing.scope, scope.id) ||
        !same(existing.principalId, order.principalId) ||
        existing.role !== order.role
      ) {
        throw new ArmRefusal(
          400,
          'RoleAssignmentUpdateNotPermitted',
          'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
        );
      }
      const updated = {
        ...existing,
        description: order.description,
        condition: order.condition,
        conditionVersion: order.conditionVersion,
        updatedOn: now,
      };
      world.edit('azure', (before) => ({
        roleAssignments: before.roleAssignments.map((assignment) => (assignment === existing ? updated : assignment)),
      }));
      response.json(shape(updated));
      return;
    }
    const principalType = refuseImpossible(data, scope, order, now);
    const made: RoleAssignment = {
      name: name.toLowerCase(),
      scope: canonical(scope, data),
      role: order.role,
      principalId: order.principalId,
      principalType,
      description: order.description,
      condition: order.condition,
      conditionVersion: order.conditionVersion,
      createdOn: now,
      updatedOn: now,
      createdBy: data.bot.objectId,
    };
    world.edit('azure', (before) => ({ roleAssignments: [...before.roleAssignments, made] }));
    response.status(201).json(shape(made));
  });

  app.delete(PATH, (request, response) => {
    const { scope, name } = target(request);
    if (name === undefined)
      throw new ArmRefusal(405, 'HttpMethodNotSupported', 'DELETE needs the name of a role assignment.');
    const data = world.now;
    mustExist(scope, data, false);
    refuseLocked(data, idOf(scope.id, name), 'delete');
    const found = find(data, scope, name);
    if (!found) {
      response.status(204).end();
      return;
    }
    mayAssign(data, 'delete', scope.id, found.role, found.principalType);
    world.edit('azure', (before) => ({
      roleAssignments: before.roleAssignments.filter((assignment) => assignment !== found),
    }));
    response.json(shape(found));
  });
}

function target(request: Request): { scope: Scope; name: string | undefined } {
  const [, scope = '', name] = PATH.exec(pathOf(request)) ?? [];
  if (name !== undefined && !isUuid(name)) {
    throw new ArmRefusal(
      400,
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  }
  return { scope: parseScope(scope), name };
}

function idOf(scope: string, name: string): string {
  return `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
}

function find(data: WorldData, scope: Scope, name: string): RoleAssignment | undefined {
  return data.roleAssignments.find((assignment) => same(assignment.name, name) && same(assignment.scope, scope.id));
}

/** Without a filter: at, above and below the scope. `assignedTo` follows groups, `principalId eq` does not. */
function listed(data: WorldData, scope: Scope, text: string | undefined): readonly RoleAssignment[] {
  const filter = readFilter(text);
  const { assignedTo, principalId } = filter;
  const person = assignedTo === undefined ? undefined : personById(data, assignedTo);
  const holders =
    assignedTo === undefined
      ? undefined
      : [assignedTo, ...(person ? groupsOf(data, person).map((group) => group.id) : [])];
  return data.roleAssignments.filter((assignment) => {
    const above = atOrAbove(assignment.scope, scope.id);
    const below = !filter.atScope && atOrAbove(scope.id, assignment.scope);
    if (!above && !below) return false;
    if (holders && !holders.some((holder) => same(holder, assignment.principalId))) return false;
    return principalId === undefined || same(principalId, assignment.principalId);
  });
}

/** A role assignment the way ARM answers it; what nobody set is null. */
export function shape(assignment: RoleAssignment) {
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(assignment.scope)?.[1];
  return {
    properties: {
      roleDefinitionId: `${subscription === undefined ? '' : subscriptionId(subscription)}/providers/Microsoft.Authorization/roleDefinitions/${assignment.role}`,
      principalId: assignment.principalId,
      principalType: assignment.principalType,
      scope: assignment.scope || '/',
      condition: assignment.condition,
      conditionVersion: assignment.conditionVersion,
      createdOn: new Date(assignment.createdOn).toISOString(),
      updatedOn: new Date(assignment.updatedOn).toISOString(),
      createdBy: assignment.createdBy,
      updatedBy: assignment.createdBy,
      delegatedManagedIdentityResourceId: null,
      description: assignment.description,
    },
    id: idOf(assignment.scope, assignment.name),
    type: 'Microsoft.Authorization/roleAssignments',
    name: assignment.name,
  };
}
