import { KustoError, tokens, type Token } from './tokens.ts';

export type Value =
  | { readonly is: 'literal'; readonly value: string | number | boolean }
  | { readonly is: 'path'; readonly path: readonly string[]; readonly at: number }
  | { readonly is: 'call'; readonly name: 'tostring' | 'tolower' | 'toupper'; readonly of: Value };

export type Condition =
  | { readonly is: 'and' | 'or'; readonly both: readonly [Condition, Condition] }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'empty'; readonly of: Value }
  | { readonly is: 'compare'; readonly sign: string; readonly left: Value; readonly right: Value }
  | { readonly is: 'among'; readonly caseless: boolean; readonly left: Value; readonly values: readonly Value[] };

export type Column = { readonly name: string; readonly value: Value };

export type Stage =
  | { readonly is: 'where'; readonly condition: Condition }
  | { readonly is: 'project' | 'extend'; readonly columns: readonly Column[] }
  | { readonly is: 'order'; readonly by: readonly { readonly value: Value; readonly descending: boolean }[] }
  | { readonly is: 'take'; readonly count: number }
  | { readonly is: 'count' }
  | { readonly is: 'expand'; readonly column: Column; readonly most: number }
  | { readonly is: 'join'; readonly kind: 'leftouter' | 'inner'; readonly with: Query; readonly on: string };

export type Query = { readonly table: string; readonly stages: readonly Stage[] };

/** Rows that `mv-expand` makes of one at most, unless told otherwise, and joins in one query (same source as below). */
const EXPANDED = 128;
const JOINS = 3;

const CALLS = new Set(['tostring', 'tolower', 'toupper']);
const WORD_SIGNS = new Set(['contains', 'startswith', 'endswith', 'has']);

/**
 * Reads the part of the Resource Graph query language (learn.microsoft.com, Understand the Azure Resource Graph query
 * language) that the sandbox speaks: `where`, `project`, `extend`, `order by`, `take`, `count`, `mv-expand`, and `join` of
 * kind `leftouter` or `inner` on one column. Throws KustoError at the first word it does not know.
 */
export function parse(text: string): Query {
  return new Reader(tokens(text), text.length).query();
}

class Reader {
  #next = 0;
  #joins = 0;
  readonly #tokens: readonly Token[];
  readonly #end: number;

  constructor(all: readonly Token[], end: number) {
    this.#tokens = all;
    this.#end = end;
  }

  query(): Query {
    const table = this.#name();
    const stages: Stage[] = [];
    while (this.#next < this.#tokens.length && this.#peek()?.text !== ')') {
      this.#sign('|');
      stages.push(this.#stage());
    }
    return { table, stages };
  }

  #stage(): Stage {
    const token = this.#peek();
    switch (this.#name()) {
      case 'where':
        return { is: 'where', condition: this.#or() };
      case 'project':
        return { is: 'project', columns: this.#list(() => this.#column()) };
      case 'extend':
        return { is: 'extend', columns: this.#list(() => this.#column()) };
      case 'order':
      case 'sort':
        this.#word('by');
        return { is: 'order', by: this.#list(() => this.#ordering()) };
      case 'take':
      case 'limit':
        return { is: 'take', count: Number(this.#expect('number').text) };
      case 'count':
        return { is: 'count' };
      case 'mv':
        this.#sign('-');
        this.#word('expand');
        return {
          is: 'expand',
          column: this.#column(),
          most: this.#isWord('limit') ? Number(this.#expect('number').text) : EXPANDED,
        };
      case 'join':
        return this.#join(token);
      default:
        throw this.#unknown(token);
    }
  }

  #join(token: Token | undefined): Stage {
    this.#joins += 1;
    if (this.#joins > JOINS) throw this.#unknown(token);
    this.#word('kind');
    this.#sign('=');
    const kind = this.#isWord('leftouter') ? 'leftouter' : 'inner';
    if (kind === 'inner') this.#word('inner');
    const other = this.#parenthesised(() => this.query());
    this.#word('on');
    return { is: 'join', kind, with: other, on: this.#name() };
  }

  #or(): Condition {
    let left = this.#and();
    while (this.#isWord('or')) left = { is: 'or', both: [left, this.#and()] };
    return left;
  }

  #and(): Condition {
    let left = this.#test();
    while (this.#isWord('and')) left = { is: 'and', both: [left, this.#test()] };
    return left;
  }

  #test(): Condition {
    if (this.#isSign('(')) {
      const inner = this.#or();
      this.#sign(')');
      return inner;
    }
    for (const [word, negated] of [
      ['isempty', false],
      ['isnull', false],
      ['isnotempty', true],
      ['isnotnull', true],
    ] as const) {
      if (!this.#isWord(word)) continue;
      const of = this.#parenthesised(() => this.#value());
      return negated ? { is: 'not', of: { is: 'empty', of } } : { is: 'empty', of };
    }
    if (this.#isWord('not')) return { is: 'not', of: this.#parenthesised(() => this.#or()) };
    const left = this.#value();
    const negated = this.#isSign('!');
    const token = this.#peek();
    if (this.#isWord('in')) {
      const caseless = this.#isSign('~');
      const values = this.#parenthesised(() => this.#list(() => this.#value()));
      const among: Condition = { is: 'among', caseless, left, values };
      return negated ? { is: 'not', of: among } : among;
    }
    this.#next += 1;
    const known =
      token?.is === 'sign' ? /^(=~|!~|==|!=|<=?|>=?)$/.test(token.text) && !negated : WORD_SIGNS.has(token?.text ?? '');
    if (!token || !known) throw this.#unknown(token);
    const compare: Condition = { is: 'compare', sign: token.text, left, right: this.#value() };
    return negated ? { is: 'not', of: compare } : compare;
  }

  #column(): Column {
    const start = this.#next;
    const token = this.#peek();
    if (token?.is === 'name' && this.#tokens[start + 1]?.text === '=') {
      this.#next += 2;
      return { name: token.text, value: this.#value() };
    }
    const value = this.#value();
    if (value.is === 'literal') throw this.#unknown(token);
    return { name: nameOf(value), value };
  }

  #ordering(): { value: Value; descending: boolean } {
    const value = this.#value();
    if (this.#isWord('asc')) return { value, descending: false };
    this.#isWord('desc');
    return { value, descending: true };
  }

  #value(): Value {
    const token = this.#peek();
    this.#next += 1;
    if (token?.is === 'text') return { is: 'literal', value: token.text };
    if (token?.is === 'number') return { is: 'literal', value: Number(token.text) };
    if (token?.is !== 'name') throw this.#unknown(token);
    if (token.text === 'true' || token.text === 'false') return { is: 'literal', value: token.text === 'true' };
    if (this.#tokens[this.#next]?.text === '(') {
      if (!CALLS.has(token.text)) throw this.#unknown(token);
      return { is: 'call', name: token.text as 'tostring', of: this.#parenthesised(() => this.#value()) };
    }
    const path = [token.text];
    for (;;) {
      if (this.#isSign('.')) path.push(this.#name());
      else if (this.#isSign('[')) {
        path.push(this.#expect(this.#peek()?.is === 'number' ? 'number' : 'text').text);
        this.#sign(']');
      } else return { is: 'path', path, at: token.at };
    }
  }

  #list<T>(one: () => T): T[] {
    const all = [one()];
    while (this.#isSign(',')) all.push(one());
    return all;
  }

  #parenthesised<T>(inner: () => T): T {
    this.#sign('(');
    const value = inner();
    this.#sign(')');
    return value;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #expect(is: Token['is']): Token {
    const token = this.#peek();
    if (token?.is !== is) throw this.#unknown(token);
    this.#next += 1;
    return token;
  }

  #name(): string {
    return this.#expect('name').text;
  }

  #word(word: string): void {
    if (!this.#isWord(word)) throw this.#unknown(this.#peek());
  }

  #sign(sign: string): void {
    if (!this.#isSign(sign)) throw this.#unknown(this.#peek());
  }

  #isWord(word: string): boolean {
    return this.#is('name', word);
  }

  #isSign(sign: string): boolean {
    return this.#is('sign', sign);
  }

  #is(kind: Token['is'], text: string): boolean {
    const token = this.#peek();
    if (token?.is !== kind || token.text !== text) return false;
    this.#next += 1;
    return true;
  }

  #unknown(token: Token | undefined): KustoError {
    return new KustoError('ParserFailure', token?.text ?? '<EOF>', token?.at ?? this.#end);
  }
}

function nameOf(value: Value): string {
  switch (value.is) {
    case 'path':
      return value.path.join('_');
    case 'call':
      return nameOf(value.of);
    case 'literal':
      return 'Column1';
  }
}
