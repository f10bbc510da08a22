/** @jsxImportSource preact */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { drawCard } from './draw.ts';
import type { CardHost } from './draw.ts';

/**
 * A card, drawn anew only when it is another one: what somebody has typed in it stays while everything around it changes.
 *
 * @param busy id of what was pressed here and is not answered yet, or true when it is elsewhere
 */
export function CardView({ card, host, busy }: { card: unknown; host: CardHost; busy: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const now = useRef(host);
  now.current = host;
  const json = JSON.stringify(card);

  useLayoutEffect(() => {
    const { current } = place;
    if (current === null) return;
    const focused = current.contains(document.activeElement);
    const { element } = drawCard(card, {
      press: (button, values, pressed) => {
        pressed?.classList.add('is-waiting');
        now.current.press(button, values, pressed);
      },
      search: (input, text) => now.current.search(input, text),
    });
    current.replaceChildren(...(element === undefined ? [] : [element]));
    // Whoever pressed a button that is gone now stays where they were.
    if (focused) current.focus();
  }, [json]);

  useEffect(() => {
    if (busy) return;
    for (const waiting of place.current?.querySelectorAll('.is-waiting') ?? []) waiting.classList.remove('is-waiting');
  }, [busy, json]);

  return <div class={`card${busy ? ' is-busy' : ''}`} ref={place} tabIndex={-1} aria-busy={busy} />;
}
