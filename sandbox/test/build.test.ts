import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
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
  // As it is installed: packages beside it, and those of which somebody else wants another version in a folder of its own.
  mkdirSync(join(folder, 'sandbox'));
  symlinkSync(join(sandbox, '..', 'node_modules'), join(folder, 'node_modules'));
  const own = join(sandbox, 'node_modules');
  if (existsSync(own)) symlinkSync(own, join(folder, 'sandbox', 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the published JavaScript starts, and its page can be built', async () => {
  const built = join(folder, 'sandbox', 'dist');
  await promisify(execFile)(process.execPath, [join(sandbox, 'build.ts'), built]);
  const child = await startChild({ main: join(built, 'main.js'), arguments: ['--with-parent'] });
  const page = await fetch(child.urls['page'] ?? '');
  const script = await fetch(new URL('/page/app.js', child.urls['page']));
  expect([page.status, script.status]).toEqual([200, 200]);
  const text = await script.text();
  expect(text.length).toBeGreaterThan(10_000);
  // Of the version of Microsoft's renderer that the page is written for.
  expect(text).toContain('adaptivecards#markdownPassthroughPolicy');
  child.process.stdin?.end();
  expect(await child.ended).toBe(0);
});
