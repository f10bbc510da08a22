/** Makes the JavaScript that is published: `node build.ts [folder]`, by default into `dist/`. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const here = import.meta.dirname;
const folder = resolve(process.argv[2] ?? join(here, 'dist'));
const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
rmSync(folder, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(dirname(manifest), 'bin', 'tsc'), '-p', join(here, 'tsconfig.build.json'), '--outDir', folder],
  { stdio: 'inherit' },
);
// The page is bundled from its sources when it is first asked for (page/index.ts); those it shares lie beside it.
for (const source of ['page', 'roles.ts']) cpSync(join(here, source), join(folder, source), { recursive: true });
