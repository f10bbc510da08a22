import { Fault } from '../../src/faults.ts';
import type { FaultCode } from '../../src/faults.ts';
import { CHECK_PERMISSIONS, permissionWords } from '../../workflows/troubleshoot/permissions.ts';
import type { Permissions } from '../../workflows/troubleshoot/permissions.ts';
import type { Sight, Unseen } from '../../workflows/troubleshoot/sights.ts';

/** Why a check cannot tell, where that is known better than from the error alone. */
export class CannotSee extends Error {
  readonly why: Unseen;
  /** What an administrator would have to give; without it, all that the check needs. */
  readonly permission: string | undefined;

  constructor(why: Unseen, detail = '', permission?: string) {
    super(detail);
    this.why = why;
    this.permission = permission;
  }
}

/**
 * Runs a check. Whatever Microsoft answers becomes a sight, within the time that the signal gives: what hangs is left behind,
 * since some credentials do not listen to a signal. The words of an error stay out of it: they name ids and servers.
 */
export async function glance<T>(
  check: keyof typeof CHECK_PERMISSIONS,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<Sight<T>> {
  try {
    return { is: 'seen', value: await orLate(signal, work) };
  } catch (error) {
    return unseen(CHECK_PERMISSIONS[check], signal.aborted ? new CannotSee('late') : error);
  }
}

/** Cuts what others wrote to a length in characters. */
export function clip(text: string | null | undefined, most: number): string {
  const plain = (text ?? '').trim();
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
}

async function orLate<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw new CannotSee('late');
  let stop: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    stop = () => reject(new CannotSee('late'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

function unseen(needs: Permissions, error: unknown): Sight<never> {
  const why = error instanceof CannotSee ? error.why : reason(error);
  const own = error instanceof CannotSee ? error : undefined;
  return {
    is: 'unseen',
    why,
    detail: own?.message || words(why, needs),
    ...(why === 'forbidden' ? { permission: own?.permission ?? permissionWords(needs) } : {}),
  };
}

function reason(error: unknown): Unseen {
  if (!(error instanceof Fault)) return 'unreadable';
  const why = REASONS[error.code] ?? 'unreadable';
  if ((why === 'forbidden' || why === 'unreadable') && UNLICENSED.test(error.message)) return 'unlicensed';
  return why === 'unreachable' && answered(error.cause) ? 'unreadable' : why;
}

const REASONS: Partial<Record<FaultCode, Unseen>> = {
  azure_forbidden: 'forbidden',
  directory_forbidden: 'forbidden',
  azure_throttled: 'throttled',
  directory_throttled: 'throttled',
  azure_unreachable: 'unreachable',
  directory_unreachable: 'unreachable',
  // Not even signed in: no permission would help.
  credentials_refused: 'unreachable',
};

/**
 * Graph says so in words that are English everywhere, `Authentication_RequestFromNonPremiumTenantOrB2CTenant` among them
 * (public reports; Microsoft documents no code).
 */
const UNLICENSED = /NonPremiumTenant|premium licen[cs]e|\bnot? licen[cs]ed?\b|\blicen[cs]e required|Premium P[12]/i;

/** An answer that says all is well and cannot be read, as from something that stands in between. */
function answered(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null || !('statusCode' in cause)) return false;
  const { statusCode } = cause;
  return typeof statusCode === 'number' && statusCode >= 200 && statusCode < 400;
}

function words(why: Unseen, { what, licence }: Permissions): string {
  switch (why) {
    case 'forbidden':
      return `Latchkey may not look at ${what}.`;
    case 'unlicensed':
      return `Microsoft shows ${what} only with a licence that this tenant lacks${licence === undefined ? '' : ` (${licence})`}.`;
    case 'throttled':
      return `Microsoft asked Latchkey to wait before it looks at ${what}.`;
    case 'late':
      return `Looking at ${what} took too long.`;
    case 'unreachable':
      return `Microsoft gave no answer about ${what}.`;
    case 'unreadable':
      return `Microsoft’s answer about ${what} could not be read.`;
    case 'not running':
      return 'The VM is not running.';
    case 'not allowed':
      return `Nobody has allowed Latchkey to look at ${what}.`;
    default:
      return why satisfies never;
  }
}
