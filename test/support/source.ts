/** Source files as a parser sees them, for the tests of the repository's shape. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

export const ROOT = join(import.meta.dirname, '..', '..');

export type Node = { readonly type: string; readonly [field: string]: unknown };

export type Source = {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** What it imports by any way there is: statements, re-exports, `import()` and types by `import('…')`. */
  readonly imports: readonly string[];
  /** Top-level statements. */
  readonly body: readonly Node[];
  /** Every node of the tree, parents first. */
  readonly nodes: readonly Node[];
};

/** @throws Error when the text is not TypeScript: a file that cannot be read cannot be held to anything */
export function readSource(path: string, text: string): Source {
  const { program, errors, module } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const body = (program as unknown as { body: readonly Node[] }).body;
  const nodes = body.flatMap(within);
  const imports = [
    ...module.staticImports.map((each) => each.moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap((each) => each.moduleRequest?.value ?? [])),
    ...nodes.flatMap((node) =>
      node.type === 'ImportExpression' || node.type === 'TSImportType' ? literal(node['source']) : [],
    ),
  ];
  return { path, text, imports, body, nodes };
}

/** All TypeScript of these folders, without packages and what is built. */
export function sourcesIn(...folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) => filesIn(folder, /\.tsx?$/))
    .map((path) => readSource(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** Paths of all files below a folder whose name fits, from the repository's root. */
export function filesIn(folder: string, named: RegExp): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && named.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/(?:^|\/)(?:node_modules|dist)\//.test(path))
    .toSorted();
}

function within(node: Node): readonly Node[] {
  const children = Object.values(node).flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  return [node, ...children.filter(isNode).flatMap(within)];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The text of a literal; an import of anything else is named as what it is, so that no wall lets it through. */
function literal(node: unknown): string {
  const value = isNode(node) ? (node['value'] ?? (node['literal'] as Node | undefined)?.['value']) : undefined;
  return typeof value === 'string' ? value : '(computed)';
}
