/** Rules that span blocks: ids that must differ, sums, and what may be there only once. */
import { isRecord } from './check.ts';
import type { Check } from './check.ts';
import type { Surface } from './surfaces.ts';

/** Blocks, and the blocks inside containers and carousels, each with its pointer. */
function* everyBlock(blocks: unknown, pointer: string): Generator<[Record<string, unknown>, string]> {
  if (!Array.isArray(blocks)) return;
  for (const [index, block] of blocks.entries()) {
    if (!isRecord(block)) continue;
    const at = `${pointer}/${index}`;
    yield [block, at];
    if (block['type'] === 'container') yield* everyBlock(block['child_blocks'], `${at}/child_blocks`);
    if (block['type'] === 'carousel') yield* everyBlock(block['elements'], `${at}/elements`);
  }
}

/** The interactive elements of one block. */
export function elementsOf(block: Record<string, unknown>): Record<string, unknown>[] {
  const lists = [block['elements'], block['actions'], [block['accessory'], block['element']]];
  return lists.flatMap((entries) => (Array.isArray(entries) ? entries.filter(isRecord) : []));
}

const blockIdsDiffer: Check = (blocks, pointer, report) => {
  const seen = new Set<unknown>();
  for (const [block, at] of everyBlock(blocks, pointer)) {
    const id = block['block_id'];
    if (typeof id !== 'string') continue;
    if (seen.has(id)) report(`\`block_id\` "${id}" already exists`, `${at}/block_id`);
    seen.add(id);
  }
};

const actionIdsDiffer: Check = (blocks, pointer, report) => {
  for (const [block, at] of everyBlock(blocks, pointer)) {
    const seen = new Set<unknown>();
    for (const element of elementsOf(block)) {
      const id = element['action_id'];
      if (typeof id !== 'string') continue;
      if (seen.has(id)) report(`\`action_id\` "${id}" already exists in this block`, at);
      seen.add(id);
    }
  }
};

const oneFocus: Check = (blocks, pointer, report) => {
  const focused = [...everyBlock(blocks, pointer)].flatMap(([block]) =>
    elementsOf(block).filter((element) => element['focus_on_load'] === true),
  );
  if (focused.length > 1) report('only one element can have focus_on_load', pointer);
};

const markdownFits: Check = (blocks, pointer, report) => {
  let length = 0;
  for (const [block] of everyBlock(blocks, pointer)) {
    if (block['type'] === 'markdown' && typeof block['text'] === 'string') length += [...block['text']].length;
  }
  if (length > 12_000) report('markdown blocks must be less than 12001 characters in total', pointer);
};

const oneTable: Check = (blocks, pointer, report) => {
  if ([...everyBlock(blocks, pointer)].filter(([block]) => block['type'] === 'table').length > 1) {
    report('only one table block is allowed', pointer);
  }
};

/** Response URLs take messages whose blocks share an id, as incoming webhooks do. */
export function across(surface: Surface): Check {
  const rules = [actionIdsDiffer, oneFocus, markdownFits, oneTable];
  if (surface !== 'response') rules.push(blockIdsDiffer);
  return (blocks, pointer, report) => {
    for (const rule of rules) rule(blocks, pointer, report);
  };
}
