// Long texts in steps: the same as at once, as the library writes them, and with turns for others in between.
import ICAL from 'ical.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, folded } from '../../../lib/formats/lineText.ts';
import { plainText, plainTextInSteps } from '../../../lib/formats/plain.ts';
import { htmlToText, textToHtml } from '../../../lib/calendar/text/plainText.ts';
import { atOnce, inSteps, piecesOf, unitsPerStep, type Steps } from '../../../lib/runtime/inSteps.ts';

const foldLength = 74;
const unit = fc.constantFrom('a', ' ', '\n', '\r', ';', ',', '\\', ':', 'é', '日', '😀', '\ud83d', '\u2028', '\u0007', '<b>', '&amp;', '&');
const texts = fc.string({ unit, maxLength: 300 });
/** Texts of which some piece ends in the midst of what belongs together. */
const longTexts = fc.tuple(texts, texts).map(([before, behind]) => `${'x'.repeat(unitsPerStep - before.length)}${before}${behind}`);

describe('a text in pieces', () => {
  it('a text in pieces is the whole text, and each piece is as plain as it is in the whole', () => {
    fc.assert(
      fc.property(longTexts, (text) => {
        const pieces = [...piecesOf(text)];
        expect(pieces.join('')).toBe(text);
        expect(pieces.map(plainText).join('')).toBe(plainText(text));
        expect(atOnce(plainTextInSteps(text))).toBe(plainText(text));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a line', () => {
  const library = (name: string, text: string): string => {
    const usual = ICAL.foldLength;
    ICAL.foldLength = foldLength;
    const line = ICAL.stringify.property([name, {}, 'text', text], ICAL.design.icalendar, false);
    ICAL.foldLength = usual;
    return line;
  };

  it('a line is escaped and folded as the library does', () => {
    fc.assert(
      fc.property(fc.oneof(texts, longTexts), (text) => {
        expect(atOnce(folded(`SUMMARY:${atOnce(escaped(text))}`))).toBe(library('summary', plainText(text)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('others have a turn', () => {
  const text = '<&;\n'.repeat(unitsPerStep);
  it.each<[string, () => Steps<unknown>]>([
    ['while HTML becomes text', () => htmlToText(text)],
    ['while text becomes HTML', () => textToHtml(text)],
    ['while text is escaped', () => escaped(text)],
    ['while a line is folded', () => folded(`é${text}`)],
    ['while text is made plain', () => plainTextInSteps(text)],
  ])('others have a turn %s', async (_, work) => {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await inSteps(work());
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
