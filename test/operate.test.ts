import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { SHUT } from '../adapters/teams/faults.ts';
import { FAULTS } from '../src/faults.ts';
import { SETTINGS_NAMES } from '../src/config.ts';

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

it('docs/operate.md names every fault with its next step', async () => {
  const text = (await read('docs/operate.md')).replaceAll(/\s+/g, ' ');
  for (const [code, { next }] of Object.entries(FAULTS)) {
    expect(text).toContain(`\`${code}\``);
    expect(text).toContain(next);
  }
});

it('docs/operate.md names every reason for which somebody in Teams may be out of reach', async () => {
  const text = await read('docs/operate.md');
  for (const code of [...SHUT, 'Uninstalled', 'ChannelDeleted']) expect(text).toContain(`\`${code}\``);
});

it('docs/install.md lets every chat pass a reverse proxy', async () => {
  const text = await read('docs/install.md');
  for (const chat of ['slack', 'teams']) expect(text).toMatch(new RegExp(`let it pass [^:]*\`/${chat}/\``));
});

it('docs/install.md names every setting', async () => {
  const text = await read('docs/install.md');
  for (const name of SETTINGS_NAMES) expect(text).toContain(`\`${name}\``);
});
