import type { SandboxClock } from './clock.ts';
import { same, vmId } from './ids.ts';
import type { Part, Person, Vm, WorldData } from './model.ts';
import { seed } from './seed.ts';

/** How long snapshots are kept for faults of the kind `stale`, and how close together the kept ones may lie. */
const KEPT = 20 * 60_000;
const GRAIN = 100;

/**
 * All that is so in Azure, Entra and the Slack workspace at this moment. Data is replaced, never changed in place, which
 * makes a snapshot of any earlier moment free.
 */
export class World {
  #now: WorldData = seed();
  #history: { at: number; data: WorldData }[] = [{ at: -Infinity, data: this.#now }];
  readonly #listeners = new Set<(part: Part) => void>();
  readonly #resets = new Set<() => void>();
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** The world now. */
  get now(): WorldData {
    return this.#now;
  }

  /** The world as it was at this instant (milliseconds), to the tenth of a second. */
  at(instant: number): WorldData {
    return this.#history.findLast((snapshot) => snapshot.at <= instant)?.data ?? this.#now;
  }

  /** Replaces what `change` answers, and tells everybody who listens. */
  edit(part: Part, change: (data: WorldData) => Partial<WorldData>): void {
    this.#now = { ...this.#now, ...change(this.#now) };
    const at = this.#clock.now();
    const last = this.#history.at(-1);
    if (last && at - last.at < GRAIN) last.data = this.#now;
    else this.#history.push({ at, data: this.#now });
    const oldest = this.#history.findIndex((snapshot) => snapshot.at >= at - KEPT);
    if (oldest > 1) this.#history.splice(0, oldest - 1);
    this.changed(part);
  }

  /** Tells everybody who listens that this part is not as it was. */
  changed(part: Part): void {
    for (const listener of this.#listeners) listener(part);
  }

  onChange(listener: (part: Part) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A person by key, Slack user id, Teams id, Entra object id, or user principal name. */
  person(who: string): Person | undefined {
    return (
      this.#now.people.find((person) => person.key === who || person.slack?.id === who || person.teams?.id === who) ??
      this.#now.people.find((person) => same(person.id, who) || same(person.userPrincipalName, who))
    );
  }

  /** A VM by name or ARM id. */
  vm(which: string): Vm | undefined {
    return this.#now.vms.find((vm) => same(vm.name, which) || same(vmId(vm), which));
  }

  /** Changes one person; undefined when there is no such person. */
  editPerson(who: string, change: (person: Person) => Person): Person | undefined {
    const found = this.person(who);
    if (!found) return undefined;
    const next = change(found);
    this.edit('azure', (data) => ({ people: data.people.map((person) => (person.key === found.key ? next : person)) }));
    this.changed('slack');
    this.changed('teams');
    return next;
  }

  /** Calls back after the world went back to its seed. */
  onReset(listener: () => void): void {
    this.#resets.add(listener);
  }

  reset(): void {
    this.#now = seed();
    this.#history = [{ at: -Infinity, data: this.#now }];
    for (const listener of this.#resets) listener();
    this.changed('azure');
    this.changed('slack');
    this.changed('teams');
  }
}
