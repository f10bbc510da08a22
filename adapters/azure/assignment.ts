import { v5 } from 'uuid';
import type { Instant, RequestId } from '../../workflows/language.ts';

/** Latchkey's own namespace for names of role assignments. It must never change: names already in Azure depend on it. */
const NAMESPACE = '0b9e70cf-45aa-4a76-a602-420c7a9b08db';

/**
 * The name of this request's role assignment: the same whenever it is asked for, so that granting twice makes one. It
 * comes from the request alone, and not from person, role and VM: an earlier request's late revocation can never hit a
 * later grant. Azure wants names to be GUIDs, unique in the whole tenant (learn.microsoft.com, Troubleshoot Azure RBAC).
 */
export function assignmentName(request: RequestId): string {
  return v5(request.toLowerCase(), NAMESPACE);
}

/** What Latchkey writes into its assignments, besides the sentence for people. */
export type Mark = { readonly request: RequestId; readonly endsAt: Instant };

/**
 * The assignment's description: who made it and when it ends, to the second (rounded down), for Latchkey if it should
 * have lost its own record, and for whoever looks at it in the portal. Azure allows 2 KB (learn.microsoft.com, Azure RBAC
 * limits); this is under 200 bytes.
 *
 * @throws RangeError when the end lies beyond the year 9999
 */
export function describe(mark: Mark): string {
  const ends = seconds(mark.endsAt);
  if (ends === undefined) throw new RangeError(`Not an end that can be written down: ${mark.endsAt}`);
  return `Latchkey request=${mark.request.toLowerCase()} ends=${ends}. Temporary access: Latchkey removes it when it ends. Please leave this text as it is.`;
}

/** What a description says, if Latchkey wrote it. People write descriptions too: anything may be in one. */
export function readDescription(text: string | null | undefined): Mark | undefined {
  const found = WRITTEN.exec(text ?? '');
  const [, request, ends] = found ?? [];
  if (request === undefined || ends === undefined) return undefined;
  const endsAt = Date.parse(ends);
  // Date.parse makes 2 March out of 30 February.
  return seconds(endsAt) === ends ? { request, endsAt } : undefined;
}

const WRITTEN =
  /^Latchkey request=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ends=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)(?![^\s.])/;

/**
 * Whose assignment this is: Latchkey's only when name and description agree. Neither alone is enough, so that a copied
 * description or a chance name never gets somebody else's assignment removed.
 */
export function readAssignment(assignment: {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
}): Mark | undefined {
  const mark = readDescription(assignment.description);
  return mark && assignment.name?.toLowerCase() === assignmentName(mark.request) ? mark : undefined;
}

function seconds(instant: Instant): string | undefined {
  if (!(instant >= 0 && instant <= Date.UTC(9999, 11, 31, 23, 59, 59, 999))) return undefined;
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
