/** Many requests in Teams at once, all of them into one approvers' channel. */
import { until } from '../support/until.ts';
import type { Stage } from './stage.ts';
import { teamsClient } from './teams-client.ts';
import type { TeamsSeen } from './teams-client.ts';

const CHANNEL = '19:approvals@thread.tacv2';
const PEOPLE = ['ana', 'raj', 'bo', 'nadia', 'sam1'] as const;
/** One person may have ten requests waiting: of each person's the first four wait for an approver, and six at a time are taken back. */
const APPROVED = 4;
const TAKEN_BACK = 6;
/** Milliseconds between two looks at a screen full of cards: showing it is work, too. */
const LOOK = 1_000;

export const rushPolicy = ({ approvers, operators }: { approvers: string; operators: string }): string => `
operators: { groups: ${operators}, channels: "teams:19:platformops@thread.tacv2" }
rules:
  - name: Everything
    ask: everyone
    approve: { groups: ${approvers}, channels: "teams:${CHANNEL}" }
    duration: { longest: 4h, default: 1h }
`;

export type Rush = {
  /** Milliseconds from the first request until the last was made, and until every card showed how its request ended. */
  readonly asked: number;
  readonly settled: number;
  /** How often Teams refused a call as one too many. */
  readonly throttled: number;
  /** Messages posted to the channel and changed there. */
  readonly sent: number;
};

/** Plays it until every card in the channel, and every person's own, shows how its request ended. Throws when one never does. */
export async function rush(stage: Stage, requests: number): Promise<Rush> {
  const teams = teamsClient(stage.sandbox);
  const vms = Array.from({ length: requests }, (_, index) => `farm-${String(index + 1).padStart(3, '0')}`);
  const theirs = (who: string) => vms.filter((_, index) => PEOPLE[index % PEOPLE.length] === who);
  const kept = new Set(PEOPLE.flatMap((who) => theirs(who).slice(0, APPROVED)));
  const started = Date.now();
  let asked = 0;

  async function ask(who: string, some: readonly string[]): Promise<void> {
    await Promise.all(some.map((vm) => teams.write(who, `request ${vm} 1h one of many`)));
    asked = Date.now() - started;
  }

  /** Presses this button on the card about each of these VMs, as soon as it is there. */
  async function pressEach(who: string, label: string, some: readonly string[]): Promise<void> {
    const left = new Set(some);
    await until(
      async () => {
        for (const card of await teams.sees(who)) {
          const vm = vmOf(card);
          const button = card.buttons.find((each) => each.label === label);
          if (vm === undefined || button === undefined || !left.delete(vm)) continue;
          await teams.pressOn(who, card, button.id);
        }
        if (left.size > 0) throw new Error(`not yet: ${[...left].join(', ')}`);
        return true;
      },
      { timeout: 240_000, every: LOOK, what: `${who} presses ${label} on ${some.length} cards` },
    );
  }

  async function comeAndGo(who: string): Promise<void> {
    const mine = theirs(who);
    await ask(who, mine.slice(0, APPROVED));
    for (let next = APPROVED; next < mine.length; next += TAKEN_BACK) {
      const some = mine.slice(next, next + TAKEN_BACK);
      await ask(who, some);
      await pressEach(who, 'Withdraw', some);
    }
  }

  await Promise.all([...PEOPLE.map((who) => comeAndGo(who)), pressEach('mia', 'Approve', [...kept])]);
  // Tom sees the channel; everybody else their own cards.
  const screens = [{ who: 'tom', of: vms }, ...PEOPLE.map((who) => ({ who, of: theirs(who) }))];
  await until(
    async () => {
      for (const { who, of } of screens)
        expectShown(
          await teams.sees(who),
          new Map(of.map((vm) => [vm, kept.has(vm) ? 'Access is open' : 'Withdrawn'])),
        );
      return true;
    },
    { timeout: 240_000, every: 2 * LOOK, what: 'every card shows how its request ended' },
  );
  const calls = (await stage.sandbox.calls({ service: 'teams' })).filter(({ path }) =>
    path.includes('/conversations/'),
  );
  return {
    asked,
    settled: Date.now() - started,
    throttled: calls.filter(({ status }) => status === 429).length,
    sent: calls.filter(({ path, method }) => method !== 'GET' && decodeURIComponent(path).includes(CHANNEL)).length,
  };
}

/** Throws unless there is one card for each VM, and it says this. */
function expectShown(seen: readonly TeamsSeen[], says: ReadonlyMap<string, string>): void {
  const cards = seen.filter((card) => vmOf(card) !== undefined);
  const wrong = [...says].filter(([vm, text]) => {
    const [card, second] = cards.filter((each) => vmOf(each) === vm);
    return card?.text.includes(text) !== true || second !== undefined;
  });
  if (wrong.length > 0) throw new Error(`${cards.length} cards; not right: ${wrong.map(([vm]) => vm).join(', ')}`);
}

/** The VM of a request's card; undefined for other messages. */
function vmOf({ text }: TeamsSeen): string | undefined {
  return /(?:asks for|Your request for) (farm-\d{3})/.exec(text)?.[1];
}
