/** What is wrong with the person's account and password, with policies, and with the applications that take part. */
import { MICROSOFT_APPS, VM_APP } from '../seed-directory.ts';
import type { ServicePrincipal } from '../model-directory.ts';
import { azure, BY_PASSWORD, CREDENTIALS, type Cause, type Truth } from './cause.ts';
import { all, person, policyFor, signInFacts } from './edits.ts';

const APPLICATION: Truth = { message: 'application' };
const METHOD: Truth = { message: 'method' };
const CODE: Truth = { password: 'worksCode' };

function personal(id: string, about: string, signIn: number, truth: readonly Truth[], make: Cause['make']): Cause {
  return azure(id, { about, signIn, truth, personal: true }, make);
}

export const PERSON: readonly Cause[] = [
  personal(
    'account-disabled',
    'The account is disabled.',
    50057,
    [CREDENTIALS, { password: 'blocked' }],
    person({ accountEnabled: false }),
  ),
  personal('guest', 'The person is a guest of the tenant.', 50020, [CREDENTIALS, BY_PASSWORD], (data, victim) =>
    person({
      userType: 'Guest',
      userPrincipalName: `${victim.person ?? ''}_fabrikam.example#EXT#@contoso.onmicrosoft.com`,
    })(data, victim),
  ),
  personal(
    'temporary-password',
    'The password is temporary and must be changed at the next sign-in.',
    50055,
    [{ message: 'password', password: 'change', history: 'never' }, BY_PASSWORD],
    (data, victim) => signInFacts({ forceChange: true, passwordChangedAt: victim.now - 3_600_000 })(data, victim),
  ),
  personal(
    'password-expired',
    'The password has expired.',
    50055,
    [{ message: 'password', password: 'change' }, BY_PASSWORD],
    (data, victim) => signInFacts({ passwordChangedAt: victim.now - 200 * 86_400_000 })(data, victim),
  ),
  personal(
    'password-wrong',
    'The person types a wrong password.',
    50126,
    [CREDENTIALS, BY_PASSWORD, { password: 'refused' }],
    () => ({}),
  ),
  personal(
    'account-locked',
    'The account is locked after too many wrong passwords.',
    50053,
    [CREDENTIALS, { password: 'blocked' }, BY_PASSWORD],
    () => ({}),
  ),
  personal(
    'per-user-mfa',
    'Per-user MFA is enforced, and the person signs in with a password.',
    50074,
    [METHOD, BY_PASSWORD, CODE],
    signInFacts({ perUserMfa: 'enforced' }),
  ),
  personal(
    'ca-mfa',
    'A Conditional Access policy demands MFA for signing in to VMs, and the person signs in with a password.',
    50076,
    [METHOD, BY_PASSWORD, CODE],
    policyFor('MFA for all cloud apps', { controls: ['mfa'] }),
  ),
  personal(
    'ca-block',
    'A Conditional Access policy blocks the sign-in.',
    53003,
    [APPLICATION],
    policyFor('Block sign-in to servers', { includeApplications: Object.keys(MICROSOFT_APPS), controls: ['block'] }),
  ),
  personal(
    'ca-device',
    'A Conditional Access policy demands a compliant device, and the person’s is none.',
    53000,
    [APPLICATION, { joined: 'registered' }],
    policyFor('Compliant devices for servers', {
      includeApplications: Object.keys(MICROSOFT_APPS),
      controls: ['compliantDevice'],
    }),
  ),
  personal(
    'security-defaults',
    'Security defaults are on, and the person signs in with a password.',
    530035,
    [METHOD, BY_PASSWORD, CODE],
    (data) => ({
      securityDefaults: true,
      // The two exclude one another.
      conditionalAccess: data.conditionalAccess.map((policy) => ({ ...policy, state: 'disabled' })),
    }),
  ),
  personal(
    'no-strong-method',
    'MFA is demanded, and the person has registered nothing but a password.',
    50072,
    [METHOD],
    all(signInFacts({ methods: ['password'] }), policyFor('MFA for all cloud apps', { controls: ['mfa'] })),
  ),
  azure(
    'app-missing',
    {
      about: 'The tenant has no service principal of the VM sign-in application.',
      truth: [APPLICATION],
      signIn: 500011,
    },
    (data) => ({
      servicePrincipals: data.servicePrincipals.filter((known) => known.appId !== VM_APP),
    }),
  ),
  azure(
    'app-disabled',
    { about: 'The VM sign-in application is disabled in the tenant.', truth: [APPLICATION], signIn: 7000112 },
    app({ accountEnabled: false }),
  ),
  azure(
    'app-assignment',
    { about: 'Only people assigned to the VM sign-in application may use it.', truth: [APPLICATION], signIn: 50105 },
    app({ appRoleAssignmentRequired: true }),
  ),
  azure(
    'tenant-restrictions',
    {
      about: 'The network the person is in lets them sign in to another tenant alone.',
      truth: [APPLICATION, { place: 'office' }],
      signIn: 500021,
    },
    () => ({}),
  ),
];

function app(change: Partial<ServicePrincipal>): Cause['make'] {
  return (data) => ({
    servicePrincipals: data.servicePrincipals.map((known) =>
      known.appId === VM_APP ? { ...known, ...change } : known,
    ),
  });
}
