/** `npm run check`: types, lint, format and unused code. All four run, whatever the others found. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');

const CHECKS = [
  { name: 'types', program: 'typescript/bin/tsc', flags: ['-p', '.', '--pretty'] },
  { name: 'lint', program: 'oxlint/bin/oxlint', flags: ['--deny-warnings'] },
  { name: 'format', program: 'prettier/bin/prettier.cjs', flags: ['--check', '--log-level=warn', '.'] },
  { name: 'unused code', program: 'knip/bin/knip.js', flags: ['--no-progress', '--treat-config-hints-as-errors'] },
] as const;

type Outcome = { readonly name: string; readonly ok: boolean; readonly said: string };

function run({ name, program, flags }: (typeof CHECKS)[number]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(modules, program), ...flags], { cwd: root });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', (error) => resolve({ name, ok: false, said: error.message }));
    child.on('close', (code) => resolve({ name, ok: code === 0, said: said.trim() }));
  });
}

const outcomes: Outcome[] = [];
for (const check of CHECKS) outcomes.push(await run(check));
for (const { name, ok, said } of outcomes) if (!ok) console.log(`── ${name}\n${said}\n`);
for (const { name, ok } of outcomes) console.log(`${ok ? 'ok    ' : 'failed'}  ${name}`);
process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
