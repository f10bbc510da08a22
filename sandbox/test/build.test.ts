import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChild } from './child.ts';

const sandbox = join(import.meta.dirname, '..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-build-'));
  symlinkSync(join(sandbox, '..', 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the published JavaScript starts, and its page can be built', async () => {
  const built = join(folder, 'dist');
  await promisify(execFile)(process.execPath, [join(sandbox, 'build.ts'), built]);
  const child = await startChild({ main: join(built, 'main.js'), arguments: ['--with-parent'] });
  const page = await fetch(child.urls['page'] ?? '');
  const script = await fetch(new URL('/page/app.js', child.urls['page']));
  expect([page.status, script.status]).toEqual([200, 200]);
  expect((await script.text()).length).toBeGreaterThan(10_000);
  child.process.stdin?.end();
  expect(await child.ended).toBe(0);
});
