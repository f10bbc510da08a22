import fc from 'fast-check';
import { describe as group, expect, test } from 'vitest';
import { assignmentName, describe, readAssignment, readDescription } from '../../adapters/azure/assignment.ts';

const uuid = fc.uuid();
const instant = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) });

group('the name of an assignment', () => {
  test('never changes: names in Azure depend on it', () => {
    expect(assignmentName('5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111')).toBe('08fb3ef5-6fae-56c7-8d4d-0452dc38171f');
  });

  test('is a UUID of its own for each request, whatever the case', () => {
    fc.assert(
      fc.property(uuid, uuid, (one, other) => {
        const name = assignmentName(one);
        expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(assignmentName(one.toUpperCase())).toBe(name);
        expect(assignmentName(other) === name).toBe(other === one);
      }),
    );
  });
});

group('the description of an assignment', () => {
  test('says request and end exactly so', () => {
    const text = describe({
      request: '5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111',
      endsAt: Date.UTC(2027, 2, 4, 17, 30, 5, 999),
    });
    expect(text).toMatch(/^Latchkey request=5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111 ends=2027-03-04T17:30:05Z\. \S/);
  });

  test('is read as it was written, to the second, and fits into Azure’s 2 KB', () => {
    fc.assert(
      fc.property(uuid, instant, (request, endsAt) => {
        const text = describe({ request, endsAt });
        expect(readDescription(text)).toEqual({ request, endsAt: Math.floor(endsAt / 1000) * 1000 });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048);
      }),
    );
  });

  test('that somebody else wrote is read as nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readDescription(text)).toBeUndefined();
      }),
    );
  });

  test.each([
    undefined,
    null,
    '',
    'Latchkey',
    'Latchkey request=5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111',
    ' Latchkey request=5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111 ends=2027-03-04T17:30:05Z',
    'latchkey request=5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111 ends=2027-03-04T17:30:05Z',
    'Latchkey request=5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111 ends=2027-02-30T17:30:05Z',
    'Latchkey request=5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111 ends=2027-03-04T25:30:05Z',
    'Latchkey request=5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111 ends=2027-03-04T17:30:05+02:00',
    'Latchkey request=5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111 ends=2027-03-04T17:30:05Zulu',
    'Latchkey request=5b0e1a52 ends=2027-03-04T17:30:05Z',
  ])('%j is not Latchkey’s', (text) => {
    expect(readDescription(text)).toBeUndefined();
  });

  test.each([NaN, Infinity, -1, Date.UTC(10000, 0, 1)])('refuses an end that cannot be written: %d', (endsAt) => {
    expect(() => describe({ request: '5b0e1a52-6d7c-4f0e-9a83-0d3f8c1be111', endsAt })).toThrow(RangeError);
  });
});

group('whose an assignment is', () => {
  test('Latchkey’s when name and description agree, and only then', () => {
    fc.assert(
      fc.property(uuid, uuid, instant, (request, other, endsAt) => {
        fc.pre(request !== other);
        const description = describe({ request, endsAt });
        expect(readAssignment({ name: assignmentName(request), description })?.request).toBe(request);
        expect(readAssignment({ name: assignmentName(request).toUpperCase(), description })?.request).toBe(request);
        expect(readAssignment({ name: assignmentName(other), description })).toBeUndefined();
        expect(readAssignment({ name: request, description })).toBeUndefined();
        expect(readAssignment({ name: assignmentName(request), description: null })).toBeUndefined();
        expect(readAssignment({ description })).toBeUndefined();
      }),
    );
  });
});
