import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { Live } from './live.ts';

/** Draws again whenever the sandbox's state did. */
export function useLive(live: Live): void {
  const [, again] = useState(0);
  useEffect(() => live.onChange(() => again((count) => count + 1)), [live]);
}

/** Milliseconds since 1970, renewed every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Selects what one fills in. */
export const FIELDS = 'input, select, textarea';
const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex="0"]';

/**
 * Holds the focus inside while shown, and gives it back afterwards. Only Tab is held: in a page with two people side by
 * side the mouse may still go to the other one.
 */
export function useFocusTrap(box: RefObject<HTMLElement | null>): void {
  const back = useRef<Element | null>(null);
  useLayoutEffect(() => {
    back.current = document.activeElement;
    const first =
      box.current?.querySelector<HTMLElement>(FIELDS) ?? box.current?.querySelector<HTMLElement>('.dialog-foot button');
    (first ?? box.current)?.focus();
    const { current } = box;
    function key(event: KeyboardEvent): void {
      if (event.key !== 'Tab' || current === null) return;
      const stops = [...current.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) => stop.offsetParent !== null);
      const edge = event.shiftKey ? stops[0] : stops.at(-1);
      if (document.activeElement !== edge && document.activeElement !== current) return;
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
    }
    current?.addEventListener('keydown', key);
    return () => {
      current?.removeEventListener('keydown', key);
      // Later: what was behind is still inert while this is being taken down.
      setTimeout(() => {
        if (back.current instanceof HTMLElement && back.current.isConnected) back.current.focus();
      });
    };
  }, []);
}
