/**
 * Presses that wait for their answer. Teams wants one within seconds and shows it in place of the card, while what was
 * pressed is stored first and worked off by the outbox. So the answer waits a moment: when the card is redrawn in that
 * moment, as is usual, it is that card; when something is said to the presser alone, it is that; else it is a word that
 * Latchkey is at it. Only a convenience: whatever was shown here is drawn or said for good by the ordinary ways, too, or
 * needs no more than this.
 */
import type { Painted } from './paint.ts';

export type Outcome =
  { readonly is: 'card'; readonly painted: Painted } | { readonly is: 'word'; readonly text: string };

export type Wait = {
  /** What came, or comes within so many milliseconds; each once, in order. */
  outcome(ms: number): Promise<Outcome | undefined>;
  /** A word that was taken and not yet asked for, which nobody else says any more. */
  end(): Outcome | undefined;
};

export type Waiting = {
  /**
   * @param handle the message that was pressed
   * @param token names this press
   */
  begin(handle: string, token: string): Wait;
  /** This message shows this card now. */
  drawn(handle: string, painted: Painted): void;
  /** Says this to who pressed; false when nobody waits for it here. */
  say(token: string, text: string): boolean;
};

export function waitingOf(): Waiting {
  const waits = new Set<{ handle: string; token: string; put: (outcome: Outcome) => void }>();
  return {
    begin: (handle, token) => {
      const came: Outcome[] = [];
      let heard: () => void = () => {};
      const wait = {
        handle,
        token,
        put: (outcome: Outcome) => {
          came.push(outcome);
          heard();
        },
      };
      waits.add(wait);
      return {
        end: () => {
          waits.delete(wait);
          return came.find(({ is }) => is === 'word');
        },
        outcome: async (ms) => {
          if (came.length === 0) {
            const next = new Promise<void>((resolve) => (heard = resolve));
            let timer: NodeJS.Timeout | undefined;
            const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
            await Promise.race([next, late]);
            clearTimeout(timer);
          }
          return came.shift();
        },
      };
    },
    drawn: (handle, painted) => {
      for (const wait of waits) if (wait.handle === handle) wait.put({ is: 'card', painted });
    },
    say: (token, text) => {
      const wait = [...waits].find((each) => each.token === token);
      if (wait === undefined) return false;
      // One word is what the answer has room for; what is said after it goes its ordinary way.
      waits.delete(wait);
      wait.put({ is: 'word', text });
      return true;
    },
  };
}
