/** Opens and closes access: the only calls that change anything in Azure. Each may run twice without harm. */
import type { RequestId } from '../../workflows/language.ts';
import type { Living } from '../../workflows/request.ts';
import type { Engine } from '../engine.ts';
import { Fault } from '../faults.ts';
import type { Clock, Cloud } from '../ports.ts';
import type { Database } from '../record/database.ts';
import { readState } from '../record/questions.ts';
import type { Task, Work } from '../record/task.ts';
import type { Telemetry } from '../telemetry.ts';

type Parts = {
  readonly db: Database;
  readonly cloud: Cloud;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
};

/** Faults that time alone will hardly mend: said at once, not after some attempts. */
const SAID_AT_ONCE: ReadonlySet<string> = new Set([
  'credentials_refused',
  'azure_forbidden',
  'revoke_locked',
  'assignment_foreign',
]);
const ATTEMPTS_BEFORE_SAYING = 3;

export async function performGrant(parts: Parts, work: Work): Promise<void> {
  const request = requestOf(work);
  const state = await readState(parts.db, request);
  if (state.is !== 'approved') return;
  // Time is up before it was opened: never open it now. The alarm or the sweep ends the request.
  if (parts.clock.now() >= state.endsAt) return;
  const { ask, endsAt } = state;
  try {
    const granted = await parts.cloud.grant({
      request,
      vm: ask.vm.id,
      principal: ask.requester.id,
      role: ask.role,
      endsAt,
    });
    const at = parts.clock.now();
    if (granted.is === 'granted') {
      await parts.engine.handle({
        request,
        command: { is: 'granted', at, assignment: granted.assignment },
        settles: work.id,
      });
      return;
    }
    const failure = { why: 'held', assignment: granted.assignment } as const;
    await parts.engine.handle({ request, command: { is: 'grant_failed', at, failure }, settles: work.id });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    await afterGrantFault(parts, work, state, error);
  }
}

async function afterGrantFault(
  parts: Parts,
  work: Work,
  state: Living & { is: 'approved' },
  fault: Fault,
): Promise<void> {
  const request = state.ask.id;
  if (fault.code === 'record_unreachable') throw fault;
  if (!fault.retryable) {
    // An earlier attempt may have got through with its answer lost: nothing is called failed before nothing is open.
    await parts.cloud.revoke({ request, vm: state.ask.vm.id });
    const failure = { why: 'fault', fault: fault.code, detail: fault.message } as const;
    await parts.engine.handle({
      request,
      command: { is: 'grant_failed', at: parts.clock.now(), failure },
      settles: work.id,
    });
    return;
  }
  if (isWorthSaying(fault, work))
    await parts.engine.handle({
      request,
      command: { is: 'grant_delayed', at: parts.clock.now(), fault: fault.code, attempts: work.attempts },
    });
  throw fault;
}

export async function performRevoke(parts: Parts, work: Work): Promise<void> {
  const request = requestOf(work);
  const state = await readState(parts.db, request);
  if (state.is !== 'revoking') return;
  try {
    const { is } = await parts.cloud.revoke({ request, vm: state.ask.vm.id });
    const at = parts.clock.now();
    await parts.engine.handle({ request, command: { is: 'revoked', at, absent: is === 'absent' }, settles: work.id });
    parts.telemetry.closed((at - state.ending.at) / 1000);
  } catch (error) {
    if (error instanceof Fault && error.code !== 'record_unreachable' && isWorthSaying(error, work))
      await parts.engine.handle({
        request,
        command: { is: 'revoke_delayed', at: parts.clock.now(), fault: error.code, attempts: work.attempts },
      });
    throw error;
  }
}

export async function performCloseStray(parts: Parts, task: Task & { is: 'close_stray' }): Promise<void> {
  const { assignment } = task;
  // It may belong to a request that has come back to life since the sweep saw it, for example from a restored record.
  const state = await readState(parts.db, assignment.request);
  if (state.is === 'approved' || state.is === 'active' || state.is === 'revoking') return;
  const { is } = await parts.cloud.revoke({ request: assignment.request, vm: assignment.vm });
  if (is === 'revoked') parts.telemetry.closed((parts.clock.now() - assignment.endsAt) / 1000);
}

function isWorthSaying(fault: Fault, work: Work): boolean {
  return work.attempts >= ATTEMPTS_BEFORE_SAYING || SAID_AT_ONCE.has(fault.code);
}

export function requestOf(work: Work): RequestId {
  if (work.request === undefined) throw new Error(`Work ${work.id} (${work.task.is}) names no request`);
  return work.request;
}
