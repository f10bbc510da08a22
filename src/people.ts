/** From a chat's user to a person in Entra ID, and which of the policy's groups they are in. */
import type { ChatUser, Person } from '../workflows/language.ts';
import { groupsIn } from '../workflows/policy.ts';
import type { Policy } from '../workflows/policy.ts';
import { createAcquaintance } from './acquaintance.ts';
import type { Acquaintance } from './acquaintance.ts';
import type { Chat, Clock, Directory, IdentityProblem } from './ports.ts';
import type { Database } from './record/database.ts';
import { doubtPerson, personOf, rememberPerson } from './record/memory.ts';

export type Identified =
  { readonly is: 'person'; readonly person: Person } | { readonly is: 'problem'; readonly problem: IdentityProblem };

export type People = {
  /** Who this is. `within` milliseconds ago is recent enough to be believed; 0 asks chat and directory now. */
  identify(user: ChatUser, within: number): Promise<Identified>;
  /** Who this is where nobody can be waited for: see {@link Acquaintance}. Nothing may be decided by it. */
  readonly known: Acquaintance['known'];
  /** Whose requests this chat account asked for, however long ago; undefined when it never did. */
  bound(user: ChatUser): Promise<Person | undefined>;
  /** The policy's groups that each of these persons is in, asked of the directory now. */
  groups(persons: readonly Person[]): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Why this person can no longer be served, asked of the directory now; undefined when they can. */
  unfit(person: Person): Promise<IdentityProblem | undefined>;
  /** The chat says that something about them changed. */
  doubt(user: ChatUser): Promise<void>;
};

/** Who somebody is may be this old, in milliseconds, to be shown a form and the names of VMs. */
const GOOD_ENOUGH = 10 * 60_000;

export function createPeople(parts: {
  readonly db: Database;
  readonly chats: readonly Chat[];
  readonly directory: Directory;
  readonly policy: () => Policy;
  readonly clock: Clock;
}): People {
  const { db, directory, clock } = parts;

  async function verify(user: ChatUser): Promise<Identified> {
    const chat = parts.chats.find((each) => each.name === user.chat);
    if (chat === undefined) return { is: 'problem', problem: 'chat_external' };
    const who = await chat.who(user);
    if (who.is === 'problem') return who;
    const { directoryId, mail } = who.profile;
    if (directoryId !== undefined) return directory.person(directoryId);
    return mail === undefined ? { is: 'problem', problem: 'mail_missing' } : directory.find(mail);
  }

  async function find(user: ChatUser, within: number): Promise<Identified> {
    const recent = within > 0 ? await personOf(db, user, clock.now() - within) : undefined;
    if (recent !== undefined) return { is: 'person', person: recent };
    const found = await verify(user);
    if (found.is === 'problem') return found;
    // An e-mail address can be given to somebody else, and a chat's administrator can change it: whoever was bound to
    // this chat account once stays bound to it until an operator says otherwise. Nor may a second account lead to the
    // same person: an alias or a shared mailbox would let its owner approve what they asked for as somebody else.
    const bound = await rememberPerson(db, user, found.person, clock.now());
    return bound ? found : { is: 'problem', problem: 'identity_changed' };
  }

  const acquaintance = createAcquaintance({ clock, find: (user) => find(user, GOOD_ENOUGH) });

  return {
    async identify(user, within) {
      const found = await find(user, within);
      acquaintance.note(user, found);
      return found;
    },
    known: (user, patience) => acquaintance.known(user, patience),
    bound: (user) => personOf(db, user, -1),
    async groups(persons) {
      const wanted = groupsIn(parts.policy());
      const entries = await Promise.all(
        persons.map(
          async (person) =>
            [person.id, wanted.length === 0 ? [] : await directory.memberOf(person.id, wanted)] as const,
        ),
      );
      return Object.fromEntries(entries);
    },
    async unfit(person) {
      const found = await directory.person(person.id);
      return found.is === 'problem' ? found.problem : undefined;
    },
    async doubt(user) {
      acquaintance.forget(user);
      await doubtPerson(db, user);
      // What was found out while that was written counts no longer either.
      acquaintance.forget(user);
    },
  };
}
