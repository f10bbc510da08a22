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
  /** What came, within so many milliseconds. */
  outcome(ms: number): Promise<Outcome | undefined>;
  end(): void;
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
  const waits = new Set<{ handle: string; token: string; settle: (outcome: Outcome) => void }>();
  return {
    begin: (handle, token) => {
      let resolved: (outcome: Outcome) => void = () => {};
      const came = new Promise<Outcome>((resolve) => (resolved = resolve));
      const end = () => void waits.delete(wait);
      const settle = (outcome: Outcome) => {
        // Settled once: what is said after that goes its ordinary way.
        end();
        resolved(outcome);
      };
      const wait = { handle, token, settle };
      waits.add(wait);
      return {
        end,
        outcome: async (ms) => {
          let timer: NodeJS.Timeout | undefined;
          const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
          try {
            return await Promise.race([came, late]);
          } finally {
            clearTimeout(timer);
            end();
          }
        },
      };
    },
    drawn: (handle, painted) => {
      for (const wait of waits) if (wait.handle === handle) wait.settle({ is: 'card', painted });
    },
    say: (token, text) => {
      const wait = [...waits].find((each) => each.token === token);
      wait?.settle({ is: 'word', text });
      return wait !== undefined;
    },
  };
}
