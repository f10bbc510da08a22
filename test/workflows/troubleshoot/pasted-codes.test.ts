/** Whoever pastes a number is told what it means, wherever the conversation stands. */
import { expect, it } from 'vitest';
import { conclusionCard } from '../../../workflows/present/troubleshoot/conclusion.ts';
import { handOverCard, notOursCard } from '../../../workflows/present/troubleshoot/ends.ts';
import { codeBlocks } from '../../../workflows/present/troubleshoot/pasted-codes.ts';
import { questionCard } from '../../../workflows/present/troubleshoot/talk.ts';
import { rankingOf } from '../../../workflows/troubleshoot/conversation.ts';
import type { Talk } from '../../../workflows/troubleshoot/conversation.ts';
import { lead, SETTING } from './person.ts';
import { CASE, look, WELL } from './world.ts';

const SAID = 'mstsc: error code 0xF07, sign-in log AADSTS50055';
const FACTS = [
  { label: '0xf07', value: ['The password has expired.'] },
  { label: 'AADSTS50055', value: ['The password has expired.'] },
];

it('is explained in the order in which it stands there, three at most', () => {
  expect(codeBlocks({ text: SAID })).toEqual([{ is: 'facts', facts: FACTS }]);
  expect(codeBlocks({ text: '0x204 0x807 0xf07 0x104' })).toMatchObject([
    { facts: [{ label: '0x204' }, {}, { label: '0xf07' }] },
  ]);
  expect(codeBlocks({ text: 'exit 1007, error −2145648574; 0X204; 1326, sign-in error 50126' })).toMatchObject([
    { facts: [{ label: 'exit code 1007' }, { label: '-2145648574 (0x801c0042)' }, { label: '0x204' }] },
  ]);
  expect(codeBlocks({ text: 'aadsts-50126, code-51' })).toMatchObject([
    { facts: [{ label: 'AADSTS50126' }, { label: 'exit code 51' }] },
  ]);
  expect(codeBlocks({ text: 'AADSTS50053', codes: ['AADSTS530032', 'exit code 51'] })).toMatchObject([
    { facts: [{ label: 'AADSTS530032' }, { label: 'exit code 51' }] },
  ]);
  expect(codeBlocks({ text: 'it refuses my password, 0x12345678' })).toEqual([]);
});

it('stands on every card that people decide by', () => {
  const led = lead({ 'temporary-password': 0.9 }, look(WELL), () => 'unsure');
  const talk: Talk = { ...led.talk, text: SAID };
  if (talk.vm === undefined) throw new Error('It lost its VM.');
  const at = { talk, version: 3 };
  const ranking = rankingOf(talk, talk.vm, SETTING);
  const shown = { is: 'facts', facts: FACTS };
  for (const card of [
    questionCard(at, 'address', 'public'),
    conclusionCard(at, { it: CASE, ranking, mayMend: [], mends: [] }),
    handOverCard(talk, ranking),
    notOursCard('/vm', SAID),
  ])
    expect(card.blocks).toContainEqual(shown);
});
