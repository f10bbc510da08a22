/** The rooms of the repository, their walls, and its habits (ARCHITECTURE.md). */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSource, ROOT, sourcesIn } from './support/source.ts';
import { breaches } from './support/walls.ts';

const PRODUCT = ['workflows', 'src', 'adapters'] as const;
const all = sourcesIn(...PRODUCT, 'sandbox', 'scripts', 'test');

test('there is something to look at in every room', () => {
  for (const room of [...PRODUCT, 'sandbox', 'scripts', 'test'])
    expect(all.filter((source) => source.path.startsWith(`${room}/`)).length, room).toBeGreaterThan(3);
});

test('nothing breaks a wall or a habit', () => {
  expect(all.flatMap(breaches)).toEqual([]);
});

describe('the walls hold: each of these is found', () => {
  test.each([
    ['workflows/x.ts', "import { a } from 'zod';", 'imports the package zod'],
    ['workflows/x.ts', "import type { Stats } from 'node:fs';", 'imports the package node:fs'],
    ['workflows/x.ts', "import type { Clock } from '../src/ports.ts';", 'reaches into src/ports.ts'],
    ['workflows/sub/x.ts', "export type A = import('../../src/ports.ts').Clock;", 'reaches into src/ports.ts'],
    ['workflows/x.ts', "export { a } from '../adapters/azure/index.ts';", 'reaches into adapters/azure/index.ts'],
    ['workflows/x.ts', "export const a = () => import('./' + 'b');", 'imports the package (computed)'],
    ['workflows/x.ts', 'export const a = () => Date.now();', 'uses Date.now'],
    ['workflows/x.ts', 'export const a = () => new Date();', 'asks the clock'],
    ['workflows/x.ts', 'export const a = () => Math.random();', 'uses Math.random'],
    ['workflows/x.ts', 'export const a = () => process.env;', 'uses process'],
    ['workflows/x.ts', 'export const a = () => fetch("x");', 'uses fetch'],
    ['src/x.ts', "import { a } from '../adapters/azure/index.ts';", 'reaches into adapters/azure/index.ts'],
    ['src/x.ts', "import { a } from 'bullmq';", 'imports the package bullmq'],
    ['src/x.ts', "import { a } from '../sandbox/world.ts';", 'reaches into sandbox/world.ts'],
    ['src/x.ts', '// what Slack shows\nexport const a = 1;', 'names a chat: “Slack”'],
    ['workflows/x.ts', "export const a = 'Open Teams';", 'names a chat: “Teams”'],
    ['adapters/graph/x.ts', "import { a } from '../azure/index.ts';", 'reaches into adapters/azure/index.ts'],
    ['adapters/graph/x.ts', "import { a } from '../../src/main.ts';", 'reaches into src/main.ts'],
    ['sandbox/x.ts', "import { a } from '../workflows/language.ts';", 'reaches into workflows/language.ts'],
    [
      'sandbox/test/x.test.ts',
      "import { a } from '../../test/support/until.ts';",
      'reaches into test/support/until.ts',
    ],
    ['test/x.test.ts', "import { a } from '../sandbox/seed.ts';", 'reaches into sandbox/seed.ts'],
    ['scripts/x.ts', "await import('../sandbox/main.ts');", 'reaches into sandbox/main.ts'],
    ['src/x.ts', 'export default 1;', 'has a default export'],
    ['src/x.ts', 'export enum A { B }', 'has an enum'],
    ['src/x.ts', 'export namespace A { export const b = 1; }', 'has a namespace'],
    ['src/x.ts', "export * from './ports.ts';\nexport const a = 1;", 'exports all of another file'],
    ['src/x.ts', "export { Fault } from './faults.ts';", 'only passes on what others export'],
    ['src/utils.ts', 'export const a = 1;', 'has a name that says nothing'],
  ])('%s: %s', (path, text, breach) => {
    expect(breaches(readSource(path, text))).toContain(`${path} ${breach}`);
  });

  test.each([
    [
      'workflows/x.ts',
      "import { sameId } from './language.ts';\nexport const a = (at: number) => new Date(at).toISOString() + sameId('', '');",
    ],
    ['workflows/x.ts', 'export const a = { process: 1 };\nexport const b = a.process;'],
    ['src/main.ts', "import { createQueue } from '../adapters/bullmq/index.ts';\nexport const slack = createQueue;"],
    ['adapters/azure/x.ts', "import { Fault } from '../../src/faults.ts';\nexport const a = Fault;"],
    ['vitest.config.ts', 'export default {};'],
    ['test/x.ts', "declare module 'vitest' { interface ProvidedContext { a: 1 } }\nexport const a = 1;"],
  ])('and these are not: %s', (path, text) => {
    expect(breaches(readSource(path, text))).toEqual([]);
  });
});

describe('siblings', () => {
  const chats = ['slack', 'teams'].filter((name) => existsSync(join(ROOT, 'adapters', name)));

  test.each(chats)('adapters/%s has the parts that every chat has', (name) => {
    const parts = readdirSync(join(ROOT, 'adapters', name));
    // Who has found their way in one of them knows it in the other.
    const each = 'index read paint send manifest handle guard who draw examine faults http views rich literal typed';
    expect(parts).toEqual(expect.arrayContaining(['payloads', ...each.split(' ').map((part) => `${part}.ts`)]));
  });
});

describe('size', () => {
  const sizes = all
    .filter(({ path }) => PRODUCT.some((room) => path.startsWith(`${room}/`)))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .toSorted((a, b) => b.lines - a.lines);

  test('a smell and not a rule, until it is one', () => {
    const median = sizes[Math.floor(sizes.length / 2)]?.lines ?? 0;
    const report = sizes.slice(0, 5).map(({ path, lines }) => `${path} ${lines}`);
    expect(median, `median ${median} lines; the longest: ${report.join(', ')}`).toBeLessThanOrEqual(110);
    expect(sizes.filter(({ lines }) => lines > 350)).toEqual([]);
  });
});

test('tests leave nothing out by themselves, and mock nothing of ours', () => {
  const found = all
    .filter(({ path }) => path.endsWith('.test.ts'))
    .filter(({ nodes }) =>
      nodes.some((node) => {
        if (node.type !== 'MemberExpression') return false;
        const [object, property] = [node['object'], node['property']] as readonly { name?: string }[];
        const member = `${object?.name}.${property?.name}`;
        return /^(?:test|it|describe)\.(?:skip|only|todo|fails)$|^vi\.(?:mock|doMock|hoisted)$/.test(member);
      }),
    );
  expect(found.map(({ path }) => path)).toEqual([]);
});
