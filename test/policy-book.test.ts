/** `access.yaml` is swapped while it is being read. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, open, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPolicy } from '../src/policy-book.ts';
import { keptLog } from './support/log.ts';
import { until } from './support/until.ts';

test('a policy that is written while the old one is being read comes into force', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-test-policy-'));
  const [path, pipe, next] = [join(dir, 'access.yaml'), join(dir, 'pipe'), join(dir, 'next.yaml')];
  try {
    const text = await readFile('access.example.yaml', 'utf8');
    execFileSync('mkfifo', [pipe]);
    await symlink(pipe, path);
    const opening = openPolicy(path);
    // Resolves when the reader has the pipe open, and so after anything it looked at before.
    const writer = await open(pipe, 'w');
    await writeFile(next, text.replace('name: Development', 'name: Trying out'));
    await rename(next, path);
    await writer.writeFile(text);
    await writer.close();
    const book = await opening;
    if (!('policy' in book)) return expect.fail('the example is right');
    expect(book.policy().rules.at(-1)?.name).toBe('Development');
    book.watch(20, keptLog().log);
    try {
      await until(() => book.policy().rules.at(-1)?.name === 'Trying out');
    } finally {
      book.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
