import { GraphError } from '@microsoft/microsoft-graph-client';
import { Fault } from '../../src/faults.ts';
import type { FaultCode } from '../../src/faults.ts';
import { tokenTrouble } from '../entra/credential.ts';
import { retryAfter } from '../entra/retry-after.ts';

/** Graph said that there is no such thing. */
export class NotFound extends Error {}

/**
 * The fault an error of the Graph client amounts to; {@link NotFound} for a 404. Status −1 is the client's way of saying
 * that there was no answer, and a status below 400 that the answer could not be read.
 */
export function graphFault(error: unknown, what: string): unknown {
  if (error instanceof Fault) return error;
  const trouble = tokenTrouble(error);
  if (trouble) {
    const code = trouble.is === 'refused' ? 'credentials_refused' : 'directory_unreachable';
    return new Fault(code, `${what}: no token from Entra ID. ${trouble.why}`, { cause: error });
  }
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return new Fault('directory_unreachable', `${what}: no answer in time.`, { cause: error });
  }
  if (!(error instanceof GraphError)) return error;
  if (error.statusCode === 404) return new NotFound(`${what}: ${error.message}`, { cause: error });
  const wait = retryAfter((name) => error.headers?.get(name));
  const answer = error.statusCode < 0 ? '' : ` ${error.statusCode}`;
  return new Fault(faultCode(error.statusCode), `${what}:${answer} ${error.code ?? ''} ${error.message}`.trim(), {
    cause: error,
    ...(wait === undefined ? {} : { retryAfter: wait }),
  });
}

function faultCode(status: number): FaultCode {
  if (status < 400 || status === 408 || status >= 500) return 'directory_unreachable';
  if (status === 401 || status === 403) return 'directory_forbidden';
  return status === 429 ? 'directory_throttled' : 'directory_rejected';
}
