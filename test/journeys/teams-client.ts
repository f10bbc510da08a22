/** People at their Teams: what they see, write and press. */
import { buttonsOf, textOf } from '../adapters/teams-screen.ts';
import type { Sandbox } from '../support/sandbox.ts';
import type { Delivered, Json } from '../support/sandbox-types.ts';
import { until } from '../support/until.ts';

export type TeamsSeen = {
  readonly conversation: string;
  readonly message: string;
  readonly text: string;
  /** Labels and ids, in reading order. */
  readonly buttons: readonly { readonly label: string; readonly id: string }[];
};

/**
 * The same activity, so often: one id, another timestamp each; to the replicas in turn or to all of them, at once or so many
 * milliseconds after each other.
 */
export type Times = { readonly times?: number; readonly to?: 'all'; readonly apart?: number };

export type TeamsClient = {
  write(who: string, text: string, deliver?: Times): Promise<Delivered>;
  /** Presses the newest button with this label on a card that holds `on`. */
  press(who: string, label: string, on: string, deliver?: Times): Promise<Delivered>;
  /** Presses the button with this id on this very card. */
  pressOn(who: string, card: TeamsSeen, button: string): Promise<Delivered>;
  /** Fills in the reason in the dialog that the last press opened. */
  giveReason(who: string, reason: string, deliver?: Times): Promise<Delivered>;
  /** Asks for a VM by the form that opens from the compose box. */
  askByForm(who: string, vm: string, reason: string, deliver?: Times): Promise<Delivered>;
  /** What the bot shows this person now, oldest first. */
  sees(who: string): Promise<readonly TeamsSeen[]>;
  /** Waits until the person sees a card that holds all these texts. */
  untilSees(who: string, texts: readonly string[]): Promise<TeamsSeen>;
};

/** A loaded machine and Teams' pace in a channel together. */
const TIMEOUT = 30_000;

export function teamsClient(sandbox: Sandbox): TeamsClient {
  const act = (who: string, what: string, order: object): Promise<Delivered> =>
    sandbox.control('POST', `teams/people/${who}/${what}`, order);

  async function sees(who: string): Promise<readonly TeamsSeen[]> {
    const screen: Json = await sandbox.control('GET', `teams/people/${who}/screen`);
    return screen.conversations.flatMap((conversation: Json) =>
      conversation.messages
        .filter((message: Json) => message.bot && !message.deleted)
        .map((message: Json) => ({
          conversation: conversation.id,
          message: message.id,
          text: textOf(message.card),
          buttons: buttonsOf(message.card).map((each) => ({ label: String(each['title']), id: String(each['id']) })),
        })),
    );
  }

  async function untilSees(who: string, texts: readonly string[]): Promise<TeamsSeen> {
    return until(
      async () => {
        const all = await sees(who);
        const found = all.findLast((each) => texts.every((text) => each.text.includes(text)));
        if (found === undefined) throw new Error(`${who} sees:\n${all.map((each) => each.text).join('\n---\n')}`);
        return found;
      },
      { timeout: TIMEOUT, every: 50, what: `${who} sees ${texts.join(' + ')} in Teams` },
    );
  }

  return {
    sees,
    untilSees,
    write: (who, text, deliver = {}) => act(who, 'message', { text, deliver }),
    async press(who, label, on, deliver = {}) {
      const { conversation, message, action } = await until(
        async () => {
          for (const card of (await sees(who)).toReversed()) {
            const button = card.buttons.find((each) => each.label === label);
            if (card.text.includes(on) && button !== undefined)
              return { conversation: card.conversation, message: card.message, action: button.id };
          }
          return undefined;
        },
        { timeout: TIMEOUT, what: `${who} sees the button ${label} on a card with “${on}” in Teams` },
      );
      return act(who, 'press', { conversation, message, action, deliver });
    },
    pressOn: (who, { conversation, message }, action) => act(who, 'press', { conversation, message, action }),
    giveReason: (who, reason, deliver = {}) => act(who, 'submit', { inputs: { reason }, deliver }),
    async askByForm(who, vm, reason, deliver = {}) {
      await act(who, 'compose', { command: 'request' });
      const found = await act(who, 'search', { dialog: true, input: 'vm', text: vm });
      const choice = (found['choices'] as Json[]).find(({ title }) => String(title).startsWith(vm));
      return act(who, 'submit', { inputs: { vm: choice?.value, duration: '1h', reason }, deliver });
    },
  };
}
