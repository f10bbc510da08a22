import { refuse } from '../../refusal.ts';
import type { Courier } from '../courier.ts';
import type { Outcome } from '../delivery.ts';
import type { Json } from '../json.ts';
import type { Conversation, Member, Message } from '../model.ts';
import type { Store } from '../store.ts';

/** What a person's act is done with. */
export type Stage = { readonly store: Store; readonly courier: Courier; readonly member: Member };

/** What the caller of the person API is told. */
export type Told = Json & {
  readonly acked: boolean;
  readonly status: number;
  readonly ms: number;
  readonly response: unknown;
  /** What the client would show the person. */
  readonly error?: string;
};

export function told([first, ...more]: readonly [Outcome, ...Outcome[]], extra: Json = {}): Told {
  return {
    acked: first.acked,
    status: first.status,
    ms: first.ms,
    response: first.response ?? null,
    ...(first.reason === undefined ? {} : { reason: first.reason }),
    ...(more.length > 0
      ? { others: more.map(({ acked, status, ms, response }) => ({ acked, status, ms, response })) }
      : {}),
    ...Object.fromEntries(Object.entries(extra).filter(([, value]) => value !== undefined)),
  };
}

/** For an act that the client keeps to itself. */
export function untold(extra: Json = {}): Told {
  return { acked: false, status: 0, ms: 0, response: null, delivered: false, ...extra };
}

/** The conversation meant; the one with the bot when none is named. */
export function placeFor({ store, member }: Stage, id: string | undefined): Conversation {
  if (id === undefined) return store.personal(member);
  const conversation = store.conversation(id);
  if (!conversation) return refuse(404, `There is no conversation ${id}.`);
  if (!store.sees(member, conversation)) return refuse(403, `${member.key} is not in ${conversation.name}.`);
  return conversation;
}

export function messageFor({ store, member }: Stage, conversation: Conversation, id: string): Message {
  const message = store.message(conversation.id, id);
  if (!message || message.deleted) return refuse(404, `${member.key} sees no message ${id} in ${conversation.name}.`);
  return message;
}
