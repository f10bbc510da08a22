/** People in a storm: each does one thing after the other, takes what is on the screen, and shrugs when it fails. */
import { buttonsOf } from '../../test/journeys/stage.ts';
import type { Sandbox } from '../../test/support/sandbox.ts';
import type { Json } from '../../test/support/sandbox-types.ts';
import type { Step } from './plan.ts';

type Pressable = { readonly channel: string; readonly ts: string; readonly label: string; readonly action: string };

/** What the buttons of each kind of step say. */
const LABELS = {
  decide: ['Approve', 'Approve', 'Approve', 'Deny…'],
  finish: ['I’m done', 'Withdraw'],
  revoke: ['Revoke…'],
} as const;

export type People = {
  /** Resolves when it is done, or has failed: `done` says which. */
  act(step: Step & { is: 'ask' | 'decide' | 'finish' | 'revoke' | 'press_old' | 'open_home' }): Promise<boolean>;
};

export function peopleOf(sandbox: Sandbox): People {
  const turns = new Map<string, Promise<unknown>>();
  /** Every button that somebody has seen, by who saw it. */
  const old = new Map<string, Pressable[]>();

  async function act(step: Parameters<People['act']>[0]): Promise<boolean> {
    const person = sandbox.person(step.who);
    switch (step.is) {
      case 'ask': {
        const order = { command: '/vm', text: `request ${step.text}`, deliver: { times: step.times } };
        return (await person.command(order)).acked;
      }
      case 'open_home':
        return (await person.home()).acked;
      case 'decide':
      case 'finish':
      case 'revoke': {
        const buttons = await visible(step.who);
        const labels = LABELS[step.is];
        const label = labels[Math.floor(step.luck * labels.length)];
        const wanted = buttons.filter((each) => each.label === label);
        const button = wanted[Math.floor(step.luck * 7919) % wanted.length];
        return button === undefined ? false : press(step.who, button, step.times, false);
      }
      case 'press_old': {
        await visible(step.who);
        const mine = old.get(step.who) ?? [];
        const button = mine[Math.floor(step.luck * mine.length)];
        return button === undefined ? false : press(step.who, button, step.times, true);
      }
      default:
        return step satisfies never;
    }
  }

  async function visible(who: string): Promise<readonly Pressable[]> {
    const screen = await sandbox.person(who).screen();
    const found = screen.conversations.flatMap((conversation) =>
      conversation.messages.flatMap(({ ts, blocks }) =>
        buttonsOf(blocks).map(({ label, action }) => ({ channel: conversation.id, ts, label, action })),
      ),
    );
    // “Ask again” opens a form; asking is done by command here.
    const buttons = found.filter((each) => each.label !== 'Ask again');
    const before = old.get(who) ?? [];
    const known = new Set(before.map((each) => `${each.ts} ${each.action}`));
    old.set(who, [...before, ...buttons.filter((each) => !known.has(`${each.ts} ${each.action}`))]);
    return buttons;
  }

  async function press(who: string, button: Pressable, times: number, stale: boolean): Promise<boolean> {
    const person = sandbox.person(who);
    const { channel, ts, action, label } = button;
    const order = { channel, ts, action_id: action, deliver: { times }, ...(stale ? { stale } : {}) };
    const { acked } = await person.press(order);
    return acked && label.endsWith('…') ? giveReason(who, times) : acked;
  }

  async function giveReason(who: string, times: number): Promise<boolean> {
    const person = sandbox.person(who);
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const { modal } = await person.screen();
      const input = (modal?.blocks as Json[] | undefined)?.find((block) => block.type === 'input');
      if (input !== undefined) {
        const values = { [input.block_id]: { [input.element.action_id]: 'the weather is bad' } };
        const { acked } = await person.submit({ view: String(modal.id), values, deliver: { times } });
        if (!acked) await person.close({ view: String(modal.id) });
        return acked;
      }
      if (modal !== null) await person.close({ view: String(modal.id) });
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return false;
  }

  return {
    async act(step) {
      const before = turns.get(step.who) ?? Promise.resolve();
      const mine = before.then(() => act(step)).catch(() => false);
      turns.set(step.who, mine);
      return mine;
    },
  };
}
