/** Somebody whose sign-in fails, in either chat: reads the newest card of their conversation and presses what is true. */
import { setTimeout as sleep } from 'node:timers/promises';
import { QUESTIONS } from '../../workflows/troubleshoot/questions.ts';
import type { QuestionName } from '../../workflows/troubleshoot/questions.ts';
import { until } from '../support/until.ts';
import type { Stage } from './stage.ts';
import type { TeamsClient } from './teams-client.ts';

const UNHEARD_MS = 3_000;

export type Helped = {
  say(text: string): Promise<void>;
  /** False when the chat says that it took too long: it may have been heard all the same. */
  press(label: string, on: string): Promise<boolean>;
  /** Texts of all cards, oldest first. */
  cards(): Promise<readonly { readonly text: string; readonly buttons: readonly string[] }[]>;
  untilSees(texts: readonly string[]): Promise<void>;
};

export function inSlack(stage: Stage, who: string): Helped {
  return {
    say: async (text) => void (await stage.sandbox.person(who).command({ command: '/vm', text: `help me ${text}` })),
    press: async (label, on) => (await stage.press(who, label, on)).acked,
    cards: async () => (await stage.sees(who)).map(({ text, buttons }) => ({ text, buttons })),
    untilSees: async (texts) => void (await stage.untilSees(who, texts)),
  };
}

export function inTeams(teams: TeamsClient, who: string): Helped {
  return {
    say: async (text) => void (await teams.write(who, text)),
    press: async (label, on) => {
      await teams.press(who, label, on);
      return true;
    },
    cards: async () =>
      (await teams.sees(who)).map(({ text, buttons }) => ({ text, buttons: buttons.map((each) => each.label) })),
    untilSees: async (texts) => void (await teams.untilSees(who, texts)),
  };
}

/**
 * Answers every question of the conversation whose cards hold `title` until it is concluded: the card then, and how many
 * questions it took.
 */
export async function untilConcluded(
  helped: Helped,
  title: string,
  truth: Readonly<Record<string, string>>,
): Promise<{ readonly text: string; readonly buttons: readonly string[]; readonly asked: readonly QuestionName[] }> {
  const asked: QuestionName[] = [];
  const shown = async () => {
    const all = await helped.cards();
    const found = all.findLast(({ text, buttons }) => text.includes(title) && buttons.includes('It works now'));
    if (found === undefined) throw new Error(all.map(({ text }) => text).join('\n---\n'));
    return found;
  };
  for (;;) {
    const card = await until(
      async () => {
        const found = await shown();
        const question = questionOn(found.text);
        return question !== undefined && asked.includes(question) ? undefined : found;
      },
      { timeout: 45_000, every: 50, what: `the next step of ${title}` },
    );
    const question = questionOn(card.text);
    if (question === undefined) return { ...card, asked };
    asked.push(question);
    const heard = await helped.press(labelOf(question, truth[question]), title);
    // Whoever is told that it took too long, and sees the same question after a while, presses again.
    if (heard) continue;
    await sleep(UNHEARD_MS);
    if (questionOn((await shown()).text) === question) asked.pop();
  }
}

function questionOn(text: string): QuestionName | undefined {
  return (Object.keys(QUESTIONS) as QuestionName[]).find((name) => text.includes(QUESTIONS[name].text));
}

function labelOf(question: QuestionName, option: string | undefined): string {
  const label = (QUESTIONS[question].options as Readonly<Record<string, string>>)[option ?? ''] ?? 'Not sure';
  const points = [...label];
  return points.length <= 40 ? label : `${points.slice(0, 39).join('')}…`;
}
