/** No sign-in role on this VM, and why: what Latchkey’s own record says decides between these. */
import type { Instant } from '../../language.ts';
import { azureRole } from '../../present/words.ts';
import type { Case, Cause, Remedy, Verdict } from '../causes.ts';
import type { RecordSight, SeenSoFar } from '../sights.ts';
import { cloudOf } from './commands.ts';
import { failuresOf, span, standingOf, TO_TAKE_EFFECT, valueOf } from './reading.ts';
import { DOUBTFUL, EXCLUDED, OPEN, proved, suggested } from './verdict.ts';

type Reason = 'never' | 'pending' | 'just' | 'ended' | 'elsewhere' | 'manager';
type Latest = NonNullable<RecordSight['latest']>;

/** What the record says of somebody who holds no sign-in role. */
function reasonOf(seen: SeenSoFar, it: Case): Reason | undefined {
  const record = valueOf(seen, 'record');
  if (record === undefined) return undefined;
  const standing = standingOf(seen, it);
  const otherwise = standing?.is === 'missing' && standing.manager !== undefined ? 'manager' : 'never';
  const { latest } = record;
  if (latest === undefined) return otherwise === 'never' && record.elsewhere.length > 0 ? 'elsewhere' : otherwise;
  switch (latest.state) {
    case 'pending':
      return 'pending';
    case 'approved':
      return 'just';
    case 'active':
      return it.now - latest.at < TO_TAKE_EFFECT ? 'just' : 'ended';
    case 'ending':
    case 'ended':
      return 'ended';
    case 'denied':
    case 'withdrawn':
    case 'lapsed':
    case 'failed':
      return otherwise;
    default:
      return latest.state satisfies never;
  }
}

const NO_ROLE = 'No role that signs in reaches you there: not on the VM, not from above it, not through a group.';

/** One reason: proved when the role is seen to be missing and the record gives this reason. */
function because(reason: Reason, seen: SeenSoFar, it: Case, ...evidence: readonly string[]): Verdict {
  const standing = standingOf(seen, it);
  if (standing !== undefined && standing.is !== 'missing') return EXCLUDED;
  const told = reasonOf(seen, it);
  if (told !== undefined && told !== reason) return EXCLUDED;
  if (standing === undefined) {
    // Whoever has not asked may have a role by another hand; what Latchkey has open is most likely there.
    if (told === undefined || reason === 'manager' || reason === 'never') return OPEN;
    return reason === 'ended' && latestOf(seen)?.state === 'active' ? DOUBTFUL : suggested(...evidence);
  }
  if (reason === 'manager' && standing.manager === undefined) return EXCLUDED;
  return told === undefined ? suggested(NO_ROLE) : proved(NO_ROLE, ...evidence);
}

function latestOf(seen: SeenSoFar): Latest | undefined {
  return valueOf(seen, 'record')?.latest;
}

function ago(seen: SeenSoFar, it: Case): string {
  const latest = latestOf(seen);
  return latest === undefined ? '' : `${span(it.now - latest.at)} ago`;
}

/** Ask, wait, connect: what every one of these comes to. */
function asking(it: Case): Remedy {
  return {
    who: 'you',
    mend: { is: 'ask', role: 'user' },
    rdp: true,
    steps: [
      { text: `Ask for access to ${it.vm.name}.` },
      { text: 'Once it is approved, give Azure up to 10 minutes, then connect anew with Latchkey’s .rdp file.' },
    ],
  };
}

const SHOWS = { message: { prevented: 0.85, credentials: 0.12 } } as const;

const never: Cause = {
  id: 'never-asked',
  title: 'You have no sign-in role on this VM.',
  order: 40,
  behind: {
    'role-missing': 1,
    'credentials-did-not-work': 0.2,
    'access-not-yet-effective': 0.2,
    'access-expired-or-revoked': 0.1,
    'request-access': 0.5,
    'how-to-connect': 0.1,
    'need-admin-rights': 0.05,
  },
  answers: { ...SHOWS, history: { never: 0.9 } },
  judge: (seen, it) => because('never', seen, it, saidNo(seen, it)),
  remedy: asking,
};

function saidNo(seen: SeenSoFar, it: Case): string {
  const latest = latestOf(seen);
  return latest === undefined
    ? 'Latchkey has no request of yours for it.'
    : `Your last request for it came to nothing: ${latest.state}, ${ago(seen, it)}.`;
}

const pending: Cause = {
  id: 'request-pending',
  title: 'Your request has not been decided yet.',
  order: 40,
  behind: {
    'role-missing': 0.5,
    'access-not-yet-effective': 0.8,
    'credentials-did-not-work': 0.1,
    'request-access': 0.3,
    'how-to-connect': 0.05,
  },
  answers: { ...SHOWS, history: { never: 0.85 } },
  judge: (seen, it) => because('pending', seen, it, `Your request, made ${ago(seen, it)}, waits for an approver.`),
  remedy: (it) => ({
    who: 'you',
    steps: [
      { text: 'Your request’s card names who can approve it. Ask one of them.' },
      { text: `Once it is approved, give Azure up to 10 minutes, then connect to ${it.vm.name}.` },
    ],
  }),
};

const justGranted: Cause = {
  id: 'just-granted',
  title: 'Your access is so new that Azure may not let it count everywhere yet.',
  order: 41,
  behind: {
    'access-not-yet-effective': 1,
    'role-missing': 0.6,
    'credentials-did-not-work': 0.2,
    'how-to-connect': 0.03,
    'need-admin-rights': 0.05,
  },
  answers: { ...SHOWS, history: { never: 0.85 } },
  judge(seen, it) {
    const standing = standingOf(seen, it);
    const latest = latestOf(seen);
    if (standing?.is === 'young')
      return passing(seen, it, `Your role is ${span(it.now - standing.since)} old. Azure takes up to 10 minutes.`);
    if (latest?.state === 'approved')
      return because('just', seen, it, `It was approved ${ago(seen, it)} and is being opened.`);
    const verdict = because('just', seen, it, `Latchkey opened it ${ago(seen, it)}. Azure takes up to 10 minutes.`);
    // A list in Azure may be as old as the role: that it shows none proves nothing yet.
    if (verdict.is === 'proved') return passing(seen, it, ...verdict.evidence.slice(1));
    return verdict.is === 'suggested' ? passing(seen, it, ...verdict.evidence) : verdict;
  },
  remedy: (it, seen) => ({
    who: 'you',
    rdp: true,
    steps: [
      latestOf(seen)?.state === 'approved' && standingOf(seen, it)?.is !== 'young'
        ? { text: 'Its card tells you when it is open. Give Azure up to 10 minutes from then.' }
        : { text: 'Wait, and try again at:', at: Math.max(effectiveAt(it, seen), it.now) },
      { text: 'Close Remote Desktop altogether and connect anew: an old attempt keeps the old answer.' },
      { text: 'If the role comes through a group you have just joined, sign out of your own computer once.' },
    ],
  }),
};

/** Entra ID refuses before the VM asks for the role at all: a refusal logged since then is another matter, and worth asking about. */
function passing(seen: SeenSoFar, it: Case, ...evidence: readonly string[]): Verdict {
  const refused = failuresOf(seen).some(({ at }) => at >= sinceWhen(it, seen));
  return { ...suggested(...evidence), ...(refused ? {} : { passes: effectiveAt(it, seen) }) };
}

function effectiveAt(it: Case, seen: SeenSoFar): Instant {
  return sinceWhen(it, seen) + TO_TAKE_EFFECT;
}

function sinceWhen(it: Case, seen: SeenSoFar): Instant {
  const standing = standingOf(seen, it);
  return standing?.is === 'young' ? standing.since : (latestOf(seen)?.at ?? it.now);
}

const ended: Cause = {
  id: 'grant-ended',
  title: 'Your access has ended.',
  order: 40,
  behind: {
    'access-expired-or-revoked': 1,
    'role-missing': 0.6,
    'credentials-did-not-work': 0.2,
    'lock-screen-disconnects': 0.05,
    'how-to-connect': 0.03,
    'request-access': 0.3,
  },
  answers: { ...SHOWS, history: { recently: 0.95 } },
  judge: (seen, it) => because('ended', seen, it, overSince(seen, it)),
  remedy: (it) => ({
    ...asking(it),
    steps: [{ text: `Ask for ${it.vm.name} again.` }, ...asking(it).steps.slice(1)],
  }),
};

function overSince(seen: SeenSoFar, it: Case): string {
  return latestOf(seen)?.state === 'active'
    ? `Latchkey opened it ${ago(seen, it)}, but the role is no longer in Azure: somebody else has removed it.`
    : `What Latchkey opened for you ended ${ago(seen, it)}.`;
}

const otherVm: Cause = {
  id: 'other-vm',
  title: 'Your access is for another VM, not for this one.',
  order: 40,
  behind: {
    'role-missing': 0.5,
    'access-not-yet-effective': 0.2,
    'credentials-did-not-work': 0.1,
    'access-expired-or-revoked': 0.05,
    'request-access': 0.1,
    'how-to-connect': 0.03,
  },
  answers: { ...SHOWS, history: { never: 0.8 } },
  judge: (seen, it) => because('elsewhere', seen, it, `You have access to ${elsewhereOf(seen)} now.`),
  remedy: (it, seen) => ({
    ...asking(it),
    steps: [{ text: `If you meant ${elsewhereOf(seen)}, connect to that one.` }, ...asking(it).steps],
  }),
};

function elsewhereOf(seen: SeenSoFar): string {
  const names = (valueOf(seen, 'record')?.elsewhere ?? []).map(({ vm }) => vm);
  return names.length === 0 ? 'another VM' : names.slice(0, 3).join(', ');
}

const managerOnly: Cause = {
  id: 'manager-only',
  title: 'Your role lets you manage the VM, but not sign in to it.',
  order: 40,
  behind: {
    'role-missing': 0.7,
    'credentials-did-not-work': 0.15,
    'need-admin-rights': 0.1,
    'access-not-yet-effective': 0.05,
    'request-access': 0.1,
  },
  answers: { ...SHOWS, history: { never: 0.9 } },
  judge: (seen, it) => because('manager', seen, it, `You are ${managerRole(seen, it)}: that role signs nobody in.`),
  remedy: (it) => ({
    ...asking(it),
    steps: [
      ...asking(it).steps,
      {
        text: `What lets somebody in is ${azureRole('user')} or ${azureRole('admin')}, as https://${cloudOf(it).portal} shows under the VM’s Access control (IAM).`,
      },
    ],
  }),
};

function managerRole(seen: SeenSoFar, it: Case): string {
  const standing = standingOf(seen, it);
  return standing?.is === 'missing' ? (standing.manager?.name ?? 'a manager') : 'a manager';
}

export const ROLE_CAUSES: readonly Cause[] = [never, pending, justGranted, ended, otherVm, managerOnly];
