/**
 * For every cause: what it makes the checks show, what somebody answers who tells the truth, and what they come with. The same
 * answers serve wherever somebody with this trouble is played.
 */
import type { QuestionName } from '../../../workflows/troubleshoot/questions.ts';
import { SIGN_IN_APPS } from '../../../workflows/troubleshoot/sights.ts';
import type { Device, HeldRole } from '../../../workflows/troubleshoot/sights.ts';
import type { SymptomId } from '../../../workflows/troubleshoot/symptoms.ts';
import { hostsOf } from '../../../workflows/troubleshoot/clouds.ts';
import { all, CASE, change, MINUTE, NOW, signIn, WELL } from './world.ts';
import type { World } from './world.ts';

export type Answers = Readonly<Record<QuestionName, string>>;

/** Somebody who does everything right, from a managed computer on Windows, with Latchkey’s file and the sign-in page. */
export const RIGHT: Answers = {
  message: 'other',
  client: 'mstsc',
  webAccount: 'page',
  joined: 'joined',
  userName: 'picked',
  account: 'own',
  address: 'file',
  file: 'fresh',
  place: 'vpn',
  password: 'works',
  history: 'recently',
  moment: 'connecting',
};

export type Truth = {
  /** How the world differs from one in which all is well. */
  readonly makes: (world: World) => World;
  /** How the answers differ from {@link RIGHT}. */
  readonly answers: Partial<Answers>;
  /** What people with it usually come with. */
  readonly symptom: SymptomId;
  /** It also shows as no more than “Your credentials did not work”. */
  readonly credentials?: true;
};

const same = (world: World) => world;

/** Windows’ own box for name and password. */
const BOX = { webAccount: 'windows', userName: 'prefixed', address: 'name', file: 'none' } as const;
/** The sign-in page. */
const PAGE = { webAccount: 'page' } as const;
const CREDENTIALS = { message: 'credentials' } as const;
const PREVENTED = { message: 'prevented' } as const;
const UNREACHABLE = { message: 'unreachable' } as const;
const NO_DEVICE = { message: 'device' } as const;
const APPLICATION = { message: 'application' } as const;
const NEVER = { history: 'never' } as const;

const [OWN] = WELL.devices.devices as readonly [Device];
const devices = (...list: readonly Device[]) => change('devices', { devices: list });
const role = (by: Partial<HeldRole>) => change('roles', { held: [{ ...(WELL.roles.held[0] as HeldRole), ...by }] });
const noRole = change('roles', { held: [] });
const latest = (state: 'pending' | 'active' | 'ended', minutesAgo: number) =>
  change('record', { latest: { request: 'r1', role: 'user', state, at: NOW - minutesAgo * MINUTE } });
const noRequest = (world: World): World => ({ ...world, record: { elsewhere: world.record.elsewhere } });
const outside = all(devices(), change('inside', { joined: false, deviceAuth: 'failed' }));
const extension = (state: 'succeeded' | 'failed' | 'working', ...codes: readonly string[]) =>
  change('extensions', {
    login: { name: 'AADLoginForWindows', state, codes, message: codes.length > 0 ? 'It failed.' : '' },
  });
const app = (state: 'present' | 'absent' | 'disabled', assignmentRequired = false) =>
  change('apps', {
    apps: WELL.apps.apps.map((each) => (each.app === 'vm' ? { ...each, state, assignmentRequired } : each)),
  });
const policy = (name: string, control: 'mfa' | 'block' | 'compliant device') => (world: World) => ({
  ...world,
  conditionalAccess: {
    policies: [
      ...world.conditionalAccess.policies,
      { id: name, name, apps: Object.values(SIGN_IN_APPS), controls: [control] },
    ],
  },
});
const endpoints = (state: 'no name' | 'no connection' | 'no trust', ...hosts: readonly string[]) =>
  change('inside', {
    endpoints: hostsOf('public').map((host) => ({ host, state: hosts.includes(host) ? state : ('reached' as const) })),
  });
const EVERYWHERE = hostsOf('public');
const [REGISTER, LOGIN, , ROLES] = hostsOf('public') as readonly [string, string, string, string];
const SERVER_2019 = change('machine', { osName: 'Windows Server 2019 Datacenter', osVersion: '10.0.17763.7434' });

export const TRUTH = {
  // The machine
  'vm-gone': {
    makes: (world) => ({ ...world, machine: { is: 'absent' } }),
    answers: UNREACHABLE,
    symptom: 'cannot-reach-vm',
  },
  'vm-linux': {
    makes: all(change('machine', { os: 'Linux', osName: 'ubuntu', osVersion: '24.04' }), devices(), (world) => ({
      ...world,
      extensions: {},
    })),
    answers: { ...UNREACHABLE, ...NEVER },
    symptom: 'cannot-reach-vm',
  },
  'vm-stopped': {
    makes: change('machine', { power: 'stopped', agent: 'unknown' }),
    answers: UNREACHABLE,
    symptom: 'cannot-reach-vm',
  },
  'vm-deallocated': {
    makes: change('machine', { power: 'deallocated', agent: 'unknown' }),
    answers: UNREACHABLE,
    symptom: 'cannot-reach-vm',
  },
  'agent-silent': {
    makes: change('machine', { agent: 'not ready' }),
    answers: UNREACHABLE,
    symptom: 'cannot-reach-vm',
  },
  'os-too-old': {
    makes: all(
      change('machine', { osName: 'Windows Server 2016 Datacenter', osVersion: '10.0.14393.8066' }),
      outside,
      extension('failed', '1007', '51'),
    ),
    answers: { ...CREDENTIALS, ...BOX, ...NEVER },
    symptom: 'extension-os-unsupported',
    credentials: true,
  },
  'identity-missing': {
    makes: all(
      change('machine', { identity: { is: 'none' } }),
      outside,
      change('inside', { metadata: 'no tenant' }),
      extension('failed', '1007', '-2145648574'),
    ),
    answers: { ...NO_DEVICE, ...NEVER },
    symptom: 'extension-tenant-unavailable',
    credentials: true,
  },
  'identity-foreign': {
    makes: all(
      change('machine', { identity: { is: 'system', tenant: '99999999-0000-4000-8000-000000000009' } }),
      devices(),
      change('inside', { tenant: '99999999-0000-4000-8000-000000000009' }),
    ),
    answers: { ...NO_DEVICE, ...NEVER },
    symptom: 'not-joined-or-duplicate-device',
    credentials: true,
  },
  'metadata-blocked': {
    makes: all(outside, change('inside', { metadata: 'unreachable' }), extension('failed', '1007', '-2145648574')),
    answers: { ...NO_DEVICE, ...NEVER },
    symptom: 'extension-tenant-unavailable',
    credentials: true,
  },
  // The join
  'extension-missing': {
    makes: all(outside, (world) => ({ ...world, extensions: {} })),
    answers: { ...NO_DEVICE, ...NEVER },
    symptom: 'not-joined-or-duplicate-device',
    credentials: true,
  },
  'extension-discovery': {
    makes: all(outside, endpoints('no connection', REGISTER), extension('failed', '1007', '-2145648607')),
    answers: { ...NO_DEVICE, ...NEVER },
    symptom: 'extension-discovery-failed',
    credentials: true,
  },
  'extension-failed': {
    makes: all(outside, extension('failed', '1007', '-2145648639')),
    answers: { ...NO_DEVICE, ...NEVER },
    symptom: 'extension-failed-other',
    credentials: true,
  },
  'extension-working': {
    makes: all(outside, extension('working')),
    answers: { ...NO_DEVICE, ...NEVER },
    symptom: 'extension-failed-other',
    credentials: true,
  },
  'domain-joined': {
    makes: all(outside, change('extensions', { domainJoin: 'joindomain' }), change('inside', { domainJoined: true })),
    answers: { ...NO_DEVICE, ...NEVER },
    symptom: 'not-joined-or-duplicate-device',
    credentials: true,
  },
  'device-missing': {
    makes: outside,
    answers: { ...NO_DEVICE, ...NEVER },
    symptom: 'not-joined-or-duplicate-device',
    credentials: true,
  },
  'device-disabled': {
    makes: all(
      devices({ ...OWN, enabled: false }),
      change('inside', { deviceAuth: 'disabled or deleted' }),
      signIn(135_011),
    ),
    answers: CREDENTIALS,
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'device-deleted': {
    makes: all(
      devices(),
      change('deletedDevices', { devices: [{ name: 'web-01', ofThisVm: true }] }),
      change('inside', { deviceAuth: 'disabled or deleted' }),
      signIn(293_004),
    ),
    answers: NO_DEVICE,
    symptom: 'target-device-not-found',
    credentials: true,
  },
  'device-duplicate': {
    makes: all(
      devices({ ...OWN, id: 'd9', ofThisVm: false }),
      change('inside', { joined: false, deviceAuth: 'failed' }),
    ),
    answers: { ...CREDENTIALS, history: 'untilRebuild' },
    symptom: 'not-joined-or-duplicate-device',
    credentials: true,
  },
  'device-hybrid': {
    makes: all(devices({ ...OWN, trust: 'hybrid' }), change('inside', { domainJoined: true })),
    answers: { ...CREDENTIALS, ...NEVER },
    symptom: 'not-joined-or-duplicate-device',
    credentials: true,
  },
  'device-renamed': {
    makes: all(
      devices({ ...OWN }),
      change('machine', { computerName: 'web-01-new' }),
      change('inside', { hostname: 'web-01-new' }),
      signIn(293_004),
    ),
    answers: { ...NO_DEVICE, ...PAGE, history: 'untilRebuild' },
    symptom: 'target-device-not-found',
    credentials: true,
  },
  // The person
  'account-disabled': {
    makes: all(change('account', { enabled: false }), signIn(50_057)),
    answers: { ...CREDENTIALS, password: 'blocked' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  guest: {
    makes: all(
      change('account', { guest: true, upn: 'raj_fabrikam.example#EXT#@contoso.onmicrosoft.com' }),
      signIn(50_020),
    ),
    answers: { ...CREDENTIALS, ...BOX },
    symptom: 'guest-account',
    credentials: true,
  },
  'temporary-password': {
    makes: all(change('account', { temporaryPassword: true }), signIn(50_055)),
    answers: { ...BOX, ...NEVER, message: 'password', password: 'change' },
    symptom: 'temporary-password',
    credentials: true,
  },
  'password-expired': {
    makes: signIn(50_055),
    answers: { ...BOX, message: 'password', password: 'change' },
    symptom: 'temporary-password',
    credentials: true,
  },
  'password-wrong': {
    makes: signIn(50_126),
    answers: { ...CREDENTIALS, ...BOX, password: 'refused' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'account-locked': {
    makes: signIn(50_053),
    answers: { ...CREDENTIALS, ...BOX, password: 'blocked' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'wrong-account': {
    makes: same,
    answers: { ...CREDENTIALS, account: 'another' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  // Policies
  'per-user-mfa': {
    makes: all(change('perUserMfa', { state: 'enforced' }), signIn(50_074)),
    answers: { ...BOX, message: 'method', password: 'worksCode' },
    symptom: 'sign-in-method-not-allowed',
    credentials: true,
  },
  'ca-mfa': {
    makes: all(policy('MFA for servers', 'mfa'), signIn(50_076)),
    answers: { ...BOX, message: 'method', password: 'worksCode' },
    symptom: 'sign-in-method-not-allowed',
    credentials: true,
  },
  'ca-block': {
    makes: all(policy('Block servers', 'block'), signIn(53_003)),
    answers: APPLICATION,
    symptom: 'sign-in-method-not-allowed',
    credentials: true,
  },
  'ca-device': {
    makes: all(policy('Compliant only', 'compliant device'), signIn(53_000)),
    answers: { ...APPLICATION, joined: 'registered' },
    symptom: 'sign-in-method-not-allowed',
    credentials: true,
  },
  'security-defaults': {
    makes: all(change('securityDefaults', { enabled: true }), signIn(530_035)),
    answers: { ...BOX, message: 'method', password: 'worksCode' },
    symptom: 'sign-in-method-not-allowed',
    credentials: true,
  },
  'no-strong-method': {
    makes: all(change('methods', { methods: ['password'] }), policy('MFA for all', 'mfa'), signIn(50_072)),
    answers: { message: 'method' },
    symptom: 'sign-in-method-not-allowed',
    credentials: true,
  },
  // The directory’s applications
  'app-missing': {
    makes: all(app('absent'), signIn(500_011)),
    answers: APPLICATION,
    symptom: 'sign-in-app-missing',
    credentials: true,
  },
  'app-disabled': {
    makes: all(app('disabled'), signIn(7_000_112)),
    answers: APPLICATION,
    symptom: 'sign-in-app-missing',
    credentials: true,
  },
  'app-assignment': {
    makes: all(app('present', true), signIn(50_105)),
    answers: APPLICATION,
    symptom: 'sign-in-app-missing',
    credentials: true,
  },
  'tenant-restrictions': {
    makes: signIn(500_021),
    answers: { ...APPLICATION, place: 'office' },
    symptom: 'sign-in-method-not-allowed',
    credentials: true,
  },
  // Roles. Entra ID lets them in; the VM does not.
  'never-asked': {
    makes: all(noRole, noRequest, signIn(0)),
    answers: { ...PREVENTED, ...NEVER },
    symptom: 'role-missing',
    credentials: true,
  },
  'request-pending': {
    makes: all(noRole, latest('pending', 20), signIn(0)),
    answers: { ...PREVENTED, ...NEVER },
    symptom: 'access-not-yet-effective',
    credentials: true,
  },
  'just-granted': {
    makes: all(role({ since: NOW - MINUTE }), latest('active', 1), signIn(0)),
    answers: { ...PREVENTED, ...NEVER },
    symptom: 'access-not-yet-effective',
    credentials: true,
  },
  'grant-ended': {
    makes: all(noRole, latest('ended', 200), signIn(0)),
    answers: PREVENTED,
    symptom: 'access-expired-or-revoked',
    credentials: true,
  },
  'other-vm': {
    makes: all(noRole, (world) => ({ ...world, record: { elsewhere: [{ vm: 'web-02', role: 'user' }] } }), signIn(0)),
    answers: { ...PREVENTED, ...NEVER },
    symptom: 'role-missing',
    credentials: true,
  },
  'manager-only': {
    makes: all(role({ role: 'none', name: 'Contributor', level: 'resource group', ours: false }), noRequest, signIn(0)),
    answers: { ...PREVENTED, ...NEVER },
    symptom: 'role-missing',
    credentials: true,
  },
  'conditional-role': {
    makes: all(role({ conditional: true, ours: false }), noRequest, signIn(0)),
    answers: { ...PREVENTED, ...NEVER },
    symptom: 'role-missing',
  },
  'deny-assignment': {
    makes: all(change('denials', { denials: [{ name: 'No sign-in', scope: CASE.vm.id }] }), signIn(0)),
    answers: PREVENTED,
    symptom: 'role-missing',
    credentials: true,
  },
  'not-admin': { makes: same, answers: { moment: 'inside' }, symptom: 'need-admin-rights' },
  // The way there, and what the VM reaches
  'rdp-blocked': {
    makes: change('network', { rdp: 'closed', rdpRule: 'DenyRemoteDesktop' }),
    answers: UNREACHABLE,
    symptom: 'cannot-reach-vm',
  },
  'https-blocked': {
    makes: all(
      change('network', { https: 'closed', httpsRule: 'DenyHttps' }),
      endpoints('no connection', ...EVERYWHERE),
    ),
    answers: CREDENTIALS,
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'dns-broken': {
    makes: endpoints('no name', ...EVERYWHERE),
    answers: CREDENTIALS,
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'endpoint-unreachable': {
    makes: endpoints('no connection', LOGIN, REGISTER),
    answers: CREDENTIALS,
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'tls-inspection': {
    makes: endpoints('no trust', ...EVERYWHERE),
    answers: CREDENTIALS,
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'role-service-unreachable': {
    makes: all(endpoints('no connection', ROLES), signIn(0)),
    answers: PREVENTED,
    symptom: 'role-missing',
    credentials: true,
  },
  'no-route': { makes: same, answers: { ...UNREACHABLE, place: 'outside' }, symptom: 'cannot-reach-vm' },
  'bastion-browser': {
    makes: same,
    answers: { ...CREDENTIALS, ...NEVER, client: 'bastion', webAccount: 'windows', address: 'name', file: 'none' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'bastion-rights': {
    makes: same,
    answers: { ...NEVER, client: 'bastionNative', file: 'none' },
    symptom: 'cannot-reach-vm',
  },
  // Settings in the VM
  'rdp-off': {
    makes: change('inside', { rdpAllowed: false, rdpListening: false }),
    answers: UNREACHABLE,
    symptom: 'cannot-reach-vm',
  },
  'clock-skew': {
    makes: all(change('inside', { clockOffset: 660 }), signIn(80_013)),
    answers: CREDENTIALS,
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'pku2u-off-vm': {
    makes: change('inside', { pku2u: false }),
    answers: { ...CREDENTIALS, ...BOX },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  // What they connect from, and how
  'client-not-joined': {
    makes: same,
    answers: { ...CREDENTIALS, ...BOX, ...NEVER, joined: 'none' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'client-other-tenant': {
    makes: same,
    answers: { ...CREDENTIALS, ...BOX, ...NEVER, joined: 'other' },
    symptom: 'client-device-not-joined',
    credentials: true,
  },
  'user-name-form': {
    makes: same,
    answers: { ...CREDENTIALS, ...BOX, ...NEVER, userName: 'short' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'old-client': {
    makes: same,
    answers: { ...CREDENTIALS, ...BOX, ...NEVER, webAccount: 'missing' },
    symptom: 'client-device-not-joined',
    credentials: true,
  },
  'other-program': {
    makes: same,
    answers: { ...CREDENTIALS, ...BOX, ...NEVER, client: 'other', webAccount: 'missing' },
    symptom: 'client-device-not-joined',
    credentials: true,
  },
  'mac-or-phone': {
    makes: same,
    answers: { ...CREDENTIALS, ...BOX, ...NEVER, client: 'mac', joined: 'none' },
    symptom: 'client-device-not-joined',
    credentials: true,
  },
  'pku2u-off-client': {
    makes: same,
    answers: { ...CREDENTIALS, ...BOX, ...NEVER, joined: 'registered' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'nla-in-the-way': {
    makes: same,
    answers: { ...CREDENTIALS, ...BOX, ...NEVER, client: 'other' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'server-2019-web-account': {
    makes: SERVER_2019,
    answers: { ...PAGE, ...NEVER },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  'address-ip': {
    makes: signIn(293_004),
    answers: { ...NO_DEVICE, ...PAGE, ...NEVER, address: 'ip', file: 'none' },
    symptom: 'target-device-not-found',
    credentials: true,
  },
  'address-alias': {
    makes: signIn(293_004),
    answers: { ...NO_DEVICE, ...PAGE, ...NEVER, address: 'alias', file: 'none' },
    symptom: 'target-device-not-found',
    credentials: true,
  },
  'saved-file': {
    makes: signIn(293_004),
    answers: { ...NO_DEVICE, file: 'saved', history: 'untilRebuild' },
    symptom: 'target-device-not-found',
    credentials: true,
  },
  'saved-password': {
    makes: signIn(50_126),
    answers: { ...CREDENTIALS, ...BOX, file: 'saved', history: 'untilChange' },
    symptom: 'credentials-did-not-work',
    credentials: true,
  },
  // Nothing is broken
  'lock-screen': { makes: signIn(0), answers: { moment: 'locked' }, symptom: 'lock-screen-disconnects' },
  healthy: { makes: signIn(0), answers: {}, symptom: 'credentials-did-not-work', credentials: true },
} as const satisfies Readonly<Record<string, Truth>>;

export type CauseId = keyof typeof TRUTH;

/** What they answer to everything. */
export function answersOf(id: CauseId): Answers {
  const { answers }: Truth = TRUTH[id];
  return { ...RIGHT, ...answers };
}
