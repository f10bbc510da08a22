/** What several causes read from the sights, in one place. */
import type { Instant } from '../../language.ts';
import { AADSTS } from '../aadsts.ts';
import type { Case, Verdict } from '../causes.ts';
import type { CheckName, HeldRole, SeenSoFar, Sights, SignInsSight } from '../sights.ts';
import { DOUBTFUL, OPEN } from './verdict.ts';

type ValueOf<Check extends CheckName> = Extract<Sights[Check], { is: 'seen' }>['value'];

/** What this check showed; undefined when it was not looked at. */
export function valueOf<Check extends CheckName>(seen: SeenSoFar, check: Check): ValueOf<Check> | undefined {
  const sight = seen[check];
  return sight?.is === 'seen' ? sight.value : undefined;
}

/** The machine, when it exists. */
export function machineOf(seen: SeenSoFar) {
  const machine = valueOf(seen, 'machine');
  return machine?.is === 'present' ? machine : undefined;
}

/** The account, when it exists. */
export function accountOf(seen: SeenSoFar) {
  const account = valueOf(seen, 'account');
  return account?.is === 'present' ? account : undefined;
}

/** Azure takes up to ten minutes to let a role be felt (learn.microsoft.com, Troubleshoot Azure RBAC). */
export const TO_TAKE_EFFECT = 10 * 60_000;

/** Where the person stands with sign-in roles on this VM; undefined when roles were not seen. */
export function standingOf(
  seen: SeenSoFar,
  it: Pick<Case, 'now'>,
):
  | { readonly is: 'missing'; readonly manager?: HeldRole }
  | { readonly is: 'conditional'; readonly role: HeldRole }
  | { readonly is: 'young'; readonly since: Instant }
  | { readonly is: 'effective'; readonly admin: boolean }
  | undefined {
  const held = valueOf(seen, 'roles')?.held;
  if (held === undefined) return undefined;
  const login = held.filter((each) => each.role !== 'none');
  const plain = login.filter((each) => !each.conditional);
  const ripe = plain.filter((each) => each.since === undefined || it.now - each.since >= TO_TAKE_EFFECT);
  if (ripe.length > 0) return { is: 'effective', admin: ripe.some((each) => each.role === 'admin') };
  if (plain.length > 0) return { is: 'young', since: Math.min(...plain.map((each) => each.since ?? it.now)) };
  const [conditional] = login;
  if (conditional !== undefined) return { is: 'conditional', role: conditional };
  const manager = held.find((each) => each.role === 'none');
  return manager === undefined ? { is: 'missing' } : { is: 'missing', manager };
}

/**
 * What to think of a cause that Entra would have logged with one of these codes: entries take some minutes, so that the log can
 * only make it unlikely.
 */
export function unlogged(seen: SeenSoFar, ...codes: readonly number[]): Verdict {
  const signIns = valueOf(seen, 'signIns')?.signIns;
  return signIns === undefined || signIns.some(({ code }) => codes.includes(code)) ? OPEN : DOUBTFUL;
}

type SignIn = SignInsSight['signIns'][number];

/** Interruptions that are part of signing in: “keep me signed in”, no session yet (reference-error-codes). */
const NOISE: ReadonlySet<number> = new Set([50140, 50058, 50199]);

/** Failed sign-ins since the last that succeeded, newest first: what failed before it is over. */
export function failuresOf(seen: SeenSoFar): readonly SignIn[] {
  const signIns = (valueOf(seen, 'signIns')?.signIns ?? []).filter(({ code }) => !NOISE.has(code));
  // Of two at the same moment the failure counts as the later one.
  const newest = signIns.toSorted((a, b) => b.at - a.at || Number(a.code === 0) - Number(b.code === 0));
  const success = newest.findIndex(({ code }) => code === 0);
  return success === -1 ? newest : newest.slice(0, success);
}

/** The newest failure, when it is one of these codes; an older one may be over. */
export function failedWith(seen: SeenSoFar, ...codes: readonly number[]): SignIn | undefined {
  const [newest] = failuresOf(seen);
  return newest !== undefined && codes.includes(newest.code) ? newest : undefined;
}

/** How long a sign-in that succeeded speaks against what would have kept it from succeeding. */
const FRESH = 60 * 60_000;

/**
 * Entra ID has let the person in within the last hour, and nothing has failed since: account, password and policies are in
 * order. It says nothing of the VM, whose own refusal comes after that and is not in this log.
 */
export function letIn(seen: SeenSoFar, it: Pick<Case, 'now'>): boolean {
  const signIns = valueOf(seen, 'signIns')?.signIns ?? [];
  return failuresOf(seen).length === 0 && signIns.some(({ code, at }) => code === 0 && it.now - at < FRESH);
}

/** “less than a minute”, “3 minutes”, “2 hours”, “5 days”. */
export function span(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return 'less than a minute';
  const [amount, unit] =
    minutes < 120
      ? [minutes, 'minute']
      : minutes < 2880
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

/** “Entra’s sign-in log, 3 minutes ago: The user name or the password is wrong (AADSTS50126).” */
export function logged(signIn: SignIn, it: Pick<Case, 'now'>): string {
  const means = AADSTS[String(signIn.code)]?.means.replace(/\.$/, '') ?? 'A sign-in failed';
  return `Entra’s sign-in log, ${span(it.now - signIn.at)} ago: ${means} (AADSTS${signIn.code}).`;
}
