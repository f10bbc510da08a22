import type { Courier } from '../courier.ts';
import type { Manner, Outcome } from '../delivery.ts';
import type { Events } from '../events.ts';
import type { Json } from '../model.ts';
import type { Member, Store } from '../store.ts';

/** What a person's act is done with. */
export type Stage = {
  readonly store: Store;
  readonly courier: Courier;
  readonly events: Events;
  readonly member: Member;
};

/** What the caller of the person API is told. */
export type Told = Json & {
  readonly acked: boolean;
  readonly status: number;
  readonly ms: number;
  readonly response: unknown;
  /** What Slack would show the person. */
  readonly error?: string;
};

export function told(
  [first, ...more]: readonly [Outcome, ...Outcome[]],
  extra: { error?: string | undefined } & Json = {},
): Told {
  const { error, ...rest } = extra;
  return {
    acked: first.acked,
    status: first.status,
    ms: first.ms,
    response: first.response ?? null,
    ...(more.length > 0 ? { others: more.map(({ acked, status, ms }) => ({ acked, status, ms })) } : {}),
    ...(error === undefined ? {} : { error }),
    ...rest,
  };
}

/** For an act that Slack keeps to itself. */
export function untold(extra: { error?: string } & Json = {}): Told {
  return { acked: false, status: 0, ms: 0, response: null, delivered: false, ...extra };
}

export async function interact(stage: Stage, payload: Json, how: Manner, takesAnswer = false) {
  return stage.courier.deliver({ kind: 'interactive', payload, takesAnswer }, how);
}
