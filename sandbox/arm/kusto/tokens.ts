export type Token = { readonly is: 'name' | 'text' | 'number' | 'sign'; readonly text: string; readonly at: number };

/** A query that cannot be read; `at` is the offset of what was not understood. */
export class KustoError extends Error {
  readonly token: string;
  readonly at: number;

  constructor(message: string, token: string, at: number) {
    super(message);
    this.token = token;
    this.at = at;
  }
}

const TOKEN =
  /\s+|\/\/[^\n]*|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<number>\d+(?:\.\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>=~|!~|==|!=|<=|>=|[|=<>()[\],.~!-])/y;

/** Words and signs of a query, without blanks and comments. Throws KustoError. */
export function tokens(query: string): readonly Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < query.length) {
    const match = TOKEN.exec(query);
    if (!match) throw new KustoError('ParserFailure', query[at] ?? '', at);
    const { text, number, name, sign } = match.groups ?? {};
    if (text !== undefined) found.push({ is: 'text', text: text.slice(1, -1).replace(/\\(.)/g, '$1'), at });
    else if (number !== undefined) found.push({ is: 'number', text: number, at });
    else if (name !== undefined) found.push({ is: 'name', text: name, at });
    else if (sign !== undefined) found.push({ is: 'sign', text: sign, at });
    at = TOKEN.lastIndex;
  }
  return found;
}
