/** What Latchkey has found out: causes with what speaks for them, and what to do, for this person and this VM. */
import type { Block, Button, Card, Text } from '../../card.ts';
import { wishSubject } from '../../subject.ts';
import type { Case, Mend, Remedy } from '../../troubleshoot/causes.ts';
import { saidIn } from '../../troubleshoot/conversation.ts';
import { conclude, CONVINCED } from '../../troubleshoot/infer.ts';
import type { Conclusion, Ranked, Ranking } from '../../troubleshoot/infer.ts';
import type { Doing, MendState } from '../../troubleshoot/mending.ts';
import { clock, listOf } from '../words.ts';
import { mendButton, mendLine } from './mend.ts';
import { unseenLines } from './sights.ts';
import { codeBlocks } from './pasted-codes.ts';
import { againButton, handOverButton, solvedButton, stillButton, titleOf, toldBlocks, youIs } from './talk.ts';
import type { At } from './talk.ts';

export type Concluded = {
  readonly it: Case;
  readonly ranking: Ranking;
  /** What may be mended here, by the policy of today. */
  readonly mayMend: readonly Doing['is'][];
  /** Repairs asked for in this conversation, the newest first. */
  readonly mends: readonly MendState[];
  /** Where the .rdp file for this VM is, while this person has access to it by Latchkey. */
  readonly rdp?: string;
  /** The value of the VM's choice: with it, asking for access is a button. Only for whoever it is about. */
  readonly vmKey?: string;
};

/** Causes shown whole, and those only named. */
const WHOLE = 2;
const NAMED = 3;
/** A cause less likely than this is not named. */
const WORTH_NAMING = 0.05;

export function conclusionCard(at: At, found: Concluded): Card {
  const { talk } = at;
  const concluded = conclude(found.ranking, talk.seen);
  const whole = concluded.is === 'named' ? [concluded.first, ...concluded.also].slice(0, WHOLE) : [];
  const rest = (concluded.is === 'named' ? [...concluded.also, ...found.ranking.open] : concluded.likely)
    .filter((each) => !whole.includes(each) && each.share >= WORTH_NAMING)
    .slice(0, NAMED);
  const headline = headlineOf(concluded);
  const remedies = whole.map((each) => each.cause.remedy(found.it, talk.seen, saidIn(talk)));
  const blocks: Block[] = [
    { is: 'heading', text: titleOf(talk) },
    { is: 'text', text: [{ strong: headline }] },
    ...youIs(talk),
    ...codeBlocks(talk),
    ...toldBlocks(at),
    ...whole.flatMap((each, index) => causeBlocks(at, each, remedies[index], found, index)),
  ];
  // Beside what is proved, what is merely possible would only distract.
  if (rest.length > 0 && whole[0]?.verdict.is !== 'proved')
    blocks.push({ is: 'note', text: [`${whole.length > 0 ? 'Also possible' : 'Possible'}: ${namesOf(rest)}.`] });
  const unseen = unseenLines(talk.seen);
  if (unseen.length > 0) blocks.push({ is: 'note', text: [`Latchkey could not look at: ${unseen.join('; ')}.`] });
  blocks.push(...found.mends.slice(0, 3).map((state): Block => ({ is: 'text', text: mendLine(state) })));
  const mending = mendButtons(at, found, remedies);
  if (mending.length > 0) blocks.push({ is: 'buttons', buttons: mending });
  const again = againButton(at, mending.length > 0 || concluded.is === 'unsure' ? 'plain' : 'primary');
  const handOver = handOverButton(at, concluded.is === 'unsure' ? 'primary' : 'plain');
  const buttons = concluded.is === 'unsure' ? [handOver, again, solvedButton(at)] : [again, solvedButton(at), handOver];
  blocks.push({ is: 'buttons', buttons });
  const healthy = whole[0]?.cause.id === 'healthy';
  return { tone: healthy ? 'good' : 'bad', summary: `${titleOf(talk)}: ${headline}`, blocks };
}

/** After a repair, when nothing else is seen to be wrong. */
export function mendedCard(at: At, mends: readonly MendState[]): Card {
  const headline = 'What was in the way is mended. Please try to sign in again.';
  const [last] = mends;
  return {
    tone: 'good',
    summary: `${titleOf(at.talk)}: ${headline}`,
    blocks: [
      { is: 'heading', text: titleOf(at.talk) },
      { is: 'text', text: [{ strong: headline }, ' Give it two minutes first.'] },
      ...(last === undefined ? [] : [{ is: 'text', text: mendLine(last) } as const]),
      { is: 'buttons', buttons: [solvedButton(at), stillButton(at), handOverButton(at, 'plain')] },
    ],
  };
}

function headlineOf(concluded: Conclusion): string {
  if (concluded.is === 'unsure')
    return concluded.likely.length === 0
      ? 'Latchkey has found nothing that would explain it. Let a person have a look.'
      : 'Latchkey cannot tell what it is. Let a person have a look: they get everything that was seen and answered.';
  const { first, also } = concluded;
  if (first.verdict.is !== 'proved')
    return `${first.share >= CONVINCED ? 'Very likely' : 'Probably'}: ${first.cause.title}`;
  return also.length === 0 ? first.cause.title : `${first.cause.title} And there is more in the way.`;
}

function namesOf(all: readonly Ranked[]): string {
  return listOf(
    all.map(({ cause }) => bare(cause.title)),
    'or',
  );
}

function causeBlocks(
  at: At,
  ranked: Ranked,
  remedy: Remedy | undefined,
  found: Concluded,
  index: number,
): readonly Block[] {
  const { cause, verdict } = ranked;
  const blocks: Block[] = [];
  if (index > 0) blocks.push({ is: 'divider' }, { is: 'text', text: [{ strong: `Then: ${cause.title}` }] });
  if (verdict.evidence.length > 0)
    blocks.push({
      is: 'text',
      text: verdict.evidence.slice(0, 4).map((line, place) => `${place === 0 ? '' : '\n'}• ${line}`),
    });
  if (remedy === undefined || (remedy.steps.length === 0 && remedy.rdp !== true)) return blocks;
  // First what can be done from a phone; whoever reads it may have no right to do the rest.
  const [offered] = remedy.mend === undefined || remedy.mend.is === 'ask' ? [] : buttonFor(at, found, remedy.mend);
  if (offered !== undefined)
    blocks.push({
      is: 'text',
      text: [{ strong: 'Quickest:' }, ` press “${offered.label}” below. Latchkey does it once somebody has approved.`],
    });
  blocks.push({ is: 'text', text: [{ strong: WHO[remedy.who] }, ...stepsOf(remedy)] });
  if (remedy.rdp === true && found.rdp !== undefined)
    blocks.push({ is: 'text', text: [{ link: 'Download the .rdp file', url: found.rdp }, ' and open it.'] });
  return blocks;
}

const WHO: Readonly<Record<Remedy['who'], string>> = {
  you: 'What to do:',
  'vm administrator': 'What an administrator of the VM does:',
  'entra administrator': 'What an administrator of Entra ID does:',
  nobody: 'What to know:',
};

function stepsOf({ steps }: Remedy): Text {
  return steps.slice(0, 8).flatMap(({ text, command, at }, index) => [
    `\n${steps.length > 1 ? `${index + 1}. ` : ''}${text}`,
    ...(at === undefined ? [] : [' ', clock(at)]),
    // A command is copied as it is: on a line of its own.
    ...(command === undefined ? [] : ['\n', { code: command }]),
  ]);
}

/** One of each kind, from the causes shown; none for what is being mended already. */
function mendButtons(at: At, found: Concluded, remedies: readonly Remedy[]): readonly Button[] {
  const wanted = remedies.flatMap(({ mend }) => (mend === undefined ? [] : [mend]));
  return wanted
    .filter((mend, index) => wanted.findIndex((other) => other.is === mend.is) === index)
    .flatMap((mend) => buttonFor(at, found, mend));
}

function buttonFor(at: At, found: Concluded, mend: Mend): readonly Button[] {
  if (mend.is === 'ask') {
    if (found.vmKey === undefined) return [];
    const subject = wishSubject(found.vmKey, mend.role);
    return [
      { action: 'ask', label: 'Ask for access', style: 'primary', subject, spoken: `Ask for ${found.it.vm.name}` },
    ];
  }
  const going = found.mends.some((state) => state.order.doing.is === mend.is && ['asked', 'doing'].includes(state.is));
  return going || !found.mayMend.includes(mend.is) ? [] : [mendButton(at, mend)];
}

/** A title within a sentence of ours. */
function bare(title: string): string {
  return title.replace(/\.$/, '');
}
