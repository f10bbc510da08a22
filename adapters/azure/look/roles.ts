import type { RoleAssignment, RoleDefinition } from '@azure/arm-authorization';
import type { Clock, LookedAt } from '../../../src/ports.ts';
import type { Instant, Role } from '../../../workflows/language.ts';
import { sameId } from '../../../workflows/language.ts';
import type { HeldRole, RolesSight } from '../../../workflows/troubleshoot/sights.ts';
import { clip } from '../../entra/glance.ts';
import { askAll, askFor, mustBeList } from '../arm.ts';
import type { Arm } from '../arm.ts';
import { readAssignment } from '../assignment.ts';
import { loginRole } from '../login.ts';
import { bare, levelOf, roleOf } from '../scope.ts';
import { personId, vmScope } from './about.ts';

/** How long a subscription's role definitions are taken as read, in milliseconds. */
const MEMORY = 10 * 60_000;
/** More assignments than reach one person on one VM honestly. */
const MOST = 100;

type Definition = { readonly name: string; readonly role: Role | 'none' };
type Definitions = ReadonlyMap<string, Definition>;

/**
 * Answers which assignments reach a person on a VM. Definitions are read beside the assignments and not after them, all of
 * the subscription's at once, and remembered; only an assignment of a role made since is looked up by itself.
 */
export function createRoles(
  arm: Arm,
  clock: Clock,
): (about: LookedAt, abortSignal: AbortSignal) => Promise<RolesSight> {
  const known = new Map<string, { readonly definitions: Definitions; readonly until: Instant }>();

  async function definitionsOf(subscription: string, abortSignal: AbortSignal): Promise<Definitions> {
    const remembered = known.get(subscription);
    if (remembered && remembered.until > clock.now()) return remembered.definitions;
    const all = await askAll('reading', 'Listing role definitions', () =>
      // Those that can be assigned only below the subscription would be missing without the filter (learn.microsoft.com,
      // List Azure role definitions, REST API).
      arm.authorization(subscription).roleDefinitions.list(`subscriptions/${subscription}`, {
        filter: 'atScopeAndBelow()',
        abortSignal,
        onResponse: mustBeList,
      }),
    );
    const definitions = new Map(all.flatMap((each) => (each.name ? [[each.name.toLowerCase(), read(each)]] : [])));
    known.set(subscription, { definitions, until: clock.now() + MEMORY });
    return definitions;
  }

  async function define(
    subscription: string,
    definitionId: string,
    definitions: Definitions,
    abortSignal: AbortSignal,
  ): Promise<Definition> {
    const found = definitions.get(definitionId.split('/').at(-1)?.toLowerCase() ?? '');
    if (found) return found;
    const fresh = await askFor('reading', 'Reading a role definition', () =>
      arm.authorization(subscription).roleDefinitions.getById(bare(definitionId), { abortSignal }),
    );
    return fresh ? read(fresh) : { name: 'a role that no longer exists', role: roleOf(definitionId) ?? 'none' };
  }

  return async function lookAtRoles(about, abortSignal) {
    const { subscription } = vmScope(about);
    const person = personId(about);
    // `assignedTo` follows groups in groups, `atScope()` what is inherited (learn.microsoft.com, List Azure role
    // assignments using the REST API).
    const filter = `atScope() and assignedTo('${person}')`;
    const [assignments, definitions] = await Promise.all([
      askAll('reading', 'Listing role assignments', () =>
        arm
          .authorization(subscription)
          .roleAssignments.listForScope(bare(about.vm.id), { filter, abortSignal, onResponse: mustBeList }),
      ),
      definitionsOf(subscription, abortSignal),
    ]);
    const held = assignments.slice(0, MOST).map(async (each) => {
      const { id, scope, roleDefinitionId } = each;
      const level = scope === undefined ? undefined : levelOf(scope, about.vm.id);
      if (!level || id === undefined || roleDefinitionId === undefined) return [];
      const defined = await define(subscription, roleDefinitionId, definitions, abortSignal);
      return [{ ...defined, assignment: id, level, ...readHolding(each, person) } satisfies HeldRole];
    });
    return { held: (await Promise.all(held)).flat() };
  };
}

function readHolding(assignment: RoleAssignment, person: string) {
  const since = assignment.updatedOn ?? assignment.createdOn;
  return {
    through: sameId(assignment.principalId ?? '', person) ? ('person' as const) : ('group' as const),
    conditional: Boolean(assignment.condition?.trim()),
    ours: readAssignment(assignment) !== undefined,
    ...(since === undefined || Number.isNaN(since.getTime()) ? {} : { since: since.getTime() }),
  };
}

function read(definition: RoleDefinition): Definition {
  return {
    name: clip(definition.roleName || definition.name, 80),
    role: loginRole(definition.permissions ?? []) ?? 'none',
  };
}
