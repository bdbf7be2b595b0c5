// The order of values: the comparison and the bytes agree, and types have Cosmos DB's order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { behind, compareValues, encodeType, encodeValue } from '../../../infra/local/cosmos/query/ordering.ts';
import type { Value } from '../../../infra/local/cosmos/http/json.ts';

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(undefined, null, true, false, '', '\0', 'a\0', 'a', 0, -0, -1, 1),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ maxLength: 4 }),
);

const sign = (value: number): number => Math.sign(value) + 0;

test('types come in the order undefined, null, boolean, number, string, array, object', () => {
  const sorted: Value[] = [undefined, null, false, true, -2, 0, 1.5, 10, '', '10', 'B', 'a', [], {}];
  const keys = sorted.map((value) => encodeValue(value));
  expect(keys.toReversed().sort((a, b) => Buffer.compare(a, b))).toEqual(keys);
  for (const [index, value] of sorted.slice(1).entries()) expect(compareValues(sorted[index], value)).toBeLessThan(0);
  for (const value of sorted) expect(compareValues(value, value)).toBe(0);
});

test('bytes sort as values do, descending ones the other way', () => {
  fc.assert(
    fc.property(scalar, scalar, (a, b) => {
      const wanted = sign(compareValues(a, b));
      expect(sign(Buffer.compare(encodeValue(a), encodeValue(b)))).toBe(wanted);
      expect(sign(Buffer.compare(encodeValue(b, 'descending'), encodeValue(a, 'descending')))).toBe(wanted);
    }),
    { numRuns: 2000 },
  );
});

test('keys of several values sort by the first that differs', () => {
  fc.assert(
    fc.property(fc.tuple(scalar, scalar), fc.tuple(scalar, scalar), (a, b) => {
      const key = ([first, second]: [Value, Value]) => Buffer.concat([encodeValue(first, 'descending'), encodeValue(second)]);
      expect(sign(Buffer.compare(key(a), key(b)))).toBe(sign(-compareValues(a[0], b[0]) || compareValues(a[1], b[1])));
    }),
    { numRuns: 2000 },
  );
});

test('strings sort by code point, so that an emoji comes behind U+FFFF', () => {
  expect(compareValues('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
});

test('what is behind a prefix is behind all that begin with it', () => {
  expect(behind(Buffer.of(1, 0xff))).toEqual(Buffer.of(2));
  expect(behind(Buffer.of(0xff))).toBeUndefined();
  const end = behind(encodeType('x', 'ascending'));
  fc.assert(fc.property(fc.string(), (text) => end !== undefined && Buffer.compare(encodeValue(text), end) < 0));
});
