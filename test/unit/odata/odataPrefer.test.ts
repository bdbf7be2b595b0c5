// The `Prefer` header: preferences in every form of RFC 7240, and garbage that never throws.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePrefer, preferredReturn } from '../../../lib/odata/query/prefer.ts';
import { growsWithLength, growthOf } from '../../support/cpu.ts';

it.each([
  ['return=minimal', 'minimal'],
  ['Return=Minimal', 'minimal'],
  ['return="minimal"', 'minimal'],
  ['return = representation', 'representation'],
  ['return=minimal; foo="some parameter"', 'minimal'],
  ['respond-async, return=representation, wait=10', 'representation'],
  ['outlook.timezone="Pacific, return=minimal", return=representation', 'representation'],
  ['return=minimal, return=representation', 'minimal'],
  ['odata.maxpagesize=2,,  ,return=minimal', 'minimal'],
  ['a="quote \\" inside, return=minimal', undefined],
  ['return', undefined],
  ['return=', undefined],
  ['return=everything', undefined],
  ['xreturn=minimal', undefined],
  ['return=minimal maximal', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
])('%j prefers %s', (header, value) => {
  expect(preferredReturn(header)).toBe(value);
});

it('the header Prefer gives all preferences with their values', () => {
  expect(parsePrefer('IdType="ImmutableId", respond-async; x=1, odata.maxpagesize=50, outlook.timezone="a \\"b\\", c", empty=""')).toEqual(
    new Map([
      ['idtype', 'ImmutableId'],
      ['respond-async', ''],
      ['odata.maxpagesize', '50'],
      ['outlook.timezone', 'a "b", c'],
      ['empty', ''],
    ]),
  );
});

it('the header Prefer never makes the reader throw', () => {
  const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', '\\', ',', ';', '=', 'return', 'minimal', ' '));
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      (header) => parsePrefer(header) instanceof Map,
    ),
  );
});

it.each(['"', '\\', ',', ';', '=', ' ', '\t', 'a', 'a=', '"\\', 'a=\t'])(
  'a header of %j takes time in proportion to its length',
  (piece) => {
    const parsed = (head: string) => (length: number) => parsePrefer(`${head}${piece.repeat(length)}\u0000`);
    for (const head of ['', 'a=', 'a="', 'a ']) expect(growthOf(parsed(head), 50_000)).toBeLessThan(growsWithLength);
  },
);
