/** Causes that lie with the machine itself. */
import type { Cause } from '../causes.ts';
import { az, cloudOf, inCloud, inside } from './commands.ts';
import { computerName, isJoined } from './joined.ts';
import { machineOf, valueOf } from './reading.ts';
import { EXCLUDED, ifSo, OPEN, proved, suggested } from './verdict.ts';
import { isSupported, windowsName } from './windows.ts';

const vmGone: Cause = {
  id: 'vm-gone',
  title: 'The VM no longer exists.',
  order: 1,
  behind: {
    'cannot-reach-vm': 0.1,
    'target-device-not-found': 0.1,
    'not-joined-or-duplicate-device': 0.05,
    'access-expired-or-revoked': 0.05,
    'how-to-connect': 0.05,
  },
  answers: {
    message: { unreachable: 0.9 },
    moment: { connecting: 0.95 },
    history: { recently: 0.7, untilRebuild: 0.2 },
  },
  judge(seen, { vm }) {
    const machine = valueOf(seen, 'machine');
    if (machine === undefined) return OPEN;
    return ifSo(machine.is === 'absent', proved(`Azure has no VM ${vm.name} in resource group ${vm.resourceGroup}.`));
  },
  remedy: (it) => ({
    who: 'you',
    steps: [
      { text: `Ask whoever looks after ${it.vm.name} whether it was deleted, moved or renamed.` },
      { text: 'If there is a new VM in its place, ask for access to that one: type “request” here and choose it.' },
    ],
  }),
};

const vmLinux: Cause = {
  id: 'vm-linux',
  title: 'The VM runs Linux: Remote Desktop with Entra ID is for Windows.',
  order: 2,
  behind: {
    'how-to-connect': 0.1,
    'cannot-reach-vm': 0.1,
    'credentials-did-not-work': 0.05,
    'extension-os-unsupported': 0.3,
    'extension-failed-other': 0.1,
    'lock-screen-disconnects': 0.03,
  },
  answers: { moment: { connecting: 0.95 }, history: { never: 0.9 } },
  judge(seen) {
    const machine = machineOf(seen);
    if (machine === undefined || machine.os === 'unknown') return OPEN;
    return ifSo(machine.os === 'Linux', proved('Azure says that this VM’s disk holds Linux.'));
  },
  remedy: (it) => ({
    who: 'you',
    steps: inCloud(it, [
      { text: 'Connect with SSH. The same sign-in role counts there.', command: az(it, 'ssh vm') },
      { text: 'If that is refused too, the VM’s administrator has to install the AADSSHLoginForLinux extension.' },
    ]),
  }),
};

/** Switched off, whichever way: `also` tells the two apart. */
function switchedOff(id: string, power: 'stopped' | 'deallocated', title: string, order: number): Cause {
  return {
    id,
    title,
    order,
    behind: {
      'cannot-reach-vm': 1,
      'credentials-did-not-work': 0.03,
      'how-to-connect': 0.05,
      'access-not-yet-effective': 0.05,
      'access-expired-or-revoked': 0.05,
      'target-device-not-found': 0.03,
      'extension-failed-other': 0.1,
    },
    answers: { message: { unreachable: 0.95 }, moment: { connecting: 0.97 } },
    judge(seen) {
      const machine = machineOf(seen);
      if (machine === undefined || machine.power === 'unknown') return OPEN;
      if (machine.power === power) return proved(`Azure says that the VM is ${power}.`);
      if (power === 'stopped' && machine.power !== 'deallocated' && machine.power !== 'running')
        return suggested(`The VM is ${machine.power} right now.`);
      return EXCLUDED;
    },
    remedy: (it) => ({
      who: 'vm administrator',
      mend: { is: 'start_vm' },
      steps: inCloud(it, [
        { text: 'Start the VM:', command: az(it, 'vm start') },
        { text: 'Give it about two minutes, then connect again.' },
      ]),
    }),
  };
}

const agentSilent: Cause = {
  id: 'agent-silent',
  title: 'The VM’s agent does not answer, so that Azure cannot manage the VM from inside.',
  order: 16,
  behind: {
    'target-device-not-found': 0.05,
    'extension-failed-other': 0.6,
    'cannot-reach-vm': 0.8,
    'not-joined-or-duplicate-device': 0.2,
    'extension-tenant-unavailable': 0.05,
    'credentials-did-not-work': 0.1,
  },
  answers: { message: { unreachable: 0.5, credentials: 0.3 } },
  judge(seen, it) {
    const machine = machineOf(seen);
    if (machine === undefined || machine.agent === 'unknown') return OPEN;
    if (machine.agent === 'ready' || machine.power !== 'running') return EXCLUDED;
    const said = 'The VM is running, but its agent has not reported to Azure.';
    // Somebody whose VM is joined signs in without the agent.
    return isJoined(seen, it) === true ? suggested(said) : proved(said);
  },
  remedy: (it) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      { text: 'Restart the VM. Everybody on it is signed out.', command: az(it, 'vm restart') },
      {
        text: `If the agent stays silent, open https://${cloudOf(it).portal}, the VM, Help, Boot diagnostics, to see whether Windows has started.`,
      },
      {
        text: 'Once in as a local administrator, start the agent’s services again. Its own log is C:\\WindowsAzure\\Logs\\WaAppAgent.log.',
        command: 'Restart-Service RdAgent, WindowsAzureGuestAgent',
      },
    ]),
  }),
};

const osTooOld: Cause = {
  id: 'os-too-old',
  title: 'This Windows is too old for signing in with Entra ID.',
  order: 18,
  behind: {
    'target-device-not-found': 0.05,
    'extension-os-unsupported': 1,
    'extension-failed-other': 0.2,
    'not-joined-or-duplicate-device': 0.1,
    'credentials-did-not-work': 0.1,
  },
  answers: { history: { never: 0.95 } },
  judge(seen, it) {
    const supported = isSupported(seen);
    const refused = valueOf(seen, 'extensions')?.login?.codes.some((code) => code === '51' || code === '50') ?? false;
    const said = 'The sign-in extension says that it does not support this operating system (exit code 51).';
    if (supported === false)
      return proved(`It runs ${windowsName(seen)}. Windows Server 2019 or Windows 10 1809 is the oldest that works.`);
    if (refused && isJoined(seen, it) !== true) return supported === undefined ? proved(said) : suggested(said);
    return supported === true ? EXCLUDED : OPEN;
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      { text: 'See which Windows it is.', command: inside(it, '(Get-CimInstance Win32_OperatingSystem).Caption') },
      {
        text: 'Move the work to a VM with Windows Server 2025, or upgrade this one in place. Server 2019 and 2022 work too, but Microsoft no longer lists them.',
      },
      {
        text: `Until then take the extension off ${computerName(seen, it)}, and sign in with a local or domain account.`,
        command: az(it, 'vm extension delete', '--name AADLoginForWindows', '--vm-name'),
      },
    ]),
  }),
};

export const MACHINE_CAUSES: readonly Cause[] = [
  vmGone,
  vmLinux,
  switchedOff('vm-stopped', 'stopped', 'The VM is switched off.', 3),
  switchedOff('vm-deallocated', 'deallocated', 'The VM is switched off and given back to Azure (deallocated).', 3),
  agentSilent,
  osTooOld,
];
