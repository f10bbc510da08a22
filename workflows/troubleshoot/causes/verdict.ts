/** The four verdicts, short to write. */
import type { Verdict } from '../causes.ts';

export const OPEN: Verdict = { is: 'open', evidence: [] };
export const DOUBTFUL: Verdict = { is: 'doubtful', evidence: [] };
export const EXCLUDED: Verdict = { is: 'excluded', evidence: [] };

export function proved(...evidence: readonly string[]): Verdict {
  return { is: 'proved', evidence };
}

export function suggested(...evidence: readonly string[]): Verdict {
  return { is: 'suggested', evidence };
}

/** `yes` when the condition is so, else that it cannot be. */
export function ifSo(so: boolean, yes: Verdict): Verdict {
  return so ? yes : EXCLUDED;
}
