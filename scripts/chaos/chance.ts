/** Chance that can be had again: the same seed gives the same numbers on every machine. */

export type Chance = {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from `low` to `high`, both possible. */
  between(low: number, high: number): number;
  pick<Each>(of: readonly [Each, ...Each[]]): Each;
  /** True this often, of 1. */
  often(share: number): boolean;
};

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a storm. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick: (of) => of[between(0, of.length - 1)] ?? of[0],
    often: (share) => next() < share,
  };
}
