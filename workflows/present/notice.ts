/** Messages that are said once, because a redrawn card makes no sound. Short: the card has the rest. */
import type { Block, Card, Text, Tone } from '../card.ts';
import type { Instant } from '../language.ts';
import type { Living, Notice } from '../request.ts';
import { approverNames, azureRole, clock, faultSentence, moment } from './words.ts';
import { endingReason, failureSentence } from './request.ts';
import type { PresentOptions } from './request.ts';

/** `next` is the operator's next step for a fault; only notices to operators show it. */
export function noticeCard(
  state: Living,
  notice: Notice,
  options: PresentOptions & { readonly next?: string } = {},
): Card {
  const { ask } = state;
  const who = `${ask.requester.name} on ${ask.vm.name}`;
  const step: Text = options.next === undefined ? [] : [` Next step: ${options.next}`];
  switch (notice) {
    case 'ready': {
      const until: Text = 'endsAt' in state ? [' until ', moment(state.endsAt)] : [];
      const way: Text =
        options.rdp === undefined || ask.vm.os === 'Linux'
          ? [' How to connect is on the card above.']
          : [' ', { link: 'Download the .rdp file', url: options.rdp }, ', or see the card above.'];
      return card('good', `${ask.vm.name} is open for you`, [
        ...until,
        `, approved by ${approverNames(state)}.`,
        ...way,
      ]);
    }
    case 'not_posted':
      return card('bad', `The card for ${who} could not be posted to its channel`, [
        '. Approvers may not have seen it: tell one directly.',
        ...step,
      ]);
    case 'denied':
      return state.is === 'denied'
        ? card(
            'bad',
            `${state.by.name} denied your request for ${ask.vm.name}`,
            ['.'],
            state.reason === '' ? [] : [{ is: 'quote', label: 'Reason', text: state.reason }],
          )
        : card('bad', `Your request for ${ask.vm.name} was denied`, ['.']);
    case 'lapsed':
      return card('over', `Nobody decided on your request for ${ask.vm.name} in time`, [
        '. Ask again, or tell an approver directly.',
      ]);
    case 'grant_delayed': {
      const why = state.is === 'approved' && state.delay !== undefined ? ` ${faultSentence(state.delay.fault)}` : '';
      return card('bad', `Approved access is not open yet: ${who}`, [
        `.${why}`,
        ...step,
        ' Latchkey goes on trying until its time is up.',
      ]);
    }
    case 'grant_failed': {
      const why = state.is === 'grant_failed' ? failureSentence(state) : '';
      const asked = options.next === undefined ? [] : [` ${who}, ${azureRole(ask.role)}.`];
      return card('bad', `Access to ${ask.vm.name} was not opened`, [`. ${why}`, ...asked, ...step]);
    }
    case 'ended': {
      const why = state.is === 'ended' || state.is === 'revoking' ? endingReason(state, 'requester') : '';
      return card('over', `Your access to ${ask.vm.name} has ended`, [
        `. ${why} If a Remote Desktop session is still open, sign out of it.`,
      ]);
    }
    case 'revoke_delayed': {
      const delay = state.is === 'revoking' ? state.delay : undefined;
      const why: Text =
        delay === undefined
          ? ['.']
          : [
              `. ${faultSentence(delay.fault)} Trying since `,
              clock(delay.since),
              ', fault ',
              { code: delay.fault },
              '.',
            ];
      return card('bad', `Access that should be closed is still open: ${who}`, [
        ...why,
        ...step,
        ' Latchkey goes on trying.',
      ]);
    }
    case 'revoke_recovered':
      return card('good', `Closed at last: ${who}`, [
        state.is === 'ended' ? ' at ' : '',
        ...(state.is === 'ended' ? [clock(state.endedAt)] : []),
        '.',
      ]);
    case 'strayed':
      return card('bad', `A late grant arrived after its request had ended: ${who}`, ['. It is being closed.']);
    default:
      return notice satisfies never;
  }
}

/** To operators: an assignment that Latchkey made, that should be gone, and that no request stands behind any more. */
export function strayCard(
  assignment: { readonly id: string; readonly vm: string; readonly endsAt: Instant },
  fault: string,
  next: string,
): Card {
  return card('bad', `An old grant on ${assignment.vm} cannot be closed`, [
    `. ${faultSentence(fault)} It should have ended `,
    moment(assignment.endsAt),
    ', fault ',
    { code: fault },
    `.${next === '' ? '' : ` Next step: ${next}`} Latchkey goes on trying. The assignment: `,
    { code: assignment.id },
    '.',
  ]);
}

function card(tone: Tone, headline: string, rest: Text, more: readonly Block[] = []): Card {
  return { tone, summary: headline, blocks: [{ is: 'text', text: [{ strong: headline }, ...rest] }, ...more] };
}
