// Edm.Binary and Edm.DateTimeOffset as text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBinary, toUtcSeconds } from '../../../lib/odata/types/literals.ts';
import { growsWithLength, growthOf } from '../../support/cpu.ts';

const bytes = fc.uint8Array({ maxLength: 64 });

/** The rule, read character by character: digits of either alphabet with white space anywhere, and no padding but the right one. */
function decodedByRule(literal: string): Buffer | undefined {
  const text = literal.replace(/[\t-\r ]/g, '');
  const [, digits = '', padding = ''] = /^([A-Za-z0-9+/_-]*)(=*)$/.exec(text) ?? [];
  const right = { 0: '', 2: '==', 3: '=' }[digits.length % 4];
  if (digits + padding !== text || right === undefined || (padding !== '' && padding !== right)) return undefined;
  return Buffer.from(digits.replaceAll('-', '+').replaceAll('_', '/'), 'base64');
}

const hexOf = (decoded: Uint8Array | undefined): string | undefined => decoded && Buffer.from(decoded).toString('hex');

/** Every text of at most so many of these characters. */
function* textsOf(characters: readonly string[], most: number): Generator<string> {
  yield '';
  if (most > 0) for (const rest of textsOf(characters, most - 1)) for (const character of characters) yield character + rest;
}

describe('decodeBinary', () => {
  it('decodeBinary takes and refuses every short text as the rule does', () => {
    const wrong = [...textsOf(['A', 'z', '-', '/', '=', ' ', '!', 'é', 'Ł'], 5)].filter(
      (text) => hexOf(decodeBinary(text)) !== hexOf(decodedByRule(text)),
    );
    expect(wrong).toEqual([]);
  });

  it('decodeBinary takes the digits and white space alone, of all that a UTF-16 code unit can be, wherever it stands', () => {
    const taken = (text: string): boolean => decodeBinary(text) !== undefined;
    const units = Array.from({ length: 0x1_0000 }, (_, unit) => String.fromCharCode(unit));
    const wrong = units.filter((unit) =>
      ['QUJD', 'QUJDQUI=', 'QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD'].some((text) =>
        [0, 2, text.length - 2].some((at) => {
          const changed = text.slice(0, at) + unit + text.slice(at + 1);
          return taken(changed) !== (decodedByRule(changed) !== undefined);
        }),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('decodeBinary reads both alphabets, padded or not', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        const padded = Buffer.from(content).toString('base64');
        const url = Buffer.from(content).toString('base64url');
        const urlPadded = url + padded.slice(url.length);
        for (const text of [padded, padded.replace(/=+$/, ''), url, urlPadded]) {
          expect(Buffer.from(decodeBinary(text) ?? 'none')).toEqual(Buffer.from(content));
        }
      }),
    );
  });

  it('decodeBinary ignores leftover bits', () => {
    expect(decodeBinary('QR==')).toEqual(decodeBinary('QQ=='));
    expect(decodeBinary('QUJ')).toEqual(Buffer.from('AB'));
    expect(decodeBinary('contentBytes-value')).toHaveLength(13);
    expect(decodeBinary('')).toHaveLength(0);
  });

  it.each([
    ...['A', 'AAAAA', 'AA=', 'AAA==', 'AAAA=', 'AAAA====', '=', '==', 'AA==AA=='],
    ...['A*AA', 'AA.A', 'ＡＡＡＡ', 'AA\u00a0AA', 'A AAAA', ' = '],
  ])('decodeBinary refuses %j', (text) => {
    expect(decodeBinary(text)).toBeUndefined();
  });

  it('decodeBinary takes white space anywhere, as encoders of MIME break lines', () => {
    const gaps = fc.array(fc.tuple(fc.nat(), fc.constantFrom(' ', '\n', '\r\n', '\t')), { maxLength: 8 });
    fc.assert(
      fc.property(bytes, gaps, (content, broken) => {
        const text = broken.reduce((all, [at, gap]) => {
          const index = at % (all.length + 1);
          return all.slice(0, index) + gap + all.slice(index);
        }, Buffer.from(content).toString('base64'));
        expect(Buffer.from(decodeBinary(text) ?? 'none')).toEqual(Buffer.from(content));
      }),
    );
  });

  it('decodeBinary refuses a foreign character wherever it stands', () => {
    const foreign = fc.string({ minLength: 1, maxLength: 1 }).filter((character) => !/[A-Za-z0-9+/_=\s-]/.test(character));
    fc.assert(
      fc.property(bytes, fc.nat(), foreign, (content, at, character) => {
        const text = Buffer.from(content).toString('base64');
        const index = at % (text.length + 1);
        expect(decodeBinary(text.slice(0, index) + character + text.slice(index))).toBeUndefined();
      }),
    );
  });

  it('decodeBinary takes 4 MB in its stride, good or bad', () => {
    const decoded = (length: number): void => {
      const text = 'QUJD'.repeat(length);
      expect(decodeBinary(text)).toHaveLength(3 * length);
      expect(decodeBinary(`${text}!`)).toBeUndefined();
      expect(decodeBinary(`${text}${'='.repeat(length)}`)).toBeUndefined();
    };
    expect(growthOf(decoded, 1_048_576)).toBeLessThan(growsWithLength);
  });
});

describe('toUtcSeconds', () => {
  it('toUtcSeconds cuts off what is below a second', () => {
    expect(toUtcSeconds(new Date('2016-03-12T06:04:38.999Z'))).toBe('2016-03-12T06:04:38Z');
    expect(toUtcSeconds(new Date('2016-03-12T07:04:38+01:00'))).toBe('2016-03-12T06:04:38Z');
  });

  it('toUtcSeconds throws for no date', () => {
    expect(() => toUtcSeconds(new Date(NaN))).toThrow(RangeError);
  });
});
