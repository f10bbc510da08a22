/** What a journey leaves behind: calls to Azure, cards in both places, things said. Read after the event, to be judged. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { until } from '../support/until.ts';
import type { Bot } from './bot.ts';
import type { Stage } from './stage.ts';

/** The sweep comes every minute, and a claim that a killed replica held runs out after 15 seconds. */
export const LATEST = 60_000 + 15_000;
/** After so long it is looked at whether what was not acknowledged was heard. */
const UNHEARD_MS = 3_000;

/** Asks for a VM and has it approved, several at a time if need be: nothing here looks at anybody else's cards. */
export async function askFor(stage: Stage, who: string, vm: string, duration: string): Promise<void> {
  const text = `request ${vm} ${duration} look at ${vm}`;
  await writeUntilHeard(stage, who, text, `Your request for ${vm}`);
  await stage.untilSees(who, [`Your request for ${vm}`]);
}

/**
 * Types a command, and once more when Slack says that it took too long and nothing has come of it: it may have been heard all the
 * same.
 */
async function writeUntilHeard(stage: Stage, who: string, text: string, answer: string): Promise<void> {
  const { acked } = await stage.sandbox.person(who).command({ command: '/vm', text });
  if (acked) return;
  await sleep(UNHEARD_MS);
  const seen = await stage.sees(who);
  if (!seen.some((each) => each.text.includes(answer)))
    await stage.sandbox.person(who).command({ command: '/vm', text });
}

export async function approve(stage: Stage, vm: string, by = 'mia'): Promise<void> {
  await stage.press(by, 'Approve', `asks for ${vm}`);
}

export async function openFor(stage: Stage, who: string, vm: string, duration: string): Promise<void> {
  await askFor(stage, who, vm, duration);
  await approve(stage, vm);
  await stage.untilSees(who, [`${vm} is open for you`], 20_000);
}

/** Waits until the sandbox holds so many calls. */
export async function untilHeld(stage: Stage, many: number): Promise<void> {
  await until(
    async () => {
      const faults = (await stage.sandbox.control('GET', 'faults')) as { held: number }[];
      const held = faults.reduce((sum, fault) => sum + fault.held, 0);
      if (held < many) throw new Error(`${held} calls held`);
      return true;
    },
    { timeout: 20_000, every: 50, what: `${many} calls are held` },
  );
}

/** Latchkey's assignments on this VM. */
export async function held(stage: Stage, vm: string): ReturnType<Stage['grants']> {
  return (await stage.grants()).filter((each) => each.scope.endsWith(`/${vm}`));
}

/** When access to the VM was seen to be gone. */
export async function untilGone(stage: Stage, vm: string, timeout: number): Promise<number> {
  await until(async () => (await held(stage, vm)).length === 0, { timeout, every: 100, what: `${vm} is closed` });
  return Date.now();
}

/** The end that the assignment itself carries. */
export function endOf(assignment: { description: string | null } | undefined): number {
  return Date.parse(/ends=([^.\s]+)/.exec(assignment?.description ?? '')?.[1] ?? '');
}

/** Names of the assignments that were ever ordered on this VM, one for each PUT that reached Azure. */
export async function putNames(stage: Stage, vm: string): Promise<readonly string[]> {
  const path = new RegExp(`/virtualMachines/${vm}/providers/Microsoft.Authorization/roleAssignments/([^/?]+)`, 'i');
  return (await stage.sandbox.calls({ service: 'arm' }))
    .filter((call) => call.method === 'PUT')
    .flatMap((call) => path.exec(call.path)?.[1] ?? []);
}

/** How many messages this person sees that hold all these texts. */
export async function countSeen(stage: Stage, who: string, ...texts: string[]): Promise<number> {
  return (await stage.sees(who)).filter((each) => texts.every((text) => each.text.includes(text))).length;
}

/** The whole story of one closed grant, told once everywhere: one name in Azure, one card in each place, one word each. */
export async function expectToldOnce(
  stage: Stage,
  who: string,
  vm: string,
  told: { opened: boolean; why: string; byRequester?: string },
): Promise<void> {
  const { opened, why, byRequester = why } = told;
  await stage.untilSees('mia', [`asks for ${vm}`, 'Access has ended', why], 20_000);
  await stage.untilSees(who, [`Your request for ${vm}`, 'Access has ended', byRequester]);
  await stage.untilSees(who, [`Your access to ${vm} has ended`]);
  expect({
    vm,
    names: new Set(await putNames(stage, vm)).size,
    card: await countSeen(stage, 'mia', `asks for ${vm}`),
    own: await countSeen(stage, who, `Your request for ${vm}`),
    opened: await countSeen(stage, who, `${vm} is open for you`),
    ended: await countSeen(stage, who, `Your access to ${vm} has ended`),
  }).toEqual({ vm, names: 1, card: 1, own: 1, opened: opened ? 1 : 0, ended: 1 });
}

/** Lines that say that something went wrong which nobody had thought of. */
export function complaints(bots: readonly Bot[]): readonly unknown[] {
  return bots.flatMap((bot) =>
    bot.lines.filter(
      (line) =>
        line.level === 'error' ||
        line.level === 'fatal' ||
        line.msg.startsWith('a defect') ||
        line['fault'] === 'unexpected',
    ),
  );
}
