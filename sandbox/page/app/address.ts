import type { Chat } from './shapes.ts';

/** One person at one chat. */
export type Seat = { readonly person: string; readonly chat: Chat };

/**
 * Who is shown, as the page's address says it: `?as=ana` is one person at Slack, `?as=ana.teams&with=mia` two side by side, the
 * first of them at Teams.
 */
export type Cast = { readonly a: Seat; readonly b: Seat | undefined };

/** Width in CSS pixels from which two people stand side by side unless the address says otherwise. */
const WIDE = 1180;

export function readCast(): Cast {
  const query = new URLSearchParams(location.search);
  const [a, b] = [query.get('as'), query.get('with')];
  if (a !== null) return { a: seatOf(a), b: b === null ? undefined : seatOf(b) };
  const first: Cast = { a: { person: 'ana', chat: 'teams' }, b: { person: 'mia', chat: 'slack' } };
  return innerWidth >= WIDE ? first : { ...first, b: undefined };
}

export function writeCast({ a, b }: Cast): void {
  const query = new URLSearchParams({ as: nameOf(a), ...(b !== undefined && { with: nameOf(b) }) });
  history.replaceState(null, '', `?${query}`);
}

function seatOf(name: string): Seat {
  return name.endsWith('.teams')
    ? { person: name.slice(0, -'.teams'.length), chat: 'teams' }
    : { person: name, chat: 'slack' };
}

function nameOf({ person, chat }: Seat): string {
  return chat === 'teams' ? `${person}.teams` : person;
}
