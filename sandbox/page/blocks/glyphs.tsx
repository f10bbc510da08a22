/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';

type Shape = { readonly tone: 'good' | 'wait' | 'bad' | 'warn' | 'plain'; readonly path: string };

const RING = 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z';

/**
 * Marks that the bot's cards begin with, drawn by us: many machines have no font for them, and the state of a request
 * must not show as an empty box. Paths on a grid of 16.
 */
const SHAPES: Readonly<Record<string, Shape>> = {
  '✅': { tone: 'good', path: `${RING}M5 8.3l2.1 2.1L11.2 6` },
  '⏳': { tone: 'wait', path: `${RING}M8 4.5V8l2.4 1.6` },
  '⌛': { tone: 'wait', path: `${RING}M8 4.5V8l2.4 1.6` },
  '⏰': { tone: 'wait', path: `${RING}M8 4.5V8l2.4 1.6` },
  '⚙': { tone: 'wait', path: `${RING}M5 8h.01M8 8h.01M11 8h.01` },
  '⚠': { tone: 'bad', path: 'M8 1.8 15 14H1L8 1.8ZM8 6.3v3.4M8 11.8h.01' },
  '❌': { tone: 'bad', path: `${RING}M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6` },
  '⛔': { tone: 'bad', path: `${RING}M4.8 8h6.4` },
  '🚨': { tone: 'bad', path: `${RING}M8 4.5v4.2M8 11.2h.01` },
  '▫': { tone: 'plain', path: `${RING}M5 8h6` },
  '🔒': { tone: 'plain', path: 'M3.5 7h9v7h-9V7ZM5.3 7V4.8a2.7 2.7 0 0 1 5.4 0V7' },
  '🔓': { tone: 'plain', path: 'M3.5 7h9v7h-9V7ZM5.3 7V4.8a2.7 2.7 0 0 1 5.2-1' },
  '🔑': { tone: 'warn', path: 'M4.8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM7.6 8H15M12.2 8v2.6' },
  '💡': { tone: 'warn', path: 'M5.8 10.6a4.2 4.2 0 1 1 4.4 0v1.6H5.8v-1.6ZM6.6 14.4h2.8' },
  '🔔': { tone: 'warn', path: 'M3 11.8h10L11.8 10V7a3.8 3.8 0 0 0-7.6 0v3L3 11.8ZM6.8 14.2h2.4' },
  '👋': { tone: 'plain', path: `${RING}M5.6 9.4a2.8 2.8 0 0 0 4.8 0M6 6.4h.01M10 6.4h.01` },
};

const MARK = new RegExp(`(${Object.keys(SHAPES).join('|')})\\uFE0F?`, 'u');

/** Text with its marks drawn. The characters stay in the document, for reading aloud, copying and finding. */
export function withGlyphs(text: string): ComponentChildren {
  if (!MARK.test(text)) return text;
  return text.split(MARK).map((part, index) => {
    const shape = index % 2 === 1 ? SHAPES[part] : undefined;
    return shape === undefined ? part : <Glyph key={index} shape={shape} character={part} />;
  });
}

function Glyph({ shape, character }: { shape: Shape; character: string }) {
  return (
    <span class={`glyph glyph-${shape.tone}`}>
      <span class="glyph-character">{character}</span>
      <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">
        <path d={shape.path} stroke-linecap="round" stroke-linejoin="round" />
      </svg>
    </span>
  );
}
