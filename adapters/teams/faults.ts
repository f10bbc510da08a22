/** What the connector's errors mean to us. */
import { z } from 'zod';
import { tokenTrouble } from '../entra/credential.ts';
import { retryAfter } from '../entra/retry-after.ts';
import { Fault } from '../../src/faults.ts';

type Headers = { get(name: string): string | undefined };

const Refused = z.object({
  statusCode: z.number(),
  code: z.string().optional(),
  response: z
    .object({
      // Kept as the very object, which a copy of its fields would not be.
      headers: z.custom<Headers>((value) => typeof (value as Headers | undefined)?.get === 'function').optional(),
      bodyAsText: z.string().nullish(),
    })
    .optional(),
});

export type Refusal = { readonly status: number; readonly code: string };

/** What Teams said no with; undefined when it said nothing. */
export function refusalOf(error: unknown): Refusal | undefined {
  const parsed = Refused.safeParse(error instanceof Fault ? error.cause : error);
  if (!parsed.success) return undefined;
  const { statusCode: status, code = '', response } = parsed.data;
  return { status, code: codeIn(response?.bodyAsText ?? '') ?? code };
}

const Body = z.object({
  error: z.object({ code: z.string().optional(), subCode: z.string().optional() }).optional(),
  subCode: z.string().optional(),
});

/** The connector's own form is `{ error: { code, message } }`; some refusals are told apart only by a `subCode`, which then counts. */
function codeIn(body: string): string | undefined {
  try {
    const { error, subCode } = Body.parse(JSON.parse(body));
    return [error?.subCode, subCode].find((each) => each !== undefined && SHUT.has(each)) ?? error?.code;
  } catch {
    return undefined;
  }
}

/**
 * 403 with these means that a person or an administrator has shut the door: trying again is of no use (learn.microsoft.com,
 * send proactive messages). `ForbiddenOperationException`: not installed for that person.
 */
export const SHUT: ReadonlySet<string> = new Set([
  'MessageWritesBlocked',
  'BotNotInConversationRoster',
  'BotDisabledByAdmin',
  'BotDisabledByUser',
  'ForbiddenOperationException',
]);

/** Statuses that Teams asks to be tried again (learn.microsoft.com, rate-limit), and those any gateway gives. */
const PASSING = new Set([408, 409, 412, 500, 502, 503, 504]);

/** @param doing what was tried, for the operator */
export function faultOf(error: unknown, doing: string): Fault {
  if (error instanceof Fault) return error;
  const trouble = tokenTrouble(error);
  if (trouble !== undefined)
    return new Fault(
      trouble.is === 'refused' ? 'chat_forbidden' : 'chat_unreachable',
      `${doing}: no token: ${trouble.why}`,
      {
        cause: error,
      },
    );
  const refused = refusalOf(error);
  if (refused === undefined)
    return new Fault('chat_unreachable', `${doing}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  const { status, code } = refused;
  const detail = `${doing}: HTTP ${status} ${code}`.trim();
  if (status === 429) return new Fault('chat_throttled', detail, { cause: error, retryAfter: waitOf(error) });
  if (PASSING.has(status)) return new Fault('chat_unreachable', detail, { cause: error });
  if (status === 401) return new Fault('chat_forbidden', detail, { cause: error });
  if (status === 404 || (status === 403 && SHUT.has(code)))
    return new Fault('chat_place_gone', detail, { cause: error });
  return new Fault(status === 403 ? 'chat_forbidden' : 'chat_rejected', detail, { cause: error });
}

/** At least a second, and unevenly more, so that many who were told the same do not come back at once. */
function waitOf(error: unknown): number {
  const headers = Refused.safeParse(error).data?.response?.headers;
  const asked = headers === undefined ? undefined : retryAfter((name) => headers.get(name));
  return Math.max(1000, asked ?? 0) * (1 + Math.random() / 2);
}
