/** Every card there is, with the shortest and the worst text, against the Adaptive Card schema and what Teams takes. */
import { describe, expect, it } from 'vitest';
import { cardProblems } from '@latchkey/sandbox/cards';
import { painters } from '../../src/main.ts';
import { bytesOf, LARGEST_CARD } from '../../adapters/teams/elements.ts';
import { paintMessage } from '../../adapters/teams/paint.ts';
import { gallery } from '../../workflows/present/gallery.ts';
import { all, pieces } from './teams-screen.ts';

const exhibits = gallery();

describe('the gallery', () => {
  it.each(exhibits.map((exhibit) => [exhibit.name, exhibit] as const))('%s fits Teams', (_name, exhibit) => {
    const card = painters.teams(exhibit);
    expect(cardProblems(card)).toEqual([]);
    expect(bytesOf(card)).toBeLessThanOrEqual(LARGEST_CARD);
    expect(card).toMatchObject({ version: '1.5' });
  });

  it('still fits when sixty people may have a view of their own', () => {
    // As long as Teams makes them.
    const views = Array.from({ length: 70 }, (_, index) => `29:${String(index).padStart(126, 'x')}`);
    for (const exhibit of exhibits) {
      if (exhibit.is !== 'card') continue;
      const { card } = paintMessage(exhibit.card, views);
      expect(card.refresh?.userIds, exhibit.name).toEqual(views.slice(0, 60));
      expect(cardProblems(card), exhibit.name).toEqual([]);
      expect(bytesOf(card), exhibit.name).toBeLessThanOrEqual(LARGEST_CARD);
    }
  });

  it('formats nothing that a person typed', () => {
    for (const exhibit of exhibits) {
      const card = painters.teams(exhibit);
      expect(
        pieces(card).filter(({ as }) => as === 'markdown'),
        exhibit.name,
      ).toEqual([]);
      expect(JSON.stringify(all(card, 'Action.OpenUrl')), exhibit.name).not.toContain('evil.example');
      expect(JSON.stringify(card), exhibit.name).not.toContain('"type":"mention"');
    }
  });

  it('is refused when it is wrong, so that this test can fail', () => {
    expect(cardProblems({ type: 'AdaptiveCard', version: '1.6', body: [] })).not.toEqual([]);
    expect(cardProblems({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextRun', text: 'x' }] })).not.toEqual(
      [],
    );
  });
});
