// Which bytes a Range field asks for: a table of RFC 9110's cases, and any field against a plain array of bytes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedRange, rangeStands } from '../../../lib/http/ranges.ts';

describe('of ten bytes', () => {
  it.each([
    [null, 'whole'],
    ['', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=5-4', 'whole'],
    ['bytes=0-1,3-4', 'whole'],
    ['items=0-1', 'whole'],
    ['bytes=0-1x', 'whole'],
    ['bytes=-1-2', 'whole'],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=10-20', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=999999999999999-', 'unsatisfiable'],
    ['bytes=99999999999999999999-', 'unsatisfiable'],
    ['bytes=99999999999999999998-99999999999999999999', 'unsatisfiable'],
    ['bytes=99999999999999999999-99999999999999999998', 'whole'],
  ])('%j asks for the %s', (field, kind) => {
    expect(askedRange(field, 10)).toEqual({ kind });
  });

  it.each([
    ['bytes=0-0', 0, 0, false],
    ['bytes=2-5', 2, 5, false],
    ['bytes=2-', 2, 9, false],
    ['bytes=2-99', 2, 9, false],
    ['BYTES = 2-3', 2, 3, false],
    ['bytes=-3', 7, 9, true],
    ['bytes=-99', 0, 9, true],
    ['bytes=2-99999999999999999999', 2, 9, false],
    ['bytes=-99999999999999999999', 0, 9, true],
    [`bytes=2-${'9'.repeat(400)}`, 2, 9, false],
  ])('%j asks for %i to %i', (field, first, last, suffix) => {
    expect(askedRange(field, 10)).toEqual({ kind: 'part', range: { first, last }, suffix });
  });
});

it('no byte of nothing can be asked for, but its end is all of it', () => {
  expect(askedRange('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' });
  expect(askedRange('bytes=-0', 0)).toEqual({ kind: 'unsatisfiable' });
  expect(askedRange('bytes=-5', 0)).toEqual({ kind: 'whole' });
});

it('any numbers ask for what a slice of an array is', () => {
  const bytes = Array.from({ length: 50 }, (_, i) => i);
  const number = fc.option(fc.nat(80), { nil: undefined });
  fc.assert(
    fc.property(number, number, fc.nat(50), (from, to, size) => {
      const asked = askedRange(`bytes=${from ?? ''}-${to ?? ''}`, size);
      const file = bytes.slice(0, size);
      const wanted = from === undefined ? file.slice(-(to ?? 0) || size) : file.slice(from, to === undefined ? size : to + 1);
      const isNone = from === undefined ? to === undefined || (to > 0 && size === 0) : to !== undefined && to < from;
      if (isNone) expect(asked).toEqual({ kind: 'whole' });
      else if (wanted.length === 0) expect(asked).toEqual({ kind: 'unsatisfiable' });
      else expect(asked.kind === 'part' && file.slice(asked.range.first, asked.range.last + 1)).toEqual(wanted);
    }),
  );
});

it('If-Range leaves a range standing for the current version alone', () => {
  const date = 'Sun, 22 Nov 2026 00:00:00 GMT';
  expect([null, '"a"', date].map((field) => rangeStands(field, '"a"', date))).toEqual([true, true, true]);
  expect(['"b"', 'W/"a"', 'Sun, 22 Nov 2026 00:00:01 GMT'].map((field) => rangeStands(field, '"a"', date))).toEqual([false, false, false]);
});
