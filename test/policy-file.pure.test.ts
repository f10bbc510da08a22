import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { describe, expect, test } from 'vitest';
import { policySchema, printPolicyProblems, readPolicy } from '../src/policy-file.ts';
import type { PolicyProblem } from '../src/policy-file.ts';

const GROUP = '5b0a7a52-6a0e-4a53-9c6b-0d5c1f1f0a01';
const SUBSCRIPTION = '5b0a7a52-6a0e-4a53-9c6b-0d5c1f1f0b01';

type Tree = { [key: string]: unknown };

function rule(change: Tree = {}): Tree {
  return {
    name: 'Everything',
    ask: 'everyone',
    approve: { groups: GROUP, channels: 'chat:C1' },
    duration: { longest: '4h' },
    ...change,
  };
}

function file(...rules: readonly Tree[]): string {
  return stringify({ operators: { groups: GROUP, channels: 'chat:OPS' }, rules });
}

function policy(text: string) {
  const result = readPolicy(text);
  if ('problems' in result) throw new Error(printPolicyProblems('access.yaml', result.problems));
  return result.policy;
}

function problems(text: string): readonly PolicyProblem[] {
  const result = readPolicy(text);
  return 'problems' in result ? result.problems : [];
}

/** The only problem there is, in short. */
function problem(text: string): string {
  const found = problems(text);
  expect(found.map((each) => `${each.where} ${each.wrong}`)).toHaveLength(1);
  return `${found[0]?.where} ${found[0]?.wrong} ${found[0]?.next}`;
}

describe('a good file', () => {
  test('fills in what is left out', () => {
    expect(policy(file(rule()))).toEqual({
      operators: { people: [], groups: [GROUP], channels: ['chat:OPS'] },
      rules: [
        {
          name: 'Everything',
          match: { subscriptions: [], resourceGroups: [], vms: [], tags: {}, roles: [] },
          ask: 'everyone',
          approve: { people: [], groups: [GROUP], needed: 1, channels: ['chat:C1'] },
          longest: 240,
          usual: 60,
          lapse: 480,
          reason: 'required',
          ticket: { required: false },
        },
      ],
    });
  });

  test('says what may be done where sign-in fails; nothing unless told', () => {
    const troubleshooting = [
      { match: { vm: 'dev-*' }, inside: true, mend: 'start' },
      { match: { tags: { env: 'prod' } }, mend: ['extension', 'application'] },
      {},
    ];
    const any = { subscriptions: [], resourceGroups: [], vms: [], tags: {}, roles: [] };
    expect(policy(stringify({ ...parse(file(rule())), troubleshooting })).troubleshooting).toEqual([
      { match: { ...any, vms: ['dev-*'] }, inside: true, mend: ['start'] },
      { match: { ...any, tags: { env: 'prod' } }, inside: false, mend: ['extension', 'application'] },
      { match: any, inside: false, mend: [] },
    ]);
  });

  test.each([
    ['a role', [{ match: { role: 'admin' } }], 'troubleshooting[0].match.role is not known here'],
    ['another part', [{ mend: 'reboot' }], 'troubleshooting[0].mend is neither start nor extension nor application'],
    ['a misspelt word', [{ insde: true }], 'Did you mean inside?'],
    ['what can never apply', [{ inside: true }, { match: { vm: 'a-*' } }], 'troubleshooting[1].match can never apply'],
  ])('but not with %s', (_what, troubleshooting, wrong) => {
    expect(problem(stringify({ ...parse(file(rule())), troubleshooting }))).toContain(wrong);
  });

  test('takes one thing or a list, and every way to write a duration', () => {
    const { rules } = policy(
      file(
        rule({
          match: {
            subscription: SUBSCRIPTION.toUpperCase(),
            vm: ['sql-*', 'db?'],
            tags: { env: 'prod' },
            role: 'admin',
          },
          ask: { people: 'ana@contoso.com', groups: [GROUP.toUpperCase()] },
          approve: { people: ['bo@contoso.com', 'mia@contoso.com'], needed: 2, channels: ['chat:C1', 'chat:C2'] },
          duration: { longest: '1d', default: '1h30m' },
          lapse: '30m',
          reason: 'optional',
          ticket: { required: true, pattern: 'INC\\d{7}', example: 'INC0012345' },
        }),
      ),
    );
    expect(rules[0]).toEqual({
      name: 'Everything',
      match: {
        subscriptions: [SUBSCRIPTION],
        resourceGroups: [],
        vms: ['sql-*', 'db?'],
        tags: { env: 'prod' },
        roles: ['admin'],
      },
      ask: { people: ['ana@contoso.com'], groups: [GROUP] },
      approve: {
        people: ['bo@contoso.com', 'mia@contoso.com'],
        groups: [],
        needed: 2,
        channels: ['chat:C1', 'chat:C2'],
      },
      longest: 1440,
      usual: 90,
      lapse: 30,
      reason: 'optional',
      ticket: { required: true, pattern: 'INC\\d{7}', example: 'INC0012345' },
    });
  });

  test('thirty days are not too long', () => {
    expect(policy(file(rule({ duration: { longest: '30d' } }))).rules[0]?.longest).toBe(43_200);
  });

  test('the usual duration is never longer than the longest', () => {
    expect(policy(file(rule({ duration: { longest: '20m' } }))).rules[0]?.usual).toBe(20);
  });

  test('the example is one', () => {
    expect(policy(readFileSync('access.example.yaml', 'utf8')).rules).toHaveLength(3);
  });
});

describe('slips', () => {
  test.each([
    [
      'a misspelt key',
      rule({ aprove: 1, approve: { groups: GROUP, channels: 'chat:C1' } }),
      /rules\[0\]\.aprove is not known here Did you mean approve\?/,
    ],
    [
      'a misspelt condition',
      rule({ match: { resourcegroup: 'x' } }),
      /match\.resourcegroup is not known here Did you mean resourceGroup\?/,
    ],
    [
      'a key from elsewhere',
      rule({ match: { colour: 'red' } }),
      /Known here: subscription, resourceGroup, vm, tags, role/,
    ],
    ['a key missing', rule({ approve: undefined }), /rules\[0\]\.approve is missing/],
    [
      'a misspelt key inside ask',
      rule({ ask: { peopel: ['ana@contoso.com'], groups: GROUP } }),
      /ask\.peopel is not known here Did you mean people\?/,
    ],
    ['nobody spelt out', rule({ ask: 'nobody' }), /ask must be the word everyone, or a block/],
    ['a number for a name', 'name: 7', /rules\[0\]\.name is not text: put it in quotes/],
    ['a number for a duration', rule({ duration: { longest: 4 } }), /longest must be a duration/],
    ['thirty days and a minute', rule({ duration: { longest: '43201m' } }), /longest is longer than 30 days/],
    ['a lapse of a year', rule({ lapse: '365d' }), /lapse is longer than 30 days/],
    ['a duration that is none', rule({ duration: { longest: '4 fortnights' } }), /longest is not a duration/],
    [
      'a group by its name',
      rule({ approve: { groups: 'VM Approvers', channels: 'chat:C1' } }),
      /groups is not the object id of a group In the Entra admin center/,
    ],
    [
      'a group in a list by its name',
      rule({ approve: { groups: [GROUP, 'VM Approvers'], channels: 'chat:C1' } }),
      /groups\[1\] is not the object id of a group/,
    ],
    ['a person by name', rule({ ask: { people: ['Ana Torres'] } }), /people\[0\] is neither a user principal name/],
    [
      'a channel without its chat',
      rule({ approve: { groups: GROUP, channels: '#approvals' } }),
      /channels is not written as <chat>:<address>/,
    ],
    ['no channel', rule({ approve: { groups: GROUP } }), /approve\.channels is missing/],
    ['an empty list', rule({ match: { vm: [] } }), /match\.vm is an empty list .*matches anything/],
    ['an empty value', rule({ match: { vm: null } }), /match\.vm has no value/],
    ['an empty text', rule({ match: { vm: ['sql-*', ''] } }), /match\.vm\[1\] is empty/],
    ['no tags', rule({ match: { tags: {} } }), /match\.tags is empty/],
    [
      'a tag that YAML takes for a number',
      rule({ match: { tags: { tier: 1 } } }),
      /tags\.tier is not text: put it in quotes/,
    ],
    ['a role that is none', rule({ match: { role: 'root' } }), /role is neither user nor admin/],
    [
      'nobody needed',
      rule({ approve: { groups: GROUP, needed: 0, channels: 'chat:C1' } }),
      /needed must be at least 1/,
    ],
    [
      'half a person needed',
      rule({ approve: { groups: GROUP, needed: 1.5, channels: 'chat:C1' } }),
      /needed must be a whole number/,
    ],
  ])('%s', (_, bad, says) => {
    expect(problem(typeof bad === 'string' ? file(rule()).replace('name: Everything', bad) : file(bad))).toMatch(says);
  });

  test('no rules at all', () => {
    expect(problem(file())).toMatch(/rules is an empty list/);
    expect(problem('')).toMatch(/must be a block with operators and rules|is missing/);
  });

  test('every problem comes at once, in the order of the file, with its line', () => {
    const text = file(rule({ lapse: 'soon', reson: 'required', match: { role: 'root' } }));
    const found = problems(text);
    const lines = text.split('\n');
    expect(found.map((each) => lines[each.line - 1]?.trim())).toEqual(['lapse: soon', 'reson: required', 'role: root']);
    expect(printPolicyProblems('access.yaml', found)).toMatch(
      /^access\.yaml:\d+:\d+  rules\[0\]\.lapse is not a duration[^]*access\.yaml has 3 problems\.$/,
    );
  });

  test.each([
    ['a tab', 'operators:\n\tgroups: x\n'],
    ['a key twice', `${file(rule())}rules: []\n`],
    ['an unclosed list', 'rules: [\n'],
    ['an alias to nothing', 'rules: *nothing\n'],
  ])('broken YAML is told with its line: %s', (_, text) => {
    expect(problems(text)[0]?.wrong).toMatch(/^This is not good YAML/);
    expect(problems(text)[0]?.line).toBeGreaterThanOrEqual(1);
  });

  test('aliases that multiply are refused, quickly', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'].map((pair) => [...pair]))
      bomb.push(`${to}: &${to} [${Array.from({ length: 10 }, () => `*${from}`).join(', ')}]`);
    expect(problems(bomb.join('\n')).length).toBeGreaterThan(0);
  });
});

describe('sense', () => {
  const people = (names: readonly string[], needed: number) => ({ people: names, needed, channels: 'chat:C1' });
  test.each([
    ['nobody may approve', [rule({ approve: { channels: 'chat:C1' } })], /approve names nobody who may approve/],
    ['nobody may ask', [rule({ ask: {} })], /ask names nobody who may ask/],
    [
      'more are needed than there are',
      [rule({ approve: people(['a@x.com', 'A@x.com'], 2) })],
      /needed is 2, but only 1 may approve/,
    ],
    [
      'only the asker could approve',
      [rule({ ask: { people: 'a@x.com' }, approve: people(['A@x.com'], 1) })],
      /nobody approves their own/,
    ],
    [
      'the default is longer than the longest',
      [rule({ duration: { longest: '1h', default: '2h' } })],
      /default is 2h, longer than the longest, 1h/,
    ],
    [
      'two rules of one name',
      [rule({ match: { vm: 'a' } }), rule({ name: 'everything' })],
      /“everything” is the name of a rule above too/,
    ],
    [
      'a rule behind one for everything',
      [rule(), rule({ name: 'Second', match: { vm: 'sql-1' } })],
      /rules\[1\]\.match can never apply: “Everything” above/,
    ],
    [
      'a rule behind a wider pattern',
      [
        rule({ match: { vm: 'sql-*', role: ['user', 'admin'] } }),
        rule({ name: 'Second', match: { vm: ['SQL-prod-*', 'sql-1'], role: 'user' } }),
      ],
      /can never apply/,
    ],
    [
      'a rule behind fewer tags',
      [rule({ match: { tags: { env: '*' } } }), rule({ name: 'Second', match: { tags: { Env: 'prod', tier: 'db' } } })],
      /can never apply/,
    ],
    [
      'a ticket pattern that is none',
      [rule({ ticket: { pattern: 'INC(\\d', example: 'INC1' } })],
      /pattern is not a regular expression/,
    ],
    [
      'a ticket pattern that slips its anchors',
      [rule({ ticket: { pattern: 'a)|(b', example: 'a' } })],
      /pattern is not a regular expression/,
    ],
    [
      'a ticket pattern without an example',
      [rule({ ticket: { pattern: 'INC\\d+' } })],
      /ticket has a pattern and no example/,
    ],
    [
      'an example that does not fit',
      [rule({ ticket: { pattern: 'INC\\d+', example: 'see INC1' } })],
      /example does not fit the pattern/,
    ],
    ['operators that are nobody', [], /operators names nobody who may revoke/],
  ])('%s', (_, rules, says) => {
    const text = rules.length > 0 ? file(...rules) : file(rule()).replace(/ {2}groups: .*\n/, '');
    expect(problem(text)).toMatch(says);
  });

  test.each(['(a+)+', '(a|a)*b', '(\\w+\\s?)*', '(x+x+)+y'])(
    'a ticket pattern that could run away is refused: %s',
    (pattern) => {
      expect(problem(file(rule({ ticket: { pattern, example: 'a' } })))).toMatch(/could take very long/);
    },
  );

  test.each(['INC\\d{6,10}', '[A-Z][A-Z0-9]{1,9}-\\d{1,7}', '(?:CHG|INC)\\d{7}', '.*'])(
    'an ordinary one is not: %s',
    (pattern) => {
      const example = { 'INC\\d{6,10}': 'INC123456', '(?:CHG|INC)\\d{7}': 'CHG0012345' }[pattern] ?? 'AB-12';
      expect(problems(file(rule({ ticket: { pattern, example } })))).toEqual([]);
    },
  );

  test.each([
    ['another role', { role: 'user' }, { role: 'admin' }],
    ['one role before both', { role: 'user' }, {}],
    ['a narrower pattern', { vm: 'sql-*' }, { vm: '*' }],
    ['a question mark before a star', { vm: 'sql-?' }, { vm: 'sql-*' }],
    ['another tag', { tags: { env: 'prod' } }, { tags: { tier: 'db' } }],
    ['another subscription', { subscription: SUBSCRIPTION }, { subscription: GROUP }],
  ])('a rule is not hidden by %s', (_, first, second) => {
    expect(problems(file(rule({ match: first }), rule({ name: 'Second', match: second })))).toEqual([]);
  });
});

describe('the schema for editors', () => {
  const schema = JSON.parse(readFileSync('docs/access.schema.json', 'utf8')) as object;
  const valid = new Ajv({ strict: false, formats: { uuid: true, guid: true } }).compile(schema);

  test('is current: `npm run schema` writes it', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(policySchema())));
  });

  test('accepts the example and refuses slips', () => {
    expect([valid(parse(readFileSync('access.example.yaml', 'utf8'))), valid.errors]).toEqual([true, null]);
    expect(valid(parse(file(rule())))).toBe(true);
    expect(valid(parse(file(rule({ aprove: 1 }))))).toBe(false);
    expect(valid(parse(file(rule({ match: { vm: [] } }))))).toBe(false);
    expect(valid(parse(file(rule({ duration: { longest: 4 } }))))).toBe(false);
  });
});

test('whatever is written, the answer is a policy or problems with a place, and never an exception', () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.object({ maxDepth: 1, maxKeys: 3 }),
  );
  const keys = ['operators', 'rules', 'name', 'match', 'ask', 'approve', 'duration', 'ticket', 'vm', 'tags', 'needed'];
  const tree = fc.dictionary(
    fc.constantFrom(...keys),
    fc.oneof(value, fc.array(fc.dictionary(fc.constantFrom(...keys), value), { maxLength: 3 })),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        tree.map((each) => stringify(each)),
      ),
      (text) => {
        const found = problems(text);
        expect(found.length).toBeGreaterThan(0);
        for (const each of found) {
          expect(each.line).toBeLessThanOrEqual(text.split('\n').length);
          expect(each.next).not.toBe('');
        }
      },
    ),
    { numRuns: 200 },
  );
});
