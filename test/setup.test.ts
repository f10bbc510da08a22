/** The way in: what a fresh clone meets before anything is installed, and how a run of the tests is counted. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, test } from 'vitest';
import { ROOT } from './support/source.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A clone with nothing but the set-up, a lock file and one script, and an npm that does as told. */
function clone(npm: string) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-setup-'));
  folders.push(folder);
  mkdirSync(join(folder, 'scripts'));
  cpSync(join(ROOT, 'scripts/setup.mjs'), join(folder, 'scripts/setup.mjs'));
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'hello.mjs'), 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;');
  writeFileSync(join(folder, 'npm.cjs'), npm);
  const run = (env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [join(folder, 'scripts/setup.mjs'), 'hello.mjs', '--a', 'b c'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        npm_execpath: join(folder, 'npm.cjs'),
        npm_config_user_agent: 'npm/9.9.4 node/v20.1.0',
        ...env,
      },
    });
  return { folder, run };
}

const INSTALLS = `
const fs = require('node:fs');
fs.mkdirSync('node_modules', { recursive: true });
fs.writeFileSync('node_modules/.package-lock.json', '{}');
fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');`;
const calls = (folder: string): number =>
  existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').length : 0;

describe('setup.mjs', () => {
  test('installs once, says so, and hands on arguments and exit code with a clean standard output', () => {
    const { folder, run } = clone(INSTALLS);
    const first = run();
    expect([first.status, first.stdout, first.stderr]).toEqual([
      7,
      '["--a","b c"]\n',
      'Installing what is missing; the first time takes a minute or two.\n',
    ]);
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toMatch(/^install --no-save .*--loglevel=error/);
    const second = run();
    expect([second.status, second.stderr, calls(folder)]).toEqual([7, '', 1]);
  });

  test('installs again when the lock file has changed, but not after somebody has run npm by hand', () => {
    const { folder, run } = clone(INSTALLS);
    run();
    const later = Date.now() / 1000 + 60;
    writeFileSync(join(folder, 'package-lock.json'), '{ "changed": 1 }');
    utimesSync(join(folder, 'package-lock.json'), later, later);
    run();
    expect(calls(folder)).toBe(2);
    writeFileSync(join(folder, 'package-lock.json'), '{ "changed": 2 }');
    utimesSync(join(folder, 'node_modules/.package-lock.json'), later + 60, later + 60);
    run();
    expect(calls(folder)).toBe(2);
  });

  test.each([
    ['no network', 'npm error code ENOTFOUND', /registry could not be reached\. Next: check the network/],
    [
      'a certificate in between',
      'npm error code SELF_SIGNED_CERT_IN_CHAIN',
      /certificate is not trusted here\. Next: set npm’s `cafile`/,
    ],
    ['a full disk', 'npm error ENOSPC', /disk is full\. Next: /],
    ['no right to write', 'npm error EACCES', /npm may not write here\. Next: /],
    ['anything else', 'npm error oops', /did not succeed; npm’s words are above\. Next: /],
  ])('says what to do about %s', (_, words, says) => {
    const { run } = clone(`console.error(${JSON.stringify(words)}); process.exitCode = 1;`);
    const result = run();
    expect([result.status, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toContain(words);
    expect(result.stderr).toMatch(says);
  });

  test('an npm that is too old is told before it is tried', () => {
    const { folder, run } = clone(INSTALLS);
    const result = run({ npm_config_user_agent: 'npm/8.19.4 node/v16.20.2' });
    expect([result.status, calls(folder)]).toEqual([1, 0]);
    expect(result.stderr).toMatch(/npm 8 is too old.* Next: install npm 9/);
  });
});

describe('the last line of npm test', () => {
  function tests(text: string, env: NodeJS.ProcessEnv) {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-tally-'));
    folders.push(folder);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'a.test.ts'), `import { expect, test } from 'vitest';\n${text}`);
    const result = spawnSync(
      process.execPath,
      [
        join(ROOT, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--root',
        folder,
        '--reporter=default',
        `--reporter=${join(ROOT, 'scripts/tally.ts')}`,
      ],
      { encoding: 'utf8', env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env } },
    );
    return { status: result.status, lines: result.stdout.trimEnd().split('\n') };
  }

  const PASSES = "test('one', () => { expect(1).toBe(1); });\n";
  const SKIPS = "test('two', (context) => { context.skip('redis-server is not installed'); });\n";

  test('counts', () => {
    const { status, lines } = tests(PASSES, {});
    expect([status, lines.at(-1)]).toEqual([0, '1 passed, 0 failed']);
  });

  test('a failure fails', () => {
    const { status, lines } = tests(`${PASSES}test('two', () => { expect(1).toBe(2); });`, {});
    expect([status, lines.at(-1)]).toEqual([1, '1 passed, 1 failed']);
  });

  test('what is left out is named, with its reason', () => {
    const { status, lines } = tests(PASSES + SKIPS, {});
    expect([status, ...lines.slice(-2)]).toEqual([
      0,
      'Left out: a.test.ts: two (redis-server is not installed).',
      '1 passed, 0 failed',
    ]);
  });

  test('with CI=true that is a failure', () => {
    const { status, lines } = tests(PASSES + SKIPS, { CI: 'true' });
    expect([status, lines.at(-1)]).toEqual([1, '1 passed, 1 failed']);
  });

  test('a file that cannot be loaded, and one without a test, do not pass', () => {
    expect(tests("throw new Error('broken');", {})).toMatchObject({ status: 1 });
    const empty = tests('expect(1).toBe(1);', {});
    expect([empty.status, empty.lines.at(-1)]).toEqual([1, '0 passed, 1 failed']);
  });
});
