/** The last words of a conversation, and those instead of one. */
import type { Block, Button, Card, Text } from '../../card.ts';
import type { Instant } from '../../language.ts';
import type { Talk } from '../../troubleshoot/conversation.ts';
import type { Ranking } from '../../troubleshoot/infer.ts';
import { QUESTIONS } from '../../troubleshoot/questions.ts';
import type { QuestionName } from '../../troubleshoot/questions.ts';
import { SYMPTOMS } from '../../troubleshoot/symptoms.ts';
import type { SymptomId } from '../../troubleshoot/symptoms.ts';
import { moment } from '../words.ts';
import { codeBlocks } from './pasted-codes.ts';
import { CHECK_NAMES, CHECKS, sightLine } from './sights.ts';
import { optionLabel, titleOf } from './talk.ts';

const DESCRIBE: Button = { action: 'describe', label: 'Sign-in failed?', style: 'plain', subject: '' };
const ASK: Button = { action: 'ask', label: 'Ask for a VM', style: 'primary', subject: '' };

const OVER: Readonly<Record<(Talk['stage'] & { is: 'over' })['why'], string>> = {
  solved: 'Good: it works now.',
  'handed over': 'Handed over: the operators have everything that was seen and answered, and will come back to you.',
  replaced: 'You began anew: go on with the newer card.',
  left: 'Nobody has touched this for a day, so it is over.',
  elsewhere: 'This is nothing that a check could explain.',
};

export function overCard(talk: Talk, why: (Talk['stage'] & { is: 'over' })['why']): Card {
  const headline = OVER[why];
  const buttons: readonly Button[] = why === 'replaced' || why === 'solved' ? [] : [DESCRIBE];
  return {
    tone: why === 'solved' ? 'good' : 'over',
    summary: `${titleOf(talk)}: ${headline}`,
    blocks: [
      { is: 'heading', text: titleOf(talk) },
      { is: 'text', text: [{ strong: headline }] },
      ...(buttons.length === 0 ? [] : [{ is: 'buttons', buttons } as const]),
    ],
  };
}

/** For the operators: everything on one card, so that nobody has to be asked twice. */
export function handOverCard(talk: Talk, ranking: Ranking | undefined): Card {
  const { about, asker, vm } = talk;
  const seen = CHECKS.filter((check) => talk.seen[check] !== undefined);
  const given = Object.entries(talk.given) as readonly (readonly [QuestionName, string])[];
  const told = Object.entries(talk.told ?? {}) as readonly (readonly [QuestionName, string])[];
  const thought = [...(ranking?.proved ?? []), ...(ranking?.open ?? [])].slice(0, 5);
  const blocks: Block[] = [
    { is: 'heading', text: `Sign-in fails: ${about.name}${vm === undefined ? '' : ` on ${vm.name}`}` },
    {
      is: 'facts',
      facts: [
        { label: 'Who', value: [`${about.name} (${about.upn})`] },
        ...(asker.id === about.id ? [] : [{ label: 'Asked by', value: [`${asker.name} (${asker.upn})`] }]),
        ...(vm === undefined ? [] : [{ label: 'VM', value: [`${vm.name} in ${vm.resourceGroup}`] }]),
        { label: 'Since', value: [moment(talk.startedAt)] },
        { label: 'Understood as', value: [symptomsLine(talk)] },
      ],
    },
  ];
  if (talk.text !== '') blocks.push({ is: 'quote', label: `${asker.name} wrote`, text: talk.text });
  blocks.push(...codeBlocks(talk));
  if (seen.length > 0)
    blocks.push(
      { is: 'text', text: [{ strong: 'Seen' }] },
      { is: 'facts', facts: seen.map((check) => ({ label: CHECK_NAMES[check], value: seenOrWhy(talk, check) })) },
    );
  if (given.length + told.length > 0)
    blocks.push(
      { is: 'text', text: [{ strong: 'Answered' }] },
      {
        is: 'facts',
        facts: [
          ...given.map(([name, option]) => ({ label: QUESTIONS[name].text, value: [optionLabel(name, option)] })),
          ...told.map(([name, option]) => ({
            label: QUESTIONS[name].text,
            value: [`${optionLabel(name, option)} (from what they wrote)`],
          })),
        ],
      },
    );
  if (thought.length > 0)
    blocks.push(
      { is: 'text', text: [{ strong: 'Thought of' }, ` (“you” is ${about.name})`] },
      {
        is: 'facts',
        facts: thought.map(({ cause, verdict, share }) => ({
          label: verdict.is === 'proved' ? 'certain' : `${Math.round(share * 100)} %`,
          value: [`${cause.title}${(talk.tried ?? []).includes(cause.id) ? ' (tried already)' : ''}`],
        })),
      },
    );
  return {
    tone: 'waiting',
    summary: `Sign-in fails: ${about.name}${vm === undefined ? '' : ` on ${vm.name}`}`,
    blocks,
  };
}

function seenOrWhy(talk: Talk, check: (typeof CHECKS)[number]): Text {
  const sight = talk.seen[check];
  if (sight?.is !== 'unseen') return sightLine(check, talk.seen);
  const needs = sight.permission === undefined ? '' : ` Needs ${sight.permission}.`;
  return [...sightLine(check, talk.seen), `. ${sight.detail}${needs}`];
}

function symptomsLine(talk: Talk): string {
  const likely = (Object.entries(talk.symptoms) as [SymptomId, number][])
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 2)
    .map(([symptom]) => SYMPTOMS[symptom]);
  return talk.text === '' && Object.keys(talk.symptoms).length > 1
    ? 'sign-in fails, nothing more was said'
    : likely.join(', or: ');
}

/** Nothing that Latchkey can help with. `text` is what they wrote, without secrets. */
export function notOursCard(command: string, text: string): Card {
  const headline = 'Latchkey helps with signing in to Windows VMs in Azure, and with nothing else.';
  return {
    tone: 'over',
    summary: headline,
    blocks: [
      {
        is: 'text',
        text: [
          { strong: headline },
          ' Ask for access with ',
          { code: `${command} request NAME 2h reason`.trim() },
          '. If sign-in to a VM fails, press “Sign-in failed?”, or write ',
          { code: `${command} help me`.trim() },
          ' and the message you see.',
        ],
      },
      ...codeBlocks({ text }),
      { is: 'buttons', buttons: [ASK, DESCRIBE] },
    ],
  };
}

/** They want access, not an explanation. `subject` fills the form in with the VM that they named. */
export function accessCard(subject: string, vm: string | undefined): Card {
  const headline = vm === undefined ? 'You want access to a VM.' : `You want access to ${vm}.`;
  return {
    tone: 'over',
    summary: headline,
    blocks: [
      { is: 'text', text: [{ strong: headline }, ' Ask for it, and someone approves.'] },
      { is: 'buttons', buttons: [{ ...ASK, subject }, DESCRIBE] },
    ],
  };
}

/** What was pasted may have been copied on its way here: only changing it helps. */
export const secretCard: Card = {
  tone: 'bad',
  summary: 'What you sent looks like it holds a password or a token. Change it.',
  blocks: [
    {
      is: 'text',
      text: [
        { strong: 'What you sent looks like it holds a password or a token. Please change it now.' },
        ' Latchkey has not kept it, but it still stands in this chat: delete your message, too. Latchkey never needs a password.',
      ],
    },
  ],
};

export type TalkRefusal =
  | { readonly is: 'unknown' }
  | { readonly is: 'not yours' }
  | { readonly is: 'old' }
  | { readonly is: 'over' }
  /** Only approvers of the VM and operators may ask about somebody else. */
  | { readonly is: 'about another' }
  | { readonly is: 'no rule'; readonly vm: string }
  | { readonly is: 'unfit'; readonly mail: string; readonly problem: 'disabled' | 'guest' | 'unclear' };

/** To who pressed or asked. `at` is when the conversation ended. */
export function talkRefusalCard(refusal: TalkRefusal, ended?: Instant): Card {
  const text = sentenceOf(refusal);
  const when: Text = ended === undefined ? [] : [' It ended ', moment(ended), '.'];
  return { tone: 'over', summary: text, blocks: [{ is: 'text', text: [text, ...when] }] };
}

function sentenceOf(refusal: TalkRefusal): string {
  switch (refusal.is) {
    case 'unknown':
      return 'This conversation was so long ago that Latchkey has forgotten it. Nothing has happened; begin a new one.';
    case 'not yours':
      return 'Only the person whose conversation this is can answer here. Nothing has happened.';
    case 'old':
      return 'That button belongs to an earlier step. Nothing has happened; the card shows where you are.';
    case 'over':
      return 'This conversation is over. Nothing has happened; begin a new one if sign-in still fails.';
    case 'about another':
      return 'Only those who approve access to that VM, and the operators, may ask about somebody else’s sign-in. If it is about your own, say it again without other people’s addresses.';
    case 'no rule':
      return `No rule lets anybody ask for ${refusal.vm}, so Latchkey looks at it for operators only.`;
    case 'unfit':
      return refusal.problem === 'unclear'
        ? `More than one account has the address ${refusal.mail}, so Latchkey cannot tell which is meant.`
        : refusal.problem === 'disabled'
          ? `The account of ${refusal.mail} is disabled in Entra ID: nobody can sign in with it.`
          : `The account of ${refusal.mail} is a guest (B2B). Guests cannot sign in to Azure VMs with Entra ID.`;
    default:
      return refusal satisfies never;
  }
}

/** Privately where it was asked: the card itself is in the direct messages. */
export const begunCard: Card = {
  tone: 'working',
  summary: 'Latchkey is looking into it.',
  blocks: [
    {
      is: 'text',
      text: [{ strong: 'Latchkey is looking into it.' }, ' Follow it in your direct messages with Latchkey.'],
    },
  ],
};
