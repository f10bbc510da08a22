/**
 * What has to be known to reach somebody in Teams, kept beyond restarts and shared by replicas: a bot may write only to
 * conversations it has heard of or opened, at the address that Teams last named.
 */
import { z } from 'zod';
import { faultFields } from '../../src/log.ts';
import type { Clock, Memory } from '../../src/ports.ts';
import type { Log } from './log.ts';

export type Contact = {
  /** What the bot knows the person by, `29:…`: another bot knows the same person by another. */
  readonly member: string;
  readonly name: string;
  /** The conversation with this person alone; empty until there is one. */
  readonly conversation: string;
  /** Where they were last heard. */
  readonly heardIn: string;
};

const ContactShape = z.object({ member: z.string(), name: z.string(), conversation: z.string(), heardIn: z.string() });

/** A door that was found shut. */
export type Shut = { readonly where: string; readonly code: string; readonly at: number };

const ShutShape = z.array(z.object({ where: z.string(), code: z.string(), at: z.number() }));

export type Book = {
  /** @param person Entra object id */
  contact(person: string): Promise<Contact | undefined>;
  keepContact(person: string, contact: Contact): Promise<void>;
  /** What the bot knows these people by, in this order, without those of whom it never heard. */
  members(persons: readonly string[]): Promise<readonly string[]>;
  /** Where this conversation is reached, or, when it was never heard of, where Teams last was: regions differ within a tenant. */
  service(conversation: string): Promise<string | undefined>;
  keepService(conversation: string, url: string): Promise<void>;
  /** Whether this delivery is the last for which this person was shown a form, by whichever replica; from now on it is. */
  repeatsForm(person: string, delivery: string): Promise<boolean>;
  /** The message that stands for a person's home. */
  home(person: string): Promise<string | undefined>;
  keepHome(person: string, handle: string): Promise<void>;
  /** The one message that is kept current, where a lost reply may have left a second. */
  twin(conversation: string, subject: string): Promise<string | undefined>;
  keepTwin(conversation: string, subject: string, activity: string): Promise<void>;
  /** Doors that are shut, the newest first. */
  shut(): Promise<readonly Shut[]>;
  /** Never throws: it is told in passing. */
  markShut(where: string, code: string): Promise<void>;
  /** Never throws. */
  markOpen(where: string): Promise<void>;
};

const MOST_SHUT = 100;
/** Milliseconds. Whoever has not been tried for so long matters to nobody: a channel that access.yaml names no more, say. */
const SHUT_FOR = 30 * 24 * 3_600_000;
/** Of the whole tenant: once anybody is reached again, it is lifted for all. */
const BANS: ReadonlySet<string> = new Set(['BotDisabledByAdmin']);

export function bookOf(memory: Memory, clock: Clock, log: Log): Book {
  const members = new Map<string, string>();

  async function keep(key: string, value: string): Promise<void> {
    // Most activities repeat what is known: only news is written. What is known is read, and not what this replica wrote last:
    // another may have written since, and somebody could stay out of reach where they were heard just now.
    if ((await memory.get(key)) !== value) await memory.set(key, value);
  }

  async function read<T>(key: string, shape: z.ZodType<T>): Promise<T | undefined> {
    const text = await memory.get(key);
    if (text === undefined) return undefined;
    try {
      return shape.safeParse(JSON.parse(text)).data;
    } catch {
      return undefined;
    }
  }

  const shut = async (): Promise<readonly Shut[]> => {
    const since = clock.now() - SHUT_FOR;
    return ((await read('shut', ShutShape)) ?? []).filter(({ at }) => at > since);
  };

  async function changeShut(change: (before: readonly Shut[]) => readonly Shut[]): Promise<void> {
    try {
      const before = await shut();
      const after = change(before);
      if (after !== before) await memory.set('shut', JSON.stringify(after.slice(0, MOST_SHUT)));
    } catch (error) {
      log.warn(faultFields(error), 'Could not note that somebody in Teams can, or cannot, be reached');
    }
  }

  /** What the bot knows somebody by stays. */
  async function memberOf(person: string): Promise<string | undefined> {
    const known = members.get(person);
    if (known !== undefined) return known;
    const member = (await read(`contact/${person}`, ContactShape))?.member;
    // Somebody the bot was first to write to is known by their object id alone, which is of no use here.
    if (member === undefined || !member.startsWith('29:')) return undefined;
    if (members.size > 10_000) members.clear();
    members.set(person, member);
    return member;
  }

  return {
    members: async (persons) => (await Promise.all(persons.map(memberOf))).filter((member) => member !== undefined),
    contact: (person) => read(`contact/${person}`, ContactShape),
    keepContact: (person, contact) => keep(`contact/${person}`, JSON.stringify(contact)),
    service: async (conversation) =>
      (conversation === '' ? undefined : await memory.get(`service/${conversation}`)) ?? memory.get('service'),
    keepService: async (conversation, url) => {
      await keep(`service/${conversation}`, url);
      await keep('service', url);
    },
    repeatsForm: async (person, delivery) => {
      const key = `form/${person}`;
      if ((await memory.get(key)) === delivery) return true;
      await memory.set(key, delivery);
      return false;
    },
    home: (person) => memory.get(`home/${person}`),
    keepHome: (person, handle) => memory.set(`home/${person}`, handle),
    twin: (conversation, subject) => memory.get(`twin/${conversation}/${subject}`),
    keepTwin: (conversation, subject, activity) => memory.set(`twin/${conversation}/${subject}`, activity),
    shut,
    markShut: (where, code) =>
      changeShut((before) => [{ where, code, at: clock.now() }, ...before.filter((each) => each.where !== where)]),
    markOpen: (where) =>
      changeShut((before) => {
        const left = before.filter((each) => each.where !== where && !BANS.has(each.code));
        return left.length === before.length ? before : left;
      }),
  };
}
