/** @jsxImportSource preact */
import { hue, initials } from './people.ts';
import type { Person } from './shapes.ts';

export function Avatar({ person, large }: { person: Person; large?: boolean }) {
  return (
    <span class={`avatar hue-${hue(person.key)}${large === true ? ' avatar-large' : ''}`} aria-hidden="true">
      {initials(person.displayName)}
    </span>
  );
}

export function BotAvatar() {
  return (
    <span class="avatar avatar-bot" aria-hidden="true">
      <KeyMark />
    </span>
  );
}

/** The product's own mark, a key. */
export function KeyMark() {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2.2">
      <g stroke-linecap="round" stroke-linejoin="round">
        <circle cx="7.5" cy="12" r="4" />
        <path d="M11.5 12H21M17.4 12v3.8M20.9 12v2.8" />
      </g>
    </svg>
  );
}
