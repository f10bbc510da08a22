import type { NextFunction, Request, Response } from 'express';
import { ArmRefusal } from './refusal.ts';
import { pathOf, query } from './request.ts';

const COMPUTE = ['2024-07-01', '2024-11-01', '2025-04-01', '2026-03-01', '2026-04-01'];

const NETWORK = ['2023-11-01', '2024-01-01', '2024-03-01', '2024-05-01', '2024-07-01', '2024-10-01'];

/** The versions the sandbox speaks of each type; the longest match counts. */
const VERSIONS: readonly (readonly [RegExp, string, readonly string[]])[] = [
  [
    /\/providers\/Microsoft\.Authorization\/roleAssignments(\/[^/]+)?$/i,
    'roleAssignments',
    ['2022-04-01', '2026-08-01'],
  ],
  [/\/providers\/Microsoft\.Authorization\/roleDefinitions(\/[^/]+)?$/i, 'roleDefinitions', ['2022-04-01']],
  [
    /\/providers\/Microsoft\.Authorization\/denyAssignments(\/[^/]+)?$/i,
    'denyAssignments',
    ['2022-04-01', '2026-09-01'],
  ],
  [/\/providers\/Microsoft\.Authorization\/permissions$/i, 'permissions', ['2022-04-01']],
  [/\/providers\/Microsoft\.Authorization\/locks(\/[^/]+)?$/i, 'locks', ['2016-09-01', '2020-05-01']],
  [/\/providers\/Microsoft\.Compute\/virtualMachines(\/|$)/i, 'virtualMachines', COMPUTE],
  [/\/providers\/Microsoft\.Compute\/locations\/[^/]+\/operations\/[^/]+$/i, 'locations/operations', COMPUTE],
  [/\/providers\/Microsoft\.Network\/networkInterfaces(\/|$)/i, 'networkInterfaces', NETWORK],
  [/\/providers\/Microsoft\.Network\/locations\//i, 'locations/operations', NETWORK],
  [/^\/providers\/Microsoft\.ResourceGraph\/resources$/i, 'resources', ['2021-03-01', '2022-10-01', '2024-04-01']],
  [/^\/subscriptions(\/[^/]+)?$/i, 'subscriptions', ['2022-12-01', '2021-01-01', '2020-01-01']],
  [/^\/subscriptions\/[^/]+\/resourceGroups(\/[^/]+)?$/i, 'resourceGroups', ['2021-04-01', '2022-09-01', '2024-03-01']],
];

/** Refuses calls without an api-version, or with one that the type does not have. */
export function armVersions(request: Request, _response: Response, next: NextFunction): void {
  const given = query(request, 'api-version');
  if (given === undefined || given === '') {
    throw new ArmRefusal(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  const path = pathOf(request);
  const found = VERSIONS.find(([pattern]) => pattern.test(path));
  if (found && !found[2].includes(given)) {
    throw new ArmRefusal(
      400,
      'InvalidResourceType',
      `The resource type '${found[1]}' could not be found for api version '${given}'. The supported api-versions are '${found[2].join(',')}'.`,
    );
  }
  next();
}
