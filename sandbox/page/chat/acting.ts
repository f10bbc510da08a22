import { useRef, useState } from 'preact/hooks';
import { act } from '../app/api.ts';
import type { Outcome, Verb } from '../app/api.ts';
import type { Option, OptionGroup } from '../blocks/shapes.ts';
import { allOptions } from '../blocks/fields.ts';

/** Where on the screen something is done, and which control does it. */
export type Spot = { readonly where: string; readonly control?: string };

export type Acting = {
  readonly busy: Spot | undefined;
  /** What Slack shows this person because the app did not answer, and where. */
  readonly trouble: { readonly where: string; readonly text: string } | undefined;
  /** Undefined when it failed; `trouble` says how. */
  run(spot: Spot, verb: Verb, body: unknown): Promise<Outcome | undefined>;
  /** Options for what was typed. Rejects when the app did not answer. */
  search(body: unknown): Promise<readonly Option[]>;
  clear(): void;
};

/** What one person does in the chat, one thing at a time. */
export function useActing(person: string, after: () => void): Acting {
  const [busy, setBusy] = useState<Spot>();
  const [trouble, setTrouble] = useState<Acting['trouble']>();
  const turn = useRef(0);

  async function run(spot: Spot, verb: Verb, body: unknown): Promise<Outcome | undefined> {
    const mine = ++turn.current;
    setBusy(spot);
    setTrouble(undefined);
    try {
      const outcome = await act(person, verb, body);
      if (outcome.error !== undefined && mine === turn.current) setTrouble({ where: spot.where, text: outcome.error });
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

  async function search(body: unknown): Promise<readonly Option[]> {
    const outcome = await act(person, 'type', body);
    if (outcome.error !== undefined) throw new Error(outcome.error);
    return allOptions(outcome as { options?: Option[]; option_groups?: OptionGroup[] });
  }

  return { busy, trouble, run, search, clear: () => setTrouble(undefined) };
}
