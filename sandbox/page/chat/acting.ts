import { useRef, useState } from 'preact/hooks';
import { act } from '../app/api.ts';
import type { Outcome, Verb } from '../app/api.ts';
import type { Seat } from '../app/address.ts';
import type { Chat } from '../app/shapes.ts';
import type { Option, OptionGroup } from '../blocks/shapes.ts';
import { allOptions } from '../blocks/fields.ts';

/** Where on the screen something is done, and which control does it. */
export type Spot = { readonly where: string; readonly control?: string };

export type Acting<At extends Chat = 'slack'> = {
  readonly busy: Spot | undefined;
  /** What the chat shows this person because the app did not answer, and where. */
  readonly trouble: { readonly where: string; readonly text: string } | undefined;
  /** What the app answered this person with, in words alone, and where. */
  readonly word: { readonly where: string; readonly text: string; readonly closing: boolean } | undefined;
  /** Undefined when it failed; `trouble` says how. */
  run(spot: Spot, verb: Verb[At], body: unknown): Promise<Outcome | undefined>;
  clear(): void;
};

/** What one person does in the chat, one thing at a time. */
export function useActing<At extends Chat>(seat: Seat & { readonly chat: At }, after: () => void): Acting<At> {
  const [busy, setBusy] = useState<Spot>();
  const [trouble, setTrouble] = useState<Acting['trouble']>();
  const [word, setWord] = useState<Acting['word']>();
  const turn = useRef(0);

  async function run(spot: Spot, verb: Verb[At], body: unknown): Promise<Outcome | undefined> {
    const mine = ++turn.current;
    setBusy(spot);
    clear();
    try {
      const outcome = await act(seat.chat, seat.person, verb, body);
      if (outcome.error !== undefined && mine === turn.current) setTrouble({ where: spot.where, text: outcome.error });
      if (outcome.message !== undefined && mine === turn.current)
        setWord({ where: spot.where, text: outcome.message, closing: outcome.closed === true });
      return outcome.error === undefined ? outcome : undefined;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (mine === turn.current) setTrouble({ where: spot.where, text });
      return undefined;
    } finally {
      if (mine === turn.current) setBusy(undefined);
      after();
    }
  }

  function clear(): void {
    setTrouble(undefined);
    setWord(undefined);
  }

  return { busy, trouble, word, run, clear };
}

/** Options for what was typed in Slack. Rejects when the app did not answer. */
export async function searchInSlack(person: string, body: unknown): Promise<readonly Option[]> {
  const outcome = await act('slack', person, 'type', body);
  if (outcome.error !== undefined) throw new Error(outcome.error);
  return allOptions(outcome as { options?: Option[]; option_groups?: OptionGroup[] });
}
