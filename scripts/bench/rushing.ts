/** Two hundred requests within a minute, all into one channel of Teams: how long until every card is right, and what Teams refused. */
import { openStage } from '../../test/journeys/stage.ts';
import { rush, rushPolicy } from '../../test/journeys/teams-rush.ts';
import type { Rush } from '../../test/journeys/teams-rush.ts';
import { undoable } from '../chaos/undo.ts';

export type Rushing = Rush & {
  readonly is: 'rush';
  readonly name: string;
  readonly requests: number;
  /** Milliseconds that the messages of the channel take at least, at sixty in half a minute (learn.microsoft.com, rate-limit). */
  readonly least: number;
};

/** Throws when a card does not come to show how its request ended. */
export async function benchRushing(order: { databaseUrl: string; requests: number }): Promise<Rushing> {
  const { databaseUrl, requests } = order;
  const stage = await openStage({ databaseUrl, teams: true, policy: rushPolicy });
  const close = undoable(() => stage.close());
  try {
    await stage.bot({ LOG_LEVEL: 'info' });
    const seen = await rush(stage, requests);
    return { is: 'rush', name: 'a rush in one channel of Teams', requests, ...seen, least: (seen.sent / 60) * 30_000 };
  } finally {
    await close();
  }
}
