import type { Request, Response } from 'express';
import type { SandboxContext } from '../context.ts';
import type { WorldData } from '../model.ts';
import { ArmRefusal } from './refusal.ts';

/** Entries on one page of any ARM list here; Azure's own page sizes differ by provider and are not promised. */
const PAGE = 100;

/** Path without query, with runs of slashes made one: SDKs send `//subscriptions/…` and `Microsoft.Compute//virtualMachines`. */
export function pathOf(request: Request): string {
  const path = request.path.replace(/\/{2,}/g, '/');
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ArmRefusal(400, 'BadRequest', 'The request path is not properly encoded.');
  }
}

/** One query parameter by name, whatever its case; undefined when absent or repeated. */
export function query(request: Request, name: string): string | undefined {
  const key = Object.keys(request.query).find((known) => known.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? undefined : request.query[key];
  return typeof value === 'string' ? value : undefined;
}

/** The world that a read is answered from: as it is, or as it was when a stale fault is on. */
export function worldFor(context: SandboxContext, request: Request, response: Response): WorldData {
  const instant = context.faults.staleAt('arm', request, response);
  return instant === undefined ? context.world.now : context.world.at(instant);
}

/** One page of a list, with the link to the next. */
export function page<T>(
  context: SandboxContext,
  request: Request,
  all: readonly T[],
): { value: T[]; nextLink?: string } {
  const token = query(request, '$skipToken');
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString('utf8'));
  if (!Number.isInteger(from) || from < 0)
    throw new ArmRefusal(400, 'InvalidSkipToken', 'The $skipToken is not valid.');
  const value = all.slice(from, from + PAGE);
  if (from + PAGE >= all.length) return { value };
  const next = new URL(request.originalUrl.replace(/^\/+/, '/'), context.urls.arm);
  next.searchParams.set('$skipToken', Buffer.from(String(from + PAGE)).toString('base64url'));
  return { value, nextLink: next.href };
}

/**
 * Reads the `$filter` of an authorization list: `atScope()`, `assignedTo('…')`, `principalId eq '…'`, joined by `and`.
 * Throws ArmRefusal for anything else.
 */
export function readFilter(text: string | undefined): { atScope: boolean; assignedTo?: string; principalId?: string } {
  const found: { atScope: boolean; assignedTo?: string; principalId?: string } = { atScope: false };
  for (const clause of text?.trim() ? text.split(/\s+and\s+/i) : []) {
    const assigned = /^assignedTo\('([^']+)'\)$/i.exec(clause.trim())?.[1];
    const principal = /^principalId\s+eq\s+'([^']+)'$/i.exec(clause.trim())?.[1];
    if (/^atScope\(\)$/i.test(clause.trim())) found.atScope = true;
    else if (assigned !== undefined) found.assignedTo = assigned;
    else if (principal !== undefined) found.principalId = principal;
    else throw new ArmRefusal(400, 'UnsupportedFilter', `The filter '${clause.trim()}' is not supported here.`);
  }
  return found;
}
