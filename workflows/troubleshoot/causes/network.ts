/** Causes on the way to the VM. */
import type { Case, Cause, Remedy } from '../causes.ts';
import { hostsOf } from '../clouds.ts';
import type { SeenSoFar } from '../sights.ts';
import { addressFor, cloudOf, inCloud, sh } from './commands.ts';
import { machineOf, valueOf } from './reading.ts';
import { EXCLUDED, ifSo, OPEN, proved, suggested } from './verdict.ts';
import { GOOD_PASSWORD } from './ways.ts';

const UNREACHABLE = { message: { unreachable: 0.95 }, moment: { connecting: 0.97 } } as const;

/** What takes effect on the VM’s own network interfaces. */
function effectiveRules(seen: SeenSoFar): Remedy['steps'] {
  const [nic] = machineOf(seen)?.networkInterfaces ?? [];
  return nic === undefined
    ? []
    : [{ text: 'See the rules as they take effect.', command: `az network nic list-effective-nsg --ids ${sh(nic)}` }];
}

const rdpBlocked: Cause = {
  id: 'rdp-blocked',
  title: 'A network rule keeps Remote Desktop (port 3389) from the VM.',
  order: 10,
  behind: {
    'cannot-reach-vm': 0.8,
    'credentials-did-not-work': 0.03,
    'how-to-connect': 0.03,
    'access-not-yet-effective': 0.03,
  },
  answers: UNREACHABLE,
  judge(seen) {
    const network = valueOf(seen, 'network');
    if (network === undefined) return OPEN;
    if (network.rdp === 'open') return EXCLUDED;
    const rule = network.rdpRule === undefined ? '' : ` (rule ${network.rdpRule})`;
    return network.rdp === 'closed'
      ? proved(`The VM’s network security group lets nobody in on port 3389${rule}.`)
      : suggested(`Port 3389 is open to some addresses only${rule}.`);
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      ...effectiveRules(seen),
      {
        text: `If Defender for Cloud’s just-in-time access guards the port, ask for it in https://${cloudOf(it).portal}: the VM, Connect, Request access.`,
      },
      {
        text: 'Otherwise allow TCP 3389 from your network or VPN, or from Bastion’s subnet. Never from the whole internet.',
      },
    ]),
  }),
};

const httpsBlocked: Cause = {
  id: 'https-blocked',
  title: 'A network rule keeps the VM from Entra ID (port 443 outwards).',
  order: 12,
  behind: {
    'extension-discovery-failed': 0.6,
    'credentials-did-not-work': 0.2,
    'role-missing': 0.1,
    'not-joined-or-duplicate-device': 0.2,
    'extension-failed-other': 0.1,
    'extension-tenant-unavailable': 0.05,
  },
  answers: { message: { credentials: 0.6, prevented: 0.3 } },
  judge(seen) {
    const network = valueOf(seen, 'network');
    if (network === undefined) return OPEN;
    const reached = valueOf(seen, 'inside')?.endpoints ?? [];
    if (network.https === 'open') return EXCLUDED;
    const rule = network.httpsRule === undefined ? '' : ` (rule ${network.httpsRule})`;
    const said = `The VM’s network security group lets nothing out on port 443${rule}.`;
    const isReached = reached.length > 0 && reached.every(({ state }) => state === 'reached');
    return isReached ? suggested(said) : proved(said);
  },
  remedy: (it, seen) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      ...effectiveRules(seen),
      {
        text: `Allow TCP 443 out, to the service tag AzureActiveDirectory and to ${cloudOf(it).roles} at least. The VM needs ${hostsOf(it.cloud).join(', ')}.`,
      },
      { text: 'If the extension failed meanwhile, re-install it afterwards.' },
    ]),
  }),
};

const noRoute: Cause = {
  id: 'no-route',
  title: 'There is no way from where you are to the VM’s network.',
  order: 52,
  behind: {
    'cannot-reach-vm': 1,
    'how-to-connect': 0.05,
    'target-device-not-found': 0.03,
    'credentials-did-not-work': 0.03,
  },
  answers: { ...UNREACHABLE, place: { outside: 0.92, vpn: 0.05 }, history: { recently: 0.5, never: 0.45 } },
  judge: (seen) => ifSo(valueOf(seen, 'network')?.rdp !== 'closed', OPEN),
  remedy: (it) => ({
    who: 'you',
    steps: [
      { text: 'Connect your VPN, or go to a network from which the VM can be reached, and try again.' },
      {
        text: 'See whether the name is found and the port answers, in PowerShell on your computer:',
        command: `Test-NetConnection ${addressFor(it)} -Port 3389`,
      },
      {
        text: 'If the name is not found although the VPN is on, your administrator has to let the VPN ask the VM network’s DNS.',
      },
      { text: 'Without VPN, Bastion is the way in, if there is one for the VM’s network.' },
    ],
  }),
};

/** With the native client, which takes Entra ID; needs Bastion Standard (learn.microsoft.com, Connect with the native client). */
function nativeBastion(it: Case): string {
  const where = `--subscription ${sh(it.vm.subscription)} --target-resource-id ${sh(it.vm.id)}`;
  return `az network bastion rdp --name BASTION --resource-group BASTION_GROUP ${where} --enable-mfa true`;
}

const bastionBrowser: Cause = {
  id: 'bastion-browser',
  title: 'Bastion in the browser does not sign you in to this VM with Entra ID.',
  order: 50,
  behind: {
    'credentials-did-not-work': 0.2,
    'how-to-connect': 0.3,
    'guest-account': 0.03,
    'client-device-not-joined': 0.15,
    'sign-in-method-not-allowed': 0.05,
    'cannot-reach-vm': 0.03,
  },
  answers: {
    client: { bastion: 0.97 },
    webAccount: { windows: 0.8, missing: 0.17 },
    message: { credentials: 0.8 },
    password: GOOD_PASSWORD,
  },
  judge: () => OPEN,
  remedy: (it) => ({
    who: 'you',
    steps: inCloud(it, [
      {
        text: 'Use Bastion with the Windows client instead, from a Windows computer that is registered with or joined to your organisation. Bastion has to be Standard or higher, with native client support on. Put its name and resource group in:',
        command: nativeBastion(it),
      },
      { text: 'Where the VM can be reached directly or over VPN, open Latchkey’s .rdp file instead.' },
    ]),
    rdp: true,
  }),
};

const bastionRights: Cause = {
  id: 'bastion-rights',
  title:
    'Bastion needs more than the sign-in role: the right to read the VM, its network interface and Bastion itself.',
  order: 50,
  behind: {
    'cannot-reach-vm': 0.3,
    'role-missing': 0.1,
    'how-to-connect': 0.1,
    'credentials-did-not-work': 0.05,
    'access-not-yet-effective': 0.1,
  },
  answers: {
    client: { bastionNative: 0.97 },
    message: { other: 0.4, application: 0.3, unreachable: 0.25 },
    moment: { connecting: 0.97 },
  },
  judge: () => OPEN,
  remedy: (it, seen) => ({
    who: 'vm administrator',
    steps: inCloud(it, [
      { text: 'Give Reader on the VM and on its network interface:' },
      ...[it.vm.id, ...(machineOf(seen)?.networkInterfaces.slice(0, 1) ?? [])].map((scope) => ({
        text: scope === it.vm.id ? 'The VM:' : 'The network interface:',
        command: `az role assignment create --assignee-object-id ${sh(it.person.id)} --assignee-principal-type User --role Reader --scope ${sh(scope)}`,
      })),
      { text: `and Reader on the Bastion resource, in https://${cloudOf(it).portal}: Bastion, Access control (IAM).` },
      { text: 'Then connect. Put Bastion’s name and resource group in:', command: nativeBastion(it) },
    ]),
  }),
};

export const NETWORK_CAUSES: readonly Cause[] = [rdpBlocked, httpsBlocked, noRoute, bastionBrowser, bastionRights];
