/** So many at once; whoever comes later waits, and is let in in the order of coming. */
export type Turns = {
  /** Resolves when it is one's turn, to what ends it. */
  take(): Promise<() => void>;
  /** From now on everybody is let in at once, those who wait as well. */
  open(): void;
};

export function createTurns(most: number): Turns {
  // A Set hands out in order of coming, and takes the first away without moving the rest.
  const waiting = new Set<() => void>();
  let free = most;

  function next(): void {
    for (const enter of waiting) {
      if (free <= 0) return;
      waiting.delete(enter);
      free -= 1;
      enter();
    }
  }

  return {
    async take() {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        next();
      });
      return () => {
        free += 1;
        next();
      };
    },
    open() {
      free = Number.POSITIVE_INFINITY;
      next();
    },
  };
}
