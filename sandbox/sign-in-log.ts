import { randomUUID } from 'node:crypto';
import type { SignIn } from './model-directory.ts';
import { MICROSOFT_APPS, VM_APP } from './seed-directory.ts';

/** What Entra says of an AADSTS number (learn.microsoft.com, Microsoft Entra authentication and authorization error codes). */
const REASONS: Readonly<Record<number, string>> = {
  0: 'Other.',
  50020: 'User account from an identity provider does not exist in the tenant and cannot access the application in it.',
  50034: 'The user account does not exist in the directory.',
  50053:
    'The account is locked because the user tried to sign in too many times with an incorrect user ID or password.',
  50055: 'The password is expired.',
  50057: 'The user account is disabled.',
  50072: 'User needs to enroll in multifactor authentication (interactive).',
  50074: 'Strong authentication is required and the user did not pass the MFA challenge.',
  50076:
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  50105: 'The signed in user is not assigned to a role for the application.',
  50126: 'Error validating credentials due to invalid username or password.',
  53000: 'Device is not in required device state. Conditional Access policy requires a compliant device.',
  53003: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  80013: 'The time skew between the machine running the authentication agent and Active Directory is too large.',
  135011: 'Device used during the authentication is disabled.',
  293004: 'The target-device identifier in the request was not found in the tenant.',
  500011: 'The resource principal was not found in the tenant.',
  500021: 'Access to the tenant is denied. Tenant restrictions do not allow it.',
  530035: 'Access has been blocked by security defaults.',
  7000112: 'The application is disabled.',
};

/** An entry of the sign-in log. `device` is the VM's name, empty when Entra was not told. */
export function signIn(entry: Pick<SignIn, 'at' | 'userId' | 'appId' | 'errorCode' | 'device'>): SignIn {
  return {
    ...entry,
    id: randomUUID(),
    // Microsoft's own apps for remote desktops sign in to the VM; any other, for all that is known, to itself.
    resourceId: entry.appId in MICROSOFT_APPS ? VM_APP : entry.appId,
    failureReason: REASONS[entry.errorCode] ?? 'The sign-in failed.',
  };
}
