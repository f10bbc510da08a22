/** Causes that lie with what the person connects from: nobody but they can see it. */
import { SAME_TENANT } from '../../present/connect.ts';
import type { Case, Cause, Remedy } from '../causes.ts';
import type { SeenSoFar } from '../sights.ts';
import { addressFor } from './commands.ts';
import { failedWith, logged, machineOf } from './reading.ts';
import { EXCLUDED, OPEN, suggested } from './verdict.ts';
import { BY_PAGE, BY_PASSWORD, GOOD_PASSWORD, ON_WINDOWS } from './ways.ts';
import { fileFor, isSupported, takesWebAccount, windowsName } from './windows.ts';

/** The way that asks nothing of the computer; towards an old Windows there is none. */
function byPage(it: Case, seen: SeenSoFar, otherwise: string): Remedy['steps'] {
  if (takesWebAccount(seen) === false)
    return [
      {
        text: `${windowsName(seen)} does not take the sign-in page, so it needs a computer registered with your organisation.`,
      },
      { text: otherwise },
    ];
  return [
    {
      text: `Open Latchkey’s .rdp file and sign in on the page that opens, as ${it.person.upn}. Your computer need not be joined for that.`,
    },
    {
      text: `Or in Remote Desktop Connection: computer ${addressFor(it)}, Advanced, tick “Use a web account to sign in to the remote computer”.`,
    },
    { text: `If that is not possible: ${otherwise}` },
  ];
}

const REGISTER = 'Settings, Accounts, Access work or school, Connect: add your work account, then sign in as AzureAD\\';

const notJoined: Cause = {
  id: 'client-not-joined',
  title: 'Your computer is not connected to your organisation, and the password box needs that.',
  order: 50,
  behind: {
    'credentials-did-not-work': 1,
    'client-device-not-joined': 1,
    'how-to-connect': 0.1,
    'guest-account': 0.03,
  },
  answers: {
    webAccount: BY_PASSWORD,
    joined: { none: 0.95, registered: 0.02, other: 0.02 },
    client: ON_WINDOWS,
    message: { credentials: 0.95 },
    password: GOOD_PASSWORD,
    account: { own: 0.98 },
  },
  judge: () => OPEN,
  remedy: (it, seen) => ({
    who: 'you',
    rdp: takesWebAccount(seen) !== false,
    steps: byPage(it, seen, `${REGISTER}${it.person.upn}.`),
  }),
};

const otherTenant: Cause = {
  id: 'client-other-tenant',
  title: 'Your computer belongs to another organisation than the VM.',
  order: 50,
  behind: { 'credentials-did-not-work': 0.4, 'client-device-not-joined': 0.6, 'guest-account': 0.3 },
  answers: {
    webAccount: BY_PASSWORD,
    joined: { other: 0.96 },
    client: ON_WINDOWS,
    message: { credentials: 0.95 },
    password: GOOD_PASSWORD,
    account: { own: 0.95 },
  },
  judge: () => OPEN,
  remedy: (it, seen) => ({
    who: 'you',
    rdp: takesWebAccount(seen) !== false,
    steps: byPage(
      it,
      seen,
      'connect from a computer of the organisation that the VM belongs to. A computer can be joined to one only.',
    ),
  }),
};

const old: Cause = {
  id: 'old-client',
  title: 'Your Remote Desktop is too old for the sign-in page.',
  order: 50,
  behind: {
    'credentials-did-not-work': 0.25,
    'how-to-connect': 0.3,
    'client-device-not-joined': 0.2,
    'sign-in-method-not-allowed': 0.05,
  },
  answers: {
    webAccount: { missing: 0.97 },
    client: { mstsc: 0.8 },
    password: GOOD_PASSWORD,
    message: { credentials: 0.7 },
  },
  judge: () => OPEN,
  remedy: (it) => ({
    who: 'you',
    rdp: true,
    steps: [
      {
        text: 'Install Windows updates: it takes Windows 11 with the updates of October 2022 (KB5018418), or Windows 10 20H2 with KB5018410, or later.',
      },
      { text: 'Or install Windows App from the Microsoft Store.' },
      {
        text: `Then open Latchkey’s .rdp file, or tick “Use a web account” under Advanced, computer ${addressFor(it)}.`,
      },
    ],
  }),
};

const otherProgram: Cause = {
  id: 'other-program',
  title: 'The program you connect with cannot sign in with Entra ID.',
  order: 50,
  behind: {
    'credentials-did-not-work': 0.25,
    'how-to-connect': 0.2,
    'client-device-not-joined': 0.3,
    'cannot-reach-vm': 0.05,
  },
  answers: {
    client: { other: 0.97 },
    webAccount: { missing: 0.85, windows: 0.13 },
    password: GOOD_PASSWORD,
    message: { credentials: 0.75 },
  },
  judge: () => OPEN,
  remedy: (it, seen) => ({
    who: 'you',
    rdp: takesWebAccount(seen) !== false,
    steps: [
      { text: 'Use Remote Desktop Connection (mstsc) on Windows, or Windows App on Windows, Mac and phones.' },
      ...byPage(it, seen, `${REGISTER}${it.person.upn}.`),
      {
        text: 'Connection managers that start mstsc with an .rdp file work too, if they pass enablerdsaadauth:i:1 on.',
      },
    ],
  }),
};

const macOrPhone: Cause = {
  id: 'mac-or-phone',
  title: 'From a Mac or a phone the password box does not work: it needs the sign-in page.',
  order: 50,
  behind: { 'credentials-did-not-work': 0.4, 'client-device-not-joined': 0.7, 'how-to-connect': 0.2 },
  answers: {
    client: { mac: 0.72, mobile: 0.27 },
    webAccount: { windows: 0.65, missing: 0.3, page: 0.05 },
    joined: { none: 0.75, registered: 0.2 },
    password: GOOD_PASSWORD,
    message: { credentials: 0.85 },
  },
  judge: () => OPEN,
  remedy: (it, seen) => ({
    who: 'you',
    rdp: takesWebAccount(seen) !== false,
    steps: [
      { text: 'Install Windows App from the App Store or Google Play. It has replaced Microsoft Remote Desktop.' },
      ...(takesWebAccount(seen) === false
        ? [
            {
              text: `${windowsName(seen)} does not take the sign-in page, so it needs a Windows computer of your organisation.`,
            },
          ]
        : [
            { text: `Open Latchkey’s .rdp file with it and sign in on the page that opens, as ${it.person.upn}.` },
            { text: `Or add a PC named ${addressFor(it)} there and choose to sign in with a web account.` },
          ]),
    ],
  }),
};

const oldServer: Cause = {
  id: 'server-2019-web-account',
  title: 'This VM’s Windows does not take the sign-in page: only the password box works.',
  order: 46,
  behind: {
    'credentials-did-not-work': 0.3,
    'how-to-connect': 0.1,
    'target-device-not-found': 0.05,
    'sign-in-method-not-allowed': 0.05,
    'cannot-reach-vm': 0.05,
  },
  answers: {
    webAccount: BY_PAGE,
    password: GOOD_PASSWORD,
    message: { credentials: 0.5, other: 0.3, application: 0.1 },
    account: { own: 0.97 },
  },
  judge(seen) {
    const takes = takesWebAccount(seen);
    if (machineOf(seen) === undefined || takes === undefined) return OPEN;
    if (takes) return EXCLUDED;
    return suggested(
      `It runs ${windowsName(seen)}. The sign-in page needs Windows Server 2022, Windows 10 20H2, or later.`,
    );
  },
  remedy: (it, seen) => ({
    who: 'you',
    rdp: fileFor(seen) === 'password',
    steps: [
      {
        text:
          fileFor(seen) === 'password'
            ? `Do not tick “Use a web account” for this VM. Open a fresh .rdp file from Latchkey, or enter computer ${addressFor(it)} in Remote Desktop Connection, and in the box for name and password this name:`
            : `Do not use “Use a web account” for this VM, nor Latchkey’s .rdp file. In Remote Desktop Connection enter computer ${addressFor(it)} and, in the box for name and password, this name:`,
        command: `AzureAD\\${it.person.upn}`,
      },
      { text: SAME_TENANT },
      { text: 'If MFA is demanded, sign in to your computer with Windows Hello for Business first.' },
      { text: 'For good, the VM’s administrator moves to a newer Windows Server.' },
    ],
  }),
};

const userName: Cause = {
  id: 'user-name-form',
  title: 'The user name is not written the way this VM expects it.',
  order: 51,
  behind: { 'credentials-did-not-work': 0.6, 'client-device-not-joined': 0.3, 'how-to-connect': 0.05 },
  answers: {
    webAccount: BY_PASSWORD,
    userName: { plain: 0.55, short: 0.42, prefixed: 0.01, picked: 0.02 },
    joined: { joined: 0.6, registered: 0.37, none: 0.02 },
    client: ON_WINDOWS,
    message: { credentials: 0.97 },
    password: GOOD_PASSWORD,
    account: { own: 0.97 },
  },
  judge(seen, it) {
    const failure = failedWith(seen, 50_034, 51_004);
    if (failure !== undefined) return suggested(logged(failure, it));
    return OPEN;
  },
  remedy: (it, seen) => ({
    who: 'you',
    rdp: isSupported(seen) !== false,
    steps: [
      {
        text: 'In the box for name and password choose “More choices”, “Use a different account”, and write the name with its prefix:',
        command: `AzureAD\\${it.person.upn}`,
      },
      { text: 'In an .rdp file of your own it is:', command: `username:s:.\\AzureAD\\${it.person.upn}` },
      ...orFile(it, seen),
    ],
  }),
};

function orFile(it: Case, seen: SeenSoFar): Remedy['steps'] {
  if (fileFor(seen) === 'password')
    return [{ text: 'Or open Latchkey’s .rdp file: the name is in it, with the prefix.' }];
  if (takesWebAccount(seen) === false) return [];
  return [{ text: `Or open Latchkey’s .rdp file: on the sign-in page it is ${it.person.upn}, without prefix.` }];
}

export const CLIENT_CAUSES: readonly Cause[] = [
  notJoined,
  otherTenant,
  old,
  otherProgram,
  macOrPhone,
  oldServer,
  userName,
];
