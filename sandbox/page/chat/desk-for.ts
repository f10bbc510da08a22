import type { Desk, Fields } from '../blocks/desk.ts';
import { plainValue } from '../blocks/fields.ts';
import type { Confirm, Option } from '../blocks/shapes.ts';
import type { Names } from '../blocks/text.tsx';
import type { Acting } from './acting.ts';

/** Asks the person first, when a control carries a confirmation. */
export type Ask = (confirm: Confirm | undefined, yes: () => void) => void;

/** What makes a surface: where it is, and how the control API names it. */
export type SurfaceFacts = {
  readonly id: string;
  readonly where: string;
  /** `{ channel, ts }` of a message or `{ view }`. */
  readonly target: Readonly<Record<string, string>>;
  readonly names: Names;
  readonly acting: Acting;
  /** Options for what was typed. Rejects when the app did not answer. */
  search(body: unknown): Promise<readonly Option[]>;
  readonly ask: Ask;
};

/** A surface without fields of its own (a message, Home): whatever is chosen on it is sent at once. */
export function deskFor(facts: SurfaceFacts, fields: Fields = {}): Desk {
  const { acting, ask, target, where } = facts;
  const here = acting.busy?.where === where;
  function send(block: string, action: string, value: unknown): void {
    void acting.run({ where, control: `${block}/${action}` }, 'press', {
      ...target,
      block_id: block,
      action_id: action,
      // As a client does: what is on the screen may have been redrawn a moment ago.
      stale: true,
      ...(value !== undefined && { value }),
    });
  }
  return {
    id: facts.id,
    names: facts.names,
    busy: here,
    pressed: here ? acting.busy?.control : undefined,
    fields,
    problems: {},
    press: (block, element) => ask(element.confirm, () => send(block, element.action_id, undefined)),
    change: (block, element, value) => {
      if (!('action_id' in element)) return;
      const plain = plainValue(value);
      if (plain !== undefined) ask(element.confirm, () => send(block, element.action_id, plain));
    },
    search: (block, action, value) => facts.search({ ...target, block_id: block, action_id: action, value }),
  };
}
