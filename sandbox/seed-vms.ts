import { uuidOf } from './ids.ts';
import type { NetworkRule } from './model-inside.ts';
import type { Extension, ResourceGroup, Vm } from './model.ts';

export const PRODUCTION = uuidOf('subscription:production');
export const DEVELOPMENT = uuidOf('subscription:development');

const BUILT = Date.UTC(2025, 5, 2, 6, 0, 0);

/** 64 characters, the longest name a Linux VM may have (a Windows VM's is 15 for the machine, 64 for the resource). */
const LONGEST = 'telemetry-aggregation-and-archive-service-node-emea-west-prod-01';

/** Remote Desktop is let in, by a rule on top of those that every network security group has. */
const NETWORK: readonly NetworkRule[] = [
  {
    name: 'AllowRemoteDesktop',
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    source: '*',
    destination: '*',
    port: '3389',
    priority: 1000,
  },
];

export function resourceGroups(): readonly ResourceGroup[] {
  const production = [
    'rg-sql-prod',
    'rg-web-prod',
    'rg-vault-prod',
    'rg-legacy-prod',
    'rg-jump-eu',
    'rg-telemetry-prod',
  ];
  const development = ['rg-build', 'rg-dev', 'rg-farm', 'rg-broken'];
  return [
    ...production.map((name) => ({ subscription: PRODUCTION, name, location: 'westeurope' })),
    ...development.map((name) => ({ subscription: DEVELOPMENT, name, location: 'northeurope' })),
  ];
}

/** VMs that nobody can sign in to, each with the cause (trouble/) that the seed puts it into. */
export const BROKEN: Readonly<Record<string, string>> = {
  'broken-off-01': 'vm-deallocated',
  'broken-agent-01': 'agent-silent',
  'broken-noid-01': 'identity-missing',
  'broken-disc-01': 'extension-discovery',
  'broken-os-01': 'os-too-old',
  'broken-ext-01': 'extension-missing',
  'broken-twin-01': 'device-duplicate',
  'broken-dev-01': 'device-disabled',
  'broken-name-01': 'device-renamed',
  'broken-nsg-01': 'rdp-blocked',
};

/** Signed in to by name and password alone: it does not take the sign-in page. */
export const SERVER_2019 = {
  osName: 'Windows Server 2019 Datacenter',
  osVersion: '10.0.17763.7434',
  image: {
    publisher: 'MicrosoftWindowsServer',
    offer: 'WindowsServer',
    sku: '2019-datacenter-gensecond',
    version: 'latest',
  },
};

export function vms(): readonly Vm[] {
  const prod = { env: 'prod' };
  return [
    windows('sql-prod-01', PRODUCTION, 'rg-sql-prod', { ...prod, owner: 'data', tier: 'db' }),
    windows('sql-prod-02', PRODUCTION, 'rg-sql-prod', { ...prod, owner: 'data', tier: 'db' }),
    windows('web-prod-01', PRODUCTION, 'rg-web-prod', { ...prod, owner: 'shop', tier: 'web' }),
    {
      ...windows('web-prod-02', PRODUCTION, 'rg-web-prod', { ...prod, owner: 'shop', tier: 'web' }),
      power: 'deallocated',
    },
    linux('proxy-prod-01', PRODUCTION, 'rg-web-prod', { ...prod, owner: 'shop', tier: 'edge' }),
    windows('vault-prod-01', PRODUCTION, 'rg-vault-prod', { ...prod, owner: 'security', tier: 'vault' }),
    windows('legacy-01', PRODUCTION, 'rg-legacy-prod', { ...prod, owner: 'finance', tier: 'app' }),
    windows('jump-eu-01', PRODUCTION, 'rg-jump-eu', { ...prod, owner: 'platform', tier: 'jump' }),
    linux(LONGEST, PRODUCTION, 'rg-telemetry-prod', { ...prod, owner: 'data', tier: 'archive' }),
    windows('build-01', DEVELOPMENT, 'rg-build', { env: 'dev', owner: 'platform', tier: 'build' }),
    windows('dev-ana-01', DEVELOPMENT, 'rg-dev', { env: 'dev', owner: 'ana', tier: 'desktop' }),
    windows('dev-raj-01', DEVELOPMENT, 'rg-dev', { env: 'dev', owner: 'raj', tier: 'desktop' }),
    ...Array.from({ length: 300 }, (_, index) => ({
      ...windows(`farm-${String(index + 1).padStart(3, '0')}`, DEVELOPMENT, 'rg-farm', {
        env: 'dev',
        owner: 'platform',
        tier: 'farm',
      }),
      // The last one is older than the rest.
      ...(index === 299 ? SERVER_2019 : {}),
    })),
    ...Object.keys(BROKEN).map((name) =>
      windows(name, DEVELOPMENT, 'rg-broken', { env: 'dev', owner: 'platform', tier: 'desktop' }),
    ),
  ];
}

export function windows(name: string, subscription: string, resourceGroup: string, tags: Vm['tags']): Vm {
  return {
    ...machine(name, subscription, resourceGroup, tags),
    computerName: name.slice(0, 15),
    os: 'Windows',
    osName: 'Windows Server 2025 Datacenter',
    osVersion: '10.0.26100.4652',
    image: {
      publisher: 'MicrosoftWindowsServer',
      offer: 'WindowsServer',
      sku: '2025-datacenter-g2',
      version: 'latest',
    },
    extensions: [login('AADLoginForWindows', '2.2')],
  };
}

export function linux(name: string, subscription: string, resourceGroup: string, tags: Vm['tags']): Vm {
  return {
    ...machine(name, subscription, resourceGroup, tags),
    computerName: name,
    os: 'Linux',
    osName: 'ubuntu',
    osVersion: '24.04',
    image: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
    extensions: [login('AADSSHLoginForLinux', '1.0')],
  };
}

function login(type: string, version: string): Extension {
  return {
    name: type,
    publisher: 'Microsoft.Azure.ActiveDirectory',
    type,
    version,
    provisioningState: 'Succeeded',
    code: null,
    message: '',
  };
}

function machine(name: string, subscription: string, resourceGroup: string, tags: Vm['tags']) {
  return {
    name,
    subscription,
    resourceGroup,
    location: subscription === PRODUCTION ? 'westeurope' : 'northeurope',
    vmId: uuidOf(`vm:${subscription}/${resourceGroup}/${name}`),
    size: 'Standard_D4s_v5',
    power: 'running' as const,
    agentReady: true,
    identity: uuidOf(`identity:${name}`),
    identityTenant: null,
    guest: {},
    network: NETWORK,
    tags,
    createdAt: BUILT,
  };
}
