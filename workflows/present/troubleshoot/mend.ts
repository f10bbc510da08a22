/** Repairs: the button that asks for one, the card that those who decide see, and how it went. */
import type { Button, Card, Text, Tone } from '../../card.ts';
import { mendSubject, talkSubject } from '../../subject.ts';
import { MEND_PERMISSIONS, permissionWords } from '../../troubleshoot/permissions.ts';
import type { Doing, MendRefusal, MendState } from '../../troubleshoot/mending.ts';
import { clock, faultSentence, listOf, moment } from '../words.ts';
import type { At } from './talk.ts';

type Words = { readonly button: string; readonly wish: string; readonly doing: string; readonly done: string };

function wordsOf(doing: Doing, vm: string): Words {
  switch (doing.is) {
    case 'start_vm':
      return {
        button: 'Ask to start the VM',
        wish: `start ${vm}`,
        doing: `Starting ${vm}…`,
        done: `${vm} is started`,
      };
    case 'reinstall_extension':
      return {
        button: 'Ask to reinstall the extension',
        wish: `take the sign-in extension off ${vm} and put it on again`,
        doing: `Putting the sign-in extension on ${vm} anew…`,
        done: `The sign-in extension on ${vm} is put on anew`,
      };
    case 'create_app':
      return {
        button: 'Ask to create the application',
        wish: 'create the sign-in application in the directory',
        doing: 'Creating the sign-in application…',
        done: 'The sign-in application is created',
      };
    default:
      return doing satisfies never;
  }
}

/** What the button of a repair carries is its kind alone; what it is about, the conversation knows. */
export function mendButton(at: At, doing: Doing): Button {
  return {
    action: 'talk',
    label: wordsOf(doing, '').button,
    style: 'primary',
    subject: talkSubject(at.talk.id, at.version, doing.is),
  };
}

/** Within the asker's own card. */
export function mendLine(state: MendState): Text {
  return [{ strong: headlineOf(state) }, ...detailOf(state)];
}

/** For those who decide. */
export function mendCard(state: MendState): Card {
  const { order } = state;
  const title = `${order.asker.name} asks to ${wordsOf(order.doing, order.vm.name).wish}`;
  const buttons: readonly Button[] = [
    {
      action: 'mend',
      label: 'Approve',
      style: 'primary',
      subject: mendSubject(order.id, 'approve'),
      spoken: `Approve: ${wordsOf(order.doing, order.vm.name).wish}`,
    },
    { action: 'mend', label: 'Deny', style: 'danger', subject: mendSubject(order.id, 'deny') },
  ];
  return {
    tone: toneOf(state),
    summary: `${title}: ${headlineOf(state)}`,
    blocks: [
      { is: 'heading', text: title },
      { is: 'text', text: mendLine(state) },
      {
        is: 'facts',
        facts: [
          { label: 'VM', value: [`${order.vm.name} in ${order.vm.resourceGroup}`] },
          { label: 'Because', value: [`${order.about.name} (${order.about.upn}) cannot sign in to it`] },
          { label: 'Asked', value: [moment(order.askedAt), ` by ${order.asker.upn}`] },
        ],
      },
      ...(state.is === 'asked' ? [{ is: 'note', text: [CAUTION[order.doing.is]] } as const] : []),
      ...(state.is === 'asked' ? [{ is: 'buttons', buttons } as const] : []),
    ],
  };
}

const CAUTION: Readonly<Record<Doing['is'], string>> = {
  start_vm: 'A running VM costs money until somebody stops it.',
  reinstall_extension:
    'Nobody can sign in with Entra ID while it is put on anew, for some minutes. Its settings are kept, but for protected ones, which Azure shows to nobody: whoever gave it any has to give them again.',
  create_app: 'It is one of Microsoft’s own applications, created in your directory; nobody is given access by it.',
};

/** Said once to who asked, because a redrawn card makes no sound. `next` is the operator's step. */
export function mendNotice(state: MendState): Card {
  const again = state.is === 'done' ? [' Latchkey is looking again; see the card.'] : [];
  return {
    tone: toneOf(state),
    summary: headlineOf(state),
    blocks: [{ is: 'text', text: [...mendLine(state), ...again] }],
  };
}

function headlineOf(state: MendState): string {
  const { order } = state;
  const words = wordsOf(order.doing, order.vm.name);
  switch (state.is) {
    case 'asked':
      return `Approval needed to ${words.wish}`;
    case 'doing':
      return words.doing;
    case 'done':
      return words.done;
    case 'failed':
      return `It did not work to ${words.wish}`;
    case 'denied':
      return `${state.by.name} denied: ${words.wish}`;
    case 'lapsed':
      return `Nobody decided in time whether to ${words.wish}`;
    default:
      return state satisfies never;
  }
}

function detailOf(state: MendState): Text {
  const { order, approvals } = state;
  const by = approvals.length === 0 ? '' : ` Approved by ${listOf(approvals.map((each) => each.by.name))}.`;
  switch (state.is) {
    case 'asked':
      return [
        '. Somebody has to decide before ',
        moment(order.lapsesAt),
        '.',
        ...(by === '' ? [] : [`${by} ${order.needed} needed.`]),
      ];
    case 'doing':
      return state.fault === undefined
        ? [by]
        : [by, ` ${whyNot(order.doing, state.fault)} Latchkey has been trying since `, clock(state.since), '.'];
    case 'done':
      return [', ', clock(state.at), '.', by];
    case 'failed':
      return [`. ${whyNot(order.doing, state.fault)}${halfDone(state)}`];
    case 'denied':
    case 'lapsed':
      return ['.'];
    default:
      return state satisfies never;
  }
}

function halfDone({ renewal }: MendState & { is: 'failed' }): string {
  if (renewal === undefined) return '';
  return ` The extension ${renewal.off ? 'had' : 'may have'} been taken off by then. ${ON_RECORD}`;
}

const ON_RECORD = 'Its settings are on record: ask for this again once the reason is gone, and it is put on with them.';

/** In words that fit a repair, with what to do next. */
function whyNot(doing: Doing, fault: string): string {
  const needs = permissionWords(MEND_PERMISSIONS[doing.is]);
  switch (fault) {
    case 'azure_forbidden':
      return `Azure does not let Latchkey do this there. An administrator has to give it ${needs}; “latchkey doctor” shows what is missing.`;
    case 'directory_forbidden':
      return `The directory (Entra ID) does not let Latchkey do this. An administrator has to consent to ${needs}.`;
    case 'azure_rejected':
      return doing.is === 'reinstall_extension'
        ? 'Azure refused it, or the extension failed again. Check again, and see what it says now.'
        : 'Azure refused it. Latchkey’s log has the reason.';
    case 'directory_rejected':
      return 'The directory (Entra ID) refused it. Latchkey’s log has the reason.';
    case 'vm_locked':
      return 'A lock on the VM, its resource group or its subscription forbids it. Whoever set the lock has to take it off first.';
    default:
      return faultSentence(fault);
  }
}

function toneOf(state: MendState): Tone {
  const tones: Readonly<Record<MendState['is'], Tone>> = {
    asked: 'waiting',
    doing: 'working',
    done: 'good',
    failed: 'bad',
    denied: 'bad',
    lapsed: 'over',
  };
  return tones[state.is];
}

/** To who pressed. */
export function mendRefusalCard(refusal: MendRefusal): Card {
  const sentence = REFUSALS[refusal];
  return { tone: 'bad', summary: sentence, blocks: [{ is: 'text', text: [{ strong: sentence }] }] };
}

const REFUSALS: Readonly<Record<MendRefusal, string>> = {
  'not allowed': 'The operators do not allow Latchkey to do this for this VM.',
  'no rule': 'No rule says who decides about this VM, so nobody can agree to it here.',
  own: 'You cannot approve your own repair. Somebody else has to decide.',
  'not an approver': 'Under the rule for this VM you are not one of those who decide about it.',
  'approved before': 'You have approved this already. It needs somebody else’s approval as well.',
  'too late': 'This was decided before, or its time has passed. Nothing has changed.',
};
