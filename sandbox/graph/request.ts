import type { Request, Response } from 'express';
import type { SandboxContext } from '../context.ts';
import type { WorldData } from '../model.ts';
import { GraphRefusal } from './refusal.ts';

export type Thing = Readonly<Record<string, unknown>>;

export type Version = 'v1.0' | 'beta';

const DEFAULT_TOP = 100;
const MOST = 999;

export function option(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' ? value : undefined;
}

/** The world that a read is answered from: as it is, or as it was when a stale fault is on. */
export function worldFor(context: SandboxContext, request: Request, response: Response): WorldData {
  const instant = context.faults.staleAt('graph', request, response);
  return instant === undefined ? context.world.now : context.world.at(instant);
}

/** Throws unless the application was granted one of these permissions. */
export function need(data: WorldData, permissions: readonly string[]): void {
  if (permissions.some((permission) => data.bot.graphPermissions.includes(permission))) return;
  throw new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

/** Throws unless the call asked for what Graph calls advanced queries. */
export function mustBeEventual(request: Request): void {
  if (request.get('ConsistencyLevel')?.toLowerCase() === 'eventual' && option(request, '$count') === 'true') return;
  throw new GraphRefusal(
    400,
    'Request_UnsupportedQuery',
    'Unsupported Query. This query needs the header ConsistencyLevel: eventual and the parameter $count=true.',
  );
}

/** Only what `$select` names, or the default set. Throws for a property that the type does not have. */
export function select(request: Request, thing: Thing, type: string, defaults: readonly string[]): Thing {
  const asked = option(request, '$select')
    ?.split(',')
    .map((name) => name.trim());
  for (const name of asked ?? []) {
    if (!(name in thing)) {
      throw new GraphRefusal(
        400,
        'BadRequest',
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
      );
    }
  }
  const names = asked ? [...new Set(asked)] : defaults;
  return Object.fromEntries(names.map((name) => [name, thing[name]]));
}

/** One page of a list, with `@odata.nextLink` where there is more. */
export function page(
  context: SandboxContext,
  request: Request,
  of: string,
  all: readonly Thing[],
  version: Version = 'v1.0',
): Thing {
  const top = Number(option(request, '$top') ?? DEFAULT_TOP);
  if (!Number.isInteger(top) || top < 1 || top > MOST) {
    throw new GraphRefusal(
      400,
      'Request_UnsupportedQuery',
      `Invalid page size specified: '${option(request, '$top')}'. Must be between 1 and ${MOST} inclusive.`,
    );
  }
  const token = option(request, '$skiptoken');
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString('utf8'));
  if (!Number.isInteger(from))
    throw new GraphRefusal(400, 'Directory_ExpiredPageToken', 'The specified page token value is not valid.');
  const value = all.slice(from, from + top);
  const next = new URL(request.originalUrl, context.urls.graph);
  next.searchParams.set('$skiptoken', Buffer.from(String(from + top)).toString('base64url'));
  const counted = option(request, '$count') === 'true' && request.get('ConsistencyLevel')?.toLowerCase() === 'eventual';
  return {
    '@odata.context': `${context.urls.graph}/${version}/$metadata#${of}`,
    ...(counted ? { '@odata.count': all.length } : {}),
    ...(from + top < all.length ? { '@odata.nextLink': next.href } : {}),
    value,
  };
}
