// The `Prefer` header: preferences in every form of RFC 7240, and garbage that never throws.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePrefer } from '../../../lib/odata/query/prefer.ts';
import { readPreferences } from '../../../lib/odata/query/preferences.ts';
import { growsWithLength, growthOf } from '../../support/cpu.ts';

it.each([
  ['return=minimal', true],
  ['Return=Minimal', true],
  ['return="minimal"', true],
  ['return = representation', false],
  ['return=minimal; foo="some parameter"', true],
  ['respond-async, return=minimal, wait=10', true],
  ['outlook.timezone="Pacific, return=minimal", return=representation', false],
  ['return=minimal, return=representation', true],
  ['return=representation, return=minimal', false],
  ['odata.maxpagesize=2,,  ,return=minimal', true],
  ['a="quote \\" inside, return=minimal', false],
  ['return', false],
  ['return=', false],
  ['return=everything', false],
  ['xreturn=minimal', false],
  ['return=minimal maximal', false],
  ['', false],
  [null, false],
])('%j prefers the minimal answer: %s', (header, isMinimal) => {
  expect(readPreferences(header).returnsMinimal()).toBe(isMinimal);
});

it.each([
  ['odata.maxpagesize=2', 2, ['odata.maxpagesize=2']],
  ['OData.MaxPageSize="25"', 25, ['odata.maxpagesize=25']],
  ['odata.maxpagesize=0', undefined, []],
  ['odata.maxpagesize=-1', undefined, []],
  ['odata.maxpagesize=1.5', undefined, []],
  ['odata.maxpagesize=two', undefined, []],
  ['odata.maxpagesize', undefined, []],
  ['maxpagesize=2', undefined, []],
])('%j asks for pages of %s', (header, size, applied) => {
  const prefer = readPreferences(header);
  expect(prefer.maxPageSize()).toBe(size);
  expect(prefer.applied(true)).toEqual(applied);
});

it('Only what was asked for is applied, in one order, and ids are always immutable', () => {
  const header =
    'return=minimal, IdType="immutableId", odata.maxpagesize=5, outlook.body-content-type="Text", outlook.timezone="Europe/Berlin", x=1';
  const prefer = readPreferences(header);
  expect(prefer.applied(true)).toEqual(['IdType="ImmutableId"']);
  expect(prefer.bodyType()).toBe('text');
  expect(prefer.timeZone()).toBe('Europe/Berlin');
  expect(prefer.applied(true)).toEqual(['outlook.timezone="Europe/Berlin"', 'outlook.body-content-type="Text"', 'IdType="ImmutableId"']);
  prefer.maxPageSize();
  prefer.returnsMinimal();
  expect(prefer.applied(true)).toContain('odata.maxpagesize=5');
  expect(prefer.applied(true)).not.toContain('return=minimal');
  expect(prefer.applied(false)).toEqual(['IdType="ImmutableId"', 'return=minimal']);
});

it('Values that can not be read count as not sent, but an unknown zone is refused', () => {
  const prefer = readPreferences('IdType="RestId", outlook.body-content-type="rtf", return=all');
  expect([prefer.bodyType(), prefer.timeZone(), prefer.returnsMinimal()]).toEqual([undefined, 'UTC', false]);
  expect([...prefer.applied(true), ...prefer.applied(false)]).toEqual([]);
  expect(() => readPreferences('outlook.timezone="Nowhere"').timeZone()).toThrow('Nowhere');
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
