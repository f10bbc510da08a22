import { same } from './ids.ts';
import type { Group, Person, WorldData } from './model.ts';

/** Every group this person is in, directly or through other groups. */
export function groupsOf(data: WorldData, person: Person): readonly Group[] {
  const found = new Map<string, Group>();
  const add = (name: string) => {
    const group = data.groups.find((known) => known.displayName === name);
    if (!group || found.has(group.id)) return;
    found.set(group.id, group);
    for (const outer of group.memberOf) add(outer);
  };
  for (const name of person.groups) add(name);
  return [...found.values()];
}

/** The person in the directory with this object id. */
export function personById(data: WorldData, id: string): Person | undefined {
  return data.people.find((person) => person.inDirectory && same(person.id, id));
}
