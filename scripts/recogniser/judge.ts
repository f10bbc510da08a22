/** How well a recogniser does on labelled texts that it has not seen. */
import type { Guess } from '../../src/troubleshoot/recognise.ts';
import type { SymptomId } from '../../workflows/troubleshoot/symptoms.ts';

export type Labelled = { readonly label: SymptomId; readonly also: readonly SymptomId[] };

export type Judged = {
  readonly count: number;
  /** Shares of all. Right is what is the label or among those one could defend. */
  readonly first: number;
  readonly three: number;
  readonly confident: number;
  readonly confidentAndWrong: number;
  /** Share of off-topic texts that are called so. */
  readonly offTopic: number;
  /** Share of the others that are wrongly called off-topic. */
  readonly turnedAway: number;
  /** Mistakes, most frequent first. */
  readonly confusions: readonly { readonly meant: SymptomId; readonly taken: SymptomId; readonly times: number }[];
};

/** @param confidentFrom a first guess with at least this confidence is a confident one */
export function judge<Text extends Labelled>(
  labelled: readonly Text[],
  rank: (each: Text) => readonly Guess[],
  confidentFrom: number,
): Judged {
  const answers = labelled.map((each) => {
    const ranked = rank(each);
    const may = new Set<SymptomId>([each.label, ...each.also]);
    const taken = ranked[0]?.symptom ?? 'off-topic';
    return {
      ...each,
      taken,
      right: may.has(taken),
      amongThree: ranked.slice(0, 3).some(({ symptom }) => may.has(symptom)),
      confident: (ranked[0]?.confidence ?? 0) >= confidentFrom,
    };
  });
  const off = answers.filter(({ label }) => label === 'off-topic');
  const on = answers.filter(({ label }) => label !== 'off-topic');
  const times = new Map<string, number>();
  for (const { label, taken, right } of answers)
    if (!right) times.set(`${label} ${taken}`, (times.get(`${label} ${taken}`) ?? 0) + 1);
  return {
    count: answers.length,
    first: share(answers, ({ right }) => right),
    three: share(answers, ({ amongThree }) => amongThree),
    confident: share(answers, ({ confident }) => confident),
    confidentAndWrong: share(answers, ({ confident, right }) => confident && !right),
    offTopic: share(off, ({ taken }) => taken === 'off-topic'),
    turnedAway: share(on, ({ taken, right }) => taken === 'off-topic' && !right),
    confusions: [...times]
      .map(([pair, count]) => {
        const [meant, taken] = pair.split(' ') as [SymptomId, SymptomId];
        return { meant, taken, times: count };
      })
      .toSorted((a, b) => b.times - a.times),
  };
}

function share<T>(all: readonly T[], holds: (each: T) => boolean): number {
  return all.length === 0 ? 1 : all.filter(holds).length / all.length;
}
