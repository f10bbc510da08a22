/** @jsxImportSource preact */
import { useNow } from '../app/hooks.ts';
import { shortName } from '../app/people.ts';
import { clock } from '../blocks/dates.ts';
import type { Access } from './access.ts';

/** One line: who may sign in, as what, since when and until when. */
export function GrantLine({ access, fresh, gone }: { access: Access; fresh: boolean; gone: boolean }) {
  const standing = access.ends === undefined;
  const state = gone ? ' is-gone' : fresh ? ' is-fresh' : '';
  return (
    <li class={`grant${standing ? ' is-standing' : ''}${state}`} data-testid="grant">
      <bdi class="grant-who">{shortName(access.who)}</bdi>
      <span class={`role role-${access.role}`}>{access.role}</span>
      <span class="grant-when">
        {gone ? (
          'access closed'
        ) : access.ends === undefined ? (
          'standing, not by Latchkey'
        ) : (
          <>
            {clock(new Date(access.since))} – {clock(new Date(access.ends))}
          </>
        )}
      </span>
      {standing && access.level !== 'machine' && <span class="grant-level">{access.level}</span>}
      {access.ends !== undefined && !gone && <Countdown since={access.since} ends={access.ends} />}
    </li>
  );
}

function Countdown({ since, ends }: { since: number; ends: number }) {
  const left = ends - useNow();
  const share = Math.max(0, Math.min(1, left / Math.max(1, ends - since)));
  return (
    <span class={`countdown${left < 0 ? ' is-over' : left < 120_000 ? ' is-near' : ''}`} data-testid="countdown">
      <span class="countdown-bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span class="countdown-text">{left < 0 ? `${spell(-left)} late` : spell(left)}</span>
    </span>
  );
}

/** @param ms not negative */
function spell(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
