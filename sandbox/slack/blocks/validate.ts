/** Whether Slack would take a message's blocks and attachments, or a view. */
import { anything, flag, isRecord, list, object, problemsOf, string, word } from './check.ts';
import type { Check, Fields, Problem } from './check.ts';
import { across } from './across.ts';
import { plain } from './objects.ts';
import { blocksOn } from './surfaces.ts';
import type { Surface } from './surfaces.ts';

/** Slack's limit for one view, in bytes of JSON (docs.slack.dev, reference/methods/views.open: view_too_large). */
export const LARGEST_VIEW = 250_000;

export function validateBlocks(blocks: unknown, surface: Surface, pointer = '/blocks'): Problem[] {
  return problemsOf(all(blocksOn(surface), across(surface)), blocks, pointer);
}

export function validateAttachments(attachments: unknown, surface: Surface): Problem[] {
  const attachment: Check = (value, pointer, report) => {
    if (!isRecord(value)) return report('must provide an object', pointer);
    if (value['blocks'] !== undefined) {
      all(blocksOn(surface), across(surface))(value['blocks'], `${pointer}/blocks`, report);
    }
  };
  return problemsOf(list(attachment, { max: 100 }), attachments, '/attachments');
}

const common: Fields = {
  private_metadata: string({ max: 3000 }),
  callback_id: string({ max: 255 }),
  external_id: string({ max: 255 }),
};

const inputsNeedSubmit: Check = (view, pointer, report) => {
  if (!isRecord(view) || !Array.isArray(view['blocks']) || view['submit'] !== undefined) return;
  if (view['blocks'].some((block) => isRecord(block) && block['type'] === 'input')) {
    report('missing required field: submit', pointer);
  }
};

const modal = object(
  { type: word('modal'), title: plain(24), blocks: all(blocksOn('modal', { min: 1 }), across('modal')) },
  {
    ...common,
    submit: plain(24),
    close: plain(24),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
  inputsNeedSubmit,
);

const home = object(
  { type: word('home'), blocks: all(blocksOn('home', { min: 1 }), across('home')) },
  // Slack's own example of a home view carries these, though they mean nothing there.
  { ...common, title: anything, submit: anything, close: anything },
);

/** A view for this surface; `modal` and `home` are not interchangeable. */
export function validateView(view: unknown, surface: 'modal' | 'home'): Problem[] {
  return problemsOf(surface === 'modal' ? modal : home, view, '/view');
}

/** Slack's wording in `response_metadata.messages`. */
export function messagesOf(problems: readonly Problem[]): string[] {
  return problems.map(({ message, pointer }) => `[ERROR] ${message} [json-pointer:${pointer}]`);
}

function all(...checks: Check[]): Check {
  return (value, pointer, report) => {
    for (const check of checks) check(value, pointer, report);
  };
}
