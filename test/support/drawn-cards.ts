/** Adaptive Cards in a browser, drawn by Microsoft's package as the demo page draws them. */
import { cardRenderer } from '@latchkey/sandbox/card-renderer';
import type { CardRenderer } from '@latchkey/sandbox/card-renderer';
import type { Browser, Page } from 'playwright-core';

export type DrawnCard = {
  /** What the package has to say against the card. */
  readonly problems: ReturnType<CardRenderer['drawCard']>['problems'];
  /** The elements that reach over the card's edge, as text; what is cut off counts, too. */
  readonly over: readonly string[];
  /** All text, in order. */
  readonly text: string;
};

/** What a phone of 390 pixels leaves of its width to a card in a chat. */
export const PHONE_CARD = 318;

export type Easel = {
  readonly page: Page;
  /** What the browser's console said beside, warnings and errors. */
  readonly said: readonly string[];
  /** Draws these, below each other, in boxes of this width. */
  draw(cards: readonly unknown[], width?: number): Promise<readonly DrawnCard[]>;
};

/** An empty document with nothing in it but what draws cards. */
export async function openEasel(browser: Browser): Promise<Easel> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: 'light' });
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => /^(?:error|warning)$/.test(message.type()) && said.push(message.text()));
  const { script, style } = await cardRenderer();
  await page.setContent('<!doctype html><html lang="en"><body class="is-teams"></body></html>');
  await page.addStyleTag({ content: style });
  await page.addScriptTag({ content: script, type: 'module' });
  await page.waitForFunction(() => 'drawCard' in window);
  return {
    page,
    said,
    draw: (cards, width = PHONE_CARD) => page.evaluate(drawAll, { cards, width }),
  };
}

/** Runs in the browser. */
function drawAll({ cards, width }: { cards: readonly unknown[]; width: number }): DrawnCard[] {
  const { drawCard } = window as unknown as CardRenderer;
  return cards.map((card) => {
    const place = document.createElement('div');
    place.style.width = `${width}px`;
    document.body.append(place);
    const { box, problems } = drawCard(card, place);
    const edge = box.getBoundingClientRect().right;
    const over = [...box.querySelectorAll<HTMLElement>('*')]
      .filter((each) => {
        const shown = each.getBoundingClientRect();
        const cutOff = each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX !== 'visible';
        // A text field scrolls what is typed in it.
        return (
          shown.width > 0 &&
          (shown.right > edge + 0.5 || (cutOff && !each.matches('input, textarea, .sr-only, .glyph-character')))
        );
      })
      .map((each) => `${each.className}: ${each.innerText.slice(0, 80)}`);
    return { problems, over, text: box.innerText };
  });
}
