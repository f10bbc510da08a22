import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

export type Bundle = { readonly script: string; readonly style: string };

let made: Promise<Bundle> | undefined;

/** The page's script and style sheet, made once per process. */
export function bundle(): Promise<Bundle> {
  made ??= bundleOf('./app/main.tsx', './style/page.css');
  return made;
}

/** @param paths a script and a style sheet, from this folder */
export async function bundleOf(...paths: [script: string, style: string]): Promise<Bundle> {
  const result = await build({
    entryPoints: paths.map((path) => fileURLToPath(new URL(path, import.meta.url))),
    bundle: true,
    write: false,
    outdir: 'page',
    format: 'esm',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'inline',
    logLevel: 'silent',
  });
  return { script: textOf(result.outputFiles, '.js'), style: textOf(result.outputFiles, '.css') };
}

function textOf(files: readonly { path: string; text: string }[], ending: string): string {
  const file = files.find((candidate) => candidate.path.endsWith(ending));
  if (file === undefined) throw new Error(`The page's bundle has no ${ending} file.`);
  return file.text;
}
