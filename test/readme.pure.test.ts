/** What the documents tell people to type and to open is really there. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { filesIn, ROOT } from './support/source.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const documents = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'sandbox', 'workflows'].flatMap((folder) => filesIn(folder, /\.md$/)),
];
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

test('the README is among them', () => {
  expect(documents).toContain('README.md');
});

test.each(Object.entries(scripts))('npm run %s starts a file that is there', (_, command) => {
  const [, file] = /^node scripts\/setup\.mjs (\S+)/.exec(command) ?? [];
  expect(command).toMatch(/^node scripts\/setup\.mjs \S+/);
  expect(existsSync(join(ROOT, file ?? '')), file).toBe(true);
});

describe.each(documents)('%s', (path) => {
  test('names only npm scripts, files and subcommands that exist', () => {
    expect(commandsIn(read(path)).flatMap(troubleWith)).toEqual([]);
  });

  test('links to what is there', () => {
    expect(linksIn(read(path)).filter((link) => !resolves(path, link))).toEqual([]);
  });
});

test('a document that is wrong would be found', () => {
  const text = [
    '```sh',
    '$ npm run nothing',
    'npm test   # fine',
    'node nothing.ts',
    'npm run -s latchkey -- dance',
    '```',
  ].join('\n');
  expect(commandsIn(`Use \`npm run nowhere\`.\n${text}`).flatMap(troubleWith)).toEqual([
    'npm run nowhere: no such script',
    'npm run nothing: no such script',
    'node nothing.ts: no such file',
    'npm run -s latchkey -- dance: latchkey has no `dance`',
  ]);
  expect(linksIn('[a](NOTHING.md) [b](https://example.com) ![c](docs/none.png "title") [d](package.json#l1)')).toEqual([
    'NOTHING.md',
    'docs/none.png',
    'package.json#l1',
  ]);
  expect(['NOTHING.md', 'docs', '#nowhere'].map((link) => resolves('sandbox/README.md', link))).toEqual([
    false,
    false,
    false,
  ]);
  expect(resolves('sandbox/README.md', '../package.json')).toBe(true);
});

/** Lines of code blocks, and code inside sentences, without prompts and comments. */
function commandsIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```[a-z]*\n([^]*?)^```/gm)].flatMap(([, code]) => (code ?? '').split('\n'));
  const spans = [...text.replaceAll(/^```[^]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');
  return [...spans, ...blocks].map((line) =>
    line
      .replace(/^\s*[$>]\s+/, '')
      .replace(/\s+#\s.*$/, '')
      .trim(),
  );
}

function troubleWith(command: string): readonly string[] {
  const trouble = (what: string) => [`${command}: ${what}`];
  const [, script] = /^npm (?:-s |--silent )?run (?:-s |--silent )?([\w:-]+)/.exec(command) ?? [];
  if (script !== undefined && !(script in scripts)) return trouble('no such script');
  const [, subcommand] = /^npm .*\blatchkey -- (?!help\b)([a-z]+)/.exec(command) ?? [];
  if (subcommand !== undefined && !new RegExp(`^\\s*${subcommand}\\b`, 'm').test(help()))
    return trouble(`latchkey has no \`${subcommand}\``);
  const [, file] = /^(?:node|bash) ((?:[\w.-]+\/)*[\w.-]+)/.exec(command) ?? [];
  if (file !== undefined && !file.startsWith('-') && !existsSync(join(ROOT, file))) return trouble('no such file');
  if (command.startsWith('docker compose ') && !existsSync(join(ROOT, 'docker-compose.yml')))
    return trouble('no docker-compose.yml');
  return [];
}

let printed: string | undefined;
function help(): string {
  printed ??= execFileSync(process.execPath, [join(ROOT, 'src', 'cli.ts'), '--help'], { encoding: 'utf8' });
  return printed;
}

/** Relative links and pictures. */
function linksIn(text: string): readonly string[] {
  const plain = text.replaceAll(/^```[^]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...plain.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));
}

function resolves(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(ROOT, target))) return false;
  if (anchor === undefined || !target.endsWith('.md')) return true;
  const headings = [...read(target).matchAll(/^#+\s+(.*)$/gm)].map(([, heading]) => heading ?? '');
  return headings.some((heading) => slug(heading) === anchor);
}

/** As GitHub makes anchors of headings. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}
