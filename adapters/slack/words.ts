/**
 * The few things that are said before the engine may be asked: to people whom Latchkey does not serve, and about buttons
 * it cannot read. Everything else that people read is in `workflows/present/`.
 */
import type { Card } from '../../workflows/card.ts';

export const FOREIGN: Card = {
  tone: 'over',
  summary: 'Latchkey serves the members of its own workspace only',
  blocks: [
    {
      is: 'text',
      text: [
        'Latchkey serves the members of its own workspace only. Please ask a colleague there to make the request.',
      ],
    },
  ],
};

export const STALE: Card = {
  tone: 'over',
  summary: 'Latchkey does not know this button',
  blocks: [
    {
      is: 'text',
      text: [
        'Latchkey does not know this button any more, and nothing has happened. Type ',
        { code: '/vm mine' },
        ' for what is open.',
      ],
    },
  ],
};
