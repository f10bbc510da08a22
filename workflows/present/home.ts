/** "My access, and what waits for me": App Home in one chat, the `mine` card in the other. */
import type { Block, Card } from '../card.ts';
import type { Living } from '../request.ts';
import { formatDuration } from '../parse.ts';
import { statusOf } from './request.ts';
import { azureRole } from './words.ts';

export type Home = {
  /** The viewer's requests that are open, then those that ended lately; newest first. */
  readonly mine: readonly Living[];
  /** Pending requests on which the viewer's decision would count. */
  readonly waiting: readonly Living[];
  /** Not known now, and why: a sentence. */
  readonly gap?: string;
};

/** At most this many requests of each kind, so that the card fits every chat (100 blocks in the smallest). */
export const HOME_ROWS = 15;

export function homeCard(home: Home): Card {
  const blocks: Block[] = [
    { is: 'buttons', buttons: [{ action: 'ask', label: 'Ask for a VM', style: 'primary', subject: '' }] },
    { is: 'heading', text: 'Waiting for your decision' },
  ];
  if (home.gap !== undefined) blocks.push({ is: 'text', text: [home.gap] });
  else if (home.waiting.length === 0) blocks.push({ is: 'text', text: ['Nothing waits for you.'] });
  for (const state of home.waiting.slice(0, HOME_ROWS)) blocks.push(...waitingRow(state));
  blocks.push(...more(home.waiting.length), { is: 'divider' }, { is: 'heading', text: 'Your access' });
  if (home.mine.length === 0)
    blocks.push({
      is: 'text',
      text: ['You have no access and no requests. Ask for a VM, someone approves, and it closes by itself.'],
    });
  for (const state of home.mine.slice(0, HOME_ROWS)) blocks.push(...mineRow(state));
  blocks.push(...more(home.mine.length));
  const open = home.mine.filter((state) => state.is === 'active').length;
  return { tone: open > 0 ? 'good' : 'over', summary: `${open} open, ${home.waiting.length} waiting for you`, blocks };
}

/** In place of a home that is shown further down by now, where homes are messages. */
export const movedHomeCard: Card = {
  tone: 'over',
  summary: 'Your access is shown further down',
  blocks: [{ is: 'note', text: ['Your access is shown further down.'] }],
};

function waitingRow(state: Living): readonly Block[] {
  const { ask } = state;
  const reason = [...ask.reason];
  const short = reason.length > 200 ? `${reason.slice(0, 200).join('')}…` : ask.reason;
  return [
    {
      is: 'text',
      text: [
        { strong: `${ask.requester.name} asks for ${ask.vm.name}` },
        ` · ${azureRole(ask.role)} · ${formatDuration(ask.minutes)}`,
      ],
    },
    ...(short === '' ? [] : [{ is: 'quote', label: 'Reason', text: short } as const]),
    {
      is: 'buttons',
      buttons: [
        {
          action: 'approve',
          label: 'Approve',
          style: 'primary',
          subject: ask.id,
          spoken: `Approve ${ask.requester.name} for ${ask.vm.name}`,
        },
        {
          action: 'deny',
          label: 'Deny…',
          style: 'danger',
          subject: ask.id,
          spoken: `Deny ${ask.requester.name} for ${ask.vm.name}`,
        },
      ],
    },
  ];
}

function mineRow(state: Living): readonly Block[] {
  const { ask } = state;
  const row: Block = {
    is: 'text',
    text: [{ strong: ask.vm.name }, ` · ${azureRole(ask.role)} · `, ...statusOf(state, 'requester').text],
  };
  if (state.is === 'pending')
    return [
      row,
      {
        is: 'buttons',
        buttons: [
          {
            action: 'withdraw',
            label: 'Withdraw',
            style: 'plain',
            subject: ask.id,
            spoken: `Withdraw your request for ${ask.vm.name}`,
          },
        ],
      },
    ];
  if (state.is === 'active' || state.is === 'approved')
    return [
      row,
      {
        is: 'buttons',
        buttons: [
          {
            action: 'release',
            label: 'I’m done',
            style: 'plain',
            subject: ask.id,
            spoken: `End your access to ${ask.vm.name} now`,
          },
        ],
      },
    ];
  return [row];
}

function more(count: number): readonly Block[] {
  return count > HOME_ROWS ? [{ is: 'note', text: [`And ${count - HOME_ROWS} more.`] }] : [];
}
