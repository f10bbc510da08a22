/** `npm test`: runs every test. `--quick` runs the pure ones alone; anything else is handed to vitest. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const given = process.argv.slice(2);
const others = given.filter((each) => each !== '--quick');

/** The tests that start no other program: those of the pure room, and those that lie directly in `test/`. */
function quickTests(): readonly string[] {
  const here = readdirSync(join(root, 'test')).filter((file) => file.endsWith('.test.ts'));
  return ['test/workflows/', ...here.filter((file) => !SLOW.has(file)).map((file) => `test/${file}`)];
}

const SLOW: ReadonlySet<string> = new Set(['setup.test.ts']);

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'tally.ts')}`];
const filters = given.includes('--quick') ? quickTests() : [];
const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...filters, ...others], {
  cwd: root,
  stdio: 'inherit',
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
