import { bundleOf } from '../bundle.ts';
import type { Bundle } from '../bundle.ts';
import type { Drawn } from './draw.ts';

/** What the script puts on `window`, for a browser that a test drives. */
export type CardRenderer = {
  /** Draws a card as the page does, in a box at the end of `place`, and tells what the package has to say against it. */
  drawCard(card: unknown, place: Element): { readonly box: HTMLElement; readonly problems: Drawn['problems'] };
};

/** The page's way of drawing Adaptive Cards, by itself: a script (a module) and a style sheet for a document that is otherwise empty. */
export function cardRenderer(): Promise<Bundle> {
  return bundleOf('./cards/alone.ts', './style/alone.css');
}
