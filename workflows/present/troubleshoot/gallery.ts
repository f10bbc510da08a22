/** Conversations and repairs in every state, for the gallery. */
import type { Card } from '../../card.ts';
import type { Instant, Person, Vm } from '../../language.ts';
import type { Cause, Verdict } from '../../troubleshoot/causes.ts';
import type { Stage, Talk } from '../../troubleshoot/conversation.ts';
import type { Ranked } from '../../troubleshoot/infer.ts';
import type { Doing, MendRefusal, MendState } from '../../troubleshoot/mending.ts';
import type { Given, QuestionName } from '../../troubleshoot/questions.ts';
import { QUESTIONS } from '../../troubleshoot/questions.ts';
import type { SeenSoFar } from '../../troubleshoot/sights.ts';
import { SYMPTOM_IDS } from '../../troubleshoot/symptoms.ts';
import { conclusionCard, mendedCard } from './conclusion.ts';
import type { Concluded } from './conclusion.ts';
import { accessCard, begunCard, handOverCard, notOursCard, overCard, secretCard, talkRefusalCard } from './ends.ts';
import type { TalkRefusal } from './ends.ts';
import { mendCard, mendNotice, mendRefusalCard } from './mend.ts';
import { CHECKS } from './sights.ts';
import { lookingCard, questionCard, symptomCard, vmCard } from './talk.ts';

export type Props = {
  readonly size: 'short' | 'worst';
  readonly ana: Person;
  readonly mia: Person;
  readonly vm: Vm;
  readonly at: Instant;
  readonly rdp?: string;
  /** Text of this length, of the worst kind. */
  text(length: number): string;
};

const ID = '22222222-2222-4222-8222-222222222222';
const QUESTION_NAMES = Object.keys(QUESTIONS) as readonly QuestionName[];

export function troubleshootCards(props: Props): readonly { readonly name: string; readonly card: Card }[] {
  const talk = (stage: Stage): Talk => talkOf(props, stage);
  const at = (stage: Stage) => ({ talk: talk(stage), version: props.size === 'worst' ? 999_999 : 1 });
  const looking: Stage = { is: 'looking', since: props.at };
  const many = <T>(most: number, one: T): readonly T[] =>
    Array.from({ length: props.size === 'worst' ? most : 1 }, () => one);
  const offered = props.size === 'worst' ? SYMPTOM_IDS.slice(0, 2) : [];
  return [
    { name: 'looking', card: lookingCard(talk(looking), {}, false) },
    { name: 'looking.half', card: lookingCard(talk(looking), seenOf(props, true), true) },
    { name: 'symptom', card: symptomCard(at({ is: 'symptom', offered }), [...offered, 'off-topic']) },
    { name: 'vm', card: vmCard(at({ is: 'vm', offered: [] }), props.size === 'worst' ? many(4, props.vm) : []) },
    ...QUESTION_NAMES.map((name) => ({
      name: `question.${name}`,
      card: questionCard(at({ is: 'asking', question: name }), name, 'usgov'),
    })),
    ...(['proved', 'healthy', 'likely', 'nothing'] as const).map((how) => ({
      name: `concluded.${how}`,
      card: conclusionCard(at({ is: 'concluded' }), concludedOf(props, how)),
    })),
    { name: 'mended', card: mendedCard(at({ is: 'mended' }), mendsOf(props).slice(2, 3)) },
    ...(['solved', 'handed over', 'replaced', 'left', 'elsewhere'] as const).map((why) => ({
      name: `over.${why.replace(' ', '_')}`,
      card: overCard(talk({ is: 'over', why }), why),
    })),
    { name: 'handed_over', card: handOverCard(talk({ is: 'concluded' }), concludedOf(props, 'proved').ranking) },
    ...mendsOf(props).flatMap((state) => [
      { name: `mend.${state.order.doing.is}.${state.is}`, card: mendCard(state) },
      { name: `mend.${state.order.doing.is}.${state.is}.notice`, card: mendNotice(state) },
    ]),
    ...MEND_REFUSALS.map((refusal) => ({
      name: `mend.refusal.${refusal.replaceAll(' ', '_')}`,
      card: mendRefusalCard(refusal),
    })),
    ...talkRefusals(props).map((refusal) => ({
      name: `refusal.${refusal.is.replaceAll(' ', '_')}${'problem' in refusal ? `.${refusal.problem}` : ''}`,
      card: talkRefusalCard(refusal, props.at),
    })),
    { name: 'not_ours', card: notOursCard('/vm', talk(looking).text) },
    { name: 'access', card: accessCard('', props.size === 'worst' ? props.vm.name : undefined) },
    { name: 'secret', card: secretCard },
    { name: 'begun', card: begunCard },
  ];
}

function talkOf({ size, ana, mia, vm, at, text }: Props, stage: Stage): Talk {
  const worst = size === 'worst';
  const given: Given = worst
    ? { client: 'mstsc', webAccount: 'windows', joined: 'none', userName: 'short', address: 'ip' }
    : {};
  return {
    id: ID,
    asker: ana,
    origin: { chat: 'chat', team: 'T1', id: 'U1' },
    about: worst ? mia : ana,
    text: worst ? `AADSTS50053 error_hostname_duplicate 801c0083 0x80072f8f ${text(440)}` : '',
    ...(worst ? { told: { file: 'saved' } } : {}),
    ...(stage.is === 'vm' || stage.is === 'symptom' ? {} : { vm }),
    symptoms: { 'credentials-did-not-work': 0.5, 'role-missing': 0.5 },
    seen: seenOf({ size, ana, mia, vm, at, text }, false),
    given,
    tried: worst ? ['a'] : [],
    rounds: 1,
    stage,
    startedAt: at,
  };
}

/** Everything is unseen with the longest of reasons, or everything is seen with the longest of values. */
function seenOf({ size, vm, at, text }: Props, half: boolean): SeenSoFar {
  if (size === 'short' && !half) return {};
  const detail = text(300);
  if (!half)
    return Object.fromEntries(
      CHECKS.map((check) => [check, { is: 'unseen', why: 'forbidden', detail, permission: 'p'.repeat(80) }]),
    );
  const names = Array.from({ length: 20 }, () => ({ name: text(200), scope: vm.id }));
  return {
    machine: {
      is: 'seen',
      value: {
        is: 'present',
        os: 'Windows',
        power: 'deallocated',
        agent: 'not ready',
        osName: text(200),
        identity: { is: 'none' },
        networkInterfaces: [],
      },
    },
    extensions: {
      is: 'seen',
      value: {
        login: { name: text(80), state: 'failed', codes: ['-2145648574', '1007', '51', text(80)], message: text(400) },
        domainJoin: text(80),
      },
    },
    denials: { is: 'seen', value: { denials: names } },
    conditionalAccess: {
      is: 'seen',
      value: { policies: names.map(({ name }) => ({ id: name, name, apps: [], controls: [] })) },
    },
    signIns: { is: 'seen', value: { signIns: [{ at, code: 53_003, reason: text(400), app: text(100) }] } },
    roles: { is: 'unseen', why: 'throttled', detail },
    devices: { is: 'unseen', why: 'late', detail },
  };
}

function concludedOf(props: Props, how: 'proved' | 'healthy' | 'likely' | 'nothing'): Concluded {
  const { size, ana, vm, at, rdp } = props;
  const worst = size === 'worst';
  const ranked = (is: Verdict['is'], share: number): Ranked => ({
    cause: causeOf(props, how),
    verdict: { is, evidence: Array.from({ length: worst ? 8 : 1 }, () => (worst ? props.text(300) : 'x')) },
    share,
  });
  const repeat = (one: Ranked): readonly Ranked[] => Array.from({ length: worst ? 6 : 1 }, () => one);
  const proved = how === 'proved' || how === 'healthy' ? repeat(ranked('proved', 1)) : [];
  const open = how === 'likely' ? repeat(ranked('suggested', worst ? 0.16 : 0.9)) : [];
  return {
    it: { person: ana, vm, tenant: ID, cloud: 'public', now: at },
    ranking: { proved, open },
    mayMend: ['start_vm', 'reinstall_extension', 'create_app'],
    mends: worst ? mendsOf(props).filter((state) => state.order.doing.is === 'create_app') : [],
    ...(rdp === undefined ? {} : { rdp }),
    vmKey: 'k'.repeat(22),
  };
}

function causeOf({ size, text }: Props, how: string): Cause {
  const worst = size === 'worst';
  return {
    id: how === 'healthy' ? 'healthy' : 'a',
    title: worst ? text(200) : 'X.',
    behind: {},
    order: 10,
    judge: () => ({ is: 'open', evidence: [] }),
    answers: {},
    remedy: () => ({
      steps: Array.from({ length: worst ? 12 : 1 }, () => ({
        text: text(worst ? 300 : 1),
        ...(worst ? { command: text(500) } : {}),
      })),
      who: 'vm administrator',
      ...(worst ? { mend: { is: 'start_vm' } as const, rdp: true } : {}),
    }),
  };
}

const DOINGS: readonly Doing[] = [{ is: 'start_vm' }, { is: 'reinstall_extension' }, { is: 'create_app', appId: ID }];

const RENEWAL = {
  machine: ID,
  extension: { name: 'x', location: 'x', typeHandlerVersion: '2.0', autoUpgradeMinorVersion: true },
  off: true,
} as const;

function mendsOf({ size, ana, mia, vm, at }: Props): readonly MendState[] {
  const approvals = Array.from({ length: size === 'worst' ? 8 : 1 }, () => ({ by: mia, at }));
  return DOINGS.flatMap((doing): MendState[] => {
    const order = {
      id: ID,
      talk: ID,
      doing,
      vm,
      asker: ana,
      about: ana,
      askedAt: at,
      lapsesAt: at,
      needed: 9,
      channels: [],
    };
    return [
      { is: 'asked', order, approvals: [] },
      { is: 'doing', order, approvals, since: at, ...(size === 'worst' ? { fault: 'azure_throttled' } : {}) },
      { is: 'done', order, approvals, at },
      {
        is: 'failed',
        order,
        approvals,
        at,
        fault: 'azure_forbidden',
        ...(size === 'worst' ? { renewal: RENEWAL } : {}),
      },
      { is: 'denied', order, approvals: [], at, by: mia },
      { is: 'lapsed', order, approvals: [], at },
    ];
  });
}

const MEND_REFUSALS: readonly MendRefusal[] = [
  'not allowed',
  'no rule',
  'own',
  'not an approver',
  'approved before',
  'too late',
];

function talkRefusals({ vm, ana }: Props): readonly TalkRefusal[] {
  return [
    { is: 'unknown' },
    { is: 'not yours' },
    { is: 'old' },
    { is: 'over' },
    { is: 'about another' },
    { is: 'no rule', vm: vm.name },
    ...(['disabled', 'guest', 'unclear'] as const).map((problem) => ({ is: 'unfit', mail: ana.upn, problem }) as const),
  ];
}
