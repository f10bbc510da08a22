/** What a person in a chat wants, whichever chat it is. */
import type { RequestId, Role } from './language.ts';

/** A button that acts on a request. */
export type Press = 'approve' | 'deny' | 'withdraw' | 'release' | 'revoke';

export type Intent =
  | {
      readonly is: 'ask';
      /** What was chosen or typed: an index key from the typeahead, an ARM id, or a name. */
      readonly vm: string;
      readonly role: Role;
      /** As typed, for example `2h`; empty for the rule's default. */
      readonly duration: string;
      readonly reason: string;
      readonly ticket: string;
    }
  | { readonly is: 'press'; readonly press: Press; readonly request: RequestId; readonly reason: string }
  | { readonly is: 'mine' }
  | { readonly is: 'home' }
  | { readonly is: 'help' }
  /** A line nobody could make sense of. */
  | { readonly is: 'unclear'; readonly text: string }
  /** The chat says that what it knew of this person has changed: forget what was remembered. */
  | { readonly is: 'changed' };
