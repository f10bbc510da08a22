/** What is wrong with the VM, its identity, its extension and its devices. */
import { deviceOf } from '../seed-directory.ts';
import { failure } from '../join.ts';
import type { Vm, WorldData } from '../model.ts';
import { uuidOf } from '../ids.ts';
import { azure, BY_PASSWORD, CREDENTIALS, NEVER, NO_DEVICE, UNREACHABLE, type Cause, type Victim } from './cause.ts';
import { all, device, guest, login, theVm, vm } from './edits.ts';

const DUPLICATE =
  'The registration request failed: error_hostname_duplicate (0x801c0083). Another object with the same value for property hostnames already exists.';
const FOREIGN = uuidOf('tenant:northwind');

const failed = (exit: number) =>
  login(({ version }) => ({ provisioningState: 'Failed', code: 1007, message: failure(version, exit) }));

/** Never joined: no device, and the machine says so itself. */
const outside = all(device(undefined), guest({ azureAdJoined: false }));

const OLD_SERVER: Partial<Vm> = {
  osName: 'Windows Server 2016 Datacenter',
  osVersion: '10.0.14393.8066',
  image: { publisher: 'MicrosoftWindowsServer', offer: 'WindowsServer', sku: '2016-datacenter', version: 'latest' },
};

const UBUNTU: Partial<Vm> = {
  os: 'Linux',
  osName: 'ubuntu',
  osVersion: '24.04',
  image: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
};

export const MACHINE: readonly Cause[] = [
  azure('vm-stopped', { about: 'The VM was shut down from inside.', truth: [UNREACHABLE] }, vm({ power: 'stopped' })),
  azure(
    'vm-deallocated',
    { about: 'The VM is stopped and deallocated.', truth: [UNREACHABLE] },
    vm({ power: 'deallocated' }),
  ),
  azure('vm-gone', { about: 'The VM was deleted.', truth: [UNREACHABLE] }, (data, victim) => ({
    vms: data.vms.filter((known) => known !== theVm(data, victim)),
  })),
  azure(
    'vm-linux',
    { about: 'The VM runs Linux.', truth: [UNREACHABLE, NEVER] },
    all(device(undefined), vm(UBUNTU), (data, victim) =>
      vm({
        extensions: (theVm(data, victim)?.extensions ?? []).map((each) => ({
          ...each,
          name: 'AADSSHLoginForLinux',
          type: 'AADSSHLoginForLinux',
        })),
      })(data, victim),
    ),
  ),
  azure(
    'agent-silent',
    { about: 'The VM runs, but its agent no longer reports.', truth: [UNREACHABLE] },
    vm({ agentReady: false }),
  ),
  azure(
    'os-too-old',
    {
      about: 'The VM runs Windows Server 2016, on which the extension ends with exit code 51.',
      truth: [CREDENTIALS, NEVER, BY_PASSWORD],
    },
    all(vm(OLD_SERVER), outside, failed(51)),
  ),
  azure(
    'identity-missing',
    {
      about: 'The VM has no system-assigned identity; the extension failed with 1007 and -2145648574.',
      truth: [NO_DEVICE, NEVER],
      signIn: 293004,
    },
    all(vm({ identity: null }), outside, failed(-2145648574)),
  ),
  azure(
    'identity-foreign',
    {
      about: 'The VM’s identity belongs to another tenant, to which the VM is joined.',
      truth: [NO_DEVICE, NEVER],
      signIn: 293004,
    },
    all(
      device(undefined),
      vm({ identityTenant: FOREIGN }),
      guest({ azureAdJoined: true, tenantId: FOREIGN, deviceAuthStatus: 'SUCCESS' }),
    ),
  ),
  azure(
    'metadata-blocked',
    {
      about:
        'The metadata service cannot be reached from inside the VM; the extension failed with 1007 and -2145648574.',
      truth: [NO_DEVICE, NEVER],
      signIn: 293004,
    },
    all(outside, guest({ metadata: 'unreachable' }), failed(-2145648574)),
  ),
  azure(
    'extension-missing',
    { about: 'The sign-in extension is not installed.', truth: [NO_DEVICE, NEVER], signIn: 293004 },
    all(outside, login(undefined)),
  ),
  azure(
    'extension-discovery',
    {
      about: 'The extension failed with -2145648607: the VM cannot reach enterpriseregistration.windows.net.',
      truth: [NO_DEVICE, NEVER],
      signIn: 293004,
    },
    all(outside, guest({ unreached: { 'enterpriseregistration.windows.net': 'no connection' } }), failed(-2145648607)),
  ),
  azure(
    'extension-failed',
    {
      about: 'The extension failed with a code that explains nothing; installed anew, it succeeds.',
      truth: [NO_DEVICE, NEVER],
      signIn: 293004,
    },
    all(outside, failed(-2145648639)),
  ),
  azure(
    'extension-working',
    { about: 'The extension is still being installed.', truth: [NO_DEVICE, NEVER], signIn: 293004 },
    all(
      outside,
      login(() => ({ provisioningState: 'Creating', message: '' })),
    ),
  ),
  azure(
    'domain-joined',
    {
      about: 'The VM was joined to an on-premises domain by the extension JsonADDomainExtension.',
      truth: [NO_DEVICE, NEVER],
      signIn: 293004,
    },
    all(outside, guest({ domainJoined: true, dnsSuffix: 'corp.contoso.com' }), domain),
  ),
  azure(
    'device-missing',
    {
      about: 'The extension succeeded, but the VM is not joined and has no device in Entra ID.',
      truth: [NO_DEVICE, NEVER],
      signIn: 293004,
    },
    all(outside, guest({ events: ['Automatic registration failed at join phase. Exit code: 0x80041326.'] })),
  ),
  azure(
    'device-disabled',
    { about: 'The VM’s device object is disabled.', truth: [CREDENTIALS], signIn: 135011 },
    device({ accountEnabled: false }),
  ),
  azure(
    'device-deleted',
    { about: 'The VM’s device object was deleted a day ago and lies in the bin.', truth: [NO_DEVICE], signIn: 293004 },
    (data, victim) => device({ deletedAt: victim.now - 86_400_000, profileType: 'RegisteredDevice' })(data, victim),
  ),
  azure(
    'device-duplicate',
    {
      about: 'A stale device has the VM’s name, so that the VM could not join although the extension succeeded.',
      truth: [CREDENTIALS, { history: 'untilRebuild' }],
      signIn: 293004,
    },
    all(twin, outside, guest({ events: [DUPLICATE] })),
  ),
  azure(
    'device-hybrid',
    { about: 'The VM’s device is hybrid joined.', truth: [CREDENTIALS, NEVER] },
    all(
      device({ trustType: 'ServerAd', profileType: 'RegisteredDevice' }),
      guest({ domainJoined: true, dnsSuffix: 'corp.contoso.com' }),
    ),
  ),
  azure(
    'device-renamed',
    {
      about: 'The computer was renamed inside; its device still has the old name.',
      truth: [NO_DEVICE, { history: 'untilRebuild' }],
      signIn: 293004,
    },
    (data, victim) =>
      vm({ computerName: `${(theVm(data, victim)?.computerName ?? 'vm').slice(0, 11)}-new` })(data, victim),
  ),
];

function domain(data: WorldData, victim: Victim): Partial<WorldData> {
  const extensions = theVm(data, victim)?.extensions ?? [];
  return vm({
    extensions: [
      ...extensions.filter((each) => each.type !== 'JsonADDomainExtension'),
      {
        name: 'joindomain',
        publisher: 'Microsoft.Compute',
        type: 'JsonADDomainExtension',
        version: '1.3',
        provisioningState: 'Succeeded',
        code: null,
        message: '',
      },
    ],
  })(data, victim);
}

function twin(data: WorldData, victim: Victim): Partial<WorldData> {
  const machine = theVm(data, victim);
  if (!machine) return {};
  const stale = { ...deviceOf(machine, 'before'), resourceId: null, profileType: 'RegisteredDevice' as const };
  return { devices: [...data.devices, { ...stale, registeredAt: stale.registeredAt - 300 * 86_400_000 }] };
}
