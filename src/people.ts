/** From a chat's user to a person in Entra ID, and which of the policy's groups they are in. */
import type { ChatUser, Person } from '../workflows/language.ts';
import { groupsIn } from '../workflows/policy.ts';
import type { Policy } from '../workflows/policy.ts';
import type { Chat, Clock, Directory, IdentityProblem } from './ports.ts';
import type { Database } from './record/database.ts';
import { doubtPerson, personOf, rememberPerson } from './record/memory.ts';

export type Identified =
  { readonly is: 'person'; readonly person: Person } | { readonly is: 'problem'; readonly problem: IdentityProblem };

export type People = {
  /** Who this is. `within` milliseconds ago is recent enough to be believed; 0 asks chat and directory now. */
  identify(user: ChatUser, within: number): Promise<Identified>;
  /** The policy's groups that each of these persons is in, asked of the directory now. */
  groups(persons: readonly Person[]): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Why this person can no longer be served, asked of the directory now; undefined when they can. */
  unfit(person: Person): Promise<IdentityProblem | undefined>;
  /** The chat says that something about them changed. */
  doubt(user: ChatUser): Promise<void>;
};

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

  return {
    async identify(user, within) {
      const recent = within > 0 ? await personOf(db, user, clock.now() - within) : undefined;
      if (recent !== undefined) return { is: 'person', person: recent };
      const found = await verify(user);
      if (found.is === 'problem') return found;
      // An e-mail address can be given to somebody else, and a chat's administrator can change it: whoever was bound to
      // this chat account once stays bound to it until an operator says otherwise.
      const before = await personOf(db, user, -1);
      if (before !== undefined && before.id !== found.person.id) return { is: 'problem', problem: 'identity_changed' };
      await rememberPerson(db, user, found.person, clock.now());
      return found;
    },
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
    doubt: (user) => doubtPerson(db, user),
  };
}
