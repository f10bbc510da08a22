/** What the codes that somebody pasted mean: whoever sees a number wants to know that first. */
import type { Block } from '../../card.ts';
import { codesIn } from '../../troubleshoot/codes-in-text.ts';

const SHOWN = 3;

/** @param text as it was written, without secrets; at most three codes are explained, in its order */
export function codeBlocks(text: string): readonly Block[] {
  const facts = codesIn(text)
    .slice(0, SHOWN)
    .map(({ code, written, means }) => ({
      // Whoever pasted -2145648574 looks for that number.
      label: code.toLowerCase().includes(written) ? code : `${written} (${code})`,
      value: [means],
    }));
  return facts.length === 0 ? [] : [{ is: 'facts', facts }];
}
