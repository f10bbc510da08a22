/** What a script has started ends with it, also when it is told to end in the middle. */
import process from 'node:process';

const open = new Set<() => Promise<unknown>>();
let ending = false;

/** Remembers how to undo something; the answer undoes it now, and at most once. */
export function undoable(undo: () => Promise<unknown>): () => Promise<void> {
  if (open.size === 0 && !ending) listen();
  open.add(undo);
  return async () => {
    if (open.delete(undo)) await undo();
  };
}

function listen(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeListener(signal, end);
    process.on(signal, end);
  }
}

/** Newest first: a bot is to end before the world it talks to. */
function end(): void {
  if (ending) return;
  ending = true;
  void (async () => {
    for (const undo of [...open].toReversed()) await undo().catch(() => undefined);
    process.exit(130);
  })();
}
