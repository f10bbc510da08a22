import { isDeepStrictEqual } from 'node:util';
import type { Events } from './events.ts';
import { userChange } from './event-payloads.ts';
import type { Member, Store } from './store.ts';

/** Tells the app when somebody's profile is not as it was (event `user_change`). */
export class ProfileWatch {
  #known: ReadonlyMap<string, Member>;
  #pending: NodeJS.Immediate | undefined;
  readonly #store: Store;
  readonly #events: Events;
  readonly #stopListening: () => void;

  constructor(store: Store, events: Events) {
    this.#store = store;
    this.#events = events;
    this.#known = this.#members();
    // Put off, because a reset changes the world first and only then tells us that it was one.
    this.#stopListening = store.context.world.onChange((part) => {
      if (part === 'slack') this.#pending ??= setImmediate(() => this.#compare());
    });
  }

  /** Takes the world as it is for known. */
  reset(): void {
    this.#known = this.#members();
  }

  close(): void {
    clearImmediate(this.#pending);
    this.#stopListening();
  }

  #compare(): void {
    this.#pending = undefined;
    const before = this.#known;
    this.#known = this.#members();
    for (const [id, member] of this.#known) {
      const old = before.get(id);
      const same = old && old.displayName === member.displayName && isDeepStrictEqual(old.slack, member.slack);
      if (old && !same) void this.#events.emit(userChange(this.#store, member));
    }
  }

  #members(): ReadonlyMap<string, Member> {
    const { people } = this.#store.context.world.now;
    const members = people.filter((person): person is Member => person.slack !== null);
    return new Map(members.map((member) => [member.slack.id, member]));
  }
}
