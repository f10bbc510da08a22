/** Causes that lie with the person’s account and password. */
import type { Case, Cause, Remedy } from '../causes.ts';
import { addressFor, cloudOf, connectGraph, ps } from './commands.ts';
import { accountOf, failedWith, logged, span, letIn, unlogged, valueOf } from './reading.ts';
import { EXCLUDED, ifSo, OPEN, proved, suggested } from './verdict.ts';
import { BY_PASSWORD, GOOD_PASSWORD } from './ways.ts';

const disabled: Cause = {
  id: 'account-disabled',
  title: 'Your account is disabled.',
  order: 30,
  behind: {
    'credentials-did-not-work': 0.4,
    'access-expired-or-revoked': 0.3,
    'role-missing': 0.1,
    'sign-in-method-not-allowed': 0.05,
    'temporary-password': 0.05,
  },
  answers: { password: { blocked: 0.7, refused: 0.25 }, history: { recently: 0.8, never: 0.15 } },
  judge(seen, it) {
    const account = valueOf(seen, 'account');
    const failure = failedWith(seen, 50_057);
    if (account === undefined) return failure === undefined ? OPEN : proved(logged(failure, it));
    if (account.is === 'absent') return proved('Entra ID no longer has this account.');
    return ifSo(!account.enabled, proved(`Entra ID says that ${account.upn} is disabled.`));
  },
  remedy: (it, seen) => ({
    who: 'entra administrator',
    steps: [
      {
        text: 'Ask your IT service desk why the account is disabled. If it should not be, an administrator enables it:',
      },
      ...(accountOf(seen)?.synced === true
        ? [
            {
              text: 'It is synchronised from Active Directory, so it has to be enabled there:',
              command: `Get-ADUser -Filter ${ps(`UserPrincipalName -eq "${it.person.upn}"`)} | Enable-ADAccount`,
            },
          ]
        : [
            {
              text: 'In Graph PowerShell:',
              command: `${connectGraph(it, 'User.ReadWrite.All')}; Update-MgUser -UserId ${ps(it.person.id)} -AccountEnabled`,
            },
          ]),
    ],
  }),
};

const guest: Cause = {
  id: 'guest',
  title: 'Your account is a guest here, and guests cannot sign in to VMs.',
  order: 30,
  behind: {
    'guest-account': 1,
    'credentials-did-not-work': 0.3,
    'role-missing': 0.1,
    'sign-in-method-not-allowed': 0.05,
    'client-device-not-joined': 0.05,
  },
  answers: { history: { never: 0.95 }, message: { credentials: 0.6, prevented: 0.2 } },
  judge(seen, it) {
    const account = accountOf(seen);
    const external = /#EXT#@/i.test(account?.upn ?? it.person.upn);
    if (account === undefined) return external ? proved(`The name ${it.person.upn} is that of a guest.`) : OPEN;
    return ifSo(account.guest || external, proved(`Entra ID lists ${account.upn} as a guest.`));
  },
  remedy: () => ({
    who: 'entra administrator',
    steps: [
      { text: 'Microsoft does not let guests sign in to VMs with Entra ID, not through Bastion either.' },
      { text: 'Ask for a member account in this organisation, and then for access with that account.' },
    ],
  }),
};

const PASSWORDLESS: ReadonlySet<string> = new Set(['windows hello', 'fido2', 'certificate']);

/** How to get a new password, where people sign in. */
function change(it: Case): Remedy['steps'] {
  return [
    { text: `Open https://${cloudOf(it).portal} in a private window and sign in as ${it.person.upn}.` },
    { text: 'Set a new password when it asks for one. If it does not, choose your picture, View account, Password.' },
    { text: 'Connect again with the new password, and delete the saved one.' },
  ];
}

const temporary: Cause = {
  id: 'temporary-password',
  title: 'Your password is temporary: it must be changed before it works for a VM.',
  order: 31,
  behind: { 'temporary-password': 1, 'credentials-did-not-work': 0.4 },
  answers: { password: { change: 0.95 }, message: { password: 0.55, credentials: 0.43 }, history: { never: 0.7 } },
  judge(seen, it) {
    const account = accountOf(seen);
    const failure = failedWith(seen, 50_055);
    if (account === undefined) return failure === undefined ? OPEN : suggested(logged(failure, it));
    if (!account.temporaryPassword) return EXCLUDED;
    const said = 'Entra ID says that the password must be changed at the next sign-in.';
    // Whoever signs in with a key or a face does not need it.
    return valueOf(seen, 'methods')?.methods.some((each) => PASSWORDLESS.has(each)) === true
      ? suggested(said)
      : proved(said);
  },
  remedy: (it) => ({ who: 'you', steps: change(it) }),
};

const expired: Cause = {
  id: 'password-expired',
  title: 'Your password has expired.',
  order: 31,
  behind: { 'temporary-password': 0.8, 'credentials-did-not-work': 0.3, 'access-expired-or-revoked': 0.1 },
  answers: { password: { change: 0.95 }, message: { password: 0.55, credentials: 0.43 }, history: { recently: 0.9 } },
  judge(seen, it) {
    const failure = failedWith(seen, 50_055, 50_144, 50_135);
    if (failure !== undefined) {
      const temporary = accountOf(seen)?.temporaryPassword;
      // The same number stands for a password that was never more than temporary.
      if (temporary === undefined && failure.code === 50_055) return suggested(logged(failure, it));
      return temporary === true ? OPEN : proved(logged(failure, it));
    }
    return letIn(seen, it) ? EXCLUDED : unlogged(seen, 50_055, 50_144, 50_135);
  },
  remedy: (it) => ({ who: 'you', steps: change(it) }),
};

/** 50056: none, or another, in the directory; 80002 and on only say that it could not be checked. */
const WRONG = [50_126, 50_056] as const;

const wrong: Cause = {
  id: 'password-wrong',
  title: 'The password is not right.',
  order: 32,
  behind: { 'credentials-did-not-work': 0.8, 'temporary-password': 0.05, 'access-expired-or-revoked': 0.03 },
  answers: { password: { refused: 0.95 }, message: { credentials: 0.96 }, account: { own: 0.97 } },
  judge(seen, it) {
    const failure = failedWith(seen, ...WRONG);
    // A password that was saved is refused in the same words as one that was typed.
    if (failure !== undefined) return suggested(logged(failure, it));
    return letIn(seen, it) ? EXCLUDED : unlogged(seen, ...WRONG);
  },
  remedy: (it) => ({
    who: 'you',
    steps: [
      {
        text: `See which password is right: sign in at https://${cloudOf(it).portal} in a private window as ${it.person.upn}.`,
      },
      { text: 'If it is refused there too, choose “Forgot my password” on that page, or ask your IT service desk.' },
      { text: 'A Windows Hello PIN is not the password.' },
      {
        text: 'Delete what your computer has saved for the VM, then connect and type the password that worked.',
        command: 'control.exe keymgr.dll',
      },
    ],
  }),
};

const locked: Cause = {
  id: 'account-locked',
  title: 'Your account is locked for a while after too many wrong passwords.',
  order: 31,
  behind: { 'credentials-did-not-work': 0.3, 'access-expired-or-revoked': 0.05, 'sign-in-method-not-allowed': 0.03 },
  answers: { password: { blocked: 0.95 }, history: { recently: 0.75 } },
  judge(seen, it) {
    const failure = failedWith(seen, 50_053);
    if (failure === undefined) return letIn(seen, it) ? EXCLUDED : unlogged(seen, 50_053);
    return it.now - failure.at < 60 * 60_000 ? proved(logged(failure, it)) : suggested(logged(failure, it));
  },
  remedy: (it, seen) => {
    const since = accountOf(seen)?.passwordChangedAt;
    const recent = since !== undefined && it.now - since < 7 * 24 * 60 * 60_000;
    return {
      who: 'you',
      steps: [
        { text: 'Stop trying. The lock opens by itself after a minute or a few; every new try makes it longer.' },
        {
          text: recent
            ? `The password was changed ${span(it.now - since)} ago: a phone, a mapped drive or a saved connection may still use the old one.`
            : 'Look for a phone, a mapped drive or a saved connection that still uses an old password.',
        },
        { text: `Then sign in at https://${cloudOf(it).portal} in a private window, and after that to the VM.` },
        {
          text: 'If it stays locked, an administrator sees in the sign-in log whether the address you come from is blocked.',
        },
      ],
    };
  },
};

const another: Cause = {
  id: 'wrong-account',
  title: 'You signed in with another account than the one that has access.',
  order: 33,
  behind: {
    'credentials-did-not-work': 0.55,
    'role-missing': 0.2,
    'guest-account': 0.3,
    'access-not-yet-effective': 0.1,
    'sign-in-method-not-allowed': 0.05,
    'sign-in-app-missing': 0.05,
    'access-expired-or-revoked': 0.03,
  },
  answers: { account: { another: 0.97 }, message: { credentials: 0.5, prevented: 0.3, application: 0.1 } },
  judge: () => OPEN,
  remedy: (it) => ({
    who: 'you',
    rdp: true,
    steps: [
      { text: `Access belongs to ${it.person.upn}. Open Latchkey’s .rdp file; it has the right name in it.` },
      { text: 'On the sign-in page choose “Use another account” if another one is shown, and type the name in full.' },
      {
        text: 'In Windows’ own box choose “More choices”, “Use a different account”, and type:',
        command: `AzureAD\\${it.person.upn}`,
      },
    ],
  }),
};

/** Kept beside the person’s other causes: what is saved is saved for them. */
const saved: Cause = {
  id: 'saved-password',
  title: 'Your computer still uses an old, saved password.',
  order: 51,
  behind: { 'credentials-did-not-work': 0.35, 'temporary-password': 0.2, 'access-expired-or-revoked': 0.05 },
  answers: {
    webAccount: BY_PASSWORD,
    password: GOOD_PASSWORD,
    history: { untilChange: 0.95 },
    message: { credentials: 0.95 },
    userName: { prefixed: 0.55, plain: 0.4 },
  },
  judge(seen, it) {
    const failure = failedWith(seen, ...WRONG);
    return failure === undefined ? unlogged(seen, ...WRONG) : suggested(logged(failure, it));
  },
  remedy: (it) => ({
    who: 'you',
    rdp: true,
    steps: [
      {
        text: 'Open the list of saved passwords and remove every entry that names the VM (TERMSRV/…).',
        command: 'control.exe keymgr.dll',
      },
      { text: 'Or remove this one:', command: `cmdkey /delete:TERMSRV/${addressFor(it)}` },
      { text: 'Then open Latchkey’s .rdp file: it asks for the password anew.' },
    ],
  }),
};

export const PERSON_CAUSES: readonly Cause[] = [disabled, guest, temporary, expired, wrong, locked, another, saved];
