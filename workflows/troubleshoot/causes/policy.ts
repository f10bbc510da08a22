/** Causes that lie with policies: MFA, Conditional Access, security defaults. */
import type { Case, Cause, Remedy, Verdict } from '../causes.ts';
import type { GrantControl, MethodKind, SeenSoFar } from '../sights.ts';
import { SIGN_IN_APPS } from '../sights.ts';
import { cloudOf, connectGraph, ps } from './commands.ts';
import { failedWith, logged, letIn, valueOf } from './reading.ts';
import { EXCLUDED, ifSo, OPEN, proved, suggested } from './verdict.ts';
import { BY_PAGE, BY_PASSWORD, GOOD_PASSWORD } from './ways.ts';
import { takesWebAccount } from './windows.ts';

/** MFA is demanded and was not given, whoever demands it (reference-error-codes). */
const MFA_CODES = [50_072, 50_074, 50_076, 50_078, 50_079, 50_158] as const;
const DEMANDS: readonly GrantControl[] = ['mfa', 'strength'];
const PAGE_APPS: readonly string[] = [SIGN_IN_APPS.remoteDesktop, SIGN_IN_APPS.cloudLogin];

/** Policies with one of these controls that apply to one of these applications; undefined when they were not seen. */
function policiesWith(seen: SeenSoFar, controls: readonly GrantControl[], apps?: readonly string[]) {
  return valueOf(seen, 'conditionalAccess')?.policies.filter(
    (policy) =>
      policy.controls.some((control) => controls.includes(control)) &&
      (apps === undefined || policy.apps.some((app) => apps.includes(app.toLowerCase()))),
  );
}

/** Whether it is demanded where Windows’ own box signs in; undefined when it was not seen. */
function named(policies: readonly { readonly name: string }[], what: string): string {
  return policies.length === 1
    ? `Policy “${policies[0]?.name}” ${what}.`
    : `${policies.length} policies ${what}: ${policies.map(({ name }) => `“${name}”`).join(', ')}.`;
}

/** MFA cannot be given in Windows’ own box. Whether that box was used only the person or the log can tell. */
function demanded(seen: SeenSoFar, it: Case, ...evidence: readonly string[]): Verdict {
  const failure = failedWith(seen, ...MFA_CODES);
  if (failure !== undefined) return proved(...evidence, logged(failure, it));
  return letIn(seen, it) ? OPEN : suggested(...evidence);
}

/** What the person can do at once, without anybody changing a policy. */
function usePage(it: Case, seen: SeenSoFar): Remedy['steps'] {
  if (takesWebAccount(seen) === false)
    return [
      {
        text: 'This Windows does not take the sign-in page. Sign in to your own computer with Windows Hello for Business, then connect with that: it counts as MFA.',
      },
    ];
  return [
    {
      text: 'Use the sign-in page instead of the box for name and password: there you can give the second factor. Open Latchkey’s .rdp file.',
    },
    {
      text: `Or, in Remote Desktop Connection, Advanced, tick “Use a web account to sign in to the remote computer”, and sign in as ${it.person.upn}.`,
    },
    { text: 'Signing in to your own computer with Windows Hello for Business and connecting with it works too.' },
  ];
}

const MFA_ANSWERS = {
  webAccount: BY_PASSWORD,
  message: { method: 0.55, credentials: 0.42 },
  password: { worksCode: 0.72, works: 0.25 },
} as const;

const perUser: Cause = {
  id: 'per-user-mfa',
  title: 'Per-user MFA is on for your account, and Windows’ password box cannot ask for it.',
  order: 34,
  behind: { 'sign-in-method-not-allowed': 0.6, 'credentials-did-not-work': 0.3 },
  answers: MFA_ANSWERS,
  judge(seen, it) {
    const state = valueOf(seen, 'perUserMfa')?.state;
    if (state === undefined)
      return failedWith(seen, ...MFA_CODES) === undefined ? OPEN : suggested('MFA was demanded.');
    return state === 'disabled'
      ? EXCLUDED
      : demanded(seen, it, `Entra ID has per-user MFA ${state} for ${it.person.upn}.`);
  },
  remedy: (it, seen) => ({
    who: takesWebAccount(seen) === false ? 'entra administrator' : 'you',
    rdp: takesWebAccount(seen) !== false,
    steps: [
      ...usePage(it, seen),
      {
        text: 'For good: an administrator replaces per-user MFA, which is an old setting, by Conditional Access. Only once a policy demands MFA instead:',
        command: `${connectGraph(it, 'Policy.ReadWrite.AuthenticationMethod')}; Invoke-MgGraphRequest -Method PATCH -Uri '/beta/users/${idOf(it)}/authentication/requirements' -Body @{perUserMfaState='disabled'}`,
      },
    ],
  }),
};

/** Object ids are UUIDs; anything else cannot get into a command here. */
function idOf(it: Case): string {
  return it.person.id.replaceAll(/[^\w-]/g, '');
}

const conditionalMfa: Cause = {
  id: 'ca-mfa',
  title: 'A Conditional Access policy demands MFA, and Windows’ password box cannot ask for it.',
  order: 34,
  behind: { 'sign-in-method-not-allowed': 1, 'credentials-did-not-work': 0.5, 'sign-in-app-missing': 0.05 },
  answers: MFA_ANSWERS,
  judge(seen, it) {
    const policies = policiesWith(seen, DEMANDS, [SIGN_IN_APPS.vm]);
    if (policies === undefined)
      return failedWith(seen, ...MFA_CODES) === undefined ? OPEN : suggested('MFA was demanded.');
    return policies.length === 0 ? EXCLUDED : demanded(seen, it, named(policies, 'demands MFA for signing in to VMs'));
  },
  remedy: (it, seen) => ({
    who: takesWebAccount(seen) === false ? 'entra administrator' : 'you',
    rdp: takesWebAccount(seen) !== false,
    steps: [
      ...usePage(it, seen),
      {
        text: `Only if neither is possible: an administrator excludes the application with id ${SIGN_IN_APPS.vm} (Windows VM sign-in) from the policy. That lowers security: passwords alone then open VMs.`,
      },
    ],
  }),
};

const block: Cause = {
  id: 'ca-block',
  title: 'A Conditional Access policy blocks this sign-in.',
  order: 33,
  behind: {
    'sign-in-method-not-allowed': 0.2,
    'credentials-did-not-work': 0.1,
    'sign-in-app-missing': 0.05,
    'guest-account': 0.03,
    'client-device-not-joined': 0.05,
  },
  answers: { message: { application: 0.7, method: 0.15, credentials: 0.13 }, password: GOOD_PASSWORD },
  judge(seen, it) {
    const failure = failedWith(seen, 53_003, 530_032);
    const said = failure === undefined ? [] : [logged(failure, it)];
    const both = policiesWith(seen, ['block']);
    if (both === undefined) return failure === undefined ? OPEN : suggested(...said);
    if (both.length === 0) return EXCLUDED;
    const way = (apps: readonly string[]) => (policiesWith(seen, ['block'], apps)?.length ?? 0) > 0;
    const every = way([SIGN_IN_APPS.vm]) && way(PAGE_APPS);
    const evidence = [named(both, 'blocks it'), ...said];
    if (failure !== undefined) return proved(...evidence);
    return every && !letIn(seen, it) ? proved(...evidence) : suggested(...evidence);
  },
  remedy: (it) => ({
    who: 'entra administrator',
    steps: [
      {
        text: 'Policies often block by place, device or risk: try from the office network or your company’s computer.',
      },
      {
        text: `An administrator sees the reason in https://${cloudOf(it).admin}: Users, ${it.person.upn}, Sign-in logs, the failed one, Conditional Access; or by What If under Conditional Access.`,
      },
      {
        text: `If you should be let in, they exclude you or change the policy for the application with id ${SIGN_IN_APPS.vm}.`,
      },
    ],
  }),
};

const device: Cause = {
  id: 'ca-device',
  title: 'A Conditional Access policy demands a managed computer, and yours is not seen as one.',
  order: 35,
  behind: {
    'sign-in-method-not-allowed': 0.2,
    'credentials-did-not-work': 0.1,
    'client-device-not-joined': 0.3,
    'sign-in-app-missing': 0.03,
  },
  answers: {
    message: { application: 0.7, method: 0.15, credentials: 0.13 },
    joined: { none: 0.5, registered: 0.3, other: 0.1, joined: 0.1 },
    password: GOOD_PASSWORD,
  },
  judge(seen, it) {
    const failure = failedWith(seen, 53_000, 53_001, 50_097, 50_129, 50_131, 50_187);
    const policies = policiesWith(seen, ['compliant device', 'joined device']);
    if (policies === undefined) return failure === undefined ? OPEN : suggested(logged(failure, it));
    if (policies.length === 0) return EXCLUDED;
    const said = named(policies, 'demands a managed computer');
    if (failure !== undefined) return proved(said, logged(failure, it));
    return letIn(seen, it) ? OPEN : suggested(said);
  },
  remedy: (it) => ({
    who: 'you',
    steps: [
      { text: 'Connect from a computer that your organisation manages.' },
      {
        text: 'If it does manage this one, open Settings, Accounts, Access work or school, your account, Info, Sync, and wait a few minutes.',
      },
      {
        text: `If it is still refused, an administrator sees why in https://${cloudOf(it).admin}: Devices, your computer, Compliant. Towards Windows Server, Microsoft does not support this demand.`,
      },
    ],
  }),
};

const defaults: Cause = {
  id: 'security-defaults',
  title: 'Security defaults demand MFA, and Windows’ password box cannot ask for it.',
  order: 35,
  behind: { 'sign-in-method-not-allowed': 0.5, 'credentials-did-not-work': 0.3 },
  answers: MFA_ANSWERS,
  judge(seen, it) {
    const enabled = valueOf(seen, 'securityDefaults')?.enabled;
    const failure = failedWith(seen, 530_035);
    if (enabled === false) return EXCLUDED;
    if (failure !== undefined) return proved(logged(failure, it));
    if (enabled === undefined)
      return failedWith(seen, ...MFA_CODES) === undefined ? OPEN : suggested('MFA was demanded.');
    return demanded(seen, it, 'Security defaults are on in this directory.');
  },
  remedy: (it, seen) => ({
    who: takesWebAccount(seen) === false ? 'entra administrator' : 'you',
    rdp: takesWebAccount(seen) !== false,
    steps: [
      ...usePage(it, seen),
      {
        text: 'For finer rules an administrator replaces security defaults by Conditional Access policies (needs Entra ID P1). Do not just switch them off.',
      },
    ],
  }),
};

const WEAK: ReadonlySet<MethodKind> = new Set(['password', 'email', 'other']);

const noMethod: Cause = {
  id: 'no-strong-method',
  title: 'MFA is demanded, and you have not set up any way to give it.',
  order: 33,
  behind: { 'sign-in-method-not-allowed': 0.3, 'credentials-did-not-work': 0.1, 'sign-in-app-missing': 0.03 },
  answers: {
    message: { method: 0.5, application: 0.25, credentials: 0.2 },
    password: { works: 0.6, worksCode: 0.02, blocked: 0.2 },
    webAccount: BY_PAGE,
  },
  judge(seen, it) {
    const methods = valueOf(seen, 'methods')?.methods;
    const failure = failedWith(seen, 50_072, 50_079, 53_004, 53_010);
    if (methods === undefined) return failure === undefined ? OPEN : suggested(logged(failure, it));
    if (methods.some((each) => !WEAK.has(each)) || letIn(seen, it)) return EXCLUDED;
    const said = 'Your account has no method besides the password.';
    if (failure !== undefined) return proved(said, logged(failure, it));
    const demanding = policiesWith(seen, DEMANDS) ?? [];
    if (demanding.length > 0) return proved(said, named(demanding, 'demands MFA'));
    const state = valueOf(seen, 'perUserMfa')?.state;
    if (state === 'enforced' || state === 'enabled') return proved(said, `Per-user MFA is ${state}.`);
    if (valueOf(seen, 'securityDefaults')?.enabled === true) return proved(said, 'Security defaults are on.');
    return ifSo(valueOf(seen, 'conditionalAccess') === undefined, suggested(said));
  },
  remedy: (it) => ({
    who: 'you',
    rdp: true,
    steps: [
      {
        text: `Open https://${cloudOf(it).portal} in a private window, sign in as ${it.person.upn}, choose your picture, View account, Security info.`,
      },
      { text: 'Choose “Add sign-in method” and set up Microsoft Authenticator or a security key.' },
      {
        text: 'If that page wants MFA already, an administrator gives you a Temporary Access Pass:',
        command: `${connectGraph(it, 'UserAuthenticationMethod.ReadWrite.All')}; New-MgUserAuthenticationTemporaryAccessPassMethod -UserId ${ps(it.person.id)} -LifetimeInMinutes 60`,
      },
      { text: 'Then open Latchkey’s .rdp file and sign in on the page.' },
    ],
  }),
};

export const POLICY_CAUSES: readonly Cause[] = [perUser, conditionalMfa, block, device, defaults, noMethod];
