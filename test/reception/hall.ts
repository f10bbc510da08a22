/** Where people come in: a record, a chat and a directory as they are told to be, and the reception between them. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Person, Vm } from '../../workflows/language.ts';
import type { Policy } from '../../workflows/policy.ts';
import { createInventory } from '../../src/inventory.ts';
import type { Inventory } from '../../src/inventory.ts';
import { createPeople } from '../../src/people.ts';
import type { People } from '../../src/people.ts';
import type { Chat, Directory, IdentityProblem, Reception } from '../../src/ports.ts';
import { createReception } from '../../src/reception.ts';
import { migrate, openDatabase } from '../../src/record/database.ts';
import type { Database } from '../../src/record/database.ts';
import { handClock } from '../support/clock.ts';
import type { HandClock } from '../support/clock.ts';
import { freshDatabase } from '../support/postgres.ts';
import { policy } from '../workflows/given.ts';

export type Hall = {
  readonly db: Database;
  readonly clock: HandClock;
  readonly people: People;
  readonly inventory: Inventory;
  readonly reception: Reception;
  /** By chat account: the person it leads to, or why it leads to nobody. */
  readonly leads: Record<string, Person | IdentityProblem>;
  /** How often the chat was asked who somebody is. */
  asked: number;
  /** How long the chat takes to say who somebody is, in milliseconds. */
  slow: number;
  away: boolean;
  close(): Promise<void>;
};

export async function openHall(vms: readonly Vm[], rules: Policy = policy): Promise<Hall> {
  const fresh = await freshDatabase();
  const db = openDatabase(fresh.url, () => {});
  await migrate(db);
  const clock = handClock();
  const leads: Hall['leads'] = {};
  const unused = () => {
    throw new Error('not part of this');
  };
  const chat: Chat = {
    name: 'chat',
    command: '',
    home: 'place',
    draw: unused,
    start: unused,
    stop: unused,
    examine: unused,
    who: async ({ id }) => {
      hall.asked += 1;
      await pause(hall.slow);
      if (hall.away) throw new Error('the chat is away');
      const lead = leads[id] ?? 'chat_external';
      return typeof lead === 'string'
        ? { is: 'problem', problem: lead }
        : { is: 'profile', profile: { directoryId: lead.id, name: id } };
    },
  };
  const directory: Directory = {
    find: unused,
    memberOf: unused,
    person: async (id) => {
      const person = Object.values(leads).find((lead): lead is Person => typeof lead !== 'string' && lead.id === id);
      return person === undefined ? { is: 'problem', problem: 'not_in_directory' } : { is: 'person', person };
    },
  };
  const estate = {
    async *vms() {
      yield vms;
    },
    vm: unused,
    standing: unused,
    locks: unused,
  };
  const people = createPeople({ db, chats: [chat], directory, policy: () => rules, clock });
  const inventory = createInventory({ db, estate, policy: () => rules, clock });
  await inventory.refresh();
  const reception = createReception({
    db,
    inventory,
    people,
    policy: () => rules,
    clock,
    publicUrl: 'https://latchkey.example',
    wake: () => {},
  });
  const hall: Hall = {
    db,
    clock,
    people,
    inventory,
    reception,
    leads,
    asked: 0,
    slow: 0,
    away: false,
    async close() {
      await db.destroy();
      await fresh.drop();
    },
  };
  return hall;
}

export const account = (id: string) => ({ chat: 'chat', team: 'T1', id });
