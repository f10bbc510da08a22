/** @jsxImportSource preact */
import { render } from 'preact';
import { withGlyphs } from '../blocks/glyphs.tsx';

/** Draws the marks in a card's texts, as the page does in Slack's. */
export function drawMarks(card: HTMLElement): void {
  for (const run of card.querySelectorAll<HTMLElement>('.ac-textRun, .ac-textBlock')) {
    if (run.childElementCount > 0) continue;
    const text = run.textContent ?? '';
    const drawn = withGlyphs(text);
    if (drawn === text) continue;
    run.replaceChildren();
    render(<>{drawn}</>, run);
  }
}
