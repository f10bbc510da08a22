/** `grants list`, `grants revoke`, `people forget`. */
import type { Living } from '../../workflows/request.ts';
import { refusalLine } from '../../workflows/present/refusal.ts';
import { groupsIn } from '../../workflows/policy.ts';
import { commit } from '../record/commit.ts';
import { forgetPerson } from '../record/memory.ts';
import { requestsIn } from '../record/questions.ts';
import type { Report } from './report.ts';
import { usageError } from './report.ts';
import { findPerson, PROBLEMS } from './policy.ts';
import { policyOrThrow, readOrThrow, withRecord, world } from './session.ts';

export async function grantsList(): Promise<Report> {
  const states = await withRecord(readOrThrow(), ({ db }) => requestsIn(db, ['approved', 'active', 'revoking']));
  const rows = states.map((state) => ({
    request: state.ask.id,
    state: state.is,
    person: state.ask.requester.upn,
    vm: state.ask.vm.id,
    role: state.ask.role,
    endsAt: 'endsAt' in state ? new Date(state.endsAt).toISOString() : null,
    approvedBy: state.approvals.map((each) => each.by.upn),
    delay: delayOf(state),
  }));
  const line = (row: (typeof rows)[number]) =>
    [
      row.request,
      row.state.padEnd(8),
      row.endsAt ?? '',
      row.role.padEnd(5),
      row.person,
      row.vm.split('/').at(-1) ?? '',
      row.delay === null ? '' : `! ${row.delay}`,
    ]
      .join('  ')
      .trimEnd();
  return { ok: true, lines: rows.length === 0 ? ['Nothing is open.'] : rows.map(line), data: rows };
}

export async function grantsRevoke(id: string, as: string, reason: string): Promise<Report> {
  if (id === '' || as === '' || reason.trim() === '')
    return usageError(
      'Say which, who and why: latchkey grants revoke ID --as olga@contoso.com --reason "incident 42". `latchkey grants list` has the ids.',
    );
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    return usageError(`“${id}” is not in Latchkey’s record. \`latchkey grants list\` has the ids.`);
  const config = readOrThrow();
  const policy = await policyOrThrow(config.policyPath);
  const { directory } = await world(config);
  const found = await findPerson(directory, as);
  if (found.is === 'problem') return usageError(`${as} cannot act: ${PROBLEMS[found.problem]}`);
  const groups = { [found.person.id]: await directory.memberOf(found.person.id, groupsIn(policy)) };
  return withRecord(config, async ({ db }) => {
    const command = { is: 'revoke', at: Date.now(), by: found.person, reason } as const;
    const outcome = await commit(db, { request: id, command, policy, facts: { groups, standing: [], locks: [] } });
    if (outcome.refusal !== undefined) return usageError(refusalLine(outcome.refusal));
    return {
      ok: true,
      lines: [`Revoking ${id}. The running Latchkey takes the role away within a minute.`],
      data: { request: id, state: outcome.state.is },
    };
  });
}

export async function peopleForget(upn: string): Promise<Report> {
  if (upn === '') return usageError('Name the person by sign-in name: latchkey people forget ana@contoso.com');
  const forgotten = await withRecord(readOrThrow(), ({ db }) => forgetPerson(db, upn));
  const lines = [
    forgotten === 0
      ? `No chat account is bound to ${upn}.`
      : `Forgot ${forgotten} chat account(s) bound to ${upn}. Whoever acts next from there is looked up anew.`,
  ];
  return { ok: forgotten > 0, lines, data: { forgotten } };
}

function delayOf(state: Living): string | null {
  return (state.is === 'approved' || state.is === 'revoking') && state.delay !== undefined ? state.delay.fault : null;
}
