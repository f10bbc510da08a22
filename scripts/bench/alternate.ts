/**
 * Two ways to do the same, measured in turns in the same run, so that whatever else this machine does meanwhile befalls
 * both. A ratio of 1 means: as quick as the limit.
 */
import { median, quantile, rounded } from './figures.ts';

/** Does the work so many times and resolves with the milliseconds that it took. */
export type Side = (times: number) => Promise<number>;

export type Compared = {
  readonly is: 'ratio';
  readonly name: string;
  readonly limit: string;
  /** Ours by the limit, of the same round each: their median, smallest and largest. */
  readonly ratio: { readonly median: number; readonly low: number; readonly high: number };
  /** Milliseconds each, medians of the rounds. */
  readonly oursMs: number;
  readonly limitMs: number;
  readonly rounds: number;
};

export async function alternate(order: {
  readonly name: string;
  /** What the limit does, in a few words. */
  readonly limit: string;
  readonly sides: { readonly ours: Side; readonly limit: Side };
  readonly rounds: number;
  readonly times: number;
}): Promise<Compared> {
  const { sides, rounds, times } = order;
  const ours: number[] = [];
  const limit: number[] = [];
  // The first round warms both up and counts for nothing.
  for (let round = 0; round <= rounds; round += 1) {
    const turns = [
      async () => ours.push((await sides.ours(times)) / times),
      async () => limit.push((await sides.limit(times)) / times),
    ];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
  }
  const ratios = ours.map((mine, index) => mine / (limit[index] ?? Number.NaN)).slice(1);
  return {
    is: 'ratio',
    name: order.name,
    limit: order.limit,
    ratio: { median: rounded(median(ratios)), low: rounded(quantile(ratios, 0)), high: rounded(quantile(ratios, 1)) },
    oursMs: rounded(median(ours.slice(1))),
    limitMs: rounded(median(limit.slice(1))),
    rounds,
  };
}

/** A side that does one after the other. */
export function oneByOne(once: (index: number) => unknown): Side {
  return async (times) => {
    const began = performance.now();
    for (let index = 0; index < times; index += 1) await once(index);
    return performance.now() - began;
  };
}
