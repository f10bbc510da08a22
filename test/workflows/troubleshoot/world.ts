/** A small world in which everything is well, and what the checks show of it. */
import type { Case } from '../../../workflows/troubleshoot/causes.ts';
import { hostsOf } from '../../../workflows/troubleshoot/clouds.ts';
import type { CheckName, SeenSoFar, Sights, Unseen } from '../../../workflows/troubleshoot/sights.ts';

/** What is so, whether it can be seen or not. */
export type World = { readonly [Check in CheckName]: Extract<Sights[Check], { is: 'seen' }>['value'] };

export const NOW = Date.UTC(2026, 10, 20, 9, 0);
export const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const CASE: Case = {
  person: { id: '6a1d2f0e-0000-4000-8000-000000000001', name: 'Raj Patel', upn: 'raj@contoso.com' },
  vm: {
    id: '/subscriptions/5f0c1d9e-0000-4000-8000-000000000002/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01',
    name: 'web-01',
    resourceGroup: 'rg-web',
    subscription: '5f0c1d9e-0000-4000-8000-000000000002',
    computerName: 'web-01',
  },
  tenant: '11111111-0000-4000-8000-000000000003',
  cloud: 'public',
  now: NOW,
};

export const WELL: World = {
  machine: {
    is: 'present',
    os: 'Windows',
    power: 'running',
    agent: 'ready',
    computerName: 'web-01',
    osName: 'Windows Server 2022 Datacenter',
    osVersion: '10.0.20348.2700',
    image: { publisher: 'MicrosoftWindowsServer', offer: 'WindowsServer', sku: '2022-datacenter-g2' },
    identity: { is: 'system', tenant: CASE.tenant },
    networkInterfaces: [
      `/subscriptions/${CASE.vm.subscription}/resourceGroups/rg-web/providers/Microsoft.Network/networkInterfaces/web-01-nic`,
    ],
  },
  extensions: { login: { name: 'AADLoginForWindows', state: 'succeeded', codes: [], message: '' } },
  devices: {
    devices: [
      {
        id: 'd0000000-0000-4000-8000-000000000004',
        name: 'web-01',
        enabled: true,
        trust: 'joined',
        ofThisVm: true,
        hostnames: ['web-01'],
        registeredAt: NOW - 90 * DAY,
      },
    ],
  },
  deletedDevices: { devices: [] },
  roles: {
    held: [
      {
        role: 'user',
        assignment: 'a1',
        level: 'vm',
        through: 'person',
        name: 'Virtual Machine User Login',
        conditional: false,
        ours: true,
        since: NOW - 60 * MINUTE,
      },
    ],
  },
  denials: { denials: [] },
  locks: { locks: [] },
  account: {
    is: 'present',
    upn: CASE.person.upn,
    enabled: true,
    guest: false,
    temporaryPassword: false,
    synced: false,
    passwordChangedAt: NOW - 30 * DAY,
  },
  perUserMfa: { state: 'disabled' },
  methods: { methods: ['password', 'authenticator'] },
  conditionalAccess: { policies: [] },
  securityDefaults: { enabled: false },
  apps: {
    apps: [
      { app: 'vm', state: 'present', assignmentRequired: false },
      { app: 'remoteDesktop', state: 'present', assignmentRequired: false },
      { app: 'cloudLogin', state: 'present', assignmentRequired: false },
    ],
  },
  signIns: { signIns: [] },
  network: { rdp: 'open', https: 'open' },
  inside: {
    joined: true,
    domainJoined: false,
    deviceId: 'e0000000-0000-4000-8000-000000000005',
    tenant: CASE.tenant,
    deviceAuth: 'success',
    hostname: 'web-01',
    metadata: 'tenant',
    endpoints: hostsOf('public').map((host) => ({ host, state: 'reached' as const })),
    clockOffset: 0.4,
    pku2u: true,
    nla: true,
    rdpAllowed: true,
    rdpListening: true,
    events: [],
  },
  record: {
    latest: { request: 'r1', role: 'user', state: 'active', at: NOW - 60 * MINUTE, endsAt: NOW + 60 * MINUTE },
    elsewhere: [],
  },
};

export const CHECKS = Object.keys(WELL) as readonly CheckName[];

/** One check of a world changed. */
export function change<Check extends CheckName>(check: Check, by: Partial<World[Check]>): (world: World) => World {
  return (world) => ({ ...world, [check]: { ...world[check], ...by } });
}

export function all(...changes: readonly ((world: World) => World)[]): (world: World) => World {
  return (world) => changes.reduce((so, each) => each(so), world);
}

/** A sign-in that Entra logged five minutes ago. */
export function signIn(code: number, app = 'Azure Windows VM Sign-In'): (world: World) => World {
  return (world) => ({
    ...world,
    signIns: { signIns: [...world.signIns.signIns, { at: NOW - 5 * MINUTE, code, reason: '', app, device: 'web-01' }] },
  });
}

/** What the checks show: what one trouble hides cannot be seen, and whatever is in `blind` cannot either. */
export function look(world: World, blind: readonly CheckName[] = []): SeenSoFar {
  const hidden: Partial<Record<CheckName, Unseen>> = {
    ...(world.machine.is === 'absent'
      ? {
          extensions: 'unreadable',
          roles: 'unreadable',
          denials: 'unreadable',
          locks: 'unreadable',
          network: 'unreadable',
          inside: 'not running',
        }
      : {}),
    ...(world.machine.is === 'present' && (world.machine.power !== 'running' || world.machine.agent !== 'ready')
      ? { inside: 'not running' }
      : {}),
    ...Object.fromEntries(blind.map((check) => [check, 'forbidden'])),
  };
  const sights = CHECKS.map((check) => {
    const why = hidden[check];
    return [
      check,
      why === undefined ? { is: 'seen', value: world[check] } : { is: 'unseen', why, detail: 'Latchkey may not look.' },
    ];
  });
  return Object.fromEntries(sights) as SeenSoFar;
}
