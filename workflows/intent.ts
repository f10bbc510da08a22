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
  /** Why does sign-in fail? */
  | {
      readonly is: 'diagnose';
      /** What was typed or pasted; empty when nothing was. */
      readonly text: string;
      /** As in `ask`; empty when none was chosen. */
      readonly vm: string;
      /** The request whose access does not work; empty when none was pressed. */
      readonly request: RequestId;
      /** Nobody asked for help by name: it was only written to us, and may be about anything. */
      readonly unbidden?: true;
      /** Something that looked like a password or a token was in it, and was taken out before anything else saw it. */
      readonly secret?: true;
    }
  /** A button of a conversation, as it stood at that version of it. */
  | { readonly is: 'talk'; readonly talk: string; readonly version: number; readonly choice: string }
  /** A yes or no to a repair. */
  | { readonly is: 'mend'; readonly mend: string; readonly decision: 'approve' | 'deny' }
  | { readonly is: 'mine' }
  | { readonly is: 'home' }
  | { readonly is: 'help' }
  /** A line nobody could make sense of. */
  | { readonly is: 'unclear'; readonly text: string; readonly secret?: true }
  /** The chat says that what it knew of this person has changed: forget what was remembered. */
  | { readonly is: 'changed' };
