import type { Names } from '../blocks/text.tsx';
import type { Chat, Person, State } from './shapes.ts';

/** What part this person plays, in a word or two, as the seed's data tells it. */
export function partOf(person: Person): string {
  const { slack, teams, groups } = person;
  if (slack?.deleted === true || teams?.deleted === true || !person.accountEnabled) return 'has left';
  if (slack?.is_stranger === true) return 'from another company';
  if (person.userType === 'Guest' || slack?.is_restricted === true) return 'guest';
  if (groups.some((group) => group.includes('Approvers'))) return 'approver';
  if (groups.some((group) => group.includes('Operators'))) return 'operator';
  if (groups.includes('Engineers')) return 'engineer';
  return 'not in any group';
}

/** People with an account in this chat, in the order of the story. */
export function chatPeople(state: State, chat: Chat): readonly Person[] {
  return state.people.filter((person) => person[chat] !== null);
}

export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

/** A name that fits where only a few words do. */
export function shortName(name: string): string {
  const letters = [...name];
  return letters.length > 40 ? `${letters.slice(0, 38).join('').trimEnd()}…` : name;
}

/** One of eight colours, always the same for the same person. */
export function hue(key: string): number {
  let sum = 0;
  for (const letter of key) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return sum % 8;
}

export function namesOf(state: State): Names {
  return {
    user: (id) => shortName(state.people.find((person) => person.slack?.id === id)?.displayName ?? botName(state, id)),
    channel: (id) => state.slack.channels?.find((channel) => channel.id === id)?.name ?? id,
  };
}

function botName(state: State, id: string): string {
  return (
    state.slack.users?.find((user) => user.id === id)?.real_name ?? (id === state.slack.bot?.user_id ? 'Latchkey' : id)
  );
}
