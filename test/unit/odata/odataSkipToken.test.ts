// The cursor: what is sealed comes back, and nothing else is ever opened.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCursor, sealCursor } from '../../../lib/odata/query/skipToken.ts';

const key = new Uint8Array(32).fill(7);
const refusal = { status: 400, code: 'BadRequest', message: "The value of '$skiptoken' is not one that this list gave." };
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ %'.split('');

const sorts = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true })), {
  nil: undefined,
});
const cursors = fc
  .record({ id: fc.string({ minLength: 1 }), sort: sorts })
  .map(({ id, sort }) => (sort === undefined ? { id } : { id, sort: Object.is(sort, -0) ? 0 : sort }));
const bindings = fc.string({ unit: 'binary' });

function refused(open: () => unknown): void {
  let opened: unknown;
  try {
    opened = open();
  } catch (error) {
    expect(error).toMatchObject(refusal);
    return;
  }
  throw new Error(`opened: ${JSON.stringify(opened)}`);
}

describe('a sealed cursor', () => {
  it('a sealed cursor comes back as it was', () => {
    fc.assert(
      fc.property(bindings, cursors, (binding, cursor) => {
        expect(openCursor(key, binding, sealCursor(key, binding, cursor))).toEqual(cursor);
      }),
    );
  });

  it('a sealed cursor can stand in a URL as it is', () => {
    fc.assert(fc.property(bindings, cursors, (binding, cursor) => /^[A-Za-z0-9_-]+$/.test(sealCursor(key, binding, cursor))));
  });

  it('a sealed cursor is refused after any change of one character', () => {
    fc.assert(
      fc.property(cursors, fc.nat(), fc.constantFrom(...alphabet), (cursor, at, character) => {
        const token = sealCursor(key, 'event|options', cursor);
        const index = at % token.length;
        fc.pre(token.charAt(index) !== character);
        refused(() => openCursor(key, 'event|options', token.slice(0, index) + character + token.slice(index + 1)));
      }),
      { numRuns: 1000 },
    );
  });

  it('a sealed cursor is refused in any other spelling of its last character', () => {
    for (const id of ['a', 'ab', 'abc']) {
      const token = sealCursor(key, 'b', { id });
      for (const character of alphabet) {
        const other = token.slice(0, -1) + character;
        if (other !== token) refused(() => openCursor(key, 'b', other));
      }
    }
  });

  it('a sealed cursor is refused when cut short or lengthened', () => {
    const token = sealCursor(key, 'b', { id: 'abc', sort: 5 });
    for (let length = 0; length < token.length; length++) refused(() => openCursor(key, 'b', token.slice(0, length)));
    for (const tail of ['=', '==', 'A', '\n', ' ', '.', token]) refused(() => openCursor(key, 'b', token + tail));
  });

  it('a sealed cursor is refused with another key or binding', () => {
    fc.assert(
      fc.property(bindings, bindings, cursors, (binding, other, cursor) => {
        fc.pre(binding !== other);
        const token = sealCursor(key, binding, cursor);
        refused(() => openCursor(key, other, token));
        refused(() => openCursor(new Uint8Array(32).fill(8), binding, token));
      }),
    );
  });
});

it('garbage is refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (token) => refused(() => openCursor(key, 'b', token))));
  refused(() => openCursor(key, 'b', randomBytes(64).toString('base64url')));
  for (const length of [4, 3_000, 5_000_000]) refused(() => openCursor(key, 'b', 'A'.repeat(length)));
});
