/** The forms people fill in, and the words of help. */
import type { Answers, Card, Choice, Form } from '../card.ts';
import type { Living } from '../request.ts';
import { REASON_LONGEST } from '../request.ts';
import { formatDuration } from '../parse.ts';

/** `vm` is the VM already chosen, if any. */
export function askForm(given: Answers, vm: Choice | undefined): Form {
  const minutes = [30, 60, 120, 240, 480];
  return {
    name: 'ask',
    subject: '',
    title: 'Ask for a VM',
    submit: 'Ask',
    fields: [
      {
        is: 'search',
        name: 'vm',
        label: 'VM',
        placeholder: 'Type part of its name',
        optional: false,
        ...(vm === undefined ? {} : { initial: vm }),
      },
      {
        is: 'choice',
        name: 'role',
        label: 'Role',
        optional: false,
        initial: given.role === 'admin' ? 'admin' : 'user',
        choices: [
          { value: 'user', label: 'User', detail: 'Sign in as a standard user' },
          { value: 'admin', label: 'Administrator', detail: 'Sign in with administrator rights' },
        ],
      },
      {
        is: 'text',
        name: 'duration',
        label: 'For how long',
        hint: `For example ${minutes.map(formatDuration).join(', ')}. Empty: the usual time for this VM. It starts when approved.`,
        lines: 'one',
        longest: 20,
        optional: true,
        ...(given.duration === undefined ? {} : { initial: given.duration }),
      },
      {
        is: 'text',
        name: 'reason',
        label: 'Reason',
        hint: 'Most VMs need one. The approver decides by it, and auditors read it a year later. No passwords.',
        lines: 'many',
        longest: REASON_LONGEST,
        optional: true,
        ...(given.reason === undefined ? {} : { initial: given.reason }),
      },
      {
        is: 'text',
        name: 'ticket',
        label: 'Ticket',
        lines: 'one',
        longest: 100,
        optional: true,
        ...(given.ticket === undefined ? {} : { initial: given.ticket }),
      },
    ],
  };
}

export function reasonForm(name: 'deny' | 'revoke', state: Living): Form {
  const { requester, vm, id } = state.ask;
  const what = name === 'deny' ? 'Deny' : 'Revoke';
  return {
    name,
    subject: id,
    title: name === 'deny' ? 'Deny the request' : 'Revoke access',
    submit: what,
    intro: [
      name === 'deny'
        ? `${requester.name} asks for ${vm.name}.`
        : `${requester.name} has access to ${vm.name}. It closes as soon as you revoke it.`,
    ],
    fields: [
      {
        is: 'text',
        name: 'reason',
        label: 'Why',
        hint: `${requester.name} will read this.`,
        lines: 'many',
        longest: REASON_LONGEST,
        optional: false,
      },
    ],
  };
}

/** `vm` is the VM already chosen, if any; `text` what was said before. */
export function diagnoseForm(subject: string, vm: Choice | undefined, text: string): Form {
  return {
    name: 'diagnose',
    subject,
    title: 'Sign-in failed?',
    submit: 'Find out why',
    fields: [
      {
        is: 'search',
        name: 'vm',
        label: 'VM',
        placeholder: 'Type part of its name',
        optional: false,
        ...(vm === undefined ? {} : { initial: vm }),
      },
      {
        is: 'text',
        name: 'text',
        label: 'What happens',
        hint: 'The message or the code that you see, in any language. No passwords.',
        lines: 'many',
        longest: 3000,
        optional: true,
        ...(text === '' ? {} : { initial: text }),
      },
    ],
  };
}

/** `command` is how commands begin in this chat, for example a slash command. */
export function helpCard(command: string): Card {
  const line = (typed: string, does: string) => [{ code: `${command} ${typed}`.trim() }, ` ${does}\n`];
  return {
    tone: 'over',
    summary: 'How to use Latchkey',
    blocks: [
      { is: 'heading', text: 'Ask for a VM. Someone approves. Access opens, and closes itself.' },
      {
        is: 'text',
        text: [
          ...line(command === '' ? 'request' : '', 'opens the form'),
          ...line('request NAME 2h reason', 'asks at once as user'),
          ...line('request NAME admin 2h reason', 'asks at once as administrator'),
          ...line('help me', 'and what happens, when signing in to a VM fails: finds out why'),
          ...line('mine', 'shows your access and what waits for you'),
          ...line('done', 'shows what is open, to end what you no longer need'),
          ...line('help', 'shows this'),
        ],
      },
      {
        is: 'buttons',
        buttons: [
          { action: 'ask', label: 'Ask for a VM', style: 'primary', subject: '' },
          { action: 'mine', label: 'My access', style: 'plain', subject: '' },
          { action: 'describe', label: 'Sign-in failed?', style: 'plain', subject: '' },
        ],
      },
    ],
  };
}

/** In place of a form that was sent. */
export const sentCard: Card = {
  tone: 'working',
  summary: 'Sent to Latchkey',
  blocks: [{ is: 'text', text: [{ strong: 'Sent to Latchkey.' }, ' The answer comes in this conversation.'] }],
};

/** To who pressed a button, while the card has not changed yet. */
export const WORKING = 'Latchkey is at it. The card changes when it is done.';
