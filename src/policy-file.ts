/** Reads `access.yaml`: from text to a policy, or to every problem with its line and its next step. */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { z } from 'zod';
import type { Match, Policy, Rule, Who } from '../workflows/policy.ts';
import { lint } from './policy-lint.ts';
import { KNOWN_KEYS, POLICY_SHAPE, usualOf } from './policy-shape.ts';
import type { WrittenPolicy, WrittenRule } from './policy-shape.ts';
import { printable } from './printable.ts';

export type PolicyProblem = {
  /** Line and column in the file, both from 1. */
  readonly line: number;
  readonly column: number;
  /** Where it is, as a path: `rules[2].approve.needed`; empty for the file as a whole. */
  readonly where: string;
  readonly wrong: string;
  readonly next: string;
};

type Path = readonly (string | number)[];
type Found = { readonly path: Path; readonly key?: string; readonly wrong: string; readonly next: string };

/** The policy, or every problem from top to bottom. What a person cannot have meant is refused, not guessed. */
export function readPolicy(text: string): { policy: Policy } | { problems: readonly PolicyProblem[] } {
  const counter = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: counter,
    stringKeys: true,
    prettyErrors: false,
  });
  const data = document.errors.length > 0 ? { data: undefined } : plain(document);
  const broken = [
    ...[...document.errors, ...document.warnings].map((each) => ({ offset: each.pos[0], wrong: each.message })),
    ...('wrong' in data ? [{ offset: 0, wrong: data.wrong }] : []),
  ];
  if (broken.length > 0 || 'wrong' in data)
    return {
      problems: broken.map(({ offset, wrong }) => ({
        ...placed(counter, offset),
        where: '',
        wrong: `This is not good YAML: ${wrong}`,
        next: 'Check the indentation, colons and quotes here and in the line above.',
      })),
    };
  const parsed = POLICY_SHAPE.safeParse(data.data);
  const policy = parsed.success ? policyOf(parsed.data) : undefined;
  const found: readonly Found[] = parsed.success
    ? lint(policyOf(parsed.data))
    : parsed.error.issues.flatMap((issue) => explain(issue, []));
  if (policy !== undefined && found.length === 0) return { policy };
  const problems = found.map((each) => ({
    ...placed(counter, offsetOf(document, each)),
    where: written(each.key === undefined ? each.path : [...each.path, each.key]),
    wrong: each.wrong,
    next: each.next,
  }));
  return { problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** Problems as text for a terminal, one paragraph each, beginning with file, line and column. */
export function printPolicyProblems(path: string, problems: readonly PolicyProblem[]): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const lines = problems.map(
    ({ line, column, where, wrong, next }) =>
      `${path}:${line}:${column}  ${where === '' ? '' : `${where} `}${wrong}\n    Next: ${next}`,
  );
  return printable([...lines, `${path} has ${count}.`].join('\n'));
}

/** JSON Schema (draft 7, which YAML editors read best) of `access.yaml`. */
export function policySchema(): object {
  return z.toJSONSchema(POLICY_SHAPE, { target: 'draft-7', io: 'input' });
}

/** The document as plain data. An alias to nothing, or aliases that multiply beyond reason, make the shape refuse. */
function plain(document: Document): { readonly data: unknown } | { readonly wrong: string } {
  try {
    return { data: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'it cannot be read' };
  }
}

function policyOf(file: WrittenPolicy): Policy {
  const { operators, rules, troubleshooting } = file;
  return {
    operators: { ...whoOf(operators), channels: operators.channels },
    rules: rules.map(ruleOf),
    ...(troubleshooting === undefined
      ? {}
      : {
          troubleshooting: troubleshooting.map(({ match, inside, mend }) => ({ match: matchOf(match), inside, mend })),
        }),
  };
}

function matchOf({ subscription, resourceGroup, vm, tags, role }: WrittenRule['match']): Match {
  return {
    subscriptions: subscription ?? [],
    resourceGroups: resourceGroup ?? [],
    vms: vm ?? [],
    tags: tags ?? {},
    roles: role ?? [],
  };
}

function ruleOf(rule: WrittenRule): Rule {
  const { required, pattern, example } = rule.ticket;
  return {
    name: rule.name,
    match: matchOf(rule.match),
    ask: rule.ask === 'everyone' ? 'everyone' : whoOf(rule.ask),
    approve: { ...whoOf(rule.approve), needed: rule.approve.needed, channels: rule.approve.channels },
    longest: rule.duration.longest,
    usual: usualOf(rule.duration),
    lapse: rule.lapse,
    reason: rule.reason,
    ticket: { required, ...(pattern === undefined ? {} : { pattern }), ...(example === undefined ? {} : { example }) },
  };
}

function whoOf(who: {
  readonly people?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
}): Who {
  return { people: who.people ?? [], groups: who.groups ?? [] };
}

/** What zod found, in our words. Of a choice between shapes, the one is explained that the writer was nearest to. */
function explain(issue: z.core.$ZodIssue, above: Path): readonly Found[] {
  const path: Path = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path, key, ...unknownKey(key, path) }));
  if (issue.code === 'invalid_union') {
    const inside = issue.errors.find((errors) => !errors.some(isAboutTheWhole));
    const nearest = inside ?? issue.errors.find((errors) => errors.some((each) => each.code === 'invalid_value'));
    if (nearest !== undefined) return nearest.flatMap((each) => explain(each, path));
  }
  return [{ path, wrong: issue.message, next: nextFor(path, issue.message) }];
}

/** The writer meant another of the shapes: this one does not fit at all. */
function isAboutTheWhole(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function unknownKey(key: string, path: Path): { readonly wrong: string; readonly next: string } {
  const known = KNOWN_KEYS[blockOf(path)] ?? [];
  const [nearest] = known
    .map((each) => ({ each, far: distance(each.toLowerCase(), key.toLowerCase()) }))
    .filter(({ each, far }) => far <= Math.max(2, each.length / 2))
    .toSorted((a, b) => a.far - b.far);
  const next = nearest === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean ${nearest.each}?`;
  return { wrong: 'is not known here', next };
}

/** The name of the block at the end of a path: the last key that is not a place in a list. */
function blockOf(path: Path): string {
  return path.findLast((step) => typeof step === 'string') ?? '';
}

function nextFor(path: Path, wrong: string): string {
  if (wrong.startsWith('has no value') || wrong.includes('empty'))
    return 'Write a value, or remove the line: what is left out of `match` matches anything.';
  return NEXT[blockOf(path)] ?? 'See access.example.yaml for how it is written.';
}

const NEXT: Readonly<Record<string, string>> = {
  groups: 'In the Entra admin center open the group and copy its object id.',
  people: 'Write people as ana@contoso.com, or by the object id that the Entra admin center shows.',
  channels: 'Write channels as <chat>:<address>; access.example.yaml shows one.',
  subscription: 'Copy the id from `az account list`.',
  vm: 'Write a name or a pattern such as sql-*, in quotes if YAML would take it for a number.',
  longest: 'Write a duration such as 30m, 2h, 1h30m or 1d.',
  default: 'Write a duration such as 30m, 2h, 1h30m or 1d.',
  lapse: 'Write a duration such as 30m, 2h, 1h30m or 1d.',
};

/** Where in the text a problem stands; of something that is missing, where the block begins that lacks it. */
function offsetOf(document: Document, { path, key }: Found): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as Node | null | undefined;
    if (!node) continue;
    const there =
      key === undefined || !isMap(node)
        ? undefined
        : node.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
    const place = there !== undefined && isScalar(there.key) ? there.key.range : node.range;
    if (place !== undefined && place !== null) return place[0];
  }
  return 0;
}

function placed(counter: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = counter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function written(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`))
    .join('');
}

/** How many letters must be added, taken away, changed or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, change, swap));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
