/** The readers of query languages meet whatever a caller writes: they answer or refuse, and never anything else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../arm/kusto/parse.ts';
import { run } from '../arm/kusto/run.ts';
import { KustoError } from '../arm/kusto/tokens.ts';
import { ArmRefusal } from '../arm/refusal.ts';
import { readFilter as readArmFilter } from '../arm/request.ts';
import { parseScope } from '../arm/scope.ts';
import { readFilter } from '../graph/filter.ts';
import { GraphRefusal } from '../graph/refusal.ts';

/** Text made of the language's own words, which gets further into a reader than any text. */
function words(...known: string[]) {
  return fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...known), { maxLength: 20 }).map((some) => some.join(' ')),
  );
}

function outcome(read: () => unknown): unknown {
  try {
    read();
    return 'read';
  } catch (error) {
    return error;
  }
}

test('Resource Graph queries', () => {
  const kusto = words(
    ...'resources | where project extend order by take name tags.env =~ == in~ ( ) , \'a\' "b" 3 and or not ! isempty count asc = tostring ['.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(kusto, (text) => {
      const result = outcome(() => run(parse(text), [{ name: 'a', tags: { env: 'x' } }], ['name', 'tags']));
      expect(result === 'read' || result instanceof KustoError).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('filters of Graph', () => {
  const filter = words(
    ..."mail eq ne 'a' and or not ( ) / any : x , startswith endswith in true null proxyAddresses".split(' '),
  );
  fc.assert(
    fc.property(filter, (text) => {
      const result = outcome(() =>
        readFilter(text, new Set(['mail', 'proxyAddresses'])).test({ mail: 'a', proxyAddresses: ['a'] }),
      );
      expect(result === 'read' || result instanceof GraphRefusal).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('filters and scopes of ARM', () => {
  const text = words(
    ..."atScope() assignedTo('x') principalId eq 'x' and subscriptions / resourceGroups providers".split(' '),
  );
  fc.assert(
    fc.property(text, (given) => {
      for (const read of [() => readArmFilter(given), () => parseScope(given)]) {
        const result = outcome(read);
        expect(result === 'read' || result instanceof ArmRefusal).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});
