/** Whether somebody is a full, present member of our own tenant, and what Teams knows of them. */
import { z } from 'zod';
import type { ChatUser } from '../../workflows/language.ts';
import type { ChatProfile, IdentityProblem } from '../../src/ports.ts';
import type { Book } from './book.ts';
import type { Connector } from './connector.ts';
import { CALL_WITHIN } from './connector.ts';
import { refusalOf } from './faults.ts';
import type { Sender } from './send.ts';

export type Identity =
  | { readonly is: 'profile'; readonly profile: ChatProfile }
  | { readonly is: 'problem'; readonly problem: IdentityProblem };

const problem = (name: IdentityProblem): Identity => ({ is: 'problem', problem: name });

export type Asking = {
  readonly connector: Connector;
  readonly sender: Sender;
  readonly book: Book;
  readonly tenant: string;
};

/** Asked of Teams each time. Throws Fault. */
export async function who(user: ChatUser, asking: Asking): Promise<Identity> {
  const { connector, sender, book, tenant } = asking;
  if (user.team.toLowerCase() !== tenant) return problem('chat_external');
  const known = await book.contact(user.id);
  const profile: Identity = { is: 'profile', profile: { directoryId: user.id, name: known?.name || user.id } };
  try {
    const conversation = known?.conversation || known?.heardIn || (await sender.direct(user));
    const member = await connector.call(await sender.service(), 'asking Teams who somebody is', (conversations) =>
      conversations.getConversationMember(conversation, known?.member ?? user.id, { timeout: CALL_WITHIN }),
    );
    return identityOf(member, user, tenant);
  } catch (error) {
    const refused = refusalOf(error);
    if (refused?.status === 404) return problem('chat_deactivated');
    // The bot was removed where this person is: that says nothing about them. Who they are is proven by the activity's token
    // and tenant, and the directory is asked about their account in any case.
    if (refused?.status === 403) return profile;
    throw error;
  }
}

const Member = z.object({
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
  name: z.string().nullish(),
});

/** Every mark counts by itself. */
export function identityOf(answer: unknown, user: ChatUser, tenant: string): Identity {
  const parsed = Member.safeParse(answer);
  if (!parsed.success) return problem('chat_external');
  const { aadObjectId, objectId, tenantId, userRole, name } = parsed.data;
  if ((aadObjectId ?? objectId)?.toLowerCase() !== user.id) return problem('chat_external');
  if (tenantId && tenantId.toLowerCase() !== tenant) return problem('chat_external');
  switch ((userRole ?? 'user').toLowerCase()) {
    case 'user':
      return { is: 'profile', profile: { directoryId: user.id, name: name || user.id } };
    case 'guest':
      return problem('chat_guest');
    default:
      return problem('chat_external');
  }
}
