/** Writes workflows/TRANSITIONS.md anew. */
import { writeFile } from 'node:fs/promises';
import { transitionsTable } from '../test/workflows/transitions.ts';

await writeFile(new URL('../workflows/TRANSITIONS.md', import.meta.url), transitionsTable());
