// Preconditions: If-Match by strong comparison, If-None-Match by weak, whatever else the field holds.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventTag } from '../../../lib/calendar/events/record/counters.ts';
import { ifEventMatchOf } from '../../../lib/api/events/eventConditions.ts';
import { isUnchanged, matches } from '../../../lib/http/conditions.ts';
import { growsWithLength, growthOf } from '../../support/cpu.ts';

const etag = '"00000000-0000-0000-2d4b-1c6f0a5e01dc"';

it.each([
  ['no field', null, true],
  ['the current one', etag, true],
  ['any', '*', true],
  ['the current one among others', `"a", ${etag} ,"b"`, true],
  ['one with a comma in it before it', `"a,b",${etag}`, true],
  ['another one', '"other"', false],
  ['the current one, weak', `W/${etag}`, false],
  ['the current one without quotes', etag.replaceAll('"', ''), false],
  ['an empty field', '', false],
  ['in another case of letters', etag.toUpperCase(), false],
])('If-Match holds or not with %s', (_, field, holds) => {
  expect(matches(field, etag)).toBe(holds);
});

it('If-Match never holds for a version whose ETag is weak, but for any', () => {
  expect(matches('W/"1"', 'W/"1"')).toBe(false);
  expect(matches('*', 'W/"1"')).toBe(true);
});

const event = eventTag('secret', { written: [3, 1], answered: [2] });

it.each([
  ['the current one', event, true],
  ['the current one, strong', event.slice(2), true],
  ['one before an answer', eventTag('secret', { written: [3, 1], answered: [1] }), true],
  ['one before a change', eventTag('secret', { written: [2, 1], answered: [2] }), false],
  ['one with its counts in other places', eventTag('secret', { written: [1, 3], answered: [2] }), false],
  ['one of another incarnation', eventTag('other', { written: [3, 1], answered: [2] }), false],
  ['any', '*', true],
  ['others', 'W/"a", "b"', false],
  ['an empty field', '', false],
  ['half of an answer’s', `W/".${event.split('.')[1] ?? ''}`, false],
])('If-Match of an event holds or not with %s', (_, field, holds) => {
  expect(ifEventMatchOf({ headers: new Headers({ 'If-Match': field }) })?.(event)).toBe(holds);
});

it('If-Match of an event without the field asks nothing', () => {
  expect(ifEventMatchOf({ headers: new Headers() })).toBeUndefined();
});

it.each([
  ['no field', null, false],
  ['the current one', etag, true],
  ['the current one, weak', `W/${etag}`, true],
  ['any', '*', true],
  ['among others', `"a", W/${etag}`, true],
  ['another one', '"other"', false],
  ['an empty field', '', false],
])('If-None-Match holds or not with %s', (_, field, unchanged) => {
  expect(isUnchanged(field, etag)).toBe(unchanged);
});

it('a list that names it says so at any place; one that does not, never; in time that grows with its length', () => {
  const tag = fc.stringMatching(/^[!#-~]{0,12}$/).map((text) => `"x${text}"`);
  fc.assert(
    fc.property(fc.array(tag), fc.array(tag), (before, behind) => {
      expect(matches([...before, etag, ...behind].join(', '), etag)).toBe(true);
      expect(matches([...before, ...behind].join(', '), etag)).toBe(false);
    }),
  );
  for (const piece of ['"', 'W/', '"a'])
    expect(growthOf((length) => matches(piece.repeat(length), etag), 100_000)).toBeLessThan(growsWithLength);
});
