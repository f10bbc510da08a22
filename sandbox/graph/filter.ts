import { GraphRefusal } from './refusal.ts';

type Test = (thing: Readonly<Record<string, unknown>>) => boolean;

export type Filter = {
  readonly test: Test;
  /** Whether Graph answers it only with `ConsistencyLevel: eventual` and `$count=true`. */
  readonly advanced: boolean;
};

const TOKEN = /\s+|(?<text>'(?:[^']|'')*')|(?<word>[A-Za-z_$][\w$]*|\d+)|(?<sign>[()/:,])/y;

/**
 * Reads a `$filter`: `eq`, `ne`, `in`, `startswith`, `endswith`, `any`, `and`, `or`, `not`. Text is compared without regard
 * to case, as the directory does. Which of these count as advanced: learn.microsoft.com, Advanced query capabilities on
 * directory objects. Throws GraphRefusal.
 *
 * @param properties names that may be filtered by
 * @param resource what Graph calls the things in a refusal
 */
export function readFilter(text: string, properties: ReadonlySet<string>, resource = 'User'): Filter {
  const words = split(text);
  let next = 0;
  let advanced = false;

  const bad = (why: string) => new GraphRefusal(400, 'BadRequest', `Invalid filter clause: ${why}`);
  const take = () => words[next++] ?? '';
  const expect = (word: string) => {
    const found = take();
    if (found.toLowerCase() !== word) throw bad(`'${word}' expected, '${found}' found in '${text}'.`);
  };
  const property = () => {
    const name = take();
    if (!properties.has(name)) {
      throw new GraphRefusal(
        400,
        'Request_UnsupportedQuery',
        `Unsupported or invalid query filter clause specified for property '${name}' of resource '${resource}'.`,
      );
    }
    return name;
  };
  const literal = () => {
    const word = take();
    if (word.startsWith("'")) return word.slice(1, -1).replaceAll("''", "'").toLowerCase();
    if (word === 'true' || word === 'false' || word === 'null') return word;
    throw bad(`'${word}' is not a value in '${text}'.`);
  };

  function or(): Test {
    const first = and();
    if (words[next]?.toLowerCase() !== 'or') return first;
    next += 1;
    const second = or();
    return (thing) => first(thing) || second(thing);
  }
  function and(): Test {
    const first = unary();
    if (words[next]?.toLowerCase() !== 'and') return first;
    next += 1;
    const second = and();
    return (thing) => first(thing) && second(thing);
  }
  function unary(): Test {
    const word = words[next]?.toLowerCase() ?? '';
    if (word === '(') {
      next += 1;
      const inner = or();
      expect(')');
      return inner;
    }
    if (word === 'not') {
      next += 1;
      advanced = true;
      const inner = unary();
      return (thing) => !inner(thing);
    }
    if (word === 'startswith' || word === 'endswith') {
      next += 1;
      expect('(');
      const name = property();
      expect(',');
      const value = literal();
      expect(')');
      return matching(word, name, value);
    }
    const name = property();
    if (words[next] === '/') return any(name);
    return comparison((thing) => [plain(thing[name])]);
  }
  function any(name: string): Test {
    next += 1;
    expect('any');
    expect('(');
    const variable = take();
    expect(':');
    const function_ = words[next]?.toLowerCase() ?? '';
    let test: (values: readonly string[]) => boolean;
    if (function_ === 'startswith' || function_ === 'endswith') {
      next += 1;
      expect('(');
      expect(variable.toLowerCase());
      expect(',');
      const value = literal();
      expect(')');
      if (function_ === 'endswith') advanced = true;
      test = (values) =>
        values.some((one) => (function_ === 'startswith' ? one.startsWith(value) : one.endsWith(value)));
    } else {
      expect(variable.toLowerCase());
      expect('eq');
      const value = literal();
      test = (values) => values.includes(value);
    }
    expect(')');
    return (thing) => test(many(thing[name]));
  }
  function comparison(values: (thing: Readonly<Record<string, unknown>>) => readonly string[]): Test {
    const operator = take().toLowerCase();
    if (operator === 'in') {
      expect('(');
      const wanted = [literal()];
      while (words[next] === ',') {
        next += 1;
        wanted.push(literal());
      }
      expect(')');
      return (thing) => values(thing).some((value) => wanted.includes(value));
    }
    if (operator !== 'eq' && operator !== 'ne') throw bad(`'${operator}' is not known in '${text}'.`);
    if (operator === 'ne') advanced = true;
    const wanted = literal();
    return (thing) => values(thing).includes(wanted) === (operator === 'eq');
  }
  function matching(word: string, name: string, value: string): Test {
    if (word === 'endswith') advanced = true;
    return (thing) => (word === 'endswith' ? plain(thing[name]).endsWith(value) : plain(thing[name]).startsWith(value));
  }

  const test = or();
  if (next < words.length) throw bad(`'${words[next]}' was not expected in '${text}'.`);
  return { test, advanced };
}

function split(text: string): readonly string[] {
  const words: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match)
      throw new GraphRefusal(400, 'BadRequest', `Invalid filter clause: Syntax error at position ${at} in '${text}'.`);
    const word = match.groups?.['text'] ?? match.groups?.['word'] ?? match.groups?.['sign'];
    if (word !== undefined) words.push(word);
  }
  return words;
}

function plain(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value ?? null)).toLowerCase();
}

function many(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(plain) : [];
}
