/** `npm test`: runs every test. `--quick` runs those that need no server; anything else is handed to vitest. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const given = process.argv.slice(2);
const flags = [
  '--reporter=default',
  `--reporter=${join(import.meta.dirname, 'tally.ts')}`,
  ...(given.includes('--quick') ? ['--project=quick'] : []),
  ...given.filter((each) => each !== '--quick'),
];
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', ...flags], { cwd: root, stdio: 'inherit' });
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
