/** What the demo does when somebody resets its sandbox: the bot, which would remember, begins anew as well. */
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** Longer than the sandbox gathers its events, in milliseconds. */
const TOLD = 150;

type Bot = {
  /** Ends it and empties its record. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

/**
 * Listens to the sandbox until it ends. The sandbox is reset once more between the two bots, because the old one may
 * still have drawn a card; a reset that falls between them needs nothing further.
 *
 * @param control address of the sandbox's control API
 * @param failed told when the bot could not begin anew
 */
export async function watchResets(control: string, bot: Bot, failed: (error: unknown) => void): Promise<void> {
  const events = await new Promise<IncomingMessage>((resolve, reject) =>
    get(`${control}/sandbox/events`, resolve).once('error', reject),
  );
  let wanted = false;
  let busy = false;

  async function renew(): Promise<void> {
    if (busy) return;
    busy = true;
    while (wanted) {
      await bot.stop();
      await fetch(`${control}/sandbox/reset`, { method: 'POST' });
      await pause(TOLD);
      wanted = false;
      await bot.start();
    }
    busy = false;
  }

  // The stream breaks when the sandbox ends, which is told elsewhere.
  const lines = createInterface({ input: events }).on('error', () => {});
  lines.on('line', (line) => {
    if (line !== 'data: {"part":"reset"}') return;
    wanted = true;
    renew().catch(failed);
  });
}
