/** What buttons carry, written and read in one place: it comes back from the person's own machine. */
import type { ActionName, FormName } from './card.ts';
import type { Intent } from './intent.ts';
import type { Role } from './language.ts';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const REQUEST = new RegExp(`^${UUID}$`);
/** An index key of the inventory. */
const WISH = /^vm\.([\w-]{22})(?:\.(admin))?$/;
const TALK = new RegExp(`^(${UUID})\\.(\\d{1,6})\\.([a-z][a-z0-9_]{0,19})$`);
const MEND = new RegExp(`^(${UUID})\\.(approve|deny)$`);

/** What pressing a button asks for; `stale` when it carries what was never put there. */
export type Pressed =
  | { readonly is: 'intent'; readonly intent: Intent }
  | { readonly is: 'form'; readonly form: FormName }
  | { readonly is: 'stale' };

export function readButton(action: ActionName, subject: string): Pressed {
  const stale: Pressed = { is: 'stale' };
  const request = REQUEST.test(subject);
  switch (action) {
    case 'mine':
      return { is: 'intent', intent: { is: 'mine' } };
    case 'ask':
      return subject === '' || request || WISH.test(subject) ? { is: 'form', form: 'ask' } : stale;
    case 'describe':
      return subject === '' || request ? { is: 'form', form: 'diagnose' } : stale;
    case 'deny':
    case 'revoke':
      return request ? { is: 'form', form: action } : stale;
    case 'approve':
    case 'withdraw':
    case 'release':
      return request ? { is: 'intent', intent: { is: 'press', press: action, request: subject, reason: '' } } : stale;
    case 'diagnose':
      return request ? { is: 'intent', intent: { is: 'diagnose', text: '', vm: '', request: subject } } : stale;
    case 'talk': {
      const [, talk, version, choice] = TALK.exec(subject) ?? [];
      if (talk === undefined || choice === undefined) return stale;
      return { is: 'intent', intent: { is: 'talk', talk, version: Number(version), choice } };
    }
    case 'mend': {
      const [, mend, decision] = MEND.exec(subject) ?? [];
      if (mend === undefined) return stale;
      return { is: 'intent', intent: { is: 'mend', mend, decision: decision === 'approve' ? 'approve' : 'deny' } };
    }
    default:
      return action satisfies never;
  }
}

/** For `ask`: the form with this VM and role filled in. `key` is the value of the VM's choice. */
export function wishSubject(key: string, role: Role): string {
  return `vm.${key}${role === 'admin' ? '.admin' : ''}`;
}

export function readWishSubject(subject: string): { readonly vm: string; readonly role: Role } | undefined {
  const read = WISH.exec(subject);
  return read?.[1] === undefined ? undefined : { vm: read[1], role: read[2] === 'admin' ? 'admin' : 'user' };
}

/** For `talk`: at most 64 characters. `choice` is a word of at most 20 letters, digits and underscores. */
export function talkSubject(talk: string, version: number, choice: string): string {
  return `${talk}.${version}.${choice}`;
}

/** For `mend`. */
export function mendSubject(mend: string, decision: 'approve' | 'deny'): string {
  return `${mend}.${decision}`;
}
