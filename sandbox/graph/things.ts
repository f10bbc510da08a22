/** People and groups with every property that the sandbox's Graph has of them. */
import type { Group, Person } from '../model.ts';
import type { Thing } from './request.ts';

/** What a user has when nothing was selected (learn.microsoft.com, Get a user). */
export const USER_DEFAULTS =
  'businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName id'.split(
    ' ',
  );

/** What a group has when nothing was selected, as far as the sandbox knows it (learn.microsoft.com, Get group). */
export const GROUP_DEFAULTS =
  'id displayName description mail mailEnabled mailNickname securityEnabled groupTypes visibility'.split(' ');

export function userThing(person: Person): Thing {
  const [givenName, ...rest] = person.displayName.split(' ');
  return {
    businessPhones: [],
    displayName: person.displayName,
    givenName: givenName ?? null,
    jobTitle: null,
    mail: person.mail,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: rest.join(' ') || null,
    userPrincipalName: person.userPrincipalName,
    id: person.id,
    accountEnabled: person.accountEnabled,
    userType: person.userType,
    proxyAddresses: person.proxyAddresses,
    otherMails: [],
    mailNickname: person.userPrincipalName.split('@')[0],
    externalUserState: person.userType === 'Guest' ? 'Accepted' : null,
    onPremisesSyncEnabled: person.signIn.synced ? true : null,
    lastPasswordChangeDateTime: new Date(person.signIn.passwordChangedAt).toISOString(),
    passwordPolicies: null,
    passwordProfile: {
      password: null,
      forceChangePasswordNextSignIn: person.signIn.forceChange,
      forceChangePasswordNextSignInWithMfa: false,
    },
    createdDateTime: new Date(person.createdAt).toISOString(),
    identities: [],
    department: null,
    companyName: null,
  };
}

export function groupThing(group: Group): Thing {
  return {
    id: group.id,
    displayName: group.displayName,
    description: null,
    mail: null,
    mailEnabled: false,
    mailNickname: group.displayName.replaceAll(' ', ''),
    securityEnabled: true,
    groupTypes: [],
    visibility: null,
  };
}
