/** Whether somebody is a full, present member of our own tenant, and what Teams knows of them. */
import { z } from 'zod';
import type { ChatUser } from '../../workflows/language.ts';
import type { ChatProfile, Clock, IdentityProblem } from '../../src/ports.ts';
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
  readonly clock: Clock;
};

/**
 * Milliseconds that a good answer counts. Teams lets members be asked for about four times a second in one conversation; the
 * account itself is looked at in the directory each time.
 */
const REMEMBERED = 30_000;
const MOST_REMEMBERED = 2_000;

/** Throws Fault. */
export function whoOf(asking: Asking): (user: ChatUser) => Promise<Identity> {
  const good = new Map<string, { identity: Identity; until: number }>();
  return async (user) => {
    const { clock, tenant } = asking;
    if (user.team.toLowerCase() !== tenant) return problem('chat_external');
    const known = good.get(user.id);
    if (known !== undefined && known.until > clock.now()) return known.identity;
    good.delete(user.id);
    const identity = await ask(user, asking);
    if (good.size >= MOST_REMEMBERED) good.clear();
    if (identity.is === 'profile') good.set(user.id, { identity, until: clock.now() + REMEMBERED });
    return identity;
  };
}

async function ask(user: ChatUser, { connector, sender, book, tenant }: Asking): Promise<Identity> {
  const known = await book.contact(user.id);
  const places = new Set([known?.conversation ?? '', known?.heardIn ?? ''].filter((place) => place !== ''));
  for (const place of places.size === 0 ? [undefined] : places) {
    try {
      const conversation = place ?? (await sender.direct(user));
      const member = await connector.call(
        await sender.service(conversation),
        'asking Teams who somebody is',
        (conversations) =>
          conversations.getConversationMember(conversation, known?.member ?? user.id, { timeout: CALL_WITHIN }),
      );
      return identityOf(member, user, tenant);
    } catch (error) {
      const refused = refusalOf(error);
      // Not there, or the bot is not there any more: somebody may have removed it for themselves and still be in the channel.
      const elsewhere = refused?.status === 404 || (refused?.status === 403 && refused.code !== 'BotDisabledByAdmin');
      if (!elsewhere) throw error;
    }
  }
  // They are in no place where they were ever heard.
  return problem('chat_deactivated');
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
