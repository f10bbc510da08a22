/** Settings inside the VM. */
import type { Case, Cause } from '../causes.ts';
import { cloudOf, inCloud, inside } from './commands.ts';
import { failedWith, logged, valueOf } from './reading.ts';
import { EXCLUDED, ifSo, OPEN, proved, suggested } from './verdict.ts';
import { BY_PASSWORD, GOOD_PASSWORD } from './ways.ts';
import { takesWebAccount } from './windows.ts';

const rdpOff: Cause = {
  id: 'rdp-off',
  title: 'Remote Desktop is switched off inside the VM.',
  order: 11,
  behind: { 'cannot-reach-vm': 0.5, 'how-to-connect': 0.03 },
  answers: { message: { unreachable: 0.96 }, moment: { connecting: 0.97 } },
  judge(seen) {
    const inner = valueOf(seen, 'inside');
    if (inner === undefined || (inner.rdpAllowed === undefined && inner.rdpListening === undefined)) return OPEN;
    const said = [
      ...(inner.rdpAllowed === false
        ? ['Windows does not allow Remote Desktop connections (fDenyTSConnections).']
        : []),
      ...(inner.rdpListening === false ? ['Nothing listens for Remote Desktop in the VM.'] : []),
    ];
    return ifSo(said.length > 0, proved(...said));
  },
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      {
        text: 'Allow Remote Desktop in the VM.',
        command: inside(
          it,
          String.raw`reg add "HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server" /v fDenyTSConnections /t REG_DWORD /d 0 /f`,
        ),
      },
      {
        text: 'Open Windows’ own firewall for it and start the service.',
        command: inside(
          it,
          'Enable-NetFirewallRule -Group "@FirewallAPI.dll,-28752"; Set-Service TermService -StartupType Manual; Start-Service TermService',
        ),
      },
      { text: 'If a policy switches it off again, that policy has to change.' },
    ]),
  }),
};

/** Kerberos, tokens and certificates allow five minutes (learn.microsoft.com, Maximum tolerance for computer clock synchronization). */
const TOLERATED = 300;

const clock: Cause = {
  id: 'clock-skew',
  title: 'The VM’s clock is wrong, so that nothing it is told looks valid.',
  order: 17,
  behind: {
    'credentials-did-not-work': 0.15,
    'extension-discovery-failed': 0.05,
    'extension-failed-other': 0.05,
    'sign-in-method-not-allowed': 0.03,
    'not-joined-or-duplicate-device': 0.05,
  },
  answers: { message: { credentials: 0.85 }, history: { recently: 0.85 } },
  judge(seen, it) {
    const offset = valueOf(seen, 'inside')?.clockOffset;
    const failure = failedWith(seen, 80_013);
    if (offset === undefined) return failure === undefined ? OPEN : suggested(logged(failure, it));
    if (Math.abs(offset) <= TOLERATED) return EXCLUDED;
    const minutes = Math.round(Math.abs(offset) / 60);
    return proved(`The VM’s clock is ${minutes} minutes ${offset > 0 ? 'ahead' : 'behind'}.`);
  },
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      { text: 'Set it right.', command: inside(it, 'w32tm /resync /force') },
      {
        text: 'See where it gets its time from. In Azure the host’s clock (VM IC Time Synchronization Provider) is a good source.',
        command: inside(it, 'w32tm /query /source; w32tm /query /status'),
      },
    ]),
  }),
};

const KEY = String.raw`reg add "HKLM\SYSTEM\CurrentControlSet\Control\Lsa\pku2u" /v AllowOnlineID /t REG_DWORD /d 1 /f`;
const POLICY =
  'A group policy may set it back: “Network security: Allow PKU2U authentication requests to this computer to use online identities”.';

const pku2uVm: Cause = {
  id: 'pku2u-off-vm',
  title: 'The VM refuses sign-in by password with Entra accounts (PKU2U is off there).',
  order: 45,
  behind: { 'credentials-did-not-work': 0.3, 'client-device-not-joined': 0.03, 'sign-in-method-not-allowed': 0.02 },
  answers: { webAccount: BY_PASSWORD, message: { credentials: 0.97 }, password: GOOD_PASSWORD },
  judge(seen) {
    const on = valueOf(seen, 'inside')?.pku2u;
    if (on === undefined) return OPEN;
    if (on) return EXCLUDED;
    const said = 'Inside the VM, PKU2U for online identities is switched off.';
    // Where there is no sign-in page, there is no way round it.
    return takesWebAccount(seen) === false ? proved(said) : suggested(said);
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    rdp: takesWebAccount(seen) !== false,
    steps: inCloud(it, [
      ...(takesWebAccount(seen) === false
        ? []
        : [{ text: 'At once: open Latchkey’s .rdp file and sign in on the page. That way does not use PKU2U.' }]),
      { text: 'To allow it in the VM:', command: inside(it, KEY) },
      { text: POLICY },
    ]),
  }),
};

const pku2uClient: Cause = {
  id: 'pku2u-off-client',
  title: 'Your computer does not offer your Entra account to the VM (PKU2U is off there).',
  order: 55,
  behind: { 'credentials-did-not-work': 0.3, 'client-device-not-joined': 0.05 },
  answers: {
    webAccount: BY_PASSWORD,
    joined: { joined: 0.5, registered: 0.49 },
    userName: { prefixed: 0.9, plain: 0.08 },
    client: { mstsc: 0.9 },
    message: { credentials: 0.97 },
    password: GOOD_PASSWORD,
    account: { own: 0.98 },
    history: { never: 0.65, recently: 0.3 },
  },
  judge: () => OPEN,
  remedy: (it, seen) => ({
    who: 'you',
    rdp: takesWebAccount(seen) !== false,
    steps: [
      ...(takesWebAccount(seen) === false
        ? []
        : [{ text: 'Open Latchkey’s .rdp file and sign in on the page. That way does not use PKU2U.' }]),
      { text: 'To allow it on your computer, in PowerShell as administrator:', command: KEY },
      { text: POLICY },
      { text: `Then sign in as AzureAD\\${it.person.upn}.` },
    ],
  }),
};

const nla: Cause = {
  id: 'nla-in-the-way',
  title:
    'The VM wants the password before it shows its screen (NLA), and your computer cannot give it for an Entra account.',
  order: 56,
  behind: { 'credentials-did-not-work': 0.2, 'client-device-not-joined': 0.1, 'cannot-reach-vm': 0.03 },
  answers: {
    webAccount: BY_PASSWORD,
    client: { other: 0.85, mstsc: 0.12 },
    userName: { prefixed: 0.9, plain: 0.08 },
    message: { credentials: 0.6, other: 0.38 },
    password: GOOD_PASSWORD,
    history: { never: 0.6, recently: 0.35 },
    moment: { connecting: 0.95 },
  },
  judge: (seen) => ifSo(valueOf(seen, 'inside')?.nla !== false, OPEN),
  remedy: (it, seen) => ({
    who: 'you',
    rdp: takesWebAccount(seen) !== false,
    steps: inCloud(it, [
      ...(takesWebAccount(seen) === false
        ? []
        : [{ text: 'Open Latchkey’s .rdp file and sign in on the page: that satisfies NLA by another way.' }]),
      { text: 'Or connect from a computer that is joined to your organisation.' },
      {
        text: 'Last resort, for this connection only: a copy of the .rdp file with these two lines. Your password is then typed on the VM’s own screen, unchecked until there: a step down in security.',
        command: 'enablecredsspsupport:i:0\r\nauthentication level:i:2',
      },
      ...lastResort(it),
    ]),
  }),
};

/** Opens the VM’s sign-in screen to whoever reaches its port: said so, and never without the way back. */
function lastResort(it: Case): readonly { text: string; command?: string }[] {
  const set = (value: 0 | 1) =>
    inside(
      it,
      `Get-CimInstance -Namespace root/cimv2/terminalservices -ClassName Win32_TSGeneralSetting | Invoke-CimMethod -MethodName SetUserAuthenticationRequired -Arguments @{UserAuthenticationRequired=[uint32]${value}}`,
    );
  return [
    {
      text: `That works only while the VM does not insist on NLA. Its administrator can switch NLA off, which lowers the VM’s security for everybody; https://${cloudOf(it).portal} must then let only your network in:`,
      command: set(0),
    },
    { text: 'and on again afterwards:', command: set(1) },
  ];
}

export const SETTINGS_CAUSES: readonly Cause[] = [rdpOff, clock, pku2uVm, pku2uClient, nla];
