/**
 * Every card and form there is, with the shortest and the worst text that can occur: for `latchkey cards`, and for the
 * tests that hold each of them against the limits of each chat.
 */
import type { Card, Form } from '../card.ts';
import type { Instant, Person, StandingAccess, Vm } from '../language.ts';
import type { Ask, Living, Notice, Refusal } from '../request.ts';
import { REASON_LONGEST } from '../request.ts';
import { connectCard } from './connect.ts';
import { askForm, diagnoseForm, helpCard, reasonForm, sentCard } from './forms.ts';
import { homeCard, movedHomeCard } from './home.ts';
import { noticeCard, strayCard } from './notice.ts';
import { apologyCard, askedCard, identityCard, refusalCard, waitingCard } from './refusal.ts';
import { requestCard } from './request.ts';
import { troubleshootCards } from './troubleshoot/gallery.ts';

export type Exhibit = { readonly name: string } & (
  | { readonly is: 'card'; readonly card: Card }
  | { readonly is: 'home'; readonly card: Card }
  | { readonly is: 'form'; readonly form: Form }
);

type Size = 'short' | 'worst';

const T0: Instant = Date.UTC(2026, 10, 22, 9, 0, 0);
const MINUTE = 60_000;

/** Markup of both chats, right-to-left text, emoji made of several code points, a formula, a line that never ends. */
const NASTY =
  '<!channel> <@U1> <https://evil.example|click> *bold* _it_ `code` <at>everyone</at> [x](http://y) &amp; =1+1 👩🏽‍🚒 مرحبا שלום\u202E ';

function long(length: number): string {
  return [...NASTY.repeat(Math.ceil(length / 20))].slice(0, length).join('');
}

function person(size: Size, name: string): Person {
  const id = '0a0a0a0a-0000-4000-8000-000000000000';
  return size === 'short'
    ? { id, name, upn: `${name.toLowerCase()}@contoso.com` }
    : { id, name: long(256), upn: `${'u'.repeat(64)}@${'d'.repeat(48)}.example` };
}

function machine(size: Size): Vm {
  const short = size === 'short';
  return {
    id: `/subscriptions/5d9f0f1c-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm`,
    name: short ? 'v1' : 'v'.repeat(64),
    resourceGroup: short ? 'rg' : 'r'.repeat(90),
    subscription: '5d9f0f1c-0000-4000-8000-000000000001',
    location: short ? 'uksouth' : 'southafricanorthwest',
    os: 'Windows',
    tags: short
      ? {}
      : Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag${index}`.padEnd(512, 't'), long(256)])),
  };
}

/** One request in each state, with the shortest or the worst text. */
export function exampleStates(size: Size): readonly Living[] {
  const worst = size === 'worst';
  const by = person(size, 'Mia');
  const standing: StandingAccess = { role: 'user', assignment: '/a', level: 'management group', through: 'group' };
  const ask: Ask = {
    id: '11111111-1111-4111-8111-111111111111',
    requester: person(size, 'Ana'),
    origin: { chat: 'chat', team: 'T1', id: 'U1' },
    vm: machine(size),
    role: worst ? 'admin' : 'user',
    minutes: worst ? 1439 : 1,
    reason: worst ? long(REASON_LONGEST) : '',
    ticket: worst ? 'I'.repeat(100) : '',
    rule: worst ? long(200) : 'r',
    needed: worst ? 9 : 1,
    channels: ['chat:C1'],
    askedAt: T0,
    lapsesAt: T0 + 480 * MINUTE,
    standing: worst ? Array.from({ length: 8 }, () => standing) : [],
  };
  const approvals = Array.from({ length: worst ? 8 : 1 }, () => ({ by, at: T0 + MINUTE }));
  const asked = { ask, approvals: worst ? approvals : [] };
  const granting = { ask, approvals, approvedAt: T0 + MINUTE, endsAt: T0 + 61 * MINUTE };
  const reason = worst ? long(REASON_LONGEST) : '';
  const delay = { fault: 'revoke_locked', since: T0, attempts: 7 };
  const at = T0 + 30 * MINUTE;
  const endings = [
    { why: 'expired', at },
    { why: 'released', at },
    { why: 'revoked', at, by, reason },
    { why: 'removed', at },
    { why: 'stray', at },
  ] as const;
  return [
    { is: 'pending', ...asked },
    { is: 'approved', ...granting },
    { is: 'approved', ...granting, delay: { ...delay, fault: 'azure_unreachable' } },
    { is: 'active', ...granting, grantedAt: at, assignment: '/a' },
    ...endings.map((ending) => ({ is: 'revoking', ...granting, ending, ...(worst ? { delay } : {}) }) as const),
    ...endings.map((ending) => ({ is: 'ended', ...granting, ending, endedAt: at, grantedAt: at }) as const),
    { is: 'ended', ...granting, ending: { why: 'expired', at }, endedAt: at },
    { is: 'denied', ...asked, by, reason, at },
    { is: 'withdrawn', ...asked, at },
    { is: 'lapsed', ...asked, at },
    { is: 'grant_failed', ...granting, failure: { why: 'held', assignment: '/a' }, at },
    { is: 'grant_failed', ...granting, failure: { why: 'fault', fault: 'vm_locked', detail: 'd' }, at },
  ];
}

const NOTICES: Readonly<Record<Notice, true>> = {
  ready: true,
  not_posted: true,
  grant_delayed: true,
  denied: true,
  lapsed: true,
  grant_failed: true,
  ended: true,
  revoke_delayed: true,
  revoke_recovered: true,
  strayed: true,
};

/** One of each refusal. */
export function exampleRefusals(size: Size, state: Living): readonly Refusal[] {
  const text = size === 'worst' ? long(100) : 'x';
  const vm = state.ask.vm.name;
  const names = Array.from({ length: size === 'worst' ? 5 : 1 }, () => vm);
  const lock = { name: size === 'worst' ? long(90) : 'l', level: 'CanNotDelete', scope: '/' } as const;
  const because = [{ part: 'vm', wanted: text, found: vm }] as const;
  return [
    { code: 'vm_unknown', typed: text, near: size === 'worst' ? names : [] },
    { code: 'vm_ambiguous', typed: text, found: names },
    { code: 'vm_locked', vm, locks: size === 'worst' ? Array.from({ length: 20 }, () => lock) : [lock] },
    { code: 'no_rule', vm, role: 'admin', tried: [{ rule: state.ask.rule, because }] },
    { code: 'may_not_ask', rule: state.ask.rule, vm },
    { code: 'duration_unreadable', typed: text, longest: 240 },
    { code: 'duration_too_long', minutes: 14_398_560, longest: 240, vm },
    { code: 'reason_missing', vm },
    { code: 'reason_too_long', longest: REASON_LONGEST, length: 3000 },
    { code: 'ticket_missing', example: text },
    { code: 'ticket_unfit', typed: text, example: text },
    {
      code: 'already_held',
      vm,
      role: 'user',
      standing: { role: 'admin', assignment: '/a', level: 'vm', through: 'person' },
    },
    { code: 'already_open', open: state },
    { code: 'too_many_open', most: 10 },
    { code: 'not_found' },
    { code: 'own_request' },
    { code: 'not_an_approver', rule: state.ask.rule },
    { code: 'rule_gone', rule: state.ask.rule },
    { code: 'requester_unfit', name: state.ask.requester.name, problem: 'directory_disabled' },
    { code: 'approved_before', at: T0, given: 1, needed: 2 },
    { code: 'not_yours' },
    { code: 'may_not_revoke' },
    { code: 'too_late', wanted: 'approve', state },
    { code: 'too_early', wanted: 'expire' },
  ];
}

const IDENTITY_PROBLEMS = [
  'chat_guest',
  'chat_external',
  'chat_bot',
  'chat_deactivated',
  'mail_missing',
  'mail_unconfirmed',
  'not_in_directory',
  'ambiguous',
  'directory_guest',
  'directory_disabled',
  'identity_changed',
];

export function gallery(): readonly Exhibit[] {
  return (['short', 'worst'] as const).flatMap((size) =>
    exhibitsOf(size).map((each) => ({ ...each, name: `${each.name}.${size}` })),
  );
}

function exhibitsOf(size: Size): readonly Exhibit[] {
  const states = exampleStates(size);
  const pending = states[0];
  if (pending === undefined) return [];
  const rdp: { readonly rdp?: string } =
    size === 'worst' ? { rdp: `https://${'h'.repeat(200)}.example/rdp/${pending.ask.id}.rdp` } : {};
  const card = (name: string, shown: Card): Exhibit => ({ is: 'card', name, card: shown });
  const form = (name: string, shown: Form): Exhibit => ({ is: 'form', name, form: shown });
  const many =
    size === 'worst' ? Array.from({ length: 200 }, (_, index) => states[index % states.length] ?? pending) : [];
  const waiting = size === 'worst' ? Array.from({ length: 200 }, () => pending) : [];
  const typed = size === 'worst' ? long(3000) : 'x';
  return [
    ...states.flatMap((state, index) =>
      (['approvers', 'requester'] as const).map((viewer) =>
        card(`request.${String(index).padStart(2, '0')}.${state.is}.${viewer}`, requestCard(state, viewer, rdp)),
      ),
    ),
    card(
      'request.00.pending.approved',
      requestCard(approvedOnce(pending, size), { by: person(size, 'Mia'), at: T0 + MINUTE }),
    ),
    ...(Object.keys(NOTICES) as Notice[]).flatMap((notice) =>
      states
        .filter((state) => fitsNotice(notice, state))
        .map((state, index) =>
          card(`notice.${notice}.${index}`, noticeCard(state, notice, { ...rdp, next: typed.slice(0, 300) })),
        ),
    ),
    ...exampleRefusals(size, pending).map((refusal) => card(`refusal.${refusal.code}`, refusalCard(refusal))),
    ...IDENTITY_PROBLEMS.map((problem) => card(`identity.${problem}`, identityCard(problem))),
    card(
      'notice.stray',
      strayCard(
        { id: pending.ask.vm.id.repeat(size === 'worst' ? 4 : 1), vm: pending.ask.vm.name, endsAt: T0 },
        'revoke_locked',
        typed.slice(0, 300),
      ),
    ),
    card('answer.asked', askedCard(pending.ask.vm.name)),
    card('answer.waiting', waitingCard('azure_unreachable', T0)),
    card('answer.apology', apologyCard('record_unreachable')),
    card('answer.help', helpCard(size === 'worst' ? '/a-long-command-name' : '')),
    card('answer.sent', sentCard),
    card('answer.connect', connectCard(size === 'worst' ? pending.ask : undefined, rdp.rdp)),
    ...troubleshootCards({
      size,
      ana: person(size, 'Ana'),
      mia: person(size, 'Mia'),
      vm: machine(size),
      at: T0,
      ...rdp,
      text: (length) => (size === 'worst' ? long(length) : 'x'),
    }).map((each) => card(`troubleshoot.${each.name}`, each.card)),
    card('home.moved', movedHomeCard),
    { is: 'home', name: 'home', card: homeCard({ mine: many, waiting }) },
    {
      is: 'home',
      name: 'home.gap',
      card: homeCard({ mine: many, waiting: [], gap: 'The directory (Entra ID) is not answering.' }),
    },
    form(
      'form.ask',
      askForm(
        size === 'worst'
          ? { role: 'admin', duration: '1439m', reason: long(REASON_LONGEST), ticket: 'I'.repeat(100) }
          : {},
        size === 'worst' ? { value: 'k'.repeat(22), label: pending.ask.vm.name, detail: long(120) } : undefined,
      ),
    ),
    form(
      'form.diagnose',
      diagnoseForm(
        '',
        size === 'worst' ? { value: 'k'.repeat(22), label: pending.ask.vm.name, detail: long(120) } : undefined,
        size === 'worst' ? long(500) : '',
      ),
    ),
    form('form.deny', reasonForm('deny', pending)),
    form('form.revoke', reasonForm('revoke', pending)),
  ];
}

/** The first of two approvals is given. */
function approvedOnce(state: Living, size: Size): Living {
  const ask = { ...state.ask, needed: 2 };
  return { is: 'pending', ask, approvals: [{ by: person(size, 'Mia'), at: T0 + MINUTE }] };
}

function fitsNotice(notice: Notice, state: Living): boolean {
  const wanted: Readonly<Partial<Record<Notice, Living['is']>>> = {
    ready: 'active',
    denied: 'denied',
    lapsed: 'lapsed',
    grant_failed: 'grant_failed',
    grant_delayed: 'approved',
    revoke_delayed: 'revoking',
    strayed: 'revoking',
    not_posted: 'pending',
  };
  return state.is === (wanted[notice] ?? 'ended');
}
