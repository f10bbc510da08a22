/** What the network, the VM's settings and its clock keep from working. */
import { ENDPOINTS } from '../guest.ts';
import type { NetworkRule, Unreached } from '../model-inside.ts';
import { azure, BY_PASSWORD, CREDENTIALS, PREVENTED, UNREACHABLE, type Cause } from './cause.ts';
import { guest, theVm, vm } from './edits.ts';

export const NETWORK: readonly Cause[] = [
  azure(
    'rdp-blocked',
    { about: 'A rule of the network security group keeps TCP 3389 out.', truth: [UNREACHABLE] },
    denied('DenyRemoteDesktop', 'Inbound', '3389'),
  ),
  azure(
    'https-blocked',
    { about: 'A rule of the network security group keeps TCP 443 in.', truth: [CREDENTIALS] },
    denied('DenyHttpsOut', 'Outbound', '443'),
  ),
  azure(
    'dns-broken',
    { about: 'The VM cannot resolve names.', truth: [CREDENTIALS] },
    guest({ unreached: every('no name') }),
  ),
  azure(
    'endpoint-unreachable',
    {
      about: 'A firewall keeps the VM from login.microsoftonline.com and enterpriseregistration.windows.net.',
      truth: [CREDENTIALS],
    },
    guest({
      unreached: {
        'login.microsoftonline.com': 'no connection',
        'enterpriseregistration.windows.net': 'no connection',
      },
    }),
  ),
  azure(
    'tls-inspection',
    { about: 'A proxy shows the VM its own certificates.', truth: [CREDENTIALS] },
    guest({ unreached: every('no trust') }),
  ),
  azure(
    'role-service-unreachable',
    { about: 'The VM cannot reach pas.windows.net, which tells it the roles.', truth: [PREVENTED], signIn: 0 },
    guest({ unreached: { 'pas.windows.net': 'no connection' } }),
  ),
  azure(
    'rdp-off',
    { about: 'Remote Desktop is switched off in the VM.', truth: [UNREACHABLE] },
    guest({ rdpAllowed: false, rdpListening: false }),
  ),
  azure(
    'clock-skew',
    { about: 'The VM’s clock is eleven minutes ahead.', truth: [CREDENTIALS], signIn: 80013 },
    guest({ clockOffset: 660.4 }),
  ),
  azure(
    'pku2u-off-vm',
    { about: 'A policy in the VM forbids online identities (PKU2U).', truth: [CREDENTIALS, BY_PASSWORD] },
    guest({ pku2u: false }),
  ),
];

function every(how: Unreached): Readonly<Record<string, Unreached>> {
  return Object.fromEntries(ENDPOINTS.map((host) => [host, how]));
}

function denied(name: string, direction: NetworkRule['direction'], port: string): Cause['make'] {
  const rule: NetworkRule = {
    name,
    direction,
    access: 'Deny',
    protocol: 'Tcp',
    source: '*',
    destination: '*',
    port,
    priority: 200,
  };
  return (data, victim) => {
    const rules = theVm(data, victim)?.network ?? [];
    return vm({ network: [...rules.filter((known) => known.name !== name), rule] })(data, victim);
  };
}
