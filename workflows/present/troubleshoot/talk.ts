/** A conversation about a sign-in that fails, as the one card that changes with it. */
import type { Block, Button, Card, Text } from '../../card.ts';
import type { Vm } from '../../language.ts';
import { talkSubject } from '../../subject.ts';
import type { Case } from '../../troubleshoot/causes.ts';
import { questionText } from '../../troubleshoot/clouds.ts';
import type { Talk } from '../../troubleshoot/conversation.ts';
import { QUESTIONS, UNSURE } from '../../troubleshoot/questions.ts';
import type { QuestionName } from '../../troubleshoot/questions.ts';
import type { SeenSoFar } from '../../troubleshoot/sights.ts';
import type { SymptomId } from '../../troubleshoot/symptoms.ts';
import { SYMPTOMS } from '../../troubleshoot/symptoms.ts';
import { codeBlocks } from './pasted-codes.ts';
import { CHECK_NAMES, CHECKS, sightLine } from './sights.ts';

/** A conversation and how far it has come: what its buttons carry. */
export type At = { readonly talk: Talk; readonly version: number };

/** While the checks run: each line fills in as its answer comes. `inside`: the slow look into the VM goes on. */
export function lookingCard(talk: Talk, seen: SeenSoFar, inside: boolean): Card {
  const shown = CHECKS.filter((check) => check !== 'inside' || inside || seen.inside !== undefined);
  const done = shown.filter((check) => seen[check] !== undefined).length;
  const status = `Looking: ${done} of ${shown.length} checks done`;
  return {
    tone: 'working',
    summary: `${titleOf(talk)}: ${status}`,
    blocks: [
      { is: 'heading', text: titleOf(talk) },
      { is: 'text', text: [{ strong: status }, '.', ...(inside ? [' Looking inside the VM may take a minute.'] : [])] },
      { is: 'facts', facts: shown.map((check) => ({ label: CHECK_NAMES[check], value: sightLine(check, seen) })) },
      { is: 'note', text: ['It only looks, and changes nothing.'] },
    ],
  };
}

export function symptomCard(at: At, offered: readonly SymptomId[]): Card {
  const labels = offered.map((symptom) =>
    symptom === 'off-topic' ? 'Nothing to do with signing in to a VM' : SYMPTOMS[symptom],
  );
  return asking(
    at,
    'What is it most like?',
    [],
    [
      // Whole titles would not fit on buttons: they stand above, and the buttons name them by number.
      ...labels.map((label, index) => ({ choice: `s${index}`, label: `${index + 1}`, spoken: label })),
      { choice: 'sx', label: 'Something else', spoken: 'Sign-in fails in another way' },
    ],
    labels.map((label, index) => ({ label: `${index + 1}`, value: [label] })),
  );
}

/** @param offered the VMs that the person has to do with, at most four */
export function vmCard(at: At, offered: readonly Vm[]): Card {
  const twins = (vm: Vm) => offered.some((other) => other !== vm && other.name.toLowerCase() === vm.name.toLowerCase());
  const question = 'Which VM is it about?';
  const buttons = offered.map((vm, index) => ({
    choice: `v${index}`,
    // What tells two VMs of one name apart comes first: a phone cuts the end.
    label: short(twins(vm) ? `${vm.resourceGroup}: ${vm.name}` : vm.name),
    spoken: `${vm.name} in ${vm.resourceGroup}`,
  }));
  const other: Button = {
    action: 'describe',
    label: offered.length === 0 ? 'Choose a VM…' : 'Another VM…',
    style: offered.length === 0 ? 'primary' : 'plain',
    subject: at.talk.id,
  };
  const facts = offered.map((vm) => ({ label: vm.name, value: [`in ${vm.resourceGroup}`] }));
  return asking(at, question, [], buttons, facts.length > 1 ? facts : [], [other]);
}

export function questionCard(at: At, name: QuestionName, cloud: Case['cloud']): Card {
  const { options } = QUESTIONS[name];
  const { about: who, asker } = at.talk;
  const about = [
    ...(who.id === asker.id ? [] : [`Answer as ${who.name} would. `]),
    ...(name === 'account' ? [`Shown here: ${who.upn}.`] : []),
  ];
  const choices = Object.keys(options).map((option) => ({ choice: `o_${option.toLowerCase()}`, option }));
  const asked = Object.keys(at.talk.given).length + 1;
  return asking(
    at,
    questionText(name, cloud),
    [`Question ${asked}, of five at most. `, ...about],
    [
      ...choices.map(({ choice, option }) => ({
        choice,
        label: short((options as Record<string, string>)[option] ?? option),
      })),
      { choice: `o_${UNSURE}`, label: 'Not sure' },
    ],
  );
}

/** What a button of a question stands for; undefined when it is none of them. */
export function optionOf(name: QuestionName, choice: string): string | undefined {
  return [...Object.keys(QUESTIONS[name].options), UNSURE].find((option) => choice === `o_${option.toLowerCase()}`);
}

/** A question in short, beside what was not asked. */
const TOPICS: Partial<Record<QuestionName, string>> = {
  client: 'Program',
  joined: 'Your computer',
  userName: 'User name',
  address: 'Computer entered',
  file: 'Connection opened',
};

/** What was taken from their words and is not asked: they must be able to see it, and to say that it is not so. */
export function toldBlocks(at: At): readonly Block[] {
  const all = (Object.entries(at.talk.told ?? {}) as readonly (readonly [QuestionName, string])[]).map(
    ([name, option]) => `${TOPICS[name] ?? name}: ${optionLabel(name, option)}.`,
  );
  if (all.length === 0) return [];
  return [
    { is: 'note', text: [`Understood from what you wrote: ${all.join(' ')}`] },
    { is: 'buttons', buttons: [choiceButton(at, { choice: 'untold', label: 'That is not so' })] },
  ];
}

/** An option as its button has it. */
export function optionLabel(name: QuestionName, option: string): string {
  return option === UNSURE ? 'not sure' : ((QUESTIONS[name].options as Record<string, string>)[option] ?? option);
}

type Choosing = { readonly choice: string; readonly label: string; readonly spoken?: string };

function asking(
  at: At,
  question: string,
  more: Text,
  choices: readonly Choosing[],
  facts: readonly { label: string; value: Text }[] = [],
  others: readonly Button[] = [],
): Card {
  const { talk } = at;
  const blocks: Block[] = [{ is: 'heading', text: titleOf(talk) }];
  if (talk.text !== '') blocks.push({ is: 'quote', label: 'You wrote', text: [...talk.text].slice(0, 200).join('') });
  blocks.push(...codeBlocks(talk), ...toldBlocks(at), { is: 'text', text: [{ strong: question }] });
  if (more.length > 0) blocks.push({ is: 'note', text: more });
  if (facts.length > 0) blocks.push({ is: 'facts', facts });
  blocks.push(
    { is: 'buttons', buttons: [...choices.map((each) => choiceButton(at, each)), ...others] },
    { is: 'buttons', buttons: [handOverButton(at, 'plain'), solvedButton(at)] },
  );
  return { tone: 'waiting', summary: `${titleOf(talk)}: ${question}`, blocks };
}

function choiceButton(at: At, { choice, label, spoken }: Choosing): Button {
  return {
    action: 'talk',
    label,
    style: 'plain',
    subject: talkSubject(at.talk.id, at.version, choice),
    ...(spoken === undefined ? {} : { spoken }),
  };
}

export function solvedButton(at: At): Button {
  return choiceButton(at, { choice: 'solved', label: 'It works now' });
}

export function stillButton(at: At): Button {
  return choiceButton(at, { choice: 'still', label: 'It still fails' });
}

export function handOverButton(at: At, style: Button['style']): Button {
  const spoken = 'Hand it over to the operators, with everything that was seen and answered';
  return { ...choiceButton(at, { choice: 'hand_over', label: 'Hand over to a person', spoken }), style };
}

export function againButton(at: At, style: Button['style']): Button {
  return { ...choiceButton(at, { choice: 'again', label: 'Check again' }), style };
}

/** Causes and what to do are written for the person who cannot sign in, whoever reads them. */
export function youIs({ asker, about }: Talk): readonly Block[] {
  return asker.id === about.id ? [] : [{ is: 'note', text: [`“You” is ${about.name} here.`] }];
}

export function titleOf({ vm, asker, about }: Talk): string {
  const whose = asker.id === about.id ? 'Sign-in' : `Sign-in of ${about.name}`;
  return vm === undefined ? `${whose} fails` : `${whose} to ${vm.name}`;
}

/** Buttons hold 40 characters before phones cut them. */
function short(text: string): string {
  const points = [...text];
  return points.length <= 40 ? text : `${points.slice(0, 39).join('')}…`;
}
