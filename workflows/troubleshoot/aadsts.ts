/**
 * Sign-in error codes of Entra ID (AADSTS…) with what they mean to somebody who cannot sign in to a VM. Microsoft says that
 * codes may change: whatever is not here has {@link aadstsPage}. Source: learn.microsoft.com, Microsoft Entra authentication and
 * authorization error codes; 293004 from Log in to a Windows virtual machine in Azure.
 */
import type { SymptomId } from './symptoms.ts';

export type Aadsts = {
  /** One sentence, without a full stop's worth of jargon, about the person's sign-in. */
  readonly means: string;
  /** What it points to, likeliest first. None for steps on the way that are no failures. */
  readonly symptoms: readonly SymptomId[];
};

/** By number, without `AADSTS`. */
export const AADSTS: Readonly<Record<string, Aadsts>> = {
  // Password and account
  '50126': { means: 'The user name or the password is wrong.', symptoms: ['credentials-did-not-work'] },
  '50053': {
    means:
      'The account is locked after too many wrong passwords, or the sign-in came from an address known for attacks.',
    symptoms: ['credentials-did-not-work'],
  },
  '50055': { means: 'The password has expired.', symptoms: ['temporary-password'] },
  '50056': {
    means: 'There is no password for this account in Entra ID, or it is not the one that was typed.',
    symptoms: ['credentials-did-not-work', 'temporary-password'],
  },
  '50057': { means: 'The account is disabled.', symptoms: ['credentials-did-not-work'] },
  '50034': {
    means: 'There is no such account in this directory: the name is mistyped or belongs to another tenant.',
    symptoms: ['credentials-did-not-work', 'guest-account'],
  },
  '51004': {
    means: 'The account is not in this directory.',
    symptoms: ['credentials-did-not-work', 'guest-account'],
  },
  '50144': {
    means: 'The password of the on-premises account has expired.',
    symptoms: ['temporary-password'],
  },
  '50135': {
    means: 'The password has to be changed, because the account may have fallen into other hands.',
    symptoms: ['temporary-password'],
  },
  '50133': {
    means: 'The session is no longer valid, because the password was changed or has expired.',
    symptoms: ['temporary-password', 'credentials-did-not-work'],
  },
  '50132': {
    means: 'The session was revoked, or the password was changed since.',
    symptoms: ['credentials-did-not-work', 'temporary-password'],
  },
  '50173': {
    means: 'The sign-in is older than the last change of the password: sign in anew.',
    symptoms: ['credentials-did-not-work', 'temporary-password'],
  },
  '50020': {
    means: 'The account comes from another organisation and is not known in this tenant.',
    symptoms: ['guest-account'],
  },
  '90072': {
    means: 'The account of another organisation has to be invited to this tenant before it can sign in here.',
    symptoms: ['guest-account'],
  },
  // Pass-through authentication: the password is checked by agents on the company's own network
  '80001': {
    means: 'The agent that checks passwords could not reach Active Directory.',
    symptoms: ['credentials-did-not-work'],
  },
  '80002': {
    means: 'The agent that checks passwords did not answer in time.',
    symptoms: ['credentials-did-not-work'],
  },
  '80005': {
    means: 'The agent that checks passwords gave an answer that could not be read.',
    symptoms: ['credentials-did-not-work'],
  },
  '80007': {
    means: 'The agent that checks passwords could not check this one.',
    symptoms: ['credentials-did-not-work'],
  },
  '80012': {
    means: 'The account may not sign in at this hour, by a rule of Active Directory.',
    symptoms: ['credentials-did-not-work'],
  },
  '80013': {
    means: 'The clock of the agent that checks passwords and that of Active Directory differ too much.',
    symptoms: ['credentials-did-not-work'],
  },
  '80014': {
    means: 'Checking the password took the agent too long.',
    symptoms: ['credentials-did-not-work'],
  },
  // Multifactor authentication
  '50072': { means: 'The person has to register for MFA first.', symptoms: ['sign-in-method-not-allowed'] },
  '50074': { means: 'MFA is demanded and was not passed.', symptoms: ['sign-in-method-not-allowed'] },
  '50076': {
    means: 'MFA is demanded, by a new rule or from a new place.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '50078': { means: 'The last MFA is too long ago and has to be repeated.', symptoms: ['sign-in-method-not-allowed'] },
  '50079': {
    means: 'The person has to register for MFA, by a new rule or from a new place.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '50158': {
    means: 'A further step outside Entra ID is demanded, such as MFA of another maker.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '50125': {
    means: 'Sign-in was interrupted to reset the password or to register for it.',
    symptoms: ['temporary-password', 'sign-in-method-not-allowed'],
  },
  '53004': {
    means: 'MFA has to be registered, and that is blocked because the sign-in looks risky.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '53010': {
    means: 'MFA has to be registered, and that is allowed only from certain places or devices.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '50088': {
    means: 'The limit on MFA by telephone was reached: use another method.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  // Conditional Access and devices
  '53000': {
    means: 'Conditional Access wants a compliant device, and this one is not.',
    symptoms: ['sign-in-method-not-allowed', 'client-device-not-joined'],
  },
  '53001': {
    means: 'Conditional Access wants a device joined to the company’s domain, and this one is not.',
    symptoms: ['client-device-not-joined', 'sign-in-method-not-allowed'],
  },
  '53002': {
    means: 'Conditional Access does not allow the app that signed in.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '53003': { means: 'A Conditional Access policy blocks this sign-in.', symptoms: ['sign-in-method-not-allowed'] },
  '53011': {
    means: 'The account is blocked in its home tenant because of risk.',
    symptoms: ['sign-in-method-not-allowed', 'guest-account'],
  },
  '530032': { means: 'A security policy blocks this sign-in.', symptoms: ['sign-in-method-not-allowed'] },
  '530035': { means: 'Security defaults block this sign-in.', symptoms: ['sign-in-method-not-allowed'] },
  '50005': {
    means: 'Conditional Access does not support the platform of the device.',
    symptoms: ['client-device-not-joined', 'sign-in-method-not-allowed'],
  },
  '50097': {
    means: 'The device itself has to sign in, and did not.',
    symptoms: ['client-device-not-joined'],
  },
  '50129': { means: 'The device is not registered with Entra ID.', symptoms: ['client-device-not-joined'] },
  '50131': {
    means: 'A Conditional Access policy refused: device, place or risk.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '50155': {
    means: 'The device could not prove who it is.',
    symptoms: ['client-device-not-joined', 'not-joined-or-duplicate-device'],
  },
  '50187': {
    means: 'The device could not prove who it is.',
    symptoms: ['client-device-not-joined', 'not-joined-or-duplicate-device'],
  },
  '70043': {
    means: 'Conditional Access wants signing in anew more often than that.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '135011': { means: 'The device is disabled in Entra ID.', symptoms: ['not-joined-or-duplicate-device'] },
  '700003': { means: 'The device was deleted from Entra ID.', symptoms: ['not-joined-or-duplicate-device'] },
  '130004': {
    means: 'Windows Hello for Business has no key for this person.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '130005': {
    means: 'The signature made with Windows Hello for Business is not valid.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '130006': {
    means: 'The device has no transport key, which Windows Hello for Business needs.',
    symptoms: ['sign-in-method-not-allowed'],
  },
  '130007': {
    means: 'The device that Windows Hello for Business was set up on is disabled in Entra ID.',
    symptoms: ['not-joined-or-duplicate-device', 'client-device-not-joined'],
  },
  '130008': {
    means: 'The device that Windows Hello for Business was set up on is no longer in Entra ID.',
    symptoms: ['not-joined-or-duplicate-device', 'client-device-not-joined'],
  },
  '50105': {
    means: 'The app lets in only people who were assigned to it, and this person was not.',
    symptoms: ['role-missing', 'sign-in-app-missing'],
  },
  // Tenant and application
  '500011': { means: 'The application is not in this tenant.', symptoms: ['sign-in-app-missing'] },
  '700016': { means: 'The application was not found in this tenant.', symptoms: ['sign-in-app-missing'] },
  '65001': { means: 'Nobody has consented to the application.', symptoms: ['sign-in-app-missing'] },
  '7000112': { means: 'The application is disabled in this tenant.', symptoms: ['sign-in-app-missing'] },
  '650052': {
    means: 'The application needs a service that this tenant has not enabled.',
    symptoms: ['sign-in-app-missing'],
  },
  '90002': { means: 'There is no such tenant.', symptoms: ['guest-account', 'credentials-did-not-work'] },
  '90038': {
    means: 'The account belongs to another cloud, such as that of the US government or of China.',
    symptoms: ['guest-account'],
  },
  '900432': { means: 'This kind of application cannot sign in across clouds.', symptoms: ['guest-account'] },
  '500021': {
    means: 'The company’s network allows sign-in only to certain tenants, and this one is not among them.',
    symptoms: ['guest-account', 'sign-in-method-not-allowed'],
  },
  '500022': {
    means: 'The company’s tenant restrictions do not allow this tenant.',
    symptoms: ['guest-account', 'sign-in-method-not-allowed'],
  },
  '500212': {
    means: 'The person’s own organisation does not let them into other tenants.',
    symptoms: ['guest-account'],
  },
  '500213': { means: 'This tenant does not let people of that organisation in.', symptoms: ['guest-account'] },
  '293004': {
    means: 'The name that was typed as the computer’s is not among the names of any device in the tenant.',
    symptoms: ['target-device-not-found'],
  },
  // Steps on the way, which sign-in logs show beside the true failure
  '50140': { means: 'The person was asked whether to stay signed in: no failure.', symptoms: [] },
  '50058': {
    means: 'There was no session to sign in with silently, so the person was asked: no failure.',
    symptoms: [],
  },
  '50199': { means: 'The person was asked to confirm the app: no failure.', symptoms: [] },
};

/** Microsoft's own page about a code. */
export function aadstsPage(number: string): string {
  return `https://login.microsoftonline.com/error?code=${encodeURIComponent(number)}`;
}
