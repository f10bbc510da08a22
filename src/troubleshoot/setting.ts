/** What every step of a conversation knows of the world: the causes there are, the directory, the cloud, the time. */
import type { Instant } from '../../workflows/language.ts';
import { ALL_CAUSES } from '../../workflows/troubleshoot/causes/all.ts';
import type { Setting } from '../../workflows/troubleshoot/conversation.ts';

export type Knowledge = { at(now: Instant): Setting };

export function createKnowledge(of: Pick<Setting, 'tenant' | 'cloud'>): Knowledge {
  return { at: (now) => ({ ...of, causes: ALL_CAUSES, now }) };
}
