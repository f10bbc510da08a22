/** A request as a card: for the approvers' channel, for the requester, for who has approved. Always made from the whole state. */
import type { Block, Button, Card, Text, Tone } from '../card.ts';
import type { Approval, Living } from '../request.ts';
import { formatDuration } from '../parse.ts';
import { approverNames, azureRole, clock, faultSentence, moment, standingLine, wishLine } from './words.ts';
import { connectBlocks } from './connect.ts';

/** With their approval: somebody whose yes is in, while more are needed. */
export type Viewer = 'approvers' | 'requester' | Approval;

/** `rdp` is the address of a ready-made .rdp file, when this installation has a public address. */
export type PresentOptions = { readonly rdp?: string };

export function requestCard(state: Living, viewer: Viewer, options: PresentOptions = {}): Card {
  const { ask } = state;
  const title = titleOf(state, viewer);
  const status = statusOf(state, viewer);
  const blocks: Block[] = [
    { is: 'heading', text: title },
    { is: 'text', text: status.text },
    { is: 'facts', facts: factsOf(state) },
  ];
  if (ask.reason !== '') blocks.push({ is: 'quote', label: 'Reason', text: ask.reason });
  if (state.is === 'denied' && state.reason !== '')
    blocks.push({ is: 'quote', label: `${state.by.name} says`, text: state.reason });
  if ((state.is === 'revoking' || state.is === 'ended') && state.ending.why === 'revoked' && state.ending.reason !== '')
    blocks.push({ is: 'quote', label: `${state.ending.by.name} says`, text: state.ending.reason });
  if (viewer === 'requester' && state.is === 'active') blocks.push(...connectBlocks(ask, options.rdp));
  const notes = notesOf(state, viewer);
  if (notes.length > 0) blocks.push({ is: 'note', text: notes });
  const buttons = buttonsOf(state, viewer);
  if (buttons.length > 0) blocks.push({ is: 'buttons', buttons });
  return { tone: status.tone, summary: `${title}: ${status.plain}`, blocks };
}

function titleOf(state: Living, viewer: Viewer): string {
  const { requester, vm } = state.ask;
  if (viewer === 'requester') return `Your request for ${vm.name}`;
  return `${requester.name} asks for ${vm.name}`;
}

type Status = { readonly tone: Tone; readonly plain: string; readonly text: Text };

/** One line that says where the request stands, in plain words for notifications and with times for the card. */
export function statusOf(state: Living, viewer: Viewer): Status {
  const said = (tone: Tone, plain: string, more: Text = []): Status => ({
    tone,
    plain,
    text: [{ strong: plain }, ...more],
  });
  switch (state.is) {
    case 'pending': {
      const missing = state.ask.needed - state.approvals.length;
      const plain =
        viewer === 'requester'
          ? 'Waiting for approval'
          : missing > 1
            ? `${missing} approvals needed`
            : 'Approval needed';
      const given = state.approvals.length > 0 ? [` Approved so far by ${approverNames(state)}.`] : [];
      return said('waiting', plain, [' until ', moment(state.ask.lapsesAt), '.', ...given]);
    }
    case 'approved': {
      const by = ` by ${approverNames(state)}.`;
      if (state.delay === undefined) return said('working', 'Approved, opening access…', [by]);
      return said('working', 'Approved, but not open yet', [
        by,
        ` ${faultSentence(state.delay.fault)} Latchkey has been trying since `,
        clock(state.delay.since),
        ' and goes on by itself.',
      ]);
    }
    case 'active':
      return said('good', 'Access is open', [
        ' until ',
        moment(state.endsAt),
        `. Approved by ${approverNames(state)}.`,
      ]);
    case 'revoking': {
      if (state.delay === undefined) return said('working', 'Closing access…', [' ', endingReason(state, viewer)]);
      return said('bad', 'Access should be closed, but is not yet', [
        ` ${faultSentence(state.delay.fault)} Latchkey has been trying since `,
        clock(state.delay.since),
        ' and goes on until it is closed. The operators know.',
      ]);
    }
    case 'ended':
      return said('over', 'Access has ended', [': ', moment(state.endedAt), '. ', endingReason(state, viewer)]);
    case 'denied':
      return said('bad', `Denied by ${state.by.name}`, [', ', moment(state.at), '.']);
    case 'withdrawn':
      return said('over', 'Withdrawn', [` by ${state.ask.requester.name}, `, moment(state.at), '.']);
    case 'lapsed':
      return said('over', 'Nobody decided in time', [': lapsed ', moment(state.at), '.']);
    case 'grant_failed':
      return said('bad', 'Access was not opened', [`. ${failureSentence(state)}`]);
    default:
      return state satisfies never;
  }
}

export function endingReason(state: Living & { is: 'revoking' | 'ended' }, viewer: Viewer): string {
  const { ending, ask } = state;
  switch (ending.why) {
    case 'expired':
      // Before it is closed nobody knows: an order whose answer was lost may have opened it.
      return state.is === 'ended' && state.grantedAt === undefined
        ? 'Time was up before it could be opened.'
        : 'Time was up.';
    case 'released':
      return viewer === 'requester' ? 'You were done.' : `${ask.requester.name} was done.`;
    case 'revoked':
      return `Revoked by ${ending.by.name}.`;
    case 'removed':
      return 'Somebody removed the role in Azure.';
    case 'stray':
      return 'A late grant arrived after the request had ended.';
    default:
      return ending satisfies never;
  }
}

export function failureSentence(state: Living & { is: 'grant_failed' }): string {
  if (state.failure.why === 'held')
    return `${state.ask.requester.name} already holds this role on the VM by an assignment that Latchkey did not make. It stays as it is.`;
  return `${faultSentence(state.failure.fault)} Nothing was left open.`;
}

function factsOf(state: Living): readonly { label: string; value: Text }[] {
  const { ask } = state;
  const facts: { label: string; value: Text }[] = [
    { label: 'Role', value: [azureRole(ask.role)] },
    { label: 'For', value: [formatDuration(ask.minutes)] },
    { label: 'VM', value: [`${ask.vm.name} in ${ask.vm.resourceGroup}`] },
  ];
  if (ask.ticket !== '') facts.push({ label: 'Ticket', value: [ask.ticket] });
  const tags = Object.entries(ask.vm.tags).slice(0, 4);
  if (tags.length > 0)
    facts.push({ label: 'Tags', value: [tags.map(([name, value]) => glimpse(`${name}=${value}`)).join(', ')] });
  facts.push({ label: 'Asked', value: [moment(ask.askedAt), ` by ${ask.requester.upn}`] });
  return facts;
}

/** Azure lets a tag have 768 characters. The decision and its buttons must not stand screens below them. */
const TAG_SHOWN = 80;

function glimpse(text: string): string {
  const letters = [...text];
  return letters.length > TAG_SHOWN ? `${letters.slice(0, TAG_SHOWN - 1).join('')}…` : text;
}

function notesOf(state: Living, viewer: Viewer): Text {
  const { ask } = state;
  if (state.is === 'pending' && typeof viewer === 'object')
    return [
      'You approved this at ',
      clock(viewer.at),
      `. ${state.approvals.length} of ${ask.needed} approvals are in.`,
    ];
  if (state.is === 'pending' && ask.standing.length > 0)
    return [`Already held without Latchkey, and kept when this ends: ${ask.standing.map(standingLine).join('; ')}.`];
  if (state.is === 'pending' && viewer === 'requester')
    return [`You asked for ${wishLine(state)}. The time starts when it is approved.`];
  if (state.is === 'active' && viewer === 'requester')
    return [
      'Azure may take up to ten minutes to let the role take effect, and as long to drop it. If sign-in is refused, wait a little and start a fresh Remote Desktop session.',
    ];
  if (state.is === 'ended' && state.grantedAt !== undefined && viewer === 'requester')
    return ['A Remote Desktop session that is still open is not cut off: sign out of it.'];
  return [];
}

function buttonsOf(state: Living, viewer: Viewer): readonly Button[] {
  const { id, requester, vm } = state.ask;
  const button = (action: Button['action'], label: string, style: Button['style'], spoken: string): Button => ({
    action,
    label,
    style,
    subject: id,
    spoken,
  });
  if (viewer !== 'requester') {
    const deny = button('deny', 'Deny…', 'danger', `Deny ${requester.name} for ${vm.name}, with a reason`);
    if (state.is === 'pending' && viewer !== 'approvers') return [deny];
    if (state.is === 'pending')
      return [button('approve', 'Approve', 'primary', `Approve ${requester.name} for ${vm.name}`), deny];
    if (state.is === 'active' || state.is === 'approved')
      return [button('revoke', 'Revoke…', 'danger', `Revoke the access of ${requester.name} to ${vm.name}`)];
    return [];
  }
  if (state.is === 'pending') return [button('withdraw', 'Withdraw', 'plain', `Withdraw your request for ${vm.name}`)];
  if (state.is === 'active' && vm.os !== 'Linux')
    return [
      button('release', 'I’m done', 'plain', `End your access to ${vm.name} now`),
      button('diagnose', 'Sign-in failed?', 'plain', `Find out why signing in to ${vm.name} fails`),
    ];
  if (state.is === 'active' || state.is === 'approved')
    return [button('release', 'I’m done', 'plain', `End your access to ${vm.name} now`)];
  if (state.is === 'ended' || state.is === 'lapsed' || state.is === 'grant_failed')
    return [{ action: 'ask', label: 'Ask again', style: 'plain', subject: id, spoken: `Ask for ${vm.name} again` }];
  return [];
}
