/**
 * Many people at once: Teams' limits on what a bot may send in one conversation are kept, and no card is left behind. With two
 * hundred requests it is `npm run bench`; sixty exceed every limit but the hour's as well, in less than half the time.
 */
import { expect, it } from 'vitest';
import { complaints } from './evidence.ts';
import { openStage } from './stage.ts';
import { rush, rushPolicy } from './teams-rush.ts';

it('sixty requests within seconds: no call too many, and every card ends right', { timeout: 300_000 }, async () => {
  const stage = await openStage({ teams: true, policy: rushPolicy });
  try {
    await stage.bot();
    const seen = await rush(stage, 60);
    expect(seen.sent).toBeGreaterThan(60);
    expect(seen.throttled).toBe(0);
    expect(complaints(stage.bots)).toEqual([]);
  } finally {
    await stage.close();
  }
});
