import type { Express } from 'express';
import type { SandboxContext } from '../context.ts';
import { same, subscriptionId } from '../ids.ts';
import type { DenyAssignment } from '../model.ts';
import { ROLE_DEFINITIONS, roleDefinitions, type RoleDefinition } from '../roles.ts';
import { needAction } from './access.ts';
import { ArmRefusal } from './refusal.ts';
import { page, pathOf, query, readFilter, worldFor } from './request.ts';
import { atOrAbove, mustExist, parseScope } from './scope.ts';

const DEFINITIONS = /^(.*)\/providers\/Microsoft\.Authorization\/roleDefinitions(?:\/([^/]+))?$/i;
const DENIALS = /^(.*)\/providers\/Microsoft\.Authorization\/denyAssignments(?:\/([^/]+))?$/i;
const PERMISSIONS = /^(.*)\/providers\/Microsoft\.Authorization\/permissions$/i;

/** What the role that assigns has beside its reads; see rules.mayAssign. */
const ASSIGNING = ['Microsoft.Authorization/roleAssignments/write', 'Microsoft.Authorization/roleAssignments/delete'];

/** Role definitions, deny assignments and the caller's own permissions (Microsoft.Authorization 2022-04-01). */
export function authorization(app: Express, context: SandboxContext): void {
  app.get(DEFINITIONS, (request, response) => {
    const [, text = '', id] = DEFINITIONS.exec(pathOf(request)) ?? [];
    const scope = parseScope(text);
    const data = worldFor(context, request, response);
    needAction(data, 'Microsoft.Authorization/roleDefinitions/read', scope.id);
    mustExist(scope, data, false);
    if (id === undefined) {
      const found = definitionFilter(query(request, '$filter'));
      response.json(
        page(
          context,
          request,
          roleDefinitions(data)
            .filter(found)
            .map((one) => definition(one, scope.subscription)),
        ),
      );
      return;
    }
    const found = roleDefinitions(data).find((known) => same(known.id, id));
    if (!found) {
      throw new ArmRefusal(
        404,
        'RoleDefinitionDoesNotExist',
        `The specified role definition with ID '${id}' does not exist.`,
      );
    }
    response.json(definition(found, scope.subscription));
  });

  app.get(DENIALS, (request, response) => {
    const [, text = '', name] = DENIALS.exec(pathOf(request)) ?? [];
    const scope = parseScope(text);
    const data = worldFor(context, request, response);
    needAction(data, 'Microsoft.Authorization/denyAssignments/read', scope.id);
    mustExist(scope, data, false);
    if (name !== undefined) {
      const found = data.denyAssignments.find((deny) => same(deny.name, name) && same(deny.scope, scope.id));
      if (!found) throw new ArmRefusal(404, 'DenyAssignmentNotFound', `The deny assignment '${name}' is not found.`);
      response.json(denial(found));
      return;
    }
    const { atScope, principalId } = readFilter(query(request, '$filter'));
    const found = data.denyAssignments.filter(
      (deny) =>
        (atOrAbove(deny.scope, scope.id) || (!atScope && atOrAbove(scope.id, deny.scope))) &&
        (principalId === undefined || deny.principals.some((principal) => same(principal.id, principalId))),
    );
    response.json(page(context, request, found.map(denial)));
  });

  app.get(PERMISSIONS, (request, response) => {
    const scope = parseScope(PERMISSIONS.exec(pathOf(request))?.[1] ?? '');
    const data = worldFor(context, request, response);
    needAction(data, 'Microsoft.Authorization/permissions/read', scope.id);
    mustExist(scope, data, true);
    const assigning = data.rules.mayAssign
      ? data.roleAssignments.filter(
          (known) => same(known.principalId, data.bot.objectId) && atOrAbove(known.scope, scope.id),
        )
      : [];
    const roles = [
      ...assigning.map(() => ({ actions: ASSIGNING, dataActions: [] })),
      { actions: data.rules.actions, dataActions: [] },
    ];
    response.json(page(context, request, roles.map(permissions)));
  });
}

function definitionFilter(text: string | undefined): (definition: RoleDefinition) => boolean {
  if (text === undefined || /^(atScopeAndBelow\(\)|type eq 'BuiltInRole')$/i.test(text.trim())) return () => true;
  const name = /^roleName eq '([^']+)'$/i.exec(text.trim())?.[1];
  if (name === undefined) throw new ArmRefusal(400, 'UnsupportedFilter', `The filter '${text}' is not supported here.`);
  return (known) => same(known.roleName, name);
}

function permissions(role: Pick<RoleDefinition, 'actions' | 'dataActions' | 'notActions' | 'notDataActions'>) {
  const { actions, dataActions, notActions = [], notDataActions = [] } = role;
  return { actions, notActions, dataActions, notDataActions };
}

function definition(role: RoleDefinition, subscription: string | null) {
  const builtIn = ROLE_DEFINITIONS.includes(role);
  return {
    properties: {
      roleName: role.roleName,
      type: builtIn ? 'BuiltInRole' : 'CustomRole',
      description: role.description,
      assignableScopes: [builtIn || subscription === null ? '/' : subscriptionId(subscription)],
      permissions: [permissions(role)],
    },
    id: `${subscription === null ? '' : subscriptionId(subscription)}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
    type: 'Microsoft.Authorization/roleDefinitions',
    name: role.id,
  };
}

function denial(deny: DenyAssignment) {
  return {
    properties: {
      denyAssignmentName: deny.displayName,
      description: deny.description,
      permissions: [{ actions: deny.actions, notActions: [], dataActions: deny.dataActions, notDataActions: [] }],
      scope: deny.scope,
      doNotApplyToChildScopes: deny.doNotApplyToChildScopes,
      principals: deny.principals,
      excludePrincipals: deny.excludePrincipals,
      isSystemProtected: false,
    },
    id: `${deny.scope}/providers/Microsoft.Authorization/denyAssignments/${deny.name}`,
    type: 'Microsoft.Authorization/denyAssignments',
    name: deny.name,
  };
}
