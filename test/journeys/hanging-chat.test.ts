/** A chat that hangs holds up its cards, and nothing else. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.bot();
});
afterAll(() => stage.close());

it('closes access at once when told to, with dozens of cards waiting for a chat that hangs', async () => {
  await stage.ask('ana', 'sql-prod-01 2h restart the import');
  await stage.press('mia', 'Approve', 'sql-prod-01');
  await stage.untilSees('ana', ['sql-prod-01 is open for you']);
  await stage.sandbox.fault({ service: 'slack', match: { path: 'chat\\.' }, fault: { is: 'slow', ms: 30_000 } });
  // Two cards each: worked off one after the other by the queue's workers, these take a quarter of a minute.
  const wishes = ['ana', 'raj', 'bo', 'tom'].flatMap((who) =>
    ['001', '002', '003', '004', '005', '006'].map((number) => ({ who, text: `request farm-${number} 1h testing` })),
  );
  for (const { who, text } of wishes) await stage.sandbox.person(who).command({ command: '/vm', text });
  await pause(500);

  const pressed = Date.now();
  await stage.press('ana', 'I’m done', 'sql-prod-01');
  await stage.untilGrants(0);
  expect(Date.now() - pressed).toBeLessThan(5_000);
});
