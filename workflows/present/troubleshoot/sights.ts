/** What each check showed, in a few words: for the card that fills in, and for whoever it is handed over to. */
import type { Span } from '../../card.ts';
import type { CheckName, Sights, SeenSoFar, Unseen } from '../../troubleshoot/sights.ts';
import { azureRole, listOf } from '../words.ts';

/** In the order in which they are shown. */
export const CHECK_NAMES: Readonly<Record<CheckName, string>> = {
  record: 'Latchkey’s record',
  machine: 'VM',
  extensions: 'Sign-in extension',
  devices: 'Device in Entra ID',
  deletedDevices: 'Deleted devices',
  roles: 'Sign-in role',
  denials: 'Deny assignments',
  locks: 'Locks',
  account: 'Account',
  perUserMfa: 'Per-user MFA',
  methods: 'Ways to prove who you are',
  conditionalAccess: 'Conditional Access',
  securityDefaults: 'Security defaults',
  apps: 'Sign-in applications',
  signIns: 'Recent sign-ins',
  network: 'Network rules',
  inside: 'Inside the VM',
};

export const CHECKS = Object.keys(CHECK_NAMES) as readonly CheckName[];

const UNSEEN: Readonly<Record<Unseen, string>> = {
  forbidden: 'Latchkey may not look',
  unlicensed: 'needs a licence that is not there',
  throttled: 'asked to slow down',
  late: 'no answer in time',
  unreachable: 'no answer',
  unreadable: 'an answer that makes no sense',
  'not running': 'the VM is not running',
  'not allowed': 'not allowed for this VM',
};

/** One line: what was seen, or why nothing was. */
export function sightLine(check: CheckName, seen: SeenSoFar): readonly Span[] {
  const sight = seen[check];
  if (sight === undefined) return ['…'];
  if (sight.is === 'unseen') return [`not looked at: ${UNSEEN[sight.why]}`];
  return [(SEEN[check] as (value: unknown) => string)(sight.value)];
}

/** Checks that could not look, each with what it would take: for whoever can give it. */
export function unseenLines(seen: SeenSoFar): readonly string[] {
  return CHECKS.flatMap((check) => {
    const sight = seen[check];
    // That nobody allowed it is no gap, and a VM that is off is a finding of its own.
    if (sight?.is !== 'unseen' || sight.why === 'not allowed' || sight.why === 'not running') return [];
    const needs = sight.permission === undefined ? '' : `; needs ${sight.permission}`;
    return [`${CHECK_NAMES[check]} (${UNSEEN[sight.why]}${needs})`];
  });
}

type Value<Check extends CheckName> = Extract<Sights[Check], { is: 'seen' }>['value'];

const SEEN: { readonly [Check in CheckName]: (value: Value<Check>) => string } = {
  record: ({ latest, elsewhere }) => {
    const here = latest === undefined ? 'nothing asked for this VM' : RECORD_WORDS[latest.state];
    return elsewhere.length === 0 ? here : `${here}; open on ${listOf(elsewhere.slice(0, 3).map(({ vm }) => vm))}`;
  },
  machine: (value) =>
    value.is === 'absent'
      ? 'does not exist'
      : [value.power, value.osName ?? value.os, value.agent === 'not ready' ? 'its agent is silent' : '']
          .filter((each) => each !== '')
          .join(', '),
  extensions: ({ login, domainJoin }) => {
    const state = login === undefined ? 'not there' : `${STATES[login.state]}${codes(login.codes)}`;
    return domainJoin === undefined ? state : `${state}; also joins a domain`;
  },
  devices: ({ devices }) => {
    if (devices.length === 0) return 'none';
    const off = devices.filter(({ enabled }) => !enabled).length;
    return `${count(devices.length, 'device')}${off > 0 ? `, ${off} disabled` : ''}`;
  },
  deletedDevices: ({ devices }) => (devices.length === 0 ? 'none' : count(devices.length, 'device')),
  roles: ({ held }) => {
    const signing = held.filter(({ role }) => role !== 'none');
    if (signing.length > 0)
      return listOf([...new Set(signing.map(({ role }) => (role === 'none' ? '' : azureRole(role))))]);
    return held.length === 0 ? 'none' : 'none that signs in, only roles that manage';
  },
  denials: ({ denials }) => (denials.length === 0 ? 'none' : listOf(denials.slice(0, 3).map(({ name }) => name))),
  locks: ({ locks }) => (locks.length === 0 ? 'none' : listOf(locks.slice(0, 3).map(({ name }) => name))),
  account: (value) => {
    if (value.is === 'absent') return 'not in the directory';
    if (!value.enabled) return 'disabled';
    return [value.guest ? 'guest' : 'enabled', value.temporaryPassword ? 'password must be changed' : '']
      .filter((each) => each !== '')
      .join(', ');
  },
  perUserMfa: ({ state }) => state,
  methods: ({ methods }) => (methods.length === 0 ? 'none' : listOf(methods)),
  conditionalAccess: ({ policies }) =>
    policies.length === 0 ? 'nothing applies' : listOf(policies.slice(0, 3).map(({ name }) => name)),
  securityDefaults: ({ enabled }) => (enabled ? 'on' : 'off'),
  apps: ({ apps }) => {
    const missing = apps.filter(({ state }) => state !== 'present').length;
    return missing === 0 ? 'present' : `${missing} missing or disabled`;
  },
  signIns: ({ signIns }) => {
    const [last] = signIns;
    if (last === undefined) return 'none in 24 hours';
    return last.code === 0 ? 'the last one worked' : `the last one failed with AADSTS${last.code}`;
  },
  network: ({ rdp, https }) =>
    `Remote Desktop ${rdp === 'open' ? 'let in' : rdp === 'closed' ? 'closed' : 'let in from some places'}, HTTPS out ${https}`,
  inside: ({ joined, rdpListening }) =>
    [
      joined === undefined ? 'looked' : joined ? 'joined' : 'not joined',
      rdpListening === false ? 'Remote Desktop not listening' : '',
    ]
      .filter((each) => each !== '')
      .join(', '),
};

const STATES = { succeeded: 'installed', failed: 'failed', working: 'still being installed', unknown: 'unclear' };

const RECORD_WORDS: Readonly<Record<NonNullable<Value<'record'>['latest']>['state'], string>> = {
  pending: 'waits for approval',
  denied: 'denied',
  withdrawn: 'withdrawn',
  lapsed: 'lapsed',
  approved: 'approved, being opened',
  active: 'open',
  failed: 'could not be opened',
  ending: 'being closed',
  ended: 'ended',
};

function count(many: number, what: string): string {
  return many === 1 ? `one ${what}` : `${many} ${what}s`;
}

function codes(all: readonly string[]): string {
  return all.length === 0 ? '' : ` (${all.slice(0, 3).join(', ')})`;
}
