/** What proves a cause, and what only looks like it. */
import { describe, expect, it } from 'vitest';
import { ALL_CAUSES } from '../../../workflows/troubleshoot/causes/all.ts';
import type { Verdict } from '../../../workflows/troubleshoot/causes.ts';
import { SIGN_IN_APPS } from '../../../workflows/troubleshoot/sights.ts';
import type { HeldRole } from '../../../workflows/troubleshoot/sights.ts';
import { TRUTH } from './truth.ts';
import type { CauseId } from './truth.ts';
import { all, CASE, change, CHECKS, look, MINUTE, NOW, signIn, WELL } from './world.ts';
import type { World } from './world.ts';

function judged(id: CauseId, ...changes: readonly ((world: World) => World)[]): Verdict['is'] {
  const cause = ALL_CAUSES.find((each) => each.id === id);
  if (cause === undefined) throw new Error(`There is no ${id}.`);
  return cause.judge(look(all(...changes)(WELL)), CASE).is;
}

const [HELD] = WELL.roles.held as readonly [HeldRole];
const held = (...roles: readonly Partial<HeldRole>[]) =>
  change('roles', { held: roles.map((each) => ({ ...HELD, ...each })) });
const at = (minutesAgo: number, code: number) => ({ at: NOW - minutesAgo * MINUTE, code, reason: '', app: '' });
const log = (...entries: readonly ReturnType<typeof at>[]) => change('signIns', { signIns: entries });
const os = (osName: string, osVersion: string) => change('machine', { osName, osVersion });
const mfa = (...apps: readonly string[]) =>
  change('conditionalAccess', { policies: [{ id: 'p', name: 'MFA', apps, controls: ['mfa'] }] });

describe('in a world where all is well', () => {
  it.each(ALL_CAUSES.map(({ id }) => id))('%s is not proved, and nothing is where nothing was looked at', (id) => {
    const cause = ALL_CAUSES.find((each) => each.id === id);
    expect(cause?.judge(look(WELL), CASE).is).not.toBe('proved');
    expect(['open', 'doubtful']).toContain(cause?.judge({}, CASE).is);
    expect(['open', 'doubtful']).toContain(cause?.judge(look(WELL, CHECKS), CASE).is);
  });
});

describe('roles', () => {
  it.each([
    ['never-asked', 'excluded', held({ level: 'subscription', through: 'group', ours: false })],
    ['never-asked', 'excluded', held({ role: 'none', name: 'Owner' }, { level: 'management group' })],
    [
      'grant-ended',
      'excluded',
      all(held({ ours: false, level: 'resource group' }), TRUTH['grant-ended'].makes, held({ ours: false })),
    ],
    ['just-granted', 'suggested', held({ since: NOW - 9 * MINUTE })],
    ['just-granted', 'excluded', held({ since: NOW - 10 * MINUTE })],
    ['just-granted', 'excluded', held({ since: NOW - MINUTE }, { since: NOW - 900 * MINUTE })],
    ['conditional-role', 'excluded', held({ conditional: true }, { conditional: false })],
    ['manager-only', 'excluded', held({ role: 'none', name: 'Owner' }, {})],
    ['not-admin', 'excluded', held({ role: 'admin' })],
  ] as const)('%s is %s', (id, is, makes) => {
    expect(judged(id, makes)).toBe(is);
  });

  it('is missing for the reason that the record gives', () => {
    const none = held();
    const latest = (state: 'denied' | 'approved' | 'active' | 'ended' | 'pending', minutesAgo = 60) =>
      change('record', { latest: { request: 'r', role: 'user', state, at: NOW - minutesAgo * MINUTE } });
    expect(judged('never-asked', none, latest('denied'))).toBe('proved');
    expect(judged('request-pending', none, latest('pending'))).toBe('proved');
    expect(judged('just-granted', none, latest('approved', 1))).toBe('proved');
    expect(judged('just-granted', none, latest('active', 3))).toBe('suggested');
    expect(judged('grant-ended', none, latest('active', 30))).toBe('proved');
    expect(judged('grant-ended', none, latest('ended'))).toBe('proved');
  });
});

describe('the sign-in log', () => {
  it.each([
    ['password-wrong', 'excluded', log(at(5, 0), at(9, 50_126))],
    ['password-wrong', 'suggested', log(at(5, 50_126), at(9, 0))],
    ['password-wrong', 'suggested', log(at(9, 0), at(5, 50_126), at(3, 50_140))],
    ['account-locked', 'proved', log(at(5, 50_053))],
    ['account-locked', 'suggested', log(at(300, 50_053))],
    ['ca-block', 'excluded', log(at(5, 53_003))],
    ['app-assignment', 'excluded', log(at(5, 50_105))],
    // Entra lets people in whom the VM does not.
    ['never-asked', 'proved', all(TRUTH['never-asked'].makes, log(at(1, 0)))],
    ['device-missing', 'proved', all(TRUTH['device-missing'].makes, log(at(1, 0)))],
  ] as const)('%s is %s', (id, is, makes) => {
    expect(judged(id, makes)).toBe(is);
  });
});

describe('policies', () => {
  it.each([
    ['ca-mfa', 'suggested', mfa(SIGN_IN_APPS.vm)],
    // The page asks for the second factor itself.
    ['ca-mfa', 'excluded', mfa(SIGN_IN_APPS.remoteDesktop, SIGN_IN_APPS.cloudLogin)],
    ['ca-mfa', 'proved', all(mfa(SIGN_IN_APPS.vm), signIn(50_076))],
    ['ca-mfa', 'open', all(mfa(SIGN_IN_APPS.vm), signIn(0))],
    ['per-user-mfa', 'suggested', change('perUserMfa', { state: 'enabled' })],
    ['security-defaults', 'suggested', change('securityDefaults', { enabled: true })],
    ['no-strong-method', 'excluded', change('methods', { methods: ['password'] })],
    [
      'no-strong-method',
      'proved',
      all(change('methods', { methods: ['password', 'email'] }), mfa(SIGN_IN_APPS.remoteDesktop)),
    ],
    [
      'temporary-password',
      'suggested',
      all(change('account', { temporaryPassword: true }), change('methods', { methods: ['fido2'] })),
    ],
    ['app-missing', 'suggested', change('apps', { apps: [{ app: 'vm', state: 'absent', assignmentRequired: false }] })],
  ] as const)('%s is %s', (id, is, makes) => {
    expect(judged(id, makes)).toBe(is);
  });
});

describe('the machine and its join', () => {
  it.each([
    ['os-too-old', 'excluded', os('Windows Server 2019 Datacenter', '10.0.17763.7434')],
    ['os-too-old', 'excluded', os('Windows Server 2022 Datacenter', '10.0.20348.2700')],
    ['os-too-old', 'proved', os('Windows 10 Enterprise', '10.0.17134.1')],
    ['os-too-old', 'proved', change('machine', { osName: 'Windows Server 2016 Datacenter', osVersion: '' })],
    ['server-2019-web-account', 'suggested', os('Windows Server 2019 Datacenter', '10.0.17763.7434')],
    ['server-2019-web-account', 'excluded', os('Windows 10 Enterprise', '10.0.19045.1')],
    ['device-missing', 'proved', TRUTH['device-missing'].makes],
    ['device-missing', 'excluded', TRUTH['extension-failed'].makes],
    ['identity-missing', 'suggested', change('machine', { identity: { is: 'none' } })],
    ['agent-silent', 'suggested', change('machine', { agent: 'not ready' })],
    [
      'extension-failed',
      'suggested',
      change('extensions', { login: { name: 'x', state: 'failed', codes: ['1'], message: '' } }),
    ],
    ['extension-discovery', 'excluded', TRUTH['extension-failed'].makes],
    ['extension-failed', 'excluded', TRUTH['identity-missing'].makes],
    // The identity is there by now; what the extension said is old.
    [
      'extension-failed',
      'proved',
      all(
        TRUTH['identity-missing'].makes,
        change('machine', { identity: { is: 'system', tenant: CASE.tenant } }),
        change('inside', { metadata: 'tenant' }),
      ),
    ],
    ['pku2u-off-vm', 'suggested', change('inside', { pku2u: false })],
    [
      'pku2u-off-vm',
      'proved',
      all(change('inside', { pku2u: false }), os('Windows Server 2019 Datacenter', '10.0.17763.1')),
    ],
    ['clock-skew', 'excluded', change('inside', { clockOffset: -299 })],
    ['clock-skew', 'proved', change('inside', { clockOffset: -301 })],
    ['rdp-blocked', 'suggested', change('network', { rdp: 'partly open' })],
    ['vm-stopped', 'suggested', change('machine', { power: 'starting' })],
    ['guest', 'proved', change('account', { upn: 'a_b.example#EXT#@contoso.onmicrosoft.com' })],
  ] as const)('%s is %s', (id, is, makes) => {
    expect(judged(id, makes)).toBe(is);
  });
});
