import type { Clock } from '../../src/ports.ts';
import type { Instant, Role, StandingAccess } from '../../workflows/language.ts';
import { sameId } from '../../workflows/language.ts';
import { askAll, askFor } from './arm.ts';
import type { Arm } from './arm.ts';
import { readAssignment } from './assignment.ts';
import { loginRole } from './login.ts';
import { bare, levelOf, readVmScope, roleOf } from './scope.ts';

/** How long a custom role's definition is taken as read, in milliseconds. */
const MEMORY = 10 * 60_000;

/** Answers which login roles a person holds on a VM without Latchkey; remembers role definitions for a while. */
export function createStanding(
  arm: Arm,
  clock: Clock,
): (vm: string, principal: string) => Promise<readonly StandingAccess[]> {
  const known = new Map<string, { readonly role: Role | undefined; readonly until: Instant }>();

  async function definedRole(subscription: string, definition: string): Promise<Role | undefined> {
    const builtIn = roleOf(definition);
    if (builtIn) return builtIn;
    const key = definition.toLowerCase();
    const remembered = known.get(key);
    if (remembered && remembered.until > clock.now()) return remembered.role;
    const found = await askFor('reading', 'Reading a role definition', () =>
      arm.authorization(subscription).roleDefinitions.getById(bare(definition)),
    );
    const role = loginRole(found?.permissions ?? []);
    known.set(key, { role, until: clock.now() + MEMORY });
    return role;
  }

  return async function standing(vm, principal) {
    const scope = readVmScope(vm);
    if (!scope || !UUID.test(principal)) return [];
    // `assignedTo` follows groups, `atScope()` what is inherited (learn.microsoft.com, List Azure role assignments using
    // the REST API).
    const filter = `atScope() and assignedTo('${principal}')`;
    const assignments = await askAll('reading', `Reading the roles on ${scope.name}`, () =>
      arm.authorization(scope.subscription).roleAssignments.listForScope(bare(vm), { filter }),
    );
    const found: StandingAccess[] = [];
    for (const each of assignments) {
      const level = each.scope === undefined ? undefined : levelOf(each.scope, vm);
      if (!level || each.id === undefined || each.roleDefinitionId === undefined || readAssignment(each)) continue;
      const role = await definedRole(scope.subscription, each.roleDefinitionId);
      const through = sameId(each.principalId ?? '', principal) ? 'person' : 'group';
      if (role) found.push({ role, assignment: each.id, level, through });
    }
    return found;
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
