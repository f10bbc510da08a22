/** The rooms and their walls: who may import whom, and what may stand where. Each breach is a sentence. */
import { posix } from 'node:path';
import type { Node, Source } from './source.ts';

/** Packages that speak to one vendor: they belong to that vendor's adapter. */
const VENDORS = /^(?:@azure\/|@microsoft\/|@slack\/|botbuilder|botframework|bullmq|ioredis)/;

/** The only files outside the adapters that may know which adapters there are. */
const COMPOSERS = ['src/main.ts', 'src/cli.ts'];
/** Beside those that put the chats together: the words that people use for other systems. */
const MAY_NAME_CHATS = [...COMPOSERS, 'src/config.ts', 'workflows/troubleshoot/foreign.ts'];

/** Tools that find what they load by its default export. */
const MAY_EXPORT_DEFAULT = /(?:\.config\.ts|^scripts\/tally\.ts)$/;

export function breaches(source: Source): readonly string[] {
  const found = [...walls(source), ...purity(source), ...names(source), ...style(source)];
  return found.map((each) => `${source.path} ${each}`);
}

function walls({ path, imports }: Source): readonly string[] {
  return imports.flatMap((wanted) => {
    if (!wanted.startsWith('.')) return mayUsePackage(path, wanted) ? [] : [`imports the package ${wanted}`];
    const target = posix.normalize(posix.join(posix.dirname(path), wanted));
    return mayReach(path, target) ? [] : [`reaches into ${target}`];
  });
}

function mayUsePackage(path: string, name: string): boolean {
  if (path.startsWith('workflows/')) return false;
  return !(path.startsWith('src/') && VENDORS.test(name));
}

function mayReach(path: string, target: string): boolean {
  const [room = '', inner = ''] = path.split('/');
  const [there = '', innerThere = ''] = target.split('/');
  if (there === 'sandbox' || room === 'sandbox') return there === room;
  switch (room) {
    case 'workflows':
      return there === 'workflows';
    case 'src':
      return there === 'workflows' || there === 'src' || (there === 'adapters' && COMPOSERS.includes(path));
    case 'adapters':
      return (
        there === 'workflows' ||
        (there === 'src' && !COMPOSERS.includes(target)) ||
        // Azure and the directory are reached with the same sign-in.
        (there === room && (inner === innerThere || innerThere === 'entra'))
      );
    default:
      return there !== '..';
  }
}

const WORLD = new Set([
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
  'performance',
  'console',
  'globalThis',
  'require',
]);

/** No I/O, no clock, no chance in the pure room: time arrives with the command. */
function purity({ path, nodes }: Source): readonly string[] {
  if (!path.startsWith('workflows/')) return [];
  const own = new Set(
    nodes.flatMap((node) =>
      node.type === 'Property' || node.type === 'MemberExpression' ? [node['key'] ?? node['property']] : [],
    ),
  );
  return nodes.flatMap((node) => {
    if (node.type === 'Identifier' && !own.has(node) && WORLD.has(String(node['name'])))
      return [`uses ${String(node['name'])}`];
    if (
      node.type === 'NewExpression' &&
      nameOf(node['callee']) === 'Date' &&
      (node['arguments'] as unknown[]).length === 0
    )
      return ['asks the clock'];
    if (node.type !== 'MemberExpression') return [];
    const member = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
    return member === 'Date.now' || member === 'Math.random' ? [`uses ${member}`] : [];
  });
}

/** What is said and decided is the same in every chat, so no chat is named where it is said and decided. */
function names({ path, text }: Source): readonly string[] {
  if (!/^(?:workflows|src)\//.test(path) || MAY_NAME_CHATS.includes(path)) return [];
  const found = /\b(?:slack|teams|bolt|botbuilder|block kit|adaptive card)\b/i.exec(text);
  return found === null ? [] : [`names a chat: “${found[0]}”`];
}

function style({ path, body, nodes }: Source): readonly string[] {
  const found: string[] = [];
  if (/(?:^|\/)(?:utils?|helpers?|misc|common|shared)(?:\.|\/)/.test(path)) found.push('has a name that says nothing');
  if (!MAY_EXPORT_DEFAULT.test(path) && body.some((node) => node.type === 'ExportDefaultDeclaration'))
    found.push('has a default export');
  if (nodes.some((node) => node.type === 'TSEnumDeclaration')) found.push('has an enum');
  // `declare module 'x'` adds to somebody else's types and is no namespace.
  if (nodes.some((node) => node.type === 'TSModuleDeclaration' && (node['id'] as Node).type === 'Identifier'))
    found.push('has a namespace');
  if (body.some((node) => node.type === 'ExportAllDeclaration')) found.push('exports all of another file');
  if (body.some((node) => passesOn(node) && node.type !== 'ImportDeclaration') && body.every(passesOn))
    found.push('only passes on what others export');
  return found;
}

function passesOn(node: Node): boolean {
  return node.type === 'ImportDeclaration' || (node.type === 'ExportNamedDeclaration' && node['declaration'] === null);
}

function nameOf(node: unknown): string {
  return typeof node === 'object' && node !== null && 'name' in node ? String(node.name) : '';
}
