/** @jsxImportSource preact */
import { SUGGESTIONS } from './offers.ts';

/** The commands of the app's manifest, as long as what is typed could still become one. */
export function Suggestions({ typed, choose }: { typed: string; choose(title: string): void }) {
  const beginning = typed.trimStart().toLowerCase();
  const fitting = SUGGESTIONS.filter(({ title }) => title.startsWith(beginning));
  if (fitting.length === 0) return null;
  return (
    <div class="suggestions" role="group" aria-label="Commands">
      {fitting.map(({ title, description }) => (
        <button key={title} type="button" data-testid="suggestion" title={description} onClick={() => choose(title)}>
          {title}
        </button>
      ))}
    </div>
  );
}
