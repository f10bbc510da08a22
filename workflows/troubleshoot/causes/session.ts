/** Nothing is broken: what is so by design, and what is in order. */
import type { Case, Cause } from '../causes.ts';
import type { SeenSoFar } from '../sights.ts';
import { addressFor } from './commands.ts';
import { isJoined } from './joined.ts';
import { accountOf, machineOf, span, standingOf, letIn, valueOf } from './reading.ts';
import { EXCLUDED, OPEN } from './verdict.ts';
import { ON_WINDOWS } from './ways.ts';
import { fileFor, isSupported, takesWebAccount } from './windows.ts';

const lockScreen: Cause = {
  id: 'lock-screen',
  title: 'Locking the VM’s screen disconnects you. With Entra sign-in that is by design.',
  order: 61,
  behind: { 'lock-screen-disconnects': 4 },
  answers: { moment: { locked: 0.97 }, history: { recently: 0.9 }, message: { other: 0.95 } },
  judge: () => ({ is: 'open', evidence: ['Everybody who signs in to a VM with Entra ID sees this.'] }),
  remedy: (it, seen) => ({
    who: 'nobody',
    rdp: isSupported(seen) !== false,
    steps: [
      {
        text: 'Windows’ lock screen cannot show the sign-in page, so it disconnects instead. Your programs go on running.',
      },
      { text: `Connect to ${addressFor(it)} again to get back to them; policies and MFA are looked at anew.` },
      {
        text: 'To be disconnected less often, ask the VM’s administrator to lengthen the time after which it locks by itself.',
      },
    ],
  }),
};

/** The first thing that speaks against it; undefined when nothing does. */
function isWell(seen: SeenSoFar, it: Case): boolean {
  const machine = valueOf(seen, 'machine');
  const account = valueOf(seen, 'account');
  const standing = standingOf(seen, it);
  const login = valueOf(seen, 'extensions');
  if (machine?.is === 'absent' || account?.is === 'absent') return false;
  const bad = [
    machine !== undefined && (machineOf(seen)?.power !== 'running' || machine.os === 'Linux'),
    accountOf(seen)?.enabled === false || accountOf(seen)?.guest === true,
    standing !== undefined && standing.is !== 'effective',
    login !== undefined && login.login?.state !== 'succeeded',
    isJoined(seen, it) === false,
    (valueOf(seen, 'denials')?.denials.length ?? 0) > 0,
    valueOf(seen, 'network')?.rdp === 'closed' || valueOf(seen, 'network')?.https === 'closed',
  ];
  return !bad.includes(true);
}

const healthy: Cause = {
  id: 'healthy',
  title: 'Everything we can see is in order: signing in should work.',
  order: 70,
  behind: {
    'how-to-connect': 1.5,
    'access-not-yet-effective': 0.3,
    'credentials-did-not-work': 0.2,
    'role-missing': 0.1,
    'access-expired-or-revoked': 0.2,
    'request-access': 1,
    'off-topic': 1,
    'cannot-reach-vm': 0.1,
    'sign-in-method-not-allowed': 0.05,
    'target-device-not-found': 0.05,
    'client-device-not-joined': 0.1,
    'not-joined-or-duplicate-device': 0.1,
    'sign-in-app-missing': 0.03,
    'temporary-password': 0.05,
    'extension-failed-other': 0.1,
    'extension-tenant-unavailable': 0.1,
    'extension-discovery-failed': 0.1,
    'extension-os-unsupported': 0.1,
  },
  answers: {
    message: { other: 0.4 },
    client: ON_WINDOWS,
    webAccount: { page: 0.95, windows: 0.04 },
    joined: { joined: 0.7, registered: 0.2 },
    userName: { picked: 0.88, plain: 0.1 },
    account: { own: 0.99 },
    address: { file: 0.75, name: 0.24 },
    file: { fresh: 0.65, none: 0.34 },
    place: { office: 0.55, vpn: 0.44 },
    password: { works: 0.6, worksCode: 0.39 },
    moment: { connecting: 0.6, atLogon: 0.35 },
    history: { recently: 0.5, never: 0.45 },
  },
  judge(seen, it) {
    if (!isWell(seen, it)) return EXCLUDED;
    const success = (valueOf(seen, 'signIns')?.signIns ?? []).find(({ code }) => code === 0);
    if (success === undefined || !letIn(seen, it)) return OPEN;
    return {
      is: 'open',
      evidence: [`Entra’s sign-in log shows a sign-in that succeeded ${span(it.now - success.at)} ago.`],
    };
  },
  remedy: (it, seen) => ({
    who: 'you',
    rdp: isSupported(seen) !== false,
    steps: [
      { text: 'Close Remote Desktop altogether, so that nothing old is kept.' },
      takesWebAccount(seen) === false
        ? {
            text: `${fileFor(seen) === 'password' ? 'Open a fresh .rdp file from Latchkey, or connect' : 'Connect'} to ${addressFor(it)}, and type this name in the box for name and password:`,
            command: `AzureAD\\${it.person.upn}`,
          }
        : { text: `Open a fresh .rdp file from Latchkey and sign in on the page as ${it.person.upn}.` },
      { text: 'If it fails again, note the whole message and the time, and press “Hand over to a person”.' },
    ],
  }),
};

export const SESSION_CAUSES: readonly Cause[] = [lockScreen, healthy];
