// Sort keys of text: one order whichever way a store compares, that of the texts' code points; nothing of a text is mixed up by them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText, encodeValue } from '../../../infra/local/cosmos/query/ordering.ts';
import { sortedText, sortKey, wholeText } from '../../../lib/runtime/text/textOrder.ts';
import { openCursor, sealCursor } from '../../../lib/odata/query/skipToken.ts';
import { nastyTexts } from '../../support/data/texts.ts';

const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byCodePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byIndex = (a: string, b: string): number => Buffer.compare(encodeValue(a), encodeValue(b));

describe('a key', () => {
  it('a key sorts as the code points of its text do, by code units, by code points, and in the index of the store', () => {
    fc.assert(
      fc.property(nastyTexts, nastyTexts, (a, b) => {
        const wanted = Math.sign(byCodePoints(sortedText(a), sortedText(b)));
        for (const compare of [byUnits, byCodePoints, compareText, byIndex])
          expect(Math.sign(compare(sortKey(a), sortKey(b))), compare.name).toBe(wanted);
      }),
      { numRuns: 5_000 },
    );
  });

  it('a key is the text itself where both orders agree on it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.integer({ min: 0, max: 0xd7fe }).map((code) => String.fromCharCode(code)) }), (text) => {
        expect(sortKey(text)).toBe(sortedText(text));
      }),
    );
    expect(sortKey(null)).toBe('');
  });

  it('a key is of the first 255 code units, of which none is half a character', () => {
    const emoji = '\u{1f600}';
    expect(sortedText(`${'a'.repeat(254)}${emoji}`)).toBe('a'.repeat(254));
    expect(sortedText(`${'a'.repeat(253)}${emoji}z`)).toBe(`${'a'.repeat(253)}${emoji}`);
    expect(sortedText(`\ud800a`)).toBe('\ufffda');
    expect(sortKey('a'.repeat(300))).toBe(sortKey('a'.repeat(255)));
    expect(wholeText(`${'a'.repeat(300)}\udc00`)).toBe(`${'a'.repeat(300)}\ufffd`);
  });
});

it('a cursor of any text is short enough for a URL, and gives the text back', () => {
  const key = new Uint8Array(32);
  fc.assert(
    fc.property(fc.oneof(nastyTexts, fc.constantFrom('\uffff'.repeat(300), '\u{10ffff}'.repeat(200), '"'.repeat(300))), (text) => {
      const cursor = { id: 'x'.repeat(256), sort: sortedText(text) };
      const token = sealCursor(key, 'b', cursor);
      expect(token.length).toBeLessThan(1_600);
      expect(openCursor(key, 'b', token)).toEqual(cursor);
    }),
  );
});
