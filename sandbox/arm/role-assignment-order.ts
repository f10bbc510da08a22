import { z } from 'zod';
import { isUuid, same } from '../ids.ts';
import type { PrincipalType, WorldData } from '../model.ts';
import { roleDefinitions } from '../roles.ts';
import { ArmRefusal } from './refusal.ts';
import { atOrAbove, type Scope } from './scope.ts';

/** Bytes that a description may have (learn.microsoft.com, Azure RBAC limits). */
const DESCRIPTION = 2048;

const body = z.object({
  properties: z.object({
    roleDefinitionId: z.string(),
    principalId: z.string(),
    principalType: z.enum(['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device']).nullish(),
    description: z.string().nullish(),
    condition: z.string().nullish(),
    conditionVersion: z.string().nullish(),
  }),
});

export type Order = {
  readonly role: string;
  readonly principalId: string;
  readonly principalType: string | null;
  readonly description: string | null;
  readonly condition: string | null;
  readonly conditionVersion: string | null;
};

/** Reads what a PUT asks for. Throws ArmRefusal when its form is wrong. */
export function readOrder(given: unknown): Order {
  const parsed = body.safeParse(given);
  const badFormat = () => new ArmRefusal(400, 'BadRequestFormat', 'The request was incorrectly formatted.');
  if (!parsed.success) throw badFormat();
  const { roleDefinitionId, principalId, principalType, description, condition, conditionVersion } =
    parsed.data.properties;
  if (!isUuid(principalId)) {
    throw new ArmRefusal(400, 'InvalidPrincipalId', 'A valid principal ID must be provided for role assignment.');
  }
  const role = /\/?providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i.exec(roleDefinitionId)?.[1];
  if (role === undefined || !isUuid(role)) {
    throw new ArmRefusal(400, 'InvalidRoleDefinitionId', `The role definition ID '${roleDefinitionId}' is not valid.`);
  }
  if (Buffer.byteLength(description ?? '') > DESCRIPTION) throw badFormat();
  if ((condition ?? null) !== null && conditionVersion !== '2.0') throw badFormat();
  return {
    role: role.toLowerCase(),
    principalId: principalId.toLowerCase(),
    principalType: principalType ?? null,
    description: description ?? null,
    condition: condition ?? null,
    conditionVersion: conditionVersion ?? null,
  };
}

/** Throws ArmRefusal when Azure would not make this new assignment; answers the principal's type otherwise. */
export function refuseImpossible(data: WorldData, scope: Scope, order: Order, now: number): PrincipalType {
  if (!roleDefinitions(data).some((definition) => definition.id === order.role)) {
    throw new ArmRefusal(
      404,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${hex(order.role)}' does not exist.`,
    );
  }
  const type = typeOf(data, order.principalId, now);
  if (type === undefined) {
    throw new ArmRefusal(
      400,
      'PrincipalNotFound',
      `Principal ${hex(order.principalId)} does not exist in the directory ${data.tenant.id}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype`,
    );
  }
  if (order.principalType !== null && order.principalType !== type) {
    throw new ArmRefusal(
      400,
      'UnmatchedPrincipalType',
      `The PrincipalId '${hex(order.principalId)}' has type '${type}' , which is different from specified PrinciaplType '${order.principalType}'.`,
    );
  }
  const twin = data.roleAssignments.find(
    (known) => same(known.scope, scope.id) && same(known.principalId, order.principalId) && known.role === order.role,
  );
  if (twin) {
    throw new ArmRefusal(
      409,
      'RoleAssignmentExists',
      `The role assignment already exists. The ID of the existing role assignment is ${hex(twin.name)}.`,
    );
  }
  const subscription = scope.subscription;
  const held = data.roleAssignments.filter(
    (known) => subscription !== null && known.scope !== '' && atOrAbove(`/subscriptions/${subscription}`, known.scope),
  );
  if (held.length >= data.rules.assignmentLimit) {
    throw new ArmRefusal(400, 'RoleAssignmentLimitExceeded', 'No more role assignments can be created.');
  }
  return type;
}

function typeOf(data: WorldData, id: string, now: number): PrincipalType | undefined {
  const person = data.people.find((known) => known.inDirectory && same(known.id, id));
  if (person) return now - person.createdAt < data.rules.replication ? undefined : 'User';
  if (data.groups.some((group) => same(group.id, id))) return 'Group';
  if (same(data.bot.objectId, id) || data.vms.some((vm) => vm.identity !== null && same(vm.identity, id)))
    return 'ServicePrincipal';
  return undefined;
}

/** A GUID the way these messages write it: 32 digits without dashes. */
function hex(guid: string): string {
  return guid.replaceAll('-', '').toLowerCase();
}
