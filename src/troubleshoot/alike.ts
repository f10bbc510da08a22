/** The examples most like a text, by text search: what they are about is one source of evidence. */
import MiniSearch from 'minisearch';
import { gist, plain, wordsOf } from '../../workflows/troubleshoot/plain.ts';
import { SYMPTOM_IDS } from '../../workflows/troubleshoot/symptoms.ts';
import type { Example } from './examples.ts';

/** Shares for each symptom, in the order of SYMPTOM_IDS; none is nought. */
export type Alike = (text: string) => Float64Array;

/** Every word costs a search, during which nobody else is served. */
const WORDS_AT_MOST = 40;
const NEIGHBOURS = 15;
/** What a symptom without any neighbour has. */
const NONE = 0.05;
/** How much less an example counts that is less alike than the best. */
const CLOSENESS = 4;

export function createAlike(examples: readonly Example[]): Alike {
  const spaced = (text: string) => text.split(' ').filter((word) => word !== '');
  const index = new MiniSearch<{ id: number; words: string }>({
    fields: ['words'],
    tokenize: spaced,
    processTerm: (term) => term,
  });
  index.addAll(examples.map(({ text }, id) => ({ id, words: searched(text) })));
  const symptomOf = examples.map(({ label }) => SYMPTOM_IDS.indexOf(label));
  return (text) => {
    const votes = new Float64Array(SYMPTOM_IDS.length).fill(NONE);
    const results = index.search(searched(text));
    const best = results[0]?.score ?? 1;
    for (const { id, score } of results.slice(0, NEIGHBOURS)) {
      const symptom = symptomOf[Number(id)] ?? 0;
      votes[symptom] = (votes[symptom] ?? 0) + (score / best) ** CLOSENESS;
    }
    const whole = votes.reduce((sum, vote) => sum + vote, 0);
    return votes.map((vote) => vote / whole);
  };
}

function searched(text: string): string {
  const words = [...new Set(wordsOf(plain(gist(text))))].filter((word) => word.length <= 40);
  return words.slice(0, WORDS_AT_MOST).join(' ');
}
