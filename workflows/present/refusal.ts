/** Every "no, because …", each with the next step. Read by somebody in a hurry, on a phone. */
import type { Card, Text } from '../card.ts';
import { formatDuration } from '../parse.ts';
import type { Mismatch } from '../policy.ts';
import type { Refusal } from '../request.ts';
import { statusOf } from './request.ts';
import { azureRole, clock, faultSentence, listOf, roleWord, standingLine } from './words.ts';

export function refusalCard(refusal: Refusal): Card {
  const text = refusalText(refusal);
  return { tone: 'bad', summary: plain(text), blocks: [{ is: 'text', text }] };
}

/** A refusal in one line without times, for the field of a form. */
export function refusalLine(refusal: Refusal): string {
  return plain(refusalText(refusal));
}

function refusalText(refusal: Refusal): Text {
  switch (refusal.code) {
    case 'vm_unknown':
      return [
        `There is no VM called “${refusal.typed}” that Latchkey can see. `,
        refusal.near.length > 0
          ? `Did you mean ${listOf(refusal.near, 'or')}?`
          : 'Check the name; a new VM shows up within a few minutes.',
      ];
    case 'vm_ambiguous':
      return [`More than one VM is called “${refusal.typed}”: ${listOf(refusal.found)}. Open the form and choose one.`];
    case 'vm_locked':
      return [
        `${refusal.vm} has a lock (${listOf(refusal.locks.map((lock) => `${lock.name}, ${lock.level}`))}). With it a role could be given but not taken away, so Latchkey does not give it. Ask whoever owns the lock to lift it.`,
      ];
    case 'no_rule':
      return [
        `No rule lets anyone ask for ${refusal.vm} as ${roleWord(refusal.role)}. ${nearestMiss(refusal.tried)}Ask your Latchkey administrator to add one to access.yaml.`,
      ];
    case 'may_not_ask':
      return refusal.name === undefined
        ? [
            `The rule “${refusal.rule}” does not let you ask for ${refusal.vm}. Ask your Latchkey administrator, or a colleague it names.`,
          ]
        : [`The rule “${refusal.rule}” no longer lets ${refusal.name} ask for ${refusal.vm}, so nothing was approved.`];
    case 'duration_unreadable':
      return [
        `“${refusal.typed.slice(0, 60)}” is not a duration. Write it like 30m, 2h or 1h30m; the longest here is ${formatDuration(refusal.longest)}.`,
      ];
    case 'duration_too_long':
      return [
        `${formatDuration(refusal.minutes)} is too long for ${refusal.vm}. The longest is ${formatDuration(refusal.longest)}; ask again when it ends.`,
      ];
    case 'reason_missing':
      return [
        `Say in a few words why you need ${refusal.vm}: the approver decides by it, for example “restart the stuck import”.`,
      ];
    case 'reason_too_long':
      return [
        `The reason has ${refusal.length} characters; ${refusal.longest} is the most. Put the details into a ticket and name it.`,
      ];
    case 'ticket_missing':
      return [`This VM needs a ticket number${refusal.example === '' ? '' : `, for example ${refusal.example}`}.`];
    case 'ticket_unfit':
      return [
        `“${refusal.typed}” does not look like a ticket number${refusal.example === '' ? '' : `; write it like ${refusal.example}`}.`,
      ];
    case 'already_held':
      return [
        `You already hold ${azureRole(refusal.standing.role)} on ${refusal.vm} (${standingLine(refusal.standing).replace(`${azureRole(refusal.standing.role)} `, '')}), so there is nothing to ask for: sign in.`,
      ];
    case 'already_open':
      return [
        `You already have a request for ${refusal.open.ask.vm.name}: `,
        ...statusOf(refusal.open, 'requester').text,
      ];
    case 'too_many_open':
      return [`You already have ${refusal.most} requests waiting. Withdraw one, or wait until some are decided.`];
    case 'not_found':
      return ['That request is not in Latchkey’s record. The card may belong to another installation; ask again.'];
    case 'own_request':
      return ['This is your own request: someone else has to decide.'];
    case 'not_an_approver':
      return [`You are not an approver under the rule “${refusal.rule}”, so your press changed nothing.`];
    case 'rule_gone':
      return [
        `The rule “${refusal.rule}” no longer covers this VM, so nobody can approve it now. Ask the requester to ask again.`,
      ];
    case 'requester_unfit':
      return [
        `${refusal.name} can no longer be given access: ${UNFIT[refusal.problem] ?? 'their account is not what it was'}. Nothing was approved.`,
      ];
    case 'approved_before':
      return ['You approved this at ', clock(refusal.at), `. ${refusal.given} of ${refusal.needed} approvals are in.`];
    case 'not_yours':
      return ['Only the person who asked can do that.'];
    case 'may_not_revoke':
      return ['Only approvers of this VM and operators can revoke.'];
    case 'too_late':
      return [`Too late to ${VERBS[refusal.wanted] ?? 'do that'}: `, ...statusOf(refusal.state, 'approvers').text];
    case 'too_early':
      return ['It is not time yet.'];
    default:
      return refusal satisfies never;
  }
}

const UNFIT: Readonly<Record<string, string>> = {
  directory_disabled: 'their account in Entra ID is disabled',
  directory_guest: 'their account in Entra ID is a guest',
  not_in_directory: 'their account is no longer in Entra ID',
};

const VERBS: Readonly<Record<string, string>> = {
  approve: 'approve',
  deny: 'deny',
  withdraw: 'withdraw',
  release: 'end it',
  revoke: 'revoke',
};

function nearestMiss(tried: readonly { rule: string; because: readonly Mismatch[] }[]): string {
  const nearest = tried.filter((each) => each.because.length === 1)[0];
  const because = nearest?.because[0];
  return nearest === undefined || because === undefined
    ? ''
    : `The nearest rule, “${nearest.rule}”, is for ${because.part} ${because.wanted}. `;
}

/** Why somebody cannot be served at all. */
export function identityCard(problem: string): Card {
  const text = IDENTITY[problem] ?? 'Latchkey could not tell who you are in Entra ID.';
  return { tone: 'bad', summary: text, blocks: [{ is: 'text', text: [text] }] };
}

const IDENTITY: Readonly<Record<string, string>> = {
  chat_guest:
    'You are a guest in this organisation. Guests cannot use Latchkey; ask a full member to request for themselves.',
  chat_external: 'You belong to another organisation. Latchkey serves only members of this one.',
  chat_bot: 'Bots cannot use Latchkey.',
  chat_deactivated:
    'This chat says that your account is deactivated, or no longer where Latchkey last met it. If you are still a member, write “help” to Latchkey itself, then try again.',
  mail_missing:
    'Your chat profile shows Latchkey no e-mail address, so it cannot tell who you are in Entra ID. Ask whoever manages this chat.',
  mail_unconfirmed: 'Your e-mail address in this chat is not confirmed. Confirm it in your profile, then try again.',
  not_in_directory:
    'No account in Entra ID goes with yours in this chat: it is gone, or its e-mail address is another one. Ask your directory administrator to compare the two.',
  ambiguous:
    'More than one account in Entra ID has your e-mail address, so Latchkey cannot tell which is you. Ask your directory administrator.',
  directory_guest: 'Your account in Entra ID is a guest (B2B). Guests cannot sign in to Azure VMs with Entra ID.',
  directory_disabled: 'Your account in Entra ID is disabled.',
  identity_changed:
    'Your chat account leads to a different person in Entra ID than before, or to one who is bound to another account in this chat. For safety Latchkey does nothing for it until an operator has looked into it.',
};

/** Something outside is away. `again` says that Latchkey keeps the request and tries until then. */
export function waitingCard(fault: string, until: number): Card {
  const headline = `${faultSentence(fault)} Nothing is lost.`;
  return {
    tone: 'working',
    summary: headline,
    blocks: [
      {
        is: 'text',
        text: [
          { strong: headline },
          ' Latchkey keeps what you sent and tries again by itself until ',
          clock(until),
          '; you need not send it twice.',
        ],
      },
    ],
  };
}

/** The last word when something outside stayed away too long, or could not be stored at all. */
export function apologyCard(fault: string): Card {
  const headline = `${faultSentence(fault)} This was not done.`;
  return {
    tone: 'bad',
    summary: headline,
    blocks: [
      {
        is: 'text',
        text: [
          { strong: headline },
          ' Please try again in a few minutes. Access that is already open closes on time all the same.',
        ],
      },
    ],
  };
}

function plain(text: Text): string {
  return text
    .map((span) => {
      if (typeof span === 'string') return span;
      if ('strong' in span) return span.strong;
      if ('code' in span) return span.code;
      if ('time' in span) return `${new Date(span.time).toISOString().slice(11, 16)} UTC`;
      return span.link;
    })
    .join('');
}

/** The private word after asking: the card itself comes to them alone. */
export function askedCard(vm: string): Card {
  const headline = `Asked for ${vm}.`;
  return {
    tone: 'waiting',
    summary: headline,
    blocks: [{ is: 'text', text: [{ strong: headline }, ' Follow it in the messages that Latchkey sends you.'] }],
  };
}

/** To people of another organisation, before anything else is looked at. */
export const outsiderCard: Card = {
  tone: 'over',
  summary: 'Latchkey serves the members of its own organisation only',
  blocks: [
    {
      is: 'text',
      text: [
        'Latchkey serves the members of its own organisation only. Please ask a colleague there to make the request.',
      ],
    },
  ],
};

/** About a button that is no longer, or never was, ours. */
export const unknownButtonCard: Card = {
  tone: 'over',
  summary: 'Latchkey does not know this button',
  blocks: [
    {
      is: 'text',
      text: [
        'Latchkey does not know this button any more, and nothing has happened. Ask it for ',
        { code: 'mine' },
        ' for what is open.',
      ],
    },
  ],
};
