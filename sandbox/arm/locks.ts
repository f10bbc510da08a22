import type { Express } from 'express';
import type { SandboxContext } from '../context.ts';
import { same } from '../ids.ts';
import type { Lock, WorldData } from '../model.ts';
import { needAction } from './access.ts';
import { ArmRefusal } from './refusal.ts';
import { page, pathOf, query, readFilter, worldFor } from './request.ts';
import { atOrAbove, mustExist, parseScope } from './scope.ts';

const PATH = /^(.*)\/providers\/Microsoft\.Authorization\/locks(?:\/([^/]+))?$/i;

/** Management locks (Microsoft.Authorization 2016-09-01 and 2020-05-01), to be read only. */
export function locks(app: Express, context: SandboxContext): void {
  app.get(PATH, (request, response) => {
    const [, text = '', name] = PATH.exec(pathOf(request)) ?? [];
    const scope = parseScope(text);
    const data = worldFor(context, request, response);
    needAction(data, 'Microsoft.Authorization/locks/read', scope.id);
    mustExist(scope, data, true);
    if (name === undefined) {
      const { atScope } = readFilter(query(request, '$filter'));
      const found = data.locks.filter(
        (lock) => atOrAbove(lock.scope, scope.id) || (!atScope && atOrAbove(scope.id, lock.scope)),
      );
      response.json(page(context, request, found.map(shape)));
      return;
    }
    const found = data.locks.find((lock) => same(lock.name, name) && same(lock.scope, scope.id));
    if (!found) throw new ArmRefusal(404, 'LockNotFound', `The lock '${name}' could not be found.`);
    response.json(shape(found));
  });
}

/**
 * Throws when a lock at or above the resource with this id stands in the way. `CanNotDelete` lets an assignment be added and then
 * keeps it from being deleted (MicrosoftDocs/azure-docs#110791); `ReadOnly` keeps it from being added as well.
 */
export function refuseLocked(data: WorldData, id: string, verb: 'write' | 'delete'): void {
  const found = data.locks.filter(
    (lock) => atOrAbove(lock.scope, id) && (verb === 'delete' || lock.level === 'ReadOnly'),
  );
  if (found.length === 0) return;
  const scopes = [...new Set(found.map((lock) => `'${lock.scope}'`))].join(',');
  throw new ArmRefusal(
    409,
    'ScopeLocked',
    `The scope '${id}' cannot perform ${verb} operation because following scope(s) are locked: ${scopes}. Please remove the lock and try again.`,
  );
}

function shape(lock: Lock) {
  return {
    properties: { level: lock.level, notes: lock.notes },
    id: `${lock.scope}/providers/Microsoft.Authorization/locks/${lock.name}`,
    type: 'Microsoft.Authorization/locks',
    name: lock.name,
  };
}
