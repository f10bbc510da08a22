import { createHash } from 'node:crypto';
import { uuidOf } from './ids.ts';
import type { Group, Person, SlackFacts, TeamsFacts } from './model.ts';

const JOINED = Date.UTC(2024, 2, 4, 8, 0, 0);

export const TENANT = uuidOf('tenant:contoso');

/** The language that somebody has set in Teams, where it is not English. */
const LOCALES: Readonly<Record<string, string>> = { ana: 'es-ES', mia: 'en-US', olga: 'cs-CZ', nadia: 'ar-JO' };

/** Two hundred characters, right to left: the longest and most awkward name the cards have to bear. */
const LONG_NAME = 'نادية عبد الرحمن الحسيني '.repeat(9).slice(0, 200);

export function groups(): readonly Group[] {
  return [
    group('VM Approvers', []),
    group('VM Approvers Europe', ['VM Approvers']),
    group('Platform Operators', []),
    group('Engineers', []),
  ];
}

function group(displayName: string, memberOf: readonly string[]): Group {
  return { id: uuidOf(`group:${displayName}`), displayName, memberOf };
}

export function people(): readonly Person[] {
  return [
    member('ana', 'Ana Torres', { groups: ['Engineers'] }, { tz: 'Europe/Madrid', tz_label: 'Central European Time' }),
    member('raj', 'Raj Patel', { groups: ['Engineers'] }, { tz: 'Asia/Kolkata', tz_label: 'India Standard Time' }),
    member(
      'bo',
      'Bo Lindqvist',
      { groups: ['Engineers'] },
      { tz: 'Europe/Stockholm', tz_label: 'Central European Time' },
    ),
    member('mia', 'Mia Chen', { groups: ['VM Approvers Europe'] }, {}),
    member('tom', 'Tom Okafor', { groups: ['VM Approvers'] }, { tz: 'Africa/Lagos', tz_label: 'West Africa Time' }),
    member(
      'olga',
      'Olga Novak',
      { groups: ['Platform Operators'] },
      { tz: 'Europe/Prague', tz_label: 'Central European Time' },
    ),
    member(
      'gus',
      'Gus Fischer',
      {
        userType: 'Guest',
        mail: 'gus@fabrikam.example',
        userPrincipalName: 'gus_fabrikam.example#EXT#@contoso.onmicrosoft.com',
        proxyAddresses: ['SMTP:gus@fabrikam.example'],
      },
      { email: 'gus@fabrikam.example', is_restricted: true },
      { userRole: 'guest' },
    ),
    member(
      'dora',
      'Dora Weiss',
      { groups: ['Engineers'], accountEnabled: false },
      { deleted: true },
      { deleted: true },
    ),
    member(
      'sam1',
      'Sam Reyes',
      { proxyAddresses: ['SMTP:sam1@contoso.com', 'smtp:sam@contoso.com'] },
      { id: 'U0SAM', email: 'sam@contoso.com' },
    ),
    {
      ...member('sam2', 'Sam Reyes', { proxyAddresses: ['SMTP:sam2@contoso.com', 'smtp:sam@contoso.com'] }, {}),
      slack: null,
    },
    member(
      'erik',
      'Erik Holm',
      { inDirectory: false, mail: 'erik@northwind.example', userPrincipalName: 'erik@northwind.example' },
      { email: 'erik@northwind.example', team_id: 'T0NORTHWIND', is_stranger: true },
      { tenantId: uuidOf('tenant:northwind'), installed: false },
    ),
    member('nadia', LONG_NAME, { groups: ['Engineers'] }, { tz: 'Asia/Amman', tz_label: 'Arabia Standard Time' }),
  ];
}

function member(
  key: string,
  displayName: string,
  entra: Partial<Person>,
  slack: Partial<SlackFacts>,
  teams: Partial<TeamsFacts> = {},
): Person {
  const mail = `${key}@contoso.com`;
  return {
    key,
    id: uuidOf(`person:${key}`),
    inDirectory: true,
    displayName,
    userPrincipalName: mail,
    mail,
    proxyAddresses: [`SMTP:${mail}`],
    accountEnabled: true,
    userType: 'Member',
    groups: [],
    createdAt: JOINED,
    signIn: {
      forceChange: false,
      passwordChangedAt: JOINED,
      perUserMfa: 'disabled',
      methods: ['password', 'windowsHelloForBusiness', 'microsoftAuthenticator'],
      synced: false,
    },
    ...entra,
    slack: {
      id: `U0${key.toUpperCase()}`,
      team_id: 'T0CONTOSO',
      email: mail,
      tz: 'Europe/Berlin',
      tz_label: 'Central European Time',
      is_email_confirmed: true,
      is_restricted: false,
      is_ultra_restricted: false,
      is_stranger: false,
      deleted: false,
      is_bot: false,
      ...slack,
    },
    teams: {
      id: `29:1${createHash('sha256').update(`teams:${key}`).digest('base64url')}`,
      tenantId: TENANT,
      userRole: 'user',
      tz: slack.tz ?? 'Europe/Berlin',
      locale: LOCALES[key] ?? 'en-GB',
      installed: true,
      deleted: false,
      ...teams,
    },
  };
}
