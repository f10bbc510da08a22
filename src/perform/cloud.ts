/** Opens and closes access: the only calls that change anything in Azure. Each may run twice without harm. */
import type { RequestId } from '../../workflows/language.ts';
import type { Living } from '../../workflows/request.ts';
import type { Engine } from '../engine.ts';
import { Fault } from '../faults.ts';
import type { Channel } from '../../workflows/language.ts';
import type { Assignment, Clock, Cloud } from '../ports.ts';
import type { Database } from '../record/database.ts';
import { readState } from '../record/questions.ts';
import type { Task, Work } from '../record/task.ts';
import { addWork } from '../record/work.ts';
import type { Telemetry } from '../telemetry.ts';

type Parts = {
  readonly db: Database;
  readonly cloud: Cloud;
  readonly engine: Engine;
  readonly clock: Clock;
  /** Channels of the operators, from today's policy. */
  readonly operators: () => readonly Channel[];
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
      const command = { is: 'granted', at, assignment: granted.assignment } as const;
      const { state: after } = await parts.engine.handle({ request, command, settles: work.id });
      // It took so long that somebody else has begun to close this request, and may have looked before it was there.
      if (after.is !== 'active' && after.is !== 'none') await parts.cloud.revoke({ request, vm: ask.vm.id });
      return;
    }
    const failure = { why: 'held', assignment: granted.assignment } as const;
    await parts.engine.handle({ request, command: { is: 'grant_failed', at, failure }, settles: work.id });
  } catch (error) {
    await afterGrantFault(parts, work, state, error);
  }
}

async function afterGrantFault(
  parts: Parts,
  work: Work,
  state: Living & { is: 'approved' },
  fault: unknown,
): Promise<void> {
  const request = state.ask.id;
  if (codeOf(fault) === 'record_unreachable') throw fault;
  // While it failed the request may have ended: what closes it waits behind this in the lane, and must not wait longer.
  if ((await readState(parts.db, request)).is !== 'approved') return;
  if (fault instanceof Fault && !fault.retryable) {
    // An earlier attempt may have got through with its answer lost: nothing is called failed before nothing is open.
    await sureNothingIsOpen(parts.cloud, { request, vm: state.ask.vm.id });
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
      command: { is: 'grant_delayed', at: parts.clock.now(), fault: codeOf(fault), attempts: work.attempts },
    });
  throw fault;
}

async function sureNothingIsOpen(cloud: Cloud, order: { request: RequestId; vm: string }): Promise<void> {
  try {
    await cloud.revoke(order);
  } catch (error) {
    // Behind a lock a deletion says nothing. It looked before, and found nothing: a second direct look decides.
    if (codeOf(error) !== 'revoke_locked' || (await cloud.exists(order))) throw error;
  }
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
    if (isWorthSaying(error, work))
      await parts.engine.handle({
        request,
        command: { is: 'revoke_delayed', at: parts.clock.now(), fault: codeOf(error), attempts: work.attempts },
      });
    throw error;
  }
}

export async function performCloseStray(parts: Parts, work: Work, task: Task & { is: 'close_stray' }): Promise<void> {
  const { assignment } = task;
  // It may belong to a request that has come back to life since the sweep saw it, for example from a restored record.
  const state = await readState(parts.db, assignment.request);
  if (state.is === 'approved' || state.is === 'active' || state.is === 'revoking') return;
  try {
    const { is } = await parts.cloud.revoke({ request: assignment.request, vm: assignment.vm });
    if (is === 'revoked') parts.telemetry.closed((parts.clock.now() - assignment.endsAt) / 1000);
  } catch (error) {
    if (work.attempts === ATTEMPTS_BEFORE_SAYING) await sayStrayStays(parts, assignment, codeOf(error));
    throw error;
  }
}

/** No request stands behind it, so no card says that it is still open: the operators are told here. */
async function sayStrayStays(parts: Parts, assignment: Assignment, fault: string): Promise<void> {
  const items = parts.operators().map((channel) => ({
    lane: `told/${assignment.request}/${channel}`,
    task: { is: 'tell_stray', channel, assignment, fault } as const,
  }));
  await addWork(parts.db, items);
}

function isWorthSaying(error: unknown, work: Work): boolean {
  const code = codeOf(error);
  return code !== 'record_unreachable' && (work.attempts >= ATTEMPTS_BEFORE_SAYING || SAID_AT_ONCE.has(code));
}

/** A defect of ours is said like any fault: whoever waits need not know the difference. */
function codeOf(error: unknown): string {
  return error instanceof Fault ? error.code : 'defect';
}

export function requestOf(work: Work): RequestId {
  if (work.request === undefined) throw new Error(`Work ${work.id} (${work.task.is}) names no request`);
  return work.request;
}
