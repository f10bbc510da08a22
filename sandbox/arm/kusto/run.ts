import type { Condition, Query, Value } from './parse.ts';
import { KustoError } from './tokens.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Runs a query over rows that have these columns. Throws KustoError for a column that is not there. */
export function run(query: Query, rows: readonly Row[], columns: readonly string[]): readonly Row[] {
  return runAll(query, rows, columns).rows;
}

function runAll(
  query: Query,
  rows: readonly Row[],
  columns: readonly string[],
): { readonly rows: readonly Row[]; readonly known: ReadonlySet<string> } {
  let known = new Set(columns);
  let result = rows;
  for (const stage of query.stages) {
    switch (stage.is) {
      case 'where':
        eachValue(stage.condition, (value) => check(value, known));
        result = result.filter((row) => holds(stage.condition, row));
        break;
      case 'project':
        for (const column of stage.columns) check(column.value, known);
        result = result.map((row) =>
          Object.fromEntries(stage.columns.map(({ name, value }) => [name, get(value, row)])),
        );
        known = new Set(stage.columns.map((column) => column.name));
        break;
      case 'extend':
        for (const column of stage.columns) check(column.value, known);
        result = result.map((row) => ({
          ...row,
          ...Object.fromEntries(stage.columns.map(({ name, value }) => [name, get(value, row)])),
        }));
        known = new Set([...known, ...stage.columns.map((column) => column.name)]);
        break;
      case 'order':
        for (const { value } of stage.by) check(value, known);
        result = result.toSorted((a, b) => {
          for (const { value, descending } of stage.by) {
            const order = compare(get(value, a), get(value, b));
            if (order !== 0) return descending ? -order : order;
          }
          return 0;
        });
        break;
      case 'take':
        result = result.slice(0, stage.count);
        break;
      case 'count':
        result = [{ Count: result.length }];
        known = new Set(['Count']);
        break;
      case 'expand': {
        const { column, most } = stage;
        check(column.value, known);
        result = result.flatMap((row) =>
          expanded(get(column.value, row), most).map((one) => ({ ...row, [column.name]: one })),
        );
        known = new Set([...known, column.name]);
        break;
      }
      case 'join': {
        const other = runAll(stage.with, rows, columns);
        for (const side of [known, other.known]) check({ is: 'path', path: [stage.on], at: 0 }, side);
        result = join(result, other.rows, stage.on, stage.kind);
        known = new Set([...known, ...other.known]);
        break;
      }
    }
  }
  return { rows: result, known };
}

/** What is no list stays one row. */
function expanded(value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value)) return [value];
  return value.length === 0 ? [null] : value.slice(0, most);
}

/** Columns of the same name keep what the left side has; Kusto shows the right one's beside it, with a number behind its name. */
function join(left: readonly Row[], right: readonly Row[], on: string, kind: 'leftouter' | 'inner'): readonly Row[] {
  return left.flatMap((row) => {
    const found = right.filter((other) => asText(other[on]) === asText(row[on]));
    if (found.length > 0) return found.map((other) => ({ ...other, ...row }));
    return kind === 'leftouter' ? [row] : [];
  });
}

function check(value: Value, known: ReadonlySet<string>): void {
  if (value.is === 'call') check(value.of, known);
  else if (value.is === 'path' && !known.has(value.path[0] ?? '')) {
    throw new KustoError(`Failed to resolve scalar expression named '${value.path[0]}'`, value.path[0] ?? '', value.at);
  }
}

function eachValue(condition: Condition, visit: (value: Value) => void): void {
  switch (condition.is) {
    case 'and':
    case 'or':
      for (const one of condition.both) eachValue(one, visit);
      return;
    case 'not':
      eachValue(condition.of, visit);
      return;
    case 'empty':
      visit(condition.of);
      return;
    case 'compare':
      visit(condition.left);
      visit(condition.right);
      return;
    case 'among':
      visit(condition.left);
      for (const value of condition.values) visit(value);
      return;
  }
}

function get(value: Value, row: Row): unknown {
  switch (value.is) {
    case 'literal':
      return value.value;
    case 'call': {
      const text = asText(get(value.of, row));
      return value.name === 'tolower' ? text.toLowerCase() : value.name === 'toupper' ? text.toUpperCase() : text;
    }
    case 'path': {
      let found: unknown = row;
      for (const key of value.path)
        found = typeof found === 'object' && found !== null ? (found as Row)[key] : undefined;
      return found ?? null;
    }
  }
}

function holds(condition: Condition, row: Row): boolean {
  switch (condition.is) {
    case 'and':
      return holds(condition.both[0], row) && holds(condition.both[1], row);
    case 'or':
      return holds(condition.both[0], row) || holds(condition.both[1], row);
    case 'not':
      return !holds(condition.of, row);
    case 'empty':
      return asText(get(condition.of, row)) === '';
    case 'among': {
      const fold = (text: string) => (condition.caseless ? text.toLowerCase() : text);
      const left = fold(asText(get(condition.left, row)));
      return condition.values.some((value) => fold(asText(get(value, row))) === left);
    }
    case 'compare':
      return compared(condition.sign, get(condition.left, row), get(condition.right, row));
  }
}

function compared(sign: string, left: unknown, right: unknown): boolean {
  const [a, b] = [asText(left), asText(right)];
  const [low, sought] = [a.toLowerCase(), b.toLowerCase()];
  switch (sign) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '=~':
      return low === sought;
    case '!~':
      return low !== sought;
    case 'contains':
      return low.includes(sought);
    case 'startswith':
      return low.startsWith(sought);
    case 'endswith':
      return low.endsWith(sought);
    case 'has':
      return ` ${low.replace(/[^\p{L}\p{N}]+/gu, ' ')} `.includes(
        ` ${sought.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `,
      );
    case '<':
      return compare(left, right) < 0;
    case '<=':
      return compare(left, right) <= 0;
    case '>':
      return compare(left, right) > 0;
    default:
      return compare(left, right) >= 0;
  }
}

/** Nothing comes before everything, numbers by size, all else by its text. */
function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [asText(a), asText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
