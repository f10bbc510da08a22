import { z } from 'zod';
import type { Directory } from '../../src/ports.ts';

type Judgement = Awaited<ReturnType<Directory['find']>>;

/** What is asked of each user: only what is needed to tell who they are. */
export const USER_FIELDS = [
  'id',
  'displayName',
  'userPrincipalName',
  'mail',
  'proxyAddresses',
  'accountEnabled',
  'userType',
];

export const user = z.object({
  id: z.string().toLowerCase(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string(),
  mail: z.string().nullish(),
  proxyAddresses: z.array(z.string()).nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
});

export type User = z.infer<typeof user>;

/** Whether this address is one of the user's: mail, sign-in name or proxy address, whatever the case. */
export function hasAddress(who: User, mail: string): boolean {
  const wanted = mail.toLowerCase();
  const own = [
    who.mail,
    who.userPrincipalName,
    ...(who.proxyAddresses ?? []).map((each) => each.replace(/^smtp:/i, '')),
  ];
  return own.some((each) => each?.toLowerCase() === wanted);
}

/**
 * The one person among these users. Guests do not count, whoever invited them: guest accounts cannot sign in to an Azure VM
 * (learn.microsoft.com, Sign in to a Windows virtual machine in Azure by using Microsoft Entra ID). Nor do disabled
 * accounts, so that a leaver's old account does not stand in the way of a new one. Two that do count are one too many:
 * Latchkey does not guess to whom it gives access.
 */
export function judge(users: readonly User[]): Judgement {
  const members = users.filter((each) => !isGuest(each));
  // Only a plain yes is a yes.
  const enabled = members.filter((each) => each.accountEnabled === true);
  const [first, second] = enabled;
  if (second) return { is: 'problem', problem: 'ambiguous' };
  if (first) {
    const { id, displayName, userPrincipalName: upn } = first;
    return { is: 'person', person: { id, name: displayName || upn, upn } };
  }
  if (members.length > 0) return { is: 'problem', problem: 'directory_disabled' };
  return { is: 'problem', problem: users.length > 0 ? 'directory_guest' : 'not_in_directory' };
}

/**
 * `userType` can be changed, and is empty on some old accounts; `#EXT#` in the sign-in name tells an account of another
 * tenant by how it was made (learn.microsoft.com, Properties of a Microsoft Entra B2B collaboration user).
 */
export function isGuest(who: Pick<User, 'userType' | 'userPrincipalName'>): boolean {
  return who.userType?.toLowerCase() === 'guest' || /#EXT#/i.test(who.userPrincipalName);
}
