/** What the codes that somebody pasted mean: whoever sees a number wants to know that first. */
import type { Block } from '../../card.ts';
import type { Talk } from '../../troubleshoot/conversation.ts';
import { codesIn } from '../../troubleshoot/codes-in-text.ts';

const SHOWN = 3;

/** @param said as it was written, without secrets, and the codes of what was not kept; three are explained at most, in its order */
export function codeBlocks({ text, codes }: Pick<Talk, 'text' | 'codes'>): readonly Block[] {
  const found = codes === undefined ? codesIn(text) : codes.flatMap((code) => codesIn(code));
  const facts = found.slice(0, SHOWN).map(({ code, written, means }) => ({
    // Whoever pasted -2145648574 looks for that number.
    label: code.toLowerCase().includes(written) ? code : `${written} (${code})`,
    value: [means],
  }));
  return facts.length === 0 ? [] : [{ is: 'facts', facts }];
}
