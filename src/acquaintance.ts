/**
 * Who is known here and now: asked at each keystroke in a form, where nobody can be asked first. What is found out is
 * believed for a short while only, and decides nothing.
 */
import type { ChatUser, Instant } from '../workflows/language.ts';
import type { Identified } from './people.ts';
import type { Clock } from './ports.ts';

export type Acquaintance = {
  /**
   * Who this is; undefined when that is not known within `patience` milliseconds, because nobody could tell or not yet.
   * Finds out in the background what is not known, once for all who ask meanwhile. Never throws.
   */
  known(user: ChatUser, patience: number): Promise<Identified | undefined>;
  note(user: ChatUser, found: Identified): void;
  forget(user: ChatUser): void;
};

/** In milliseconds. Another replica that is told of a change does not tell this one. */
const BELIEVED = 60_000;
/** After nobody could tell, so that keystrokes do not crowd a directory that is away; in milliseconds. */
const LEFT_ALONE = 5_000;
/** Outsiders count too, and there may be any number of them. */
const KEPT_AT_MOST = 10_000;

export function createAcquaintance(parts: {
  readonly clock: Clock;
  /** Throws when something outside is away. */
  readonly find: (user: ChatUser) => Promise<Identified>;
}): Acquaintance {
  const { clock } = parts;
  const kept = new Map<string, { readonly found: Identified | undefined; readonly until: Instant }>();
  const underWay = new Map<string, Promise<Identified | undefined>>();

  function keep(user: ChatUser, found: Identified | undefined, lasts: number): void {
    const key = keyOf(user);
    kept.delete(key);
    kept.set(key, { found, until: clock.now() + lasts });
    const [oldest] = kept.keys();
    if (kept.size > KEPT_AT_MOST && oldest !== undefined) kept.delete(oldest);
  }

  function findOut(user: ChatUser): Promise<Identified | undefined> {
    const key = keyOf(user);
    const check = Promise.resolve(user)
      .then(parts.find)
      .then(
        (found) => {
          // Forgotten meanwhile: what was found may be what is doubted.
          if (underWay.get(key) !== check) return undefined;
          keep(user, found, BELIEVED);
          return found;
        },
        () => {
          // Whoever asks for something is identified again then, and hears what is wrong.
          keep(user, undefined, LEFT_ALONE);
          return undefined;
        },
      )
      .finally(() => {
        if (underWay.get(key) === check) underWay.delete(key);
      });
    underWay.set(key, check);
    return check;
  }

  return {
    async known(user, patience) {
      const key = keyOf(user);
      const before = kept.get(key);
      if (before !== undefined && before.until > clock.now()) return before.found;
      const check = underWay.get(key) ?? findOut(user);
      return patience > 0 ? within(patience, check) : undefined;
    },
    note: (user, found) => keep(user, found, BELIEVED),
    forget(user) {
      kept.delete(keyOf(user));
      underWay.delete(keyOf(user));
    },
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function keyOf({ chat, team, id }: ChatUser): string {
  return JSON.stringify([chat, team, id]);
}
